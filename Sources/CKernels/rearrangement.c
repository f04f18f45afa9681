// Pixels that change places: nothing is computed.
#include "CAblateKernels.h"

#include <string.h>

void ck_pad(long height, long width, long channels, long out_height, long out_width, const float *x, float *y) {
    const long line = width * channels, out_line = out_width * channels;
    for (long i = 0; i < out_height; i++, y += out_line) {
        const long kept = i < height ? line : 0;
        if (kept > 0) memcpy(y, x + i * line, sizeof(float) * kept);
        memset(y + kept, 0, sizeof(float) * (out_line - kept));
    }
}

void ck_pad_backward(long height, long width, long channels, long out_width, const float *dy, float *dx) {
    for (long i = 0; i < height; i++)
        memcpy(dx + i * width * channels, dy + i * out_width * channels, sizeof(float) * width * channels);
}

// The four pixels of a patch in the order of its channel blocks.
static long patch_row(long y, int block) { return 2 * y + block % 2; }
static long patch_column(long x, int block) { return 2 * x + block / 2; }

void ck_merge_patches(long height, long width, long channels, const float *x, float *y) {
    for (long oy = 0; oy < (height + 1) / 2; oy++)
        for (long ox = 0; ox < (width + 1) / 2; ox++)
            for (int block = 0; block < 4; block++, y += channels) {
                const long iy = patch_row(oy, block), ix = patch_column(ox, block);
                if (iy < height && ix < width)
                    memcpy(y, x + (iy * width + ix) * channels, sizeof(float) * channels);
                else
                    memset(y, 0, sizeof(float) * channels);
            }
}

void ck_merge_patches_backward(long height, long width, long channels, const float *dy, float *dx) {
    for (long oy = 0; oy < (height + 1) / 2; oy++)
        for (long ox = 0; ox < (width + 1) / 2; ox++)
            for (int block = 0; block < 4; block++, dy += channels) {
                const long iy = patch_row(oy, block), ix = patch_column(ox, block);
                if (iy < height && ix < width)
                    memcpy(dx + (iy * width + ix) * channels, dy, sizeof(float) * channels);
            }
}

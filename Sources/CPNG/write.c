#include <setjmp.h>
#include <string.h>

#include "message.h"

typedef struct {
    cpng_sink write;
    void *context;
} target;

static void write_bytes(png_structp png, png_bytep bytes, size_t count) {
    target *to = png_get_io_ptr(png);
    to->write(to->context, bytes, count);
}

static void flush(png_structp png) { (void)png; }

int cpng_write(const uint8_t *pixels, uint32_t height, uint32_t width, uint32_t channels, cpng_sink sink,
               void *context, char *message) {
    target to = {sink, context};
    strcpy(message, "libpng does not start");
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, message, cpng_fail, cpng_ignore);
    if (!png) return -1;
    png_infop info = png_create_info_struct(png);
    if (!info) {
        png_destroy_write_struct(&png, NULL);
        return -1;
    }
    if (setjmp(png_jmpbuf(png))) {
        png_destroy_write_struct(&png, &info);
        return -1;
    }
    png_set_write_fn(png, &to, write_bytes, flush);
    png_set_IHDR(png, info, width, height, 8, channels == 1 ? PNG_COLOR_TYPE_GRAY : PNG_COLOR_TYPE_RGB,
                 PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_write_info(png, info);
    for (uint32_t row = 0; row < height; row++)
        png_write_row(png, pixels + (size_t)row * width * channels);
    png_write_end(png, info);
    png_destroy_write_struct(&png, &info);
    return 0;
}

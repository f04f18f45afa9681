#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include "message.h"

typedef struct {
    const uint8_t *bytes;
    size_t count;
} source;

static void read_bytes(png_structp png, png_bytep output, size_t count) {
    source *from = png_get_io_ptr(png);
    if (count > from->count) png_error(png, "the file ends too early");
    memcpy(output, from->bytes, count);
    from->bytes += count;
    from->count -= count;
}

// A reader that stands at the pixels, all conversions asked for; NULL after a failure to begin.
static png_structp begin(source *from, png_infop *info, char *message) {
    png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, message, cpng_fail, cpng_ignore);
    if (!png) return NULL;
    *info = png_create_info_struct(png);
    if (!*info) {
        png_destroy_read_struct(&png, NULL, NULL);
        return NULL;
    }
    png_set_read_fn(png, from, read_bytes);
    // A text or profile that unpacks to more is refused, not stored.
    png_set_chunk_malloc_max(png, 8 << 20);
    png_set_user_limits(png, 1 << 20, 1 << 20);
    return png;
}

static void convert(png_structp png, png_infop info) {
    png_read_info(png, info);
    int type = png_get_color_type(png, info);
    if (type == PNG_COLOR_TYPE_PALETTE) png_set_palette_to_rgb(png);
    if (type == PNG_COLOR_TYPE_GRAY) png_set_expand_gray_1_2_4_to_8(png);
    png_set_strip_16(png);
    png_set_strip_alpha(png);
}

int cpng_read_header(const uint8_t *bytes, size_t count, cpng_header *header, char *message) {
    source from = {bytes, count};
    png_infop info = NULL;
    strcpy(message, "libpng does not start");
    png_structp png = begin(&from, &info, message);
    if (!png) return -1;
    if (setjmp(png_jmpbuf(png))) {
        png_destroy_read_struct(&png, &info, NULL);
        return -1;
    }
    png_read_info(png, info);
    header->height = png_get_image_height(png, info);
    header->width = png_get_image_width(png, info);
    header->channels = (png_get_color_type(png, info) & PNG_COLOR_MASK_COLOR) ? 3 : 1;
    header->row_bytes = png_get_rowbytes(png, info);
    png_destroy_read_struct(&png, &info, NULL);
    return 0;
}

int cpng_read(const uint8_t *bytes, size_t count, const cpng_header *header, uint8_t *pixels, char *message) {
    source from = {bytes, count};
    png_infop info = NULL;
    strcpy(message, "libpng does not start");
    png_structp png = begin(&from, &info, message);
    if (!png) return -1;
    png_bytep *rows = malloc(header->height * sizeof *rows);
    if (!rows) {
        png_destroy_read_struct(&png, &info, NULL);
        return -1;
    }
    if (setjmp(png_jmpbuf(png))) {
        png_destroy_read_struct(&png, &info, NULL);
        free(rows);
        return -1;
    }
    size_t row_bytes = (size_t)header->width * header->channels;
    for (uint32_t row = 0; row < header->height; row++) rows[row] = pixels + row * row_bytes;
    convert(png, info);
    png_set_interlace_handling(png);
    png_read_update_info(png, info);
    // The same bytes give the same header; what is written to is sized by it.
    if (png_get_image_height(png, info) != header->height || png_get_rowbytes(png, info) != row_bytes)
        png_error(png, "the header changed");
    png_read_image(png, rows);
    png_destroy_read_struct(&png, &info, NULL);
    free(rows);
    return 0;
}

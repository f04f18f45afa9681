#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include "message.h"

typedef struct {
    const uint8_t *bytes;
    size_t count;
    int ended;
} source;

static void read_bytes(png_structp png, png_bytep output, size_t count) {
    source *from = png_get_io_ptr(png);
    if (count > from->count) {
        from->ended = 1;
        png_error(png, "the file ends too early");
    }
    memcpy(output, from->bytes, count);
    from->bytes += count;
    from->count -= count;
    // libpng takes a chunk of pixels in large pieces. Of one that is cut it is told no more than is there, so that the
    // pixels before the cut are seen.
    if (count == 8 && memcmp(output + 4, "IDAT", 4) == 0 && from->count < png_get_uint_32(output))
        png_save_uint_32(output, (png_uint_32)from->count);
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
    // Some encoders announce a smaller window than they use. Pillow and browsers do not believe it either.
    png_set_option(png, PNG_MAXIMUM_INFLATE_WINDOW, PNG_OPTION_ON);
    // Chunks that nobody knows do not keep Pillow from reading the others.
    png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_ALWAYS, NULL, 0);
    return png;
}

static void convert(png_structp png, png_infop info) {
    png_read_info(png, info);
    // What comes now are pixels, which have a checksum of their own; Pillow looks at that one alone.
    png_set_crc_action(png, PNG_CRC_QUIET_USE, PNG_CRC_QUIET_USE);
    int type = png_get_color_type(png, info);
    if (type == PNG_COLOR_TYPE_PALETTE) png_set_palette_to_rgb(png);
    if (type == PNG_COLOR_TYPE_GRAY) png_set_expand_gray_1_2_4_to_8(png);
    png_set_strip_16(png);
    png_set_strip_alpha(png);
}

// After a failure: whether all pixels were made by then, and what follows them was only missing.
static int lacks_only_the_end(png_structp png, const source *from, uint32_t height, const char *message) {
    // A finished image has all of its rows, or, when interlaced, all of its passes.
    int is_whole = png_get_current_row_number(png) >= height || png_get_current_pass_number(png) >= 7;
    return is_whole && (from->ended || strcmp(message, "Not enough image data") == 0);
}

int cpng_read_header(const uint8_t *bytes, size_t count, cpng_header *header, char *message) {
    source from = {bytes, count, 0};
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
    source from = {bytes, count, 0};
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
        int status = lacks_only_the_end(png, &from, header->height, message) ? 0 : -1;
        png_destroy_read_struct(&png, &info, NULL);
        free(rows);
        return status;
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

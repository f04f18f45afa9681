#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jerror.h>
#include <jpeglib.h>

#include "CAblateJPEG.h"

// A file of very many scans would take minutes.
#define MOST_SCANS 500
// libjpeg gives at most four rows at a time.
#define ROWS 4

struct cjpeg_reader {
    struct jpeg_decompress_struct jpeg;
    struct jpeg_error_mgr errors;
    struct jpeg_progress_mgr progress;
    jmp_buf failed;
    char *message;
    size_t count;
    // The bytes came to an end, and libjpeg was given an end marker in their place.
    int ended;
    // An entropy decoder wanted more after that, and got zeros.
    int starved;
};

static void fail(j_common_ptr jpeg) {
    cjpeg_reader *reader = jpeg->client_data;
    jpeg->err->format_message(jpeg, reader->message);
    longjmp(reader->failed, 1);
}

// Every warning is looked at: what is only a flaw often comes before the one that counts.
static void note(j_common_ptr jpeg, int level) {
    cjpeg_reader *reader = jpeg->client_data;
    if (level >= 0) return;
    if (jpeg->err->msg_code == JWRN_JPEG_EOF) reader->ended = 1;
    if (jpeg->err->msg_code == JWRN_HIT_MARKER && reader->ended) reader->starved = 1;
}

static void ignore(j_common_ptr jpeg) { (void)jpeg; }

static void limit_scans(j_common_ptr jpeg) {
    cjpeg_reader *reader = jpeg->client_data;
    if (reader->jpeg.input_scan_number <= MOST_SCANS) return;
    snprintf(reader->message, CJPEG_MESSAGE_BYTES, "more than %d scans", MOST_SCANS);
    longjmp(reader->failed, 1);
}

// Whether the scans that were there hold the whole image, the end marker apart.
static int is_complete(cjpeg_reader *reader) {
    j_decompress_ptr jpeg = &reader->jpeg;
    if (reader->starved) return 0;
    // The arithmetic decoder takes zeros without a word.
    if (jpeg->arith_code) return 0;
    if (!jpeg_has_multiple_scans(jpeg)) return 1;
    for (int component = 0; component < jpeg->num_components; component++) {
        // Its table is latched when a scan first holds the component.
        if (!jpeg->comp_info[component].quant_table) return 0;
        if (!jpeg->progressive_mode) continue;
        for (int place = 0; place < DCTSIZE2; place++)
            if (jpeg->coef_bits[component][place] != 0) return 0;
    }
    return 1;
}

cjpeg_end cjpeg_open(const uint8_t *bytes, size_t count, cjpeg_reader **result, cjpeg_header *header,
                     char *message) {
    *result = NULL;
    strcpy(message, "there is no memory for a reader");
    cjpeg_reader *reader = calloc(1, sizeof *reader);
    if (!reader) return CJPEG_DAMAGED;
    j_decompress_ptr jpeg = &reader->jpeg;
    jpeg->err = jpeg_std_error(&reader->errors);
    reader->errors.error_exit = fail;
    reader->errors.emit_message = note;
    reader->errors.output_message = ignore;
    jpeg->client_data = reader;
    reader->message = message;
    reader->count = count;
    if (setjmp(reader->failed)) {
        cjpeg_end end = reader->ended ? CJPEG_TRUNCATED : CJPEG_DAMAGED;
        cjpeg_close(reader);
        return end;
    }
    jpeg_create_decompress(jpeg);
    reader->progress.progress_monitor = limit_scans;
    jpeg->progress = &reader->progress;
    jpeg_mem_src(jpeg, bytes, count);
    jpeg_read_header(jpeg, TRUE);
    switch (jpeg->num_components) {
        case 1: jpeg->out_color_space = JCS_GRAYSCALE; break;
        case 3: jpeg->out_color_space = JCS_RGB; break;
        case 4: jpeg->out_color_space = JCS_CMYK; break;
        default:
            snprintf(message, CJPEG_MESSAGE_BYTES, "%d colour components instead of 1, 3 or 4",
                     jpeg->num_components);
            cjpeg_close(reader);
            return CJPEG_DAMAGED;
    }
    header->height = jpeg->image_height;
    header->width = jpeg->image_width;
    header->channels = (uint32_t)jpeg->num_components;
    *result = reader;
    return CJPEG_GOOD;
}

cjpeg_end cjpeg_decode(cjpeg_reader *reader, const uint8_t *bytes, uint32_t reduction, uint8_t *pixels,
                       char *message) {
    j_decompress_ptr jpeg = &reader->jpeg;
    reader->message = message;
    if (setjmp(reader->failed)) return reader->ended ? CJPEG_TRUNCATED : CJPEG_DAMAGED;
    // Had the bytes ended in the header, it would not have been good.
    jpeg->src->next_input_byte = bytes + (reader->count - jpeg->src->bytes_in_buffer);
    jpeg->scale_num = 1;
    jpeg->scale_denom = reduction;
    jpeg_start_decompress(jpeg);
    size_t row_bytes = (size_t)jpeg->output_width * (size_t)jpeg->output_components;
    while (jpeg->output_scanline < jpeg->output_height) {
        JSAMPROW rows[ROWS];
        for (size_t row = 0; row < ROWS; row++) rows[row] = pixels + (jpeg->output_scanline + row) * row_bytes;
        JDIMENSION left = jpeg->output_height - jpeg->output_scanline;
        jpeg_read_scanlines(jpeg, rows, left < ROWS ? left : ROWS);
    }
    // A bit reader looks ahead: the bytes may end before the last pixels are made of them, and be all of them.
    if (reader->ended && !is_complete(reader)) return CJPEG_TRUNCATED;
    jpeg_finish_decompress(jpeg);
    return CJPEG_GOOD;
}

void cjpeg_close(cjpeg_reader *reader) {
    jpeg_destroy_decompress(&reader->jpeg);
    free(reader);
}

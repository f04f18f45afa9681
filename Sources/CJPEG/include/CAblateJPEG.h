#ifndef CJPEG_H
#define CJPEG_H

#include <stddef.h>
#include <stdint.h>

// JPEG images through libjpeg, whose errors leave by longjmp and so cannot be met in Swift, and whose warnings tell
// a flaw from data that are not there.

// As long as libjpeg's longest message.
#define CJPEG_MESSAGE_BYTES 200

// How a call ended: well, by what `message` says, or at the end of the bytes before the end of the image.
typedef enum { CJPEG_GOOD, CJPEG_DAMAGED, CJPEG_TRUNCATED } cjpeg_end;

typedef struct {
    uint32_t height;
    uint32_t width;
    // Of the decoded image: 1 for grey, 3 for RGB, 4 for CMYK.
    uint32_t channels;
} cjpeg_header;

typedef struct cjpeg_reader cjpeg_reader;

// Reads what comes before the pixels of the JPEG file in bytes[0..<count] and stores the reader, which is NULL unless
// the end is good and is closed with cjpeg_close.
cjpeg_end cjpeg_open(const uint8_t *bytes, size_t count, cjpeg_reader **reader, cjpeg_header *header,
                     char message[CJPEG_MESSAGE_BYTES]);

// Decodes the pixels, once: the accurate inverse transform, smooth chroma, no correction of colours, as Pillow does.
// Flaws that leave an image are passed over, and so is a missing end marker when all data are there.
// `bytes` are those of cjpeg_open, wherever they lie now. `reduction` is 1, 2, 4 or 8; `pixels` is
// [height, width, channels] of the header, height and width divided by the reduction and rounded up.
cjpeg_end cjpeg_decode(cjpeg_reader *reader, const uint8_t *bytes, uint32_t reduction, uint8_t *pixels,
                       char message[CJPEG_MESSAGE_BYTES]);

void cjpeg_close(cjpeg_reader *reader);

#endif

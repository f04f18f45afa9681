#ifndef CPNG_H
#define CPNG_H

#include <stddef.h>
#include <stdint.h>

// PNG images through libpng, whose errors leave by longjmp and so cannot be met in Swift.
// All functions return 0, or -1 after writing libpng's words to `message`.

#define CPNG_MESSAGE_BYTES 96

typedef struct {
    uint32_t height;
    uint32_t width;
    // Of the decoded image: 1 for grey, 3 for colour and palettes.
    uint32_t channels;
    // Of the unpacked image in the file: `height` rows of this many.
    size_t row_bytes;
} cpng_header;

// Reads what comes before the pixels of the PNG file in bytes[0..<count].
int cpng_read_header(const uint8_t *bytes, size_t count, cpng_header *header,
                     char message[CPNG_MESSAGE_BYTES]);

// Decodes to 8 bits a sample: of 16 bits the high byte, fewer spread over the range, palettes looked up,
// transparency dropped, no correction of gamma. `pixels` is [height, width, channels] of the header. As with Pillow,
// a file that lacks no more than what follows the pixels is good.
int cpng_read(const uint8_t *bytes, size_t count, const cpng_header *header, uint8_t *pixels,
              char message[CPNG_MESSAGE_BYTES]);

// Takes `count` bytes of a file that is being written.
typedef void (*cpng_sink)(void *context, const uint8_t *bytes, size_t count);

// Encodes [height, width, channels], channels 1 or 3.
int cpng_write(const uint8_t *pixels, uint32_t height, uint32_t width, uint32_t channels, cpng_sink sink,
               void *context, char message[CPNG_MESSAGE_BYTES]);

#endif

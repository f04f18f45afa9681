#ifndef CPNG_MESSAGE_H
#define CPNG_MESSAGE_H

#include <png.h>
#include <stdio.h>

#include "CAblatePNG.h"

// libpng's error pointer is the caller's message.
static inline PNG_NORETURN void cpng_fail(png_structp png, png_const_charp text) {
    snprintf(png_get_error_ptr(png), CPNG_MESSAGE_BYTES, "%s", text);
    png_longjmp(png, 1);
}

// Warnings are of no use here: what they are about can be decoded.
static inline void cpng_ignore(png_structp png, png_const_charp text) {
    (void)png;
    (void)text;
}

#endif

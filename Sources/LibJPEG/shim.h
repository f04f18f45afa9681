// jpeglib.h speaks of FILE and expects it to be known.
#include <stdio.h>

#include <jpeglib.h>

// liblzma: unpacks xz files.
#ifndef HONE_CLZMA_H
#define HONE_CLZMA_H
#include <lzma.h>

// Several xz streams behind each other are one file. (Swift does not import the macro.)
static const uint32_t hone_lzma_concatenated = LZMA_CONCATENATED;
#endif

// zlib: unpacks gzip files and the members of zip archives.
#ifndef HONE_CZLIB_H
#define HONE_CZLIB_H
#include <zlib.h>
#endif

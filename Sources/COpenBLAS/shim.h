// CBLAS and the thread control of OpenBLAS.
#ifndef HONE_COPENBLAS_H
#define HONE_COPENBLAS_H
#include <cblas.h>
#endif

// CBLAS, the thread control of OpenBLAS, and the few LAPACK routines that Hone calls.
// LAPACK is declared here because Debian's libopenblas-dev has the routines but not their C header.
#ifndef HONE_COPENBLAS_H
#define HONE_COPENBLAS_H
#include <cblas.h>

// Cholesky factorisation of a symmetric positive definite matrix, and solves with its factor.
void dpotrf_(const char *uplo, const int *n, double *a, const int *lda, int *info);
void dpotrs_(const char *uplo, const int *n, const int *nrhs, const double *a, const int *lda, double *b,
             const int *ldb, int *info);
void dpotri_(const char *uplo, const int *n, double *a, const int *lda, int *info);
void dtrtrs_(const char *uplo, const char *trans, const char *diag, const int *n, const int *nrhs,
             const double *a, const int *lda, double *b, const int *ldb, int *info);
#endif

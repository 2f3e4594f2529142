// Inner loops that need instructions beyond the baseline of the platform. Every function takes the instruction set to
// use, so that tests can run each one; pass hone_best_instructions() otherwise.
#ifndef HONE_CKERNELS_H
#define HONE_CKERNELS_H

#include "hone_attend.h"
#include "hone_float.h"
#include "hone_instructions.h"
#include "hone_quantized.h"
#include "hone_quantizing.h"

#endif

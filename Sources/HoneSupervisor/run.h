// The supervisor of one attempt.
#ifndef HONE_SUPERVISOR_RUN_H
#define HONE_SUPERVISOR_RUN_H
#include "attempt.h"

// Claims the attempt, runs its program and writes down what becomes of it. Returns the exit code: 0 unless nothing could be
// recorded.
int run_attempt(const struct attempt *attempt);

#endif

// The program of an attempt, held at the gate until it is written down which process it is.
#ifndef HONE_SUPERVISOR_PROGRAM_H
#define HONE_SUPERVISOR_PROGRAM_H
#include <sys/types.h>

#include "attempt.h"

struct program {
    pid_t pid;
    int gate;  // our end: a byte opens it; that it closes unopened ends the program before it began
};

// Where the start of a program failed.
struct refusal {
    int step;    // an index of refusal_steps
    int number;  // errno
};

extern const char *const refusal_steps[];

// Makes the process: leader of a group of its own, with files and folder in place, waiting at the gate. Returns errno, or 0.
int program_hold(struct program *program, const struct attempt *attempt);

// Opens the gate. Returns 1 if the program runs now, or 0 and why not.
int program_release(struct program *program, struct refusal *refusal);

#endif

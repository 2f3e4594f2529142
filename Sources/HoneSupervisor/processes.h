// Ends what a program leaves behind: the rest of its process group, descendants that moved to groups or sessions of their
// own, and, where the supervisor is gone, whatever carries the attempt's token in its environment.
#ifndef HONE_SUPERVISOR_PROCESSES_H
#define HONE_SUPERVISOR_PROCESSES_H
#include <sys/types.h>

// Ends the group and, on Linux, every descendant of this process: SIGTERM, a second's grace, SIGKILL. At once if there is
// none.
void processes_end_left_over(pid_t group);

// Ends the processes of an attempt whose supervisor is gone.
//
// - outputs: the files that take its standard output and error.
// - leader: the program's process as it was written down, 0 if it was not; its start time tells whether it is still that.
// Returns whether they are gone.
int processes_end_orphans(
    const char *token, const char *const outputs[2], pid_t leader, unsigned long long start);

#endif

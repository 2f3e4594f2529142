// Processes by id and start time, so that a later process with the same id is not taken for an earlier one.
#ifndef HONE_SUPERVISOR_IDENTITY_H
#define HONE_SUPERVISOR_IDENTITY_H
#include <stddef.h>
#include <sys/types.h>

// When the process started: clock ticks since boot on Linux (field 22 of /proc/PID/stat), microseconds since 1970 on macOS.
// 0 if there is no such process. A zombie counts; `is_zombie` may be NULL.
unsigned long long identity_start_time(pid_t pid, int *is_zombie);

enum { identity_size = 256 };

// The boot and the process-id namespace in which process ids and start times mean something, as plain text without quotes;
// asked of the system once.
void identity_machine(char *text, size_t size);

#endif

// Watches the program until it has ended, and makes it end when asked to.
#ifndef HONE_SUPERVISOR_WATCH_H
#define HONE_SUPERVISOR_WATCH_H
#include <sys/types.h>

struct ending {
    int status;       // as of wait4
    long peak;        // the most memory that it held, in bytes
    int was_stopped;  // whether it was asked to end
};

// Signals come to the watch from now on: those sent before it begins are seen when it does. Returns errno, or 0.
int watch_prepare(void);

// - group: the program, which leads it.
// - control: the control file, into which a Hone that is not on the socket may write a request to stop.
struct ending watch_until_end(pid_t group, int control, const char *token);

#endif

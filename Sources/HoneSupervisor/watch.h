// Watches the program until it has ended, and makes it end when asked to.
#ifndef HONE_SUPERVISOR_WATCH_H
#define HONE_SUPERVISOR_WATCH_H
#include <stddef.h>
#include <sys/types.h>

struct ending {
    int status;       // as of wait4
    long peak;        // the most memory that it held, in bytes
    int was_stopped;  // whether it was asked to end
    int is_told;      // whether Hone was told that it runs
};

// Signals come to the watch from now on: those sent before it begins are seen when it does. Returns errno, or 0.
int watch_prepare(void);

// - group: the program, which leads it.
// - control: the control file, into which a Hone that is not on the socket may write a request to stop.
// - news: that the program runs; Hone is told once it has run for a moment. Of a very short program it can so hear start and
//   end at once, and wakes up once.
struct ending watch_until_end(pid_t group, int control, const char *token, const char *news, size_t length);

#endif

// Starts supervisors for the Hone that keeps this process: a fork of what is loaded already costs less than loading it anew.
//
// A request comes over the standard input, a socket: the numbers of `struct request`, with which comes the socket that the
// new supervisor answers on, then as many bytes of texts, each ended by a zero byte: the supervisor's command line, then its
// environment. The socket's end ends this process; the supervisors live on.
#ifndef HONE_SUPERVISOR_SERVE_H
#define HONE_SUPERVISOR_SERVE_H
#include <stdint.h>

struct request {
    uint32_t size;       // bytes of the texts
    uint32_t arguments;  // texts of the command line
    uint32_t variables;  // texts of the environment
};

// Serves until the socket closes. `supervise` is what a supervisor does with its command line.
int serve(int (*supervise)(int count, char **arguments));

#endif

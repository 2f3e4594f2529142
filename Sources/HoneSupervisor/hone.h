// The socket to the Hone that started this supervisor: the standard input. It may close at any time; then files alone tell
// what happens.
#ifndef HONE_SUPERVISOR_HONE_H
#define HONE_SUPERVISOR_HONE_H
#include <stddef.h>

enum { hone_socket = 0 };

// Sends a record. Never waits, never fails: whoever does not read finds the same in the control file.
void hone_tell(const char *line, size_t length);

// Says why nothing was run: `state` in a word, errno or 0.
void hone_answer(const char *token, const char *state, int number);

// A request to stop, if one has come: the grace period in seconds, else a negative number. Clears `is_open` when Hone is gone.
double hone_stop_request(int *is_open);

#endif

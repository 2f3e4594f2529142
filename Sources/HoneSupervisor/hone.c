#include "hone.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "record.h"

void hone_tell(const char *line, size_t length) { (void)!send(hone_socket, line, length, MSG_DONTWAIT); }

void hone_answer(const char *token, const char *state, int number) {
    char line[record_size];
    size_t length = record_make(
        line, "\"record\":\"answer\",\"token\":\"%s\",\"state\":\"%s\",\"number\":%d", token, state, number);
    hone_tell(line, length);
}

double hone_stop_request(int *is_open) {
    char text[64];
    ssize_t count = recv(hone_socket, text, sizeof text - 1, MSG_DONTWAIT);
    if (count <= 0) {
        if (count == 0 || (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR)) *is_open = 0;
        return -1;
    }
    text[count] = 0;
    // `stop SECONDS`; the last request counts.
    char *last = NULL;
    for (char *found = text; (found = strstr(found, "stop ")); found += 5) last = found + 5;
    return last ? strtod(last, NULL) : -1;
}

#include "record.h"

#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// FNV-1a: enough to tell a torn line from a whole one, which is all it is for.
static uint32_t checksum(const char *text, size_t length) {
    uint32_t sum = 2166136261u;
    for (size_t index = 0; index < length; index++) sum = (sum ^ (unsigned char)text[index]) * 16777619u;
    return sum;
}

static const char mark[] = ",\"sum\":\"";
enum { mark_length = sizeof mark - 1, tail_length = mark_length + 8 + 2 };

size_t record_make(char line[record_size], const char *format, ...) {
    enum { room = record_size - tail_length - 2 };
    line[0] = '{';
    va_list values;
    va_start(values, format);
    int length = vsnprintf(line + 1, room, format, values);
    va_end(values);
    if (length < 0) length = 0;
    if (length > room - 1) length = room - 1;
    char *end = line + 1 + length;
    return (size_t)(1 + length + sprintf(end, "%s%08x\"}\n", mark, checksum(line + 1, (size_t)length)));
}

int record_append(int file, const char *line, size_t length) {
    ssize_t count;
    do count = write(file, line, length);
    while (count < 0 && errno == EINTR);
    if (count == (ssize_t)length) return 0;
    if (count < 0) return errno;
    // A part of it: what comes next begins a line of its own, and this part fails its checksum.
    if (write(file, "\n", 1) < 0) return errno;
    return ENOSPC;
}

static size_t length_of_line(const char *line) { return strcspn(line, "\n"); }

static const char *member(const char *line, const char *name) {
    char wanted[64];
    int length = snprintf(wanted, sizeof wanted, "\"%s\":", name);
    const char *found = strstr(line, wanted);
    return found && found < line + length_of_line(line) ? found + length : NULL;
}

int record_is(const char *line, const char *kind, const char *token) {
    size_t length = length_of_line(line);
    if (length <= tail_length + 1 || line[0] != '{' || line[length] != '\n') return 0;
    const char *tail = line + length - tail_length;
    if (memcmp(tail, mark, mark_length) != 0) return 0;
    if (strtoul(tail + mark_length, NULL, 16) != checksum(line + 1, length - tail_length - 1)) return 0;
    char text[64];
    record_text(line, "record", text, sizeof text);
    if (strcmp(text, kind) != 0) return 0;
    if (!token) return 1;
    record_text(line, "token", text, sizeof text);
    return strcmp(text, token) == 0;
}

double record_number(const char *line, const char *name) {
    const char *value = member(line, name);
    return value ? strtod(value, NULL) : 0;
}

unsigned long long record_count(const char *line, const char *name) {
    const char *value = member(line, name);
    return value ? strtoull(value, NULL, 10) : 0;
}

void record_text(const char *line, const char *name, char *text, size_t size) {
    const char *value = member(line, name);
    text[0] = 0;
    if (!value || *value != '"') return;
    size_t length = strcspn(value + 1, "\"\n");
    if (length >= size) length = size - 1;
    memcpy(text, value + 1, length);
    text[length] = 0;
}

size_t record_read(int file, char text[record_file_limit]) {
    size_t length = 0;
    while (length < record_file_limit - 1) {
        ssize_t count = pread(file, text + length, record_file_limit - 1 - length, (off_t)length);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) break;
        length += (size_t)count;
    }
    // A file of holes, as a crashed file system leaves behind, is no text: from its first zero byte on nothing counts.
    text[length] = 0;
    return length;
}

const char *record_last(const char *text, const char *kind, const char *token) {
    const char *last = NULL;
    for (const char *line = text; line && *line; line = strchr(line, '\n')) {
        if (*line == '\n') line++;
        if (record_is(line, kind, token)) last = line;
    }
    return last;
}

// The control file's records, one a line: flat JSON objects whose last member is a checksum.
//
//     {"pid":4121,"start":88213,"machine":"BOOT NAMESPACE","record":"claim","token":"...","sum":"0f3a..."}
//     {"record":"program","token":"...","program":4122,"start":88213,"clock":882.13,"at":1764262212.5,"sum":"..."}
//     {"record":"stop","token":"...","grace":10,"sum":"..."}
//     {"record":"end","token":"...","cause":"exit","number":0,...,"sum":"..."}
//
// No text in them holds a quote or a backslash, so a reader need not know all of JSON. A line that was torn by a crash or a
// full disk fails its checksum and counts for nothing. The same lines go to Hone over the socket.
#ifndef HONE_SUPERVISOR_RECORD_H
#define HONE_SUPERVISOR_RECORD_H
#include <stddef.h>

enum { record_size = 1024, record_file_limit = 1 << 16 };

// Makes a line of the members that a format describes. Returns its length.
__attribute__((format(printf, 2, 3))) size_t record_make(char line[record_size], const char *format, ...);

// Appends a line. Returns 0, or the error's number; then nothing of the line counts.
int record_append(int file, const char *line, size_t length);

// Whether the text up to its line break is a whole record of this kind and attempt (any attempt if `token` is NULL).
int record_is(const char *line, const char *kind, const char *token);

// A member's number, or 0.
double record_number(const char *line, const char *name);
unsigned long long record_count(const char *line, const char *name);

// A member's text, cut at `size`; empty if there is none.
void record_text(const char *line, const char *name, char *text, size_t size);

// Reads the control file from its beginning, as much of it as counts, and ends it with a zero byte. Returns its length.
size_t record_read(int file, char text[record_file_limit]);

// The last record of a kind in the text, or NULL.
const char *record_last(const char *text, const char *kind, const char *token);

#endif

// Files that somebody else may have put there: opened without blocking or following links, and read up to a bound.
#ifndef HONE_SUPERVISOR_FILES_H
#define HONE_SUPERVISOR_FILES_H
#include <stddef.h>
#include <sys/types.h>

// Reads a file's beginning into `text`, ended by a zero byte. Returns the bytes read, or -1.
ssize_t file_read(const char *path, char *text, size_t size);

// Opens a regular file. A FIFO, device or link is not opened: the program whose folder it lies in could make us wait for
// ever. Returns the descriptor, or -1 with errno (EINVAL for what is no regular file).
int file_open_regular(const char *path, int flags, int mode);

// Opens a new, empty file for a program's output. Whatever else has its name makes way, except for a folder (EISDIR).
int file_open_output(const char *path);

// Flushes a regular file to the disk, if there is one.
void file_flush(const char *path);

#endif

#include "files.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

ssize_t file_read(const char *path, char *text, size_t size) {
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file < 0) return -1;
    size_t length = 0;
    while (length < size - 1) {
        ssize_t count = read(file, text + length, size - 1 - length);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) break;
        length += (size_t)count;
    }
    close(file);
    text[length] = 0;
    return (ssize_t)length;
}

int file_open_regular(const char *path, int flags, int mode) {
    int file = open(path, flags | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, mode);
    if (file < 0) return -1;
    struct stat information;
    if (fstat(file, &information) == 0 && S_ISREG(information.st_mode)) return file;
    close(file);
    errno = EINVAL;
    return -1;
}

int file_open_output(const char *path) {
    int flags = O_WRONLY | O_CREAT | O_APPEND;
    int file = file_open_regular(path, flags | O_TRUNC, 0644);
    if (file < 0 && errno != EACCES && errno != ENOENT && errno != EISDIR) {
        // A FIFO (ENXIO: nobody reads it), a device, a link (ELOOP): an earlier attempt's doing.
        int number = errno;
        if (unlink(path) != 0) {
            errno = number;
            return -1;
        }
        file = file_open_regular(path, flags | O_EXCL, 0644);
    }
    // The program expects writes that wait.
    if (file >= 0) fcntl(file, F_SETFL, O_APPEND);
    return file;
}

void file_flush(const char *path) {
    int file = file_open_regular(path, O_WRONLY, 0);
    if (file < 0) return;
    fsync(file);
    close(file);
}

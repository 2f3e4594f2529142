// The few system calls that Swift cannot reach: Glibc's module leaves out <sys/vfs.h>, and C functions with variable
// arguments (prctl, open with O_CREAT) are not imported.
#ifndef HONE_CSYSTEM_H
#define HONE_CSYSTEM_H
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <unistd.h>

#if defined(__linux__)
#include <sys/vfs.h>

// The kind of file system that a path lies on (f_type of statfs), or 0 if it cannot be told.
static inline uint32_t hone_file_system_magic(const char *path) {
    struct statfs information;
    return statfs(path, &information) == 0 ? (uint32_t)information.f_type : 0;
}
#endif

// Opens a regular file, or returns -1 with errno (EINVAL for what is no regular file). A FIFO, a device or a link that a
// program left behind is not opened and cannot make anybody wait.
static inline int hone_open_regular(const char *path, int flags, mode_t mode) {
    int file = open(path, flags | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, mode);
    if (file < 0) return -1;
    struct stat information;
    if (fstat(file, &information) == 0 && S_ISREG(information.st_mode)) return file;
    close(file);
    errno = EINVAL;
    return -1;
}

// A pair of connected sockets that no other program inherits. 0 on success.
static inline int hone_socket_pair(int ends[2]) {
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0) return -1;
    fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    fcntl(ends[1], F_SETFD, FD_CLOEXEC);
#if defined(SO_NOSIGPIPE)
    int yes = 1;
    setsockopt(ends[0], SOL_SOCKET, SO_NOSIGPIPE, &yes, sizeof yes);
#endif
    return 0;
}

#if !defined(MSG_NOSIGNAL)
#define MSG_NOSIGNAL 0
#endif

// Sends without waiting; a reader that is gone is an error, no signal.
static inline ssize_t hone_send(int socket, const void *bytes, size_t count) {
    return send(socket, bytes, count, MSG_DONTWAIT | MSG_NOSIGNAL);
}

// Sends bytes with an open file beside them, waiting for room as long as the socket's time-out allows. Returns 0, or the
// error's number; then only a part may have gone.
static inline int hone_send_file(int socket, const void *bytes, size_t count, int file) {
    union {
        struct cmsghdr header;
        char room[CMSG_SPACE(sizeof(int))];
    } control;
    memset(&control, 0, sizeof control);
    struct iovec part = {(void *)bytes, count};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
    struct cmsghdr *carried = CMSG_FIRSTHDR(&message);
    carried->cmsg_level = SOL_SOCKET;
    carried->cmsg_type = SCM_RIGHTS;
    carried->cmsg_len = CMSG_LEN(sizeof(int));
    memcpy(CMSG_DATA(carried), &file, sizeof file);
    while (part.iov_len > 0) {
        ssize_t sent = sendmsg(socket, &message, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) continue;
        if (sent < 0) return errno;
        part.iov_base = (char *)part.iov_base + sent;
        part.iov_len -= (size_t)sent;
        // The file goes with the first bytes.
        message.msg_control = NULL;
        message.msg_controllen = 0;
    }
    return 0;
}

// How long a send may wait.
static inline int hone_limit_sends(int socket, int seconds) {
    struct timeval time = {seconds, 0};
    return setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &time, sizeof time);
}

// What has come, or -1 with EAGAIN; 0 at the end.
static inline ssize_t hone_receive(int socket, void *bytes, size_t room) { return recv(socket, bytes, room, MSG_DONTWAIT); }

// The environment as it is, byte for byte: `NAME=value` each, ended by NULL.
extern char **environ;
static inline char **hone_environment(void) { return environ; }
#endif

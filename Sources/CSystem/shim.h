// The few system calls that Swift cannot reach: Glibc's module leaves out <sys/vfs.h>, and C functions with variable
// arguments (prctl, open with O_CREAT) are not imported.
#ifndef HONE_CSYSTEM_H
#define HONE_CSYSTEM_H
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <sys/stat.h>
#include <unistd.h>

#if defined(__linux__)
#include <sys/prctl.h>
#include <sys/vfs.h>

// The kind of file system that a path lies on (f_type of statfs), or 0 if it cannot be told.
static inline uint32_t hone_file_system_magic(const char *path) {
    struct statfs information;
    return statfs(path, &information) == 0 ? (uint32_t)information.f_type : 0;
}

// Makes orphaned descendants children of this process, so that it can find and end them. 0 on success.
static inline int hone_adopt_orphans(void) { return prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); }
#endif
#endif

#include "identity.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "files.h"

#ifdef __linux__

unsigned long long identity_start_time(pid_t pid, int *is_zombie) {
    char path[64], text[1024];
    snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
    if (file_read(path, text, sizeof text) <= 0) return 0;
    // The second field is the program's name in brackets and may hold anything, so fields are counted from the last bracket.
    char *field = strrchr(text, ')');
    if (!field || field[1] != ' ') return 0;
    field += 2;
    if (is_zombie) *is_zombie = *field == 'Z' || *field == 'X';
    for (int number = 3; number < 22; number++) {
        field = strchr(field, ' ');
        if (!field) return 0;
        field++;
    }
    return strtoull(field, NULL, 10);
}

static void ask_for_machine(char *text, size_t size) {
    char boot[64] = "unknown", space[64] = "";
    if (file_read("/proc/sys/kernel/random/boot_id", boot, sizeof boot) > 0) boot[strcspn(boot, "\n")] = 0;
    ssize_t length = readlink("/proc/self/ns/pid", space, sizeof space - 1);
    space[length > 0 ? length : 0] = 0;
    snprintf(text, size, "%s %s", boot, space);
}

#else
#include <sys/sysctl.h>

unsigned long long identity_start_time(pid_t pid, int *is_zombie) {
    struct kinfo_proc information;
    size_t size = sizeof information;
    int name[4] = {CTL_KERN, KERN_PROC, KERN_PROC_PID, pid};
    if (sysctl(name, 4, &information, &size, NULL, 0) != 0 || size == 0) return 0;
    if (is_zombie) *is_zombie = information.kp_proc.p_stat == SZOMB;
    struct timeval start = information.kp_proc.p_un.__p_starttime;
    return (unsigned long long)start.tv_sec * 1000000 + (unsigned long long)start.tv_usec;
}

static void ask_for_machine(char *text, size_t size) {
    char boot[64] = "unknown";
    size_t length = sizeof boot;
    if (sysctlbyname("kern.bootsessionuuid", boot, &length, NULL, 0) != 0) strcpy(boot, "unknown");
    snprintf(text, size, "%s", boot);
}

#endif

void identity_machine(char *text, size_t size) {
    static char known[identity_size];
    if (!known[0]) ask_for_machine(known, sizeof known);
    snprintf(text, size, "%s", known);
}

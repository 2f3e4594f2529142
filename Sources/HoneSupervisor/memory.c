#include "memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "files.h"

#ifdef __linux__

// The number behind a name in a table of `name number` lines.
static long count_named(const char *name, const char *table) {
    size_t length = strlen(name);
    for (const char *line = table; line && *line; line = strchr(line, '\n')) {
        if (*line == '\n') line++;
        if (strncmp(line, name, length) == 0 && line[length] == ' ') return atol(line + length);
    }
    return 0;
}

long memory_kills(void) {
    char text[8192];
    long kills = 0;
    if (file_read("/proc/vmstat", text, sizeof text) > 0) kills += count_named("oom_kill", text);
    if (file_read("/proc/self/cgroup", text, sizeof text) <= 0) return kills;
    // Version 2 of control groups has one line, `0::/path`.
    char *group = strncmp(text, "0::", 3) == 0 ? text : strstr(text, "\n0::");
    if (!group) return kills;
    group = strstr(group, "0::") + 3;
    group[strcspn(group, "\n")] = 0;
    char path[4608];
    snprintf(path, sizeof path, "/sys/fs/cgroup%.4096s/memory.events", group);
    if (file_read(path, text, sizeof text) > 0) kills += count_named("oom_kill", text);
    return kills;
}

#else

long memory_kills(void) { return 0; }

#endif

// Seconds.
static const double moment = 0.1;

long memory_kills_lately(void) {
    static double asked = -1;
    static long kills;
    double now = clock_boot();
    if (asked < 0 || now - asked > moment) {
        kills = memory_kills();
        asked = now;
    }
    return kills;
}

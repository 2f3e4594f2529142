// memmem
#define _GNU_SOURCE
#include "process_table.h"

#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "files.h"

static int read_row(struct process_row *row, pid_t pid) {
    char path[64], text[1024], state;
    snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
    if (file_read(path, text, sizeof text) <= 0) return 0;
    char *rest = strrchr(text, ')');
    *row = (struct process_row){.pid = pid};
    if (!rest || sscanf(rest + 1, " %c %d %d", &state, &row->parent, &row->group) != 3) return 0;
    return state != 'Z' && state != 'X';
}

static int by_pid(const void *left, const void *right) {
    pid_t one = ((const struct process_row *)left)->pid, other = ((const struct process_row *)right)->pid;
    return (one > other) - (one < other);
}

void process_table_read(struct process_table *table) {
    *table = (struct process_table){0};
#ifdef __linux__
    DIR *folder = opendir("/proc");
    if (!folder) return;
    size_t room = 0;
    for (struct dirent *entry; (entry = readdir(folder));) {
        if (!isdigit((unsigned char)entry->d_name[0])) continue;
        if (table->count == room) {
            size_t more = room ? 2 * room : 256;
            struct process_row *rows = realloc(table->rows, more * sizeof *rows);
            if (!rows) break;
            table->rows = rows;
            room = more;
        }
        if (read_row(&table->rows[table->count], (pid_t)atoi(entry->d_name))) table->count++;
    }
    closedir(folder);
    if (table->count) qsort(table->rows, table->count, sizeof *table->rows, by_pid);
#endif
}

void process_table_free(struct process_table *table) { free(table->rows); }

static struct process_row *find(struct process_table *table, pid_t pid) {
    struct process_row key = {.pid = pid};
    return table->count ? bsearch(&key, table->rows, table->count, sizeof key, by_pid) : NULL;
}

// Marks the children of what is marked until no more are found; a parent usually has the smaller id, so one pass finds all.
static int spread(struct process_table *table, pid_t root) {
    int found = 0;
    for (int is_new = 1; is_new;) {
        is_new = 0;
        for (size_t index = 0; index < table->count; index++) {
            struct process_row *row = &table->rows[index];
            struct process_row *parent = find(table, row->parent);
            if (row->is_marked || !(row->parent == root || (parent && parent->is_marked == 1))) continue;
            row->is_marked = is_new = 1;
        }
    }
    for (size_t index = 0; index < table->count; index++) found += table->rows[index].is_marked;
    return found;
}

int process_table_mark_below_this(struct process_table *table) { return spread(table, getpid()); }

static int environment_holds(pid_t pid, const char *token) {
    enum { chunk = 1 << 16 };
    static char text[chunk];
    size_t length = strlen(token), kept = 0;
    snprintf(text, sizeof text, "/proc/%d/environ", (int)pid);
    int file = open(text, O_RDONLY | O_CLOEXEC);
    if (file < 0) return 0;
    int found = 0;
    for (ssize_t count; !found && (count = read(file, text + kept, chunk - kept)) > 0;) {
        size_t filled = kept + (size_t)count;
        found = memmem(text, filled, token, length) != NULL;
        // The token may begin in this chunk and end in the next.
        kept = filled < length ? filled : length - 1;
        memmove(text, text + filled - kept, kept);
    }
    close(file);
    return found;
}

static int writes_to(pid_t pid, const char *output) {
    struct stat wanted, found;
    if (stat(output, &wanted) != 0 || !S_ISREG(wanted.st_mode)) return 0;
    for (int stream = 1; stream <= 2; stream++) {
        char path[64];
        snprintf(path, sizeof path, "/proc/%d/fd/%d", (int)pid, stream);
        if (stat(path, &found) == 0 && found.st_dev == wanted.st_dev && found.st_ino == wanted.st_ino) return 1;
    }
    return 0;
}

int process_table_mark_attempt(struct process_table *table, const char *token, const char *const outputs[2]) {
    for (size_t index = 0; index < table->count; index++) {
        struct process_row *row = &table->rows[index];
        row->is_marked =
            environment_holds(row->pid, token) || writes_to(row->pid, outputs[0]) || writes_to(row->pid, outputs[1]);
    }
    for (size_t index = 0; index < table->count; index++) {
        // The leader may be gone, and its group's other members may have cleared their environment.
        struct process_row *row = &table->rows[index];
        for (size_t other = 0; !row->is_marked && row->group > 1 && other < table->count; other++) {
            struct process_row *member = &table->rows[other];
            row->is_marked = member->is_marked == 1 && member->group == row->group ? 2 : 0;
        }
    }
    for (size_t index = 0; index < table->count; index++) table->rows[index].is_marked = table->rows[index].is_marked != 0;
    // A Hone inside a program that looks after other attempts must not end itself.
    for (struct process_row *row = find(table, getpid()); row && row->pid > 1; row = find(table, row->parent)) {
        row->is_marked = 0;
    }
    int found = spread(table, -1);
    for (struct process_row *row = find(table, getpid()); row && row->pid > 1; row = find(table, row->parent)) {
        found -= row->is_marked;
        row->is_marked = 0;
    }
    return found;
}

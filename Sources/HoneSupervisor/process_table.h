// The processes that this one can see. (Empty where there is no /proc.)
#ifndef HONE_SUPERVISOR_PROCESS_TABLE_H
#define HONE_SUPERVISOR_PROCESS_TABLE_H
#include <stddef.h>
#include <sys/types.h>

struct process_row {
    pid_t pid, parent, group;
    int is_marked;
};

struct process_table {
    struct process_row *rows;  // by pid; zombies are left out
    size_t count;
};

void process_table_read(struct process_table *table);
void process_table_free(struct process_table *table);

// Marks all descendants of this process. Returns how many.
int process_table_mark_below_this(struct process_table *table);

// Marks the processes that have the token in their environment, those whose standard output or error goes to one of the two
// files (they may have cleared their environment), what shares a group with them, and the descendants of all those, but
// never this process or what it descends from. Returns how many.
int process_table_mark_attempt(struct process_table *table, const char *token, const char *const outputs[2]);

#endif

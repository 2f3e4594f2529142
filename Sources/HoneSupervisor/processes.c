#include "processes.h"

#include <errno.h>
#include <signal.h>
#include <sys/wait.h>

#include "clock.h"
#include "identity.h"
#include "process_table.h"

// Seconds between SIGTERM and SIGKILL for what outlives its program, and for it to disappear after that; a process that
// waits for a dead disk may need longer than anybody wants to wait for.
static const double grace = 1, kill_patience = 5;
static const double shortest_pause = 0.002, longest_pause = 0.05;

// What is to be ended: `mark` marks it in a fresh table of processes and says how much there is; `group` gets signals too.
struct target {
    int (*mark)(struct process_table *, const struct target *);
    pid_t group;
    const char *token;
    const char *const *outputs;
};

static int signal_all(const struct target *target, int number) {
    struct process_table table;
    process_table_read(&table);
    int found = target->mark(&table, target);
    if (target->group > 0 && kill(-target->group, number) == 0) found++;
    for (size_t index = 0; index < table.count; index++) {
        if (table.rows[index].is_marked) kill(table.rows[index].pid, number);
    }
    process_table_free(&table);
    return found;
}

// Waits until all are gone, with a signal in every round: a killed parent's children show up only then.
static int wait_until_gone(const struct target *target, double seconds, int number) {
    double deadline = clock_boot() + seconds;
    for (double pause = shortest_pause;; pause = pause * 2 < longest_pause ? pause * 2 : longest_pause) {
        while (waitpid(-1, NULL, WNOHANG) > 0) {}
        if (!signal_all(target, number)) return 1;
        if (clock_boot() > deadline) return 0;
        clock_pause(pause);
    }
}

static int end(const struct target *target) {
    if (!signal_all(target, SIGTERM)) return 1;
    return wait_until_gone(target, grace, 0) || wait_until_gone(target, kill_patience, SIGKILL);
}

static int mark_descendants(struct process_table *table, const struct target *target) {
    (void)target;
    return process_table_mark_below_this(table);
}

static int mark_attempt(struct process_table *table, const struct target *target) {
    return process_table_mark_attempt(table, target->token, target->outputs);
}

void processes_end_left_over(pid_t group) {
    while (waitpid(-1, NULL, WNOHANG) > 0) {}
#ifdef __linux__
    // This process adopts orphans, so without children nothing that the program started is left.
    if (waitpid(-1, NULL, WNOHANG) < 0 && errno == ECHILD) return;
#endif
    struct target target = {mark_descendants, group, NULL, NULL};
    end(&target);
}

int processes_end_orphans(
    const char *token, const char *const outputs[2], pid_t leader, unsigned long long start) {
    int is_zombie = 0;
    int leads = leader > 0 && start > 0 && identity_start_time(leader, &is_zombie) == start && !is_zombie;
    struct target target = {mark_attempt, leads ? leader : 0, token, outputs};
    return end(&target);
}

#include "run.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/prctl.h>
#endif

#include "claim.h"
#include "clock.h"
#include "files.h"
#include "hone.h"
#include "identity.h"
#include "memory.h"
#include "processes.h"
#include "program.h"
#include "record.h"
#include "watch.h"

enum {
    shell_code_of_signals = 128,  // what a shell adds to the number of the signal that ended its program
    full_disk_patience = 3600,    // seconds that the supervisor waits for room on the disk
};
// Seconds after which a program's work is worth a flush to the disk. Below, the flush would cost more than to run the program
// again after a power cut; such an end says so and does not count after a restart of the machine.
static const double worth_flushing = 1;
// Seconds that a claim waits for somebody who only looks.
static const double claim_patience = 2;

// For tests: dies as by SIGKILL at a point that the environment names.
static void fault_point(const char *name) {
    const char *wanted = getenv("HONE_SUPERVISOR_FAULT");
    if (wanted && strcmp(wanted, name) == 0) raise(SIGKILL);
}

static int write_claim(struct claim *claim, const char *token) {
    char line[record_size], machine[identity_size];
    identity_machine(machine, sizeof machine);
    size_t length = record_make(
        line, "\"pid\":%d,\"start\":%llu,\"machine\":\"%s\",\"record\":\"claim\",\"token\":\"%s\"", (int)getpid(),
        identity_start_time(getpid(), NULL), machine, token);
    return record_append(claim->file, line, length);
}

// Writes the end, however long the disk is full: it is somebody's next task to make room, and what the program has done must
// not be lost to it. A Hone that listens is told at once, after what it was not told before, and need not wait.
static int write_end(int file, const char *line, size_t length, int is_durable, const char *untold) {
    for (int second = 0; second < full_disk_patience; second++) {
        int number = record_append(file, line, length);
        if (number == 0 && is_durable) fsync(file);
        if (second == 0) {
            char news[2 * record_size];
            int count = snprintf(news, sizeof news, "%s%s", untold, line);
            hone_tell(news, (size_t)count);
        }
        if (number != ENOSPC && number != EDQUOT) return number != 0;
        clock_pause(1);
    }
    return 1;
}

static int refuse(int file, const struct attempt *attempt, struct refusal refusal) {
    char line[record_size];
    size_t length = record_make(
        line, "\"record\":\"end\",\"token\":\"%s\",\"cause\":\"refused\",\"step\":\"%s\",\"number\":%d,\"at\":%.6f",
        attempt->token, refusal_steps[refusal.step], refusal.number, clock_wall());
    return write_end(file, line, length, 0, "");
}

static int record_ending(
    int file, const struct attempt *attempt, const struct ending *ending, long kills_before, double seconds, const char *news) {
    // Asked of the macros: a status is laid out differently from one system to the next.
    int number = WIFSIGNALED(ending->status) ? WTERMSIG(ending->status) : 0;
    int code = WIFEXITED(ending->status) ? WEXITSTATUS(ending->status) : 0;
    // A shell, too, tells with its exit code that its program was killed.
    int was_killed = number == SIGKILL || (number == 0 && code == shell_code_of_signals + SIGKILL);
    int lacked_memory = was_killed && memory_kills() > kills_before;
    const char *cause = ending->was_stopped ? "stop" : number || lacked_memory ? "signal" : "exit";
    int is_durable = seconds >= worth_flushing;
    if (is_durable) {
        // What the program reported must not be lost where its end is not.
        file_flush(attempt->results);
        file_flush(attempt->output);
    }
    char line[record_size];
    size_t length = record_make(
        line,
        "\"record\":\"end\",\"token\":\"%s\",\"cause\":\"%s\",\"number\":%d,\"memory\":%d,\"peak\":%ld,\"durable\":%d,"
        "\"at\":%.6f",
        attempt->token, cause, lacked_memory ? SIGKILL : number ? number : code, lacked_memory, ending->peak, is_durable,
        clock_wall());
    return write_end(file, line, length, is_durable, ending->is_told ? "" : news);
}

// Writes down which process the program is, so that it is found whatever becomes of this one, then lets it go. Returns the
// length of the line that says so, or 0 if the program does not run.
static size_t start(struct program *program, int file, const struct attempt *attempt, char line[record_size]) {
    size_t length = record_make(
        line, "\"record\":\"program\",\"token\":\"%s\",\"program\":%d,\"start\":%llu,\"clock\":%.6f,\"at\":%.6f",
        attempt->token, (int)program->pid, identity_start_time(program->pid, NULL), clock_boot(), clock_wall());
    int number = record_append(file, line, length);
    if (number) {
        // It may not run unrecorded.
        kill(program->pid, SIGKILL);
        hone_answer(attempt->token, "failed", number);
        return 0;
    }
    fault_point("held");
    struct refusal refusal;
    if (!program_release(program, &refusal)) {
        refuse(file, attempt, refusal);
        return 0;
    }
    fault_point("started");
    return length;
}

int run_attempt(const struct attempt *attempt) {
    static struct claim claim;
    int number = watch_prepare();
#ifdef __linux__
    // Orphans become children of this process, so that it can find and end them.
    prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
#endif
    long kills_before = memory_kills_lately();
    if (number == 0) {
        claim_take(&claim, attempt->control, attempt->token, claim_patience);
        if (claim.state == claim_failed) number = errno;
    }
    if (number == 0 && claim.state != claim_free) {
        // Another supervisor, or a Hone that gave the attempt up, was first. Nothing is run twice.
        hone_answer(attempt->token, claim.state == claim_foreign ? "foreign" : "taken", 0);
        return 0;
    }
    if (number == 0) number = write_claim(&claim, attempt->token);
    if (number != 0) {
        hone_answer(attempt->token, "failed", number);
        return 1;
    }
    fault_point("claimed");
    struct program program;
    number = program_hold(&program, attempt);
    if (number != 0) return refuse(claim.file, attempt, (struct refusal){0, number});
    double began = clock_boot();
    char news[record_size];
    size_t length = start(&program, claim.file, attempt, news);
    if (length == 0) return 0;
    struct ending ending = watch_until_end(program.pid, claim.file, attempt->token, news, length);
    fault_point("ended");
    // The program is over; what it left behind in its group, or outside it, goes with it.
    processes_end_left_over(program.pid);
    return record_ending(claim.file, attempt, &ending, kills_before, clock_boot() - began, news);
}

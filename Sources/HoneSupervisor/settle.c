#include "settle.h"

#include <errno.h>
#include <string.h>

#include "claim.h"
#include "clock.h"
#include "hone.h"
#include "identity.h"
#include "processes.h"
#include "record.h"

// Seconds to wait for a supervisor's first record: it comes at once where there is one.
static const double patience = 2;

static int is_of_this_boot(const char *claim) {
    char then[identity_size], now[identity_size];
    record_text(claim, "machine", then, sizeof then);
    identity_machine(now, sizeof now);
    size_t length = strcspn(now, " ");
    return strncmp(then, now, length) == 0 && (then[length] == ' ' || then[length] == 0);
}

// Whether the end counts: after a restart of the machine only if it was flushed together with the results.
static int has_ended(const char *text, const char *token) {
    const char *end = record_last(text, "end", token), *claim = record_last(text, "claim", token);
    if (!end) return 0;
    char cause[16];
    record_text(end, "cause", cause, sizeof cause);
    if (strcmp(cause, "lost") == 0 || strcmp(cause, "refused") == 0) return 1;
    return record_number(end, "durable") != 0 || (claim && is_of_this_boot(claim));
}

static int write_down(int file, const char *token, const char *members) {
    char line[record_size];
    size_t length = record_make(line, "\"record\":%s,\"token\":\"%s\",\"at\":%.6f", members, token, clock_wall());
    return record_append(file, line, length);
}

// The processes of the attempt's program, by what is written of it and by the token that they carry.
static int end_program(const struct claim *claim, const char *token, const char *const outputs[2]) {
    const char *program = record_last(claim->text, "program", token);
    const char *owner = record_last(claim->text, "claim", token);
    char machine[identity_size], here[identity_size];
    if (owner) record_text(owner, "machine", machine, sizeof machine);
    identity_machine(here, sizeof here);
    // Elsewhere the same number is another process.
    int is_here = program && owner && strcmp(machine, here) == 0;
    return processes_end_orphans(
        token, outputs, is_here ? (pid_t)record_number(program, "program") : 0, is_here ? record_count(program, "start") : 0);
}

int settle_attempt(const char *control, const char *token, const char *const outputs[2]) {
    static struct claim claim;
    claim_take(&claim, control, token, patience);
    const char *state = "failed";
    int number = 0;
    switch (claim.state) {
        case claim_failed: number = errno; break;
        case claim_foreign: state = "foreign"; break;
        case claim_held: state = "alive"; break;
        case claim_free:
            // Whoever started it may still be on the way, so it is claimed first: then it never runs. (Or it runs, and has
            // deleted its own folder.)
            number = write_down(claim.file, token, "\"abandoned\"");
            if (number == 0) state = processes_end_orphans(token, outputs, 0, 0) ? "unborn" : "lingers";
            break;
        case claim_past:
            if (has_ended(claim.text, token)) {
                state = "ended";
            } else if (record_last(claim.text, "abandoned", token)) {
                state = "unborn";
            } else if (!end_program(&claim, token, outputs)) {
                state = "lingers";
            } else if (!record_last(claim.text, "program", token)) {
                // Claimed, and dead before there was a program.
                number = write_down(claim.file, token, "\"abandoned\"");
                state = number ? "failed" : "unborn";
            } else {
                // A full disk keeps nobody from knowing it.
                write_down(claim.file, token, "\"end\",\"cause\":\"lost\"");
                state = "lost";
            }
            break;
    }
    hone_answer(token, state, number);
    return strcmp(state, "failed") == 0;
}

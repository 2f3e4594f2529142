#include "claim.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "clock.h"
#include "files.h"

static int open_control(const char *path) {
    int flags = O_RDWR | O_CREAT | O_APPEND;
    // Only for this user: what a command line holds is nobody else's business, nor is how it ended.
    int file = file_open_regular(path, flags, 0600);
    if (file >= 0 || (errno != ENXIO && errno != ELOOP && errno != EINVAL)) return file;
    // A program made something else of that name; it makes way.
    if (unlink(path) != 0) return -1;
    return file_open_regular(path, flags | O_EXCL, 0600);
}

static int is_foreign(const char *text, const char *token) {
    const char *kinds[] = {"claim", "abandoned", "end"};
    for (size_t index = 0; index < sizeof kinds / sizeof *kinds; index++) {
        if (record_last(text, kinds[index], NULL) && !record_last(text, kinds[index], token)) return 1;
    }
    return 0;
}

void claim_take(struct claim *claim, const char *path, const char *token, double patience) {
    claim->text[0] = 0;
    claim->file = open_control(path);
    claim->state = claim_failed;
    if (claim->file < 0) return;
    double deadline = clock_boot() + patience;
    int number;
    while ((number = flock(claim->file, LOCK_EX | LOCK_NB) == 0 ? 0 : errno) != 0) {
        if (number == EINTR) continue;
        if (number != EWOULDBLOCK) {
            errno = number;
            return;
        }
        record_read(claim->file, claim->text);
        if (is_foreign(claim->text, token)) {
            claim->state = claim_foreign;
            return;
        }
        // A supervisor writes its claim at once; whoever only looks is gone in a moment.
        if (record_last(claim->text, "claim", token) || clock_boot() > deadline) {
            claim->state = claim_held;
            return;
        }
        clock_pause(0.002);
    }
    record_read(claim->file, claim->text);
    if (is_foreign(claim->text, token)) {
        claim->state = claim_foreign;
    } else if (record_last(claim->text, "claim", token) || record_last(claim->text, "abandoned", token) ||
               record_last(claim->text, "end", token)) {
        claim->state = claim_past;
    } else {
        // Nothing in it counts (a crash of the machine leaves such files behind): what comes must not stand behind that.
        claim->state = ftruncate(claim->file, 0) == 0 ? claim_free : claim_failed;
    }
}

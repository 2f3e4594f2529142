// Runs one attempt's program beside Hone and writes down what becomes of it: a process of its own that outlives the Hone that
// started it.
//
//     hone-supervisor run CONTROL TOKEN FOLDER STDOUT STDERR RESULTS PROGRAM NAME [ARGUMENT...]
//     hone-supervisor settle CONTROL TOKEN STDOUT STDERR
//     hone-supervisor serve
//
// The last one stays and becomes the first for every command line that its Hone sends (serve.h).
//
// It has its own session; the program has its own process group. It claims the attempt before it starts anything, so an
// attempt runs at most once whatever happens to the processes around it. Its environment is the program's. It is written in
// C, without libraries, because one runs beside every trial: what it costs is paid for each.
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/syscall.h>
#endif

#include "run.h"
#include "serve.h"
#include "settle.h"

// Closes what this process was handed beyond the standard streams: a pipe of the Hone that started it, kept open, would keep
// whoever reads that pipe waiting for as long as the trial runs.
static void close_inherited_files(void) {
    int file;
    // Descriptors 0 to 2 must not be taken by the control file.
    while ((file = open("/dev/null", O_RDWR)) >= 0 && file <= 2) {}
    if (file > 2) close(file);
#if defined(__linux__) && defined(SYS_close_range)
    if (syscall(SYS_close_range, 3, ~0u, 0) == 0) return;
#endif
    // The limit itself may be a billion in containers; nobody hands on files beyond the first thousands.
    for (file = 3; file < 4096; file++) close(file);
}

enum { shortest_token = 16 };

static int supervise(int count, char **arguments) {
    // An empty token would be found in every process.
    int is_named = count >= 4 && strlen(arguments[3]) >= shortest_token;
    if (count >= 10 && is_named && strcmp(arguments[1], "run") == 0) {
        struct attempt attempt = {
            .control = arguments[2],
            .token = arguments[3],
            .directory = arguments[4],
            .output = arguments[5],
            .errors = arguments[6],
            .results = arguments[7],
            .program = arguments[8],
            .arguments = arguments + 9,
        };
        return run_attempt(&attempt);
    }
    if (count == 6 && is_named && strcmp(arguments[1], "settle") == 0) {
        return settle_attempt(arguments[2], arguments[3], (const char *[]){arguments[4], arguments[5]});
    }
    fputs(
        "hone-supervisor: this is a part of Hone, which starts it beside each trial; it is not for use by hand\n", stderr);
    return 2;
}

int main(int count, char **arguments) {
    close_inherited_files();
    return count == 2 && strcmp(arguments[1], "serve") == 0 ? serve(supervise) : supervise(count, arguments);
}

#include "watch.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "clock.h"
#include "hone.h"
#include "record.h"

// Seconds of grace where nobody said otherwise: a plain SIGTERM, at a shutdown say.
static const double default_grace = 10;
// Seconds between looks into the control file for a request to stop.
static const double look_interval = 1;
// Seconds after which Hone is told that the program runs.
static const double moment = 0.005;

// Signals become bytes in a pipe, so that one `poll` waits for all there is.
static int signal_pipe[2];

static void note(int number) {
    int kept = errno;
    unsigned char byte = (unsigned char)number;
    (void)!write(signal_pipe[1], &byte, 1);
    errno = kept;
}

int watch_prepare(void) {
    if (pipe(signal_pipe) != 0) return errno;
    for (int end = 0; end < 2; end++) {
        fcntl(signal_pipe[end], F_SETFD, FD_CLOEXEC);
        fcntl(signal_pipe[end], F_SETFL, O_NONBLOCK);
    }
    signal(SIGPIPE, SIG_IGN);
    const int numbers[] = {SIGCHLD, SIGTERM, SIGINT, SIGHUP};
    for (size_t index = 0; index < sizeof numbers / sizeof *numbers; index++) {
        struct sigaction action = {.sa_handler = note, .sa_flags = SA_RESTART | SA_NOCLDSTOP};
        sigaction(numbers[index], &action, NULL);
    }
    // Hone starts this process with them blocked, so that none could end it before now.
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    return 0;
}

// SIGTERM to the group, the grace period, SIGKILL.
struct stop {
    pid_t group;
    int has_begun;
    double deadline;  // by the clock that cannot be set; 0 when nothing is due
};

static void escalate(struct stop *stop) {
    kill(-stop->group, SIGKILL);
    // In case the program left the group that it led.
    kill(stop->group, SIGKILL);
    stop->deadline = 0;
}

// Asked again, only the grace period changes.
static void begin(struct stop *stop, double grace) {
    if (!stop->has_begun) kill(-stop->group, SIGTERM);
    stop->has_begun = 1;
    stop->deadline = clock_boot() + grace;
    if (!(grace > 0)) escalate(stop);
}

static int reap(pid_t program, struct ending *ending) {
    int has_ended = 0, status;
    struct rusage usage;
    for (pid_t pid; (pid = wait4(-1, &status, WNOHANG, &usage)) > 0;) {
        if (pid != program) continue;
        has_ended = 1;
        ending->status = status;
#ifdef __linux__
        ending->peak = usage.ru_maxrss * 1024;
#else
        ending->peak = usage.ru_maxrss;
#endif
    }
    return has_ended;
}

// A request to stop that stands in the control file: its grace period, else a negative number.
static double written_request(int control, const char *token, off_t *seen) {
    struct stat information;
    if (fstat(control, &information) != 0 || information.st_size == *seen) return -1;
    *seen = information.st_size;
    static char text[record_file_limit];
    record_read(control, text);
    const char *request = record_last(text, "stop", token);
    return request ? record_number(request, "grace") : -1;
}

static int milliseconds_until(double time) {
    double left = (time - clock_boot()) * 1000 + 1;
    return left < 0 ? 0 : left > 1e6 ? 1000000 : (int)left;
}

struct ending watch_until_end(pid_t group, int control, const char *token, const char *news, size_t length) {
    struct ending ending = {0};
    struct stop stop = {.group = group};
    int is_open = 1;
    double began = clock_boot(), next_look = began + look_interval;
    off_t seen = 0;
    while (!reap(group, &ending)) {
        double due = stop.deadline > 0 && stop.deadline < next_look ? stop.deadline : next_look;
        if (!ending.is_told && began + moment < due) due = began + moment;
        struct pollfd sources[] = {{signal_pipe[0], POLLIN, 0}, {is_open ? hone_socket : -1, POLLIN, 0}};
        poll(sources, 2, milliseconds_until(due));
        unsigned char bytes[64];
        ssize_t count = read(signal_pipe[0], bytes, sizeof bytes);
        double grace = -1;
        for (ssize_t index = 0; index < count; index++) {
            if (bytes[index] != SIGCHLD) grace = default_grace;
        }
        if (is_open) {
            double asked = hone_stop_request(&is_open);
            if (asked >= 0) grace = asked;
        }
        double now = clock_boot();
        if (!ending.is_told && now >= began + moment) {
            hone_tell(news, length);
            ending.is_told = 1;
        }
        if (grace >= 0 || now >= next_look) {
            // The signal says that there is a request, the file what it is.
            double written = written_request(control, token, &seen);
            if (written >= 0) grace = written;
            next_look = clock_boot() + look_interval;
        }
        if (grace >= 0) begin(&stop, grace);
        if (stop.deadline > 0 && clock_boot() >= stop.deadline) escalate(&stop);
    }
    ending.was_stopped = stop.has_begun;
    return ending;
}

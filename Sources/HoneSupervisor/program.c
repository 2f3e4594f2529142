#include "program.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/prctl.h>
#endif

#include "files.h"

enum { step_fork, step_directory, step_output, step_errors, step_exec };
const char *const refusal_steps[] = {"fork", "directory", "output", "errors", "exec"};

extern char **environ;

// The child tells in the gate why it cannot go on.
static void refuse(int gate, int step) {
    struct refusal refusal = {step, errno};
    (void)!write(gate, &refusal, sizeof refusal);
    _exit(127);
}

static void take_output(int gate, int step, const char *path, int target) {
    int file = file_open_output(path);
    if (file < 0 || dup2(file, target) < 0) refuse(gate, step);
    if (file != target) close(file);
}

static _Noreturn void become(const struct attempt *attempt, int gate) {
    setpgid(0, 0);
#ifdef __linux__
    // Whoever kills the supervisor loses the attempt's end; its next attempt must not find this program still running.
    prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
    // Handlers are dropped by execve, but signals that are ignored or blocked would stay so.
    signal(SIGPIPE, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    int nothing = open("/dev/null", O_RDONLY);
    if (nothing < 0 || dup2(nothing, 0) < 0) refuse(gate, step_output);
    if (nothing > 0) close(nothing);
    take_output(gate, step_output, attempt->output, 1);
    take_output(gate, step_errors, attempt->errors, 2);
    if (chdir(attempt->directory) != 0) refuse(gate, step_directory);
    char byte;
    ssize_t count;
    do count = read(gate, &byte, 1);
    while (count < 0 && errno == EINTR);
    if (count != 1) _exit(127);
    execve(attempt->program, attempt->arguments, environ);
    refuse(gate, step_exec);
    _exit(127);
}

int program_hold(struct program *program, const struct attempt *attempt) {
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0) return errno;
    fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    fcntl(ends[1], F_SETFD, FD_CLOEXEC);
    pid_t pid = fork();
    if (pid == 0) {
        close(ends[0]);
        become(attempt, ends[1]);
    }
    int number = errno;
    close(ends[1]);
    if (pid < 0) {
        close(ends[0]);
        return number;
    }
    // Here and in the child: whoever comes first, signals for the group reach it from now on.
    setpgid(pid, pid);
    program->pid = pid;
    program->gate = ends[0];
    return 0;
}

int program_release(struct program *program, struct refusal *refusal) {
    ssize_t count = write(program->gate, "", 1);
    // Its other end closes with the program's first instruction; before that the child may say why there will be none.
    do count = read(program->gate, refusal, sizeof *refusal);
    while (count < 0 && errno == EINTR);
    close(program->gate);
    return count != (ssize_t)sizeof *refusal;
}

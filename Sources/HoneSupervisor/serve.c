#include "serve.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "hone.h"
#include "identity.h"
#include "memory.h"
#include "record.h"

extern char **environ;

// No system takes command lines beyond some megabytes; a request beyond this is no request.
static const uint32_t largest_request = 1u << 28;

// Reads the numbers of a request and the socket that comes with them. Returns 0 at the end of the stream.
static int receive_head(struct request *request, int *answers) {
    union {
        struct cmsghdr header;
        char room[CMSG_SPACE(sizeof(int))];
    } control;
    size_t length = 0;
    *answers = -1;
    while (length < sizeof *request) {
        struct iovec part = {(char *)request + length, sizeof *request - length};
        struct msghdr message = {
            .msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
        ssize_t count = recvmsg(hone_socket, &message, 0);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return 0;
        length += (size_t)count;
        struct cmsghdr *carried = CMSG_FIRSTHDR(&message);
        if (carried && carried->cmsg_level == SOL_SOCKET && carried->cmsg_type == SCM_RIGHTS) {
            if (*answers >= 0) close(*answers);
            memcpy(answers, CMSG_DATA(carried), sizeof *answers);
        }
    }
    return *answers >= 0 && request->size <= largest_request;
}

static int receive_texts(char *texts, size_t size) {
    for (size_t length = 0; length < size;) {
        ssize_t count = recv(hone_socket, texts + length, size - length, 0);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return 0;
        length += (size_t)count;
    }
    return 1;
}

// The texts as pointers: the command line, NULL, the environment, NULL. NULL if there are fewer texts than said.
static char **pointers(const struct request *request, char *texts) {
    size_t count = (size_t)request->arguments + request->variables, place = 0, found = 0;
    if (count > request->size) return NULL;
    char **list = malloc((count + 2) * sizeof *list);
    if (!list) return NULL;
    for (char *text = texts; found < count; found++) {
        char *end = text < texts + request->size ? memchr(text, 0, (size_t)(texts + request->size - text)) : NULL;
        if (!end) break;
        if (found == request->arguments) list[place++] = NULL;
        list[place++] = text;
        text = end + 1;
    }
    if (found < count) {
        free(list);
        return NULL;
    }
    if (request->variables == 0) list[place++] = NULL;
    list[place] = NULL;
    return list;
}

static _Noreturn void become_supervisor(
    const struct request *request, char **list, int answers, int (*supervise)(int, char **)) {
    setsid();
    dup2(answers, hone_socket);
    close(answers);
    environ = list + request->arguments + 1;
    _exit(supervise((int)request->arguments, list));
}

// Says that there is no supervisor.
static void refuse(int answers, const char *token, int number) {
    char line[record_size];
    size_t length = record_make(
        line, "\"record\":\"answer\",\"token\":\"%.64s\",\"state\":\"failed\",\"number\":%d", token, number);
    (void)!send(answers, line, length, MSG_DONTWAIT);
}

int serve(int (*supervise)(int count, char **arguments)) {
    // Nobody waits for the supervisors. Each sets its own handler before it has a child.
    signal(SIGCHLD, SIG_IGN);
    signal(SIGPIPE, SIG_IGN);
    // Asked for once; the forks inherit the answer.
    char machine[identity_size];
    identity_machine(machine, sizeof machine);
    struct request request;
    for (int answers; receive_head(&request, &answers);) {
        char *texts = malloc((size_t)request.size + 1);
        if (!texts || !receive_texts(texts, request.size)) return 1;
        char **list = pointers(&request, texts);
        if (!list) return 1;
        // The fork inherits this answer, too.
        memory_kills_lately();
        pid_t pid = fork();
        if (pid == 0) become_supervisor(&request, list, answers, supervise);
        if (pid < 0) refuse(answers, request.arguments > 3 ? list[3] : "", errno);
        close(answers);
        free(list);
        free(texts);
    }
    return 0;
}

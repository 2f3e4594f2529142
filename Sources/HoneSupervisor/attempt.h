// What the supervisor is told about an attempt, on its command line.
#ifndef HONE_SUPERVISOR_ATTEMPT_H
#define HONE_SUPERVISOR_ATTEMPT_H

struct attempt {
    const char *control;    // the attempt's control file
    const char *token;      // 32 hexadecimal digits that name this attempt and no other, in whatever store
    const char *directory;  // where the program runs
    const char *output;     // the file that takes its standard output
    const char *errors;     // the file that takes its standard error
    const char *results;    // the file that it may report to
    const char *program;    // the program's file
    char **arguments;       // its name and arguments, ended by NULL
};

#endif

// What became of an attempt whose supervisor nobody is connected with.
#ifndef HONE_SUPERVISOR_SETTLE_H
#define HONE_SUPERVISOR_SETTLE_H

// Answers over the socket (`hone_answer`):
//
//     alive    its supervisor runs
//     ended    the control file tells its end
//     unborn   its program was never started, and now never will be
//     lost     its supervisor is gone without having written an end; what was left of the program is ended, and the file says so
//     lingers  the same, but some of it does not die
//     foreign  the control file is another attempt's
//     failed   errno says why
//
// - outputs: the files that take the program's standard output and error.
int settle_attempt(const char *control, const char *token, const char *const outputs[2]);

#endif

// The claim on an attempt: a lock on its control file, held for the supervisor's whole life, and a record in it.
//
// The lock tells other processes, in other process-id namespaces too, whether the supervisor lives; the kernel drops it
// when the process is gone, however it went. Whoever holds it and finds the file empty may write the first record, so the
// attempt has one claimant: its supervisor, or a Hone that gave it up.
#ifndef HONE_SUPERVISOR_CLAIM_H
#define HONE_SUPERVISOR_CLAIM_H
#include "record.h"

enum claim_state {
    claim_free,     // the lock is ours, and nothing counts in the file
    claim_past,     // the lock is ours, and the file tells of a supervisor of this attempt that is gone
    claim_foreign,  // the file tells of another attempt: the folder belongs to another life of this study
    claim_held,     // somebody else holds the lock
    claim_failed,   // errno says why
};

struct claim {
    enum claim_state state;
    int file;
    char text[record_file_limit];  // the file's records
};

// Opens and locks the control file, making it if there is none.
//
// - patience: seconds to wait for a lock that somebody holds only to look.
void claim_take(struct claim *claim, const char *path, const char *token, double patience);

#endif

// Whether the kernel has killed processes for want of memory.
#ifndef HONE_SUPERVISOR_MEMORY_H
#define HONE_SUPERVISOR_MEMORY_H

// How many processes the kernel has killed so far: in this process's control group where there is one, plus on the whole
// machine. Only the difference of two counts means something. 0 where the system does not tell.
long memory_kills(void);

// The same, as it was a moment ago at most. The system takes its time to add it up, which many short programs would pay for.
long memory_kills_lately(void);

#endif

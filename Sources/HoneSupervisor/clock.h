// Two clocks: one for people, one that nobody can set.
#ifndef HONE_SUPERVISOR_CLOCK_H
#define HONE_SUPERVISOR_CLOCK_H

// Seconds since 1970.
double clock_wall(void);
// Seconds since the machine was started, those that it slept included: never set back, the same for all processes.
double clock_boot(void);
// Waits; signals may end it early.
void clock_pause(double seconds);

#endif

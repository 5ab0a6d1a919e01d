"""CPU time of another process."""

import time

_SCHEDULER = 2
"""The clock of the scheduler, in nanoseconds: CPUCLOCK_SCHED of the kernel's posix-timers.h."""


def cpu_seconds(pid: int) -> float:
    """The CPU time, user and system, of a process with all its threads, the ended ones too (Linux).

    It is the sum of utime and stime in /proc/PID/stat, which counts in steps of 10 ms: too coarse for some
    hundred requests. Raises OSError when there is no such process.
    """
    return time.clock_gettime((~pid << 3) | _SCHEDULER)

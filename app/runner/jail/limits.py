"""The limits of a worker's whole life, soft and hard alike: without CAP_SYS_RESOURCE none is raised again (getrlimit(2)).

Those of one run are kept in ``app.runner.budget``, below the hard limits.
"""

from __future__ import annotations

import resource

CPU_SECONDS = 4 * 3600  # more than 2,000 runs of full length; kills a runaway that nobody watches any more

NOTHING = (
    resource.RLIMIT_CORE,  # no dump of the memory on a disk
    resource.RLIMIT_FSIZE,  # no byte into a file, not even through a descriptor that is open
    resource.RLIMIT_NOFILE,  # no further descriptor
    resource.RLIMIT_NPROC,  # no further process or thread
    resource.RLIMIT_MEMLOCK,  # no page that cannot be taken back
    resource.RLIMIT_MSGQUEUE,  # no POSIX message queue
)


def lower() -> None:
    """Set the limits."""
    for kind in NOTHING:
        resource.setrlimit(kind, (0, 0))
    for kind, most in ((resource.RLIMIT_CPU, CPU_SECONDS), (resource.RLIMIT_STACK, resource.RLIM_INFINITY)):
        bounds = [bound for bound in (most, *resource.getrlimit(kind)) if bound != resource.RLIM_INFINITY]
        lowest = min(bounds, default=resource.RLIM_INFINITY)
        resource.setrlimit(kind, (lowest, lowest))

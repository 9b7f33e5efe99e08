"""A template whose workers know two tasks more: to try a probe, and to tell of themselves. ``python -m`` starts it.

``JAIL`` in its environment: ``user`` gives up root before the first fork, ``half`` lets workers tell of a wall too few,
``open`` leaves out the seccomp filter and lets descriptors be had, so that the other walls are seen,
``none`` enters no jail at all, to be measured beside.
"""

from __future__ import annotations

import os
import resource

import orjson

from app.runner import template, worker  # isort: skip (it settles first how many threads torch may use)
from app.runner import evaluate
from app.runner.frames import OK, Answer
from app.runner.jail import limits, seccomp
from tests.runner.jail.probes import tried

ORDINARY = 1234  # any uid but root's


def prepared() -> None:
    """The warm-up, then what the tests need."""
    evaluate.warm_up()
    evaluate.TASKS["probe"] = lambda request, *_: Answer(OK, orjson.dumps(tried(request.source)))
    wanted = os.environ.get("JAIL")
    if wanted == "user":
        os.setgroups([])
        os.setresgid(ORDINARY, ORDINARY, ORDINARY)
        os.setresuid(ORDINARY, ORDINARY, ORDINARY)
    if wanted == "open":
        seccomp.restrict = lambda: False
        limits.NOTHING = tuple(kind for kind in limits.NOTHING if kind != resource.RLIMIT_NOFILE)
    if wanted == "none":
        worker.enter = lambda: ()
    if wanted == "half":
        enter = worker.enter
        worker.enter = lambda: tuple(wall for wall in enter() if wall != "landlock")


if __name__ == "__main__":
    template.warm_up = prepared
    template.main()

"""Where program, interpreter, tape and trace meet: one request in, one answer out. Lives in a worker process only."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import orjson

from app.certificate import certify
from app.certificate.kinks import kinks
from app.errors import AuthorError, InputError, LimitError, RunError
from app.interpreter.expression import run
from app.interpreter.pristine import pristine
from app.interpreter.script.landscape import Landscape
from app.interpreter.script.landscape import landscape as survey
from app.interpreter.script.run import Prepared, prepare
from app.lessons import lessons
from app.program.program import Note, Program, Script
from app.program.read import Request, read
from app.runner.budget import Watch, limited
from app.runner.frames import BROKEN, OK, UNREADABLE, Answer
from app.runner.partial import Partials
from app.runner.progress import Progress
from app.runner.warm import COUNTED, DESCENT, PROGRAMS
from app.tape import Tape, record
from app.tape.snapshot import encoded
from app.trace.build import build, dump
from app.trace.diagnosis import explain
from app.trace.error import error_of
from app.trace.fold import fold
from app.trace.wire import to_json
from app.words import Language, languages

log = logging.getLogger("tapedeck.worker")


def answer(task: str, request: dict[str, Any], lang: Language, watch: Watch | None = None) -> Answer:
    """What ``carry_out`` answers; a mistake of ours is a line in the log, status 500 and an empty body."""
    pristine()
    try:
        return carry_out(task, request, lang, watch)
    except Exception:  # whatever it is, the next request must find a worker
        log.exception("unexpected")
        return Answer(BROKEN, b"", last=True)


def carry_out(task: str, request: dict[str, Any], lang: Language, watch: Watch | None = None) -> Answer:
    """Carry out ``task``, one of ``TASKS``, on a request: the fields of ``Request``.

    A program that fails while it runs is answered with its trace so far; one that cannot be read, or asks for too much
    before it runs, with 422 and an ``Error``. ``watch`` is told how to ask for progress.
    """
    try:
        return TASKS[task](_asked(request), lang, watch)
    except AuthorError as error:
        refusal = error
    except MemoryError:
        refusal = LimitError("limit-memory")
    except RecursionError:  # it ran, and what it made is too deep to be told
        refusal = LimitError("limit-recursion")
    return Answer(UNREADABLE, to_json(error_of(refusal, request["source"], lang)), _met_a_limit(refusal))


def _asked(fields: dict[str, Any]) -> Request:
    """The request; JSON knows no tuples."""
    window = fields.get("window")
    return Request(**fields | {"window": window and tuple(window)})


def trace(request: Request, lang: Language, watch: Watch | None) -> Answer:
    """The trace of one run, ``error`` included, folded."""
    program, prepared = limited(lambda: _prepared(request))
    notes: Callable[[], list[Note]] = list
    failure: AuthorError | None = None
    with record(window=request.window) as tape:
        try:
            notes = limited(lambda: _run(program, prepared, tape, lang, watch))
        except AuthorError as error:
            failure = _told(error, tape)
            if prepared is not None:
                notes = prepared.notes.copy  # what was noted up to there
            if _broke_off(failure) and watch is not None:
                watch.make_room()
    if failure is not None and isinstance(program, Script):
        failure = explain(failure, tape, program)
    told = build(tape, program, lang, notes=limited(notes), error=failure)
    return Answer(OK, dump(fold(told)), _met_a_limit(failure))


def _prepared(request: Request) -> tuple[Program | Script, Prepared | None]:
    program = read(request)
    return program, prepare(program) if isinstance(program, Script) else None


def _run(
    program: Program | Script, prepared: Prepared | None, tape: Tape, lang: Language, watch: Watch | None
) -> Callable[[], list[Note]]:
    """Run what was read; returns what says what there is to say of it, to be asked when nothing is recorded any more."""
    if prepared is None:
        assert isinstance(program, Program)
        result = run(program, tape)
        return lambda: [*result.notes, *(kink.note for kink in kinks(program, result))]
    progress = Progress(tape)
    if watch is not None:
        watch.report = progress.report
        progress.partial = Partials(lambda: _tell_so_far(program, prepared, tape, lang, watch))
    notes = prepared.run(progress).notes
    return lambda: [*notes]


def _tell_so_far(program: Program | Script, prepared: Prepared, tape: Tape, lang: Language, watch: Watch) -> None:
    """The trace so far, where the program is at a point at which it could have ended."""
    recorded = tape.so_far()
    if recorded is not None:
        told = fold(build(recorded, program, lang, notes=prepared.notes) | {"partial": True})
        watch.tell({"kind": "partial", "trace": orjson.Fragment(dump(told))})


def _told(failure: AuthorError, tape: Tape) -> AuthorError:
    """``failure`` as it is shown: with the place where time ran out."""
    if failure.span is None and _broke_off(failure):
        failure.span = tape.span
    return failure


def _met_a_limit(failure: AuthorError | None) -> bool:
    """Whether the worker should not be used again: what the run has taken it may not have given back."""
    return failure is not None and failure.code.startswith("limit-")


def _broke_off(failure: AuthorError | None) -> bool:
    """Whether the run was broken off at a point that nobody chose."""
    return failure is not None and failure.code in {"limit-time", "limit-memory", "limit-recursion"}


def certificate(request: Request, lang: Language, _: Watch | None) -> Answer:
    """The gradient of every input of an expression, derived three ways. One that fails while it runs: ``AuthorError``."""
    return Answer(OK, orjson.dumps(limited(lambda: _certified(read(request), lang))))


def _certified(program: Program | Script, lang: Language) -> dict[str, Any]:
    if isinstance(program, Script):
        raise InputError("certificate-of-a-program")
    return certify(program, lang)


def landscape(request: Request, _: Language, __: Watch | None) -> Answer:
    """The loss around the way of a program's training loop; without parameters where there is none to show."""
    try:
        found = limited(lambda: _surveyed(read(request)))
    except RunError:  # its trace says why
        found = None
    nothing: dict[str, Any] = {"line": None, "parameters": [], "x": [], "y": [], "loss": [], "way": [], "along": []}
    if found is None:
        return Answer(OK, orjson.dumps(nothing))
    told = asdict(found)
    return Answer(OK, orjson.dumps(told | {name: encoded(told[name]) for name in ("loss", "way", "along")}))


def _surveyed(program: Program | Script) -> Landscape | None:
    if not isinstance(program, Script):
        return None
    prepare(program)
    return survey(program)


TASKS: dict[str, Callable[[Request, Language, Watch | None], Answer]] = {
    "trace": trace,
    "certificate": certificate,
    "landscape": landscape,
}


def warm_up() -> None:
    """Take every path once, so that what is imported or made on first use is there before a worker is forked."""
    first = dict(lessons()[0].request)
    for lang in languages():
        for task in TASKS:
            for request in (first, {"source": "Q = ("}, {"source": COUNTED}, {"source": DESCENT}):
                answer(task, request, lang)
    for source in PROGRAMS:
        answer("trace", {"source": source, "language": "torch"}, languages()[0])

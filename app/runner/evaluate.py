"""Where program, interpreter, tape and trace meet: one request in, one answer out. Lives in a worker process only."""

from __future__ import annotations

import logging
from typing import Any

import orjson

from app.certificate import certify
from app.certificate.kinks import kinks
from app.errors import AuthorError, InputError, LimitError
from app.interpreter.expression import run
from app.interpreter.pristine import pristine
from app.interpreter.script.run import prepare
from app.lessons import lessons
from app.program.program import Note, Program, Script
from app.program.read import Request, read
from app.runner.frames import OK, Answer
from app.tape import record
from app.trace.build import build, dump
from app.trace.error import error_of
from app.words import Language, languages

UNREADABLE, BROKEN = 422, 500

log = logging.getLogger("tapedeck.worker")


def answer(task: str, request: dict[str, Any], lang: Language) -> Answer:
    """What ``carry_out`` answers; a mistake of ours is a line in the log, status 500 and an empty body."""
    pristine()
    try:
        return carry_out(task, request, lang)
    except Exception:  # whatever it is, the next request must find a worker
        log.exception("unexpected")
        return Answer(BROKEN, b"")


def carry_out(task: str, request: dict[str, Any], lang: Language) -> Answer:
    """Carry out ``task`` (``trace`` or ``certificate``) on a request: the fields of ``Request``.

    A program that fails while it runs is answered with its trace so far; one that cannot be read, or asks for too much
    before it runs, with 422 and an ``Error``.
    """
    try:
        return Answer(OK, TASKS[task](read(Request(**request)), lang))
    except AuthorError as error:
        refusal = error
    except MemoryError:
        refusal = LimitError("limit-memory")
    except RecursionError:
        refusal = LimitError("limit-recursion")
    return Answer(UNREADABLE, orjson.dumps(error_of(refusal, request["source"], lang)))


def trace(program: Program | Script, lang: Language) -> bytes:
    """The trace of one run of ``program``, ``error`` included."""
    notes: list[Note] = []
    failure: AuthorError | None = None
    prepared = prepare(program) if isinstance(program, Script) else None
    with record() as tape:
        try:
            if prepared is not None:
                notes = [*prepared.run(tape).notes]
            else:
                assert isinstance(program, Program)
                result = run(program, tape)
                notes = [*result.notes, *(kink.note for kink in kinks(program, result))]
        except AuthorError as error:
            failure = error
    return dump(build(tape, program, lang, notes=notes, error=failure))


def certificate(program: Program | Script, lang: Language) -> bytes:
    """The gradient of every input of an expression, derived three ways. One that fails while it runs: ``AuthorError``."""
    if isinstance(program, Script):
        raise InputError("certificate-of-a-program")
    return orjson.dumps(certify(program, lang))


TASKS = {"trace": trace, "certificate": certificate}


def warm_up() -> None:
    """Take every path once, so that what is imported or made on first use is there before a worker is forked."""
    programs = [dict(lesson.request) for lesson in lessons()]
    refused = {"source": "Q = ("}
    for lang in languages():
        for task in TASKS:
            for request in (*programs, refused):
                answer(task, request, lang)

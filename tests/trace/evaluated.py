"""One request through every room but the web: text in, Trace out."""

from __future__ import annotations

from typing import Any

from app.errors import AuthorError
from app.interpreter.expression import run
from app.program.read import Request, read
from app.tape import record
from app.trace.build import build
from app.words import Language


def evaluated(source: str, lang: Language = "en", *, frozen: tuple[str, ...] = (), **inputs: Any) -> dict[str, Any]:
    """The Trace of ``source`` with these inputs."""
    program = read(Request(source, "expression", inputs, frozen))
    notes, failure = (), None
    with record() as tape:
        try:
            notes = run(program, tape).notes
        except AuthorError as error:
            failure = error
    return build(tape, program, lang, notes=notes, error=failure)


def node(trace: dict[str, Any], label: str) -> dict[str, Any]:
    """The node called ``label``."""
    (found,) = (node for node in trace["nodes"] if node["label"] == label)
    return found

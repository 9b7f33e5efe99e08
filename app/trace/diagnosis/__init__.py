"""``explain(error, tape, script)``: torch's own message becomes one that says why, where, and what to do about it.

Each file holds the cases of one kind of mistake, as rows of a message's pattern and the function that explains it. A
function looks at the tape and the text; where they do not bear out its case it gives None, and the next row is asked.
"""

from __future__ import annotations

from app.errors import AuthorError, RunError
from app.program.program import Script
from app.tape import Tape
from app.trace.diagnosis import backward, dtypes, grad, indexing, inplace, modules, names, python, shapes
from app.trace.diagnosis.case import Case, row
from app.trace.diagnosis.text import Text

BARE = frozenset({"torch-refused", "python-error"})
TABLE = [
    row("", python.raised),
    *grad.TABLE, *backward.TABLE, *inplace.TABLE, *modules.TABLE, *dtypes.TABLE,
    *shapes.TABLE, *indexing.TABLE, *names.TABLE, *python.TABLE,
]  # fmt: skip


def explain(error: AuthorError, tape: Tape, script: Script) -> AuthorError:
    """``error`` as it teaches, with torch's message beside it; one of our own, or one we know nothing of, as it is.

    Its facts hold ``torch`` (the message) and ``exception`` (the name of its type).
    """
    if error.code not in BARE or "exception" not in error.facts:
        return error
    kind, told = str(error.facts["exception"]), str(error.facts["torch"])
    message = told if told.startswith(f"{kind}:") else f"{kind}: {told}"
    text = Text(script)
    for pattern, explanation in TABLE:
        found = pattern.search(message)
        if found is not None:
            explained = explanation(Case(error, tape, text, found))
            if explained is not None:
                return explained
    if error.code == "torch-refused":
        return RunError("torch-error", error.span, error.facts, error.repairs, error.related)
    return error

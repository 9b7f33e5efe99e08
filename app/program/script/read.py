"""``read_script(request) -> Script``: PyTorch code in, a checked syntax tree out. Nothing has run."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from app.errors import AuthorError, LimitError, ReadError
from app.program.place import LINE_END, line_of
from app.program.program import Script
from app.program.script.checks import check
from app.program.script.confusable import confusable
from app.program.script.limits import SCRIPT_LIMITS, ScriptLimits
from app.program.script.names import Names
from app.program.script.parse import parsed
from app.program.script.places import Places

if TYPE_CHECKING:
    from app.program.read import Request


def read_script(request: Request, limits: ScriptLimits = SCRIPT_LIMITS) -> Script:
    """Parse and check ``request.source`` and ``request.setup``.

    Raises LimitError or ReadError with the place in the source. What is wrong in the set-up has no place there: the
    error then names its line.
    """
    setup_tree = _setup(request.setup, limits)
    tree = parsed(request.source, limits)
    if not tree.body:
        raise ReadError("empty-program", None)
    places = Places(request.source)
    notes = (*check(tree, places), *confusable(Names(tree), places))
    return Script(
        source=request.source,
        tree=tree,
        setup=request.setup,
        setup_tree=setup_tree,
        seed=request.seed,
        notes=notes,
        window=request.window,
    )


def _setup(text: str, limits: ScriptLimits) -> ast.Module:
    try:
        tree = parsed(text, limits)
        check(tree, Places(text))
    except LimitError as error:
        raise LimitError("setup-too-large", None, {"limit": limits.characters}) from error
    except AuthorError as error:
        start = 0 if error.span is None else error.span.start
        line = line_of(text, start)
        written = LINE_END.split(text)[line - 1].strip()
        raise ReadError("setup-refused", None, {"line": line, "text": written[:80]}) from error
    return tree

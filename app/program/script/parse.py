"""``parsed(source) -> ast.Module``: Python's own parser, kept within limits; whatever it raises becomes an error of ours."""

from __future__ import annotations

import ast
import warnings

from app.errors import LimitError, ReadError, Repair, Span
from app.program.script.limits import SCRIPT_LIMITS, ScriptLimits
from app.program.script.mistakes import explained
from app.program.script.mistakes.pasted import is_session
from app.program.script.places import Places, readable
from app.program.script.scan import Token, scan


def parsed(source: str, limits: ScriptLimits = SCRIPT_LIMITS) -> ast.Module:
    """The syntax tree of ``source``.

    Raises LimitError for a text that is too long, too deep or too large, and ReadError with the place, the cause and,
    where one was found, a repair that has been tried.
    """
    _check_length(source, limits)
    tokens = scan(source)
    _check_tokens(tokens, limits)
    try:
        tree = _tree(source)
    except SyntaxError as failure:
        raise explained(source, tokens, failure, _fails) from None
    except (RecursionError, MemoryError):
        raise LimitError("limit-program-depth", None, {"limit": limits.depth}) from None
    _check_tree(tree, source, limits)
    return tree


def _tree(source: str) -> ast.Module:
    r"""What Python's parser makes of ``source``; its warnings (``"\\d"``) are not about this program's subject."""
    if is_session(source):
        raise SyntaxError("invalid syntax")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(readable(source))


def _fails(source: str) -> SyntaxError | None:
    """How ``source``, a repaired text, still fails."""
    try:
        _tree(source)
    except SyntaxError as failure:
        return failure
    except (RecursionError, MemoryError, ValueError):
        return SyntaxError("too large")
    return None


def _check_length(source: str, limits: ScriptLimits) -> None:
    if len(source) > limits.characters:
        raise LimitError("limit-characters", Span(limits.characters, len(source)), {"limit": limits.characters})
    for place, character in enumerate(source):
        if character == "\0" or "\ud800" <= character <= "\udfff":  # Python's parser takes neither, in no place at all
            found = f"U+{ord(character):04X}"
            span = Span(place, place + 1)
            raise ReadError("invisible-character", span, {"found": found}, (Repair(span, ""),))


def _check_tokens(tokens: list[Token], limits: ScriptLimits) -> None:
    for token in tokens:
        if token.kind == "open" and token.depth >= limits.depth:
            raise LimitError("limit-program-depth", token.span, {"limit": limits.depth})
        if token.kind == "number" and len(token.text) > limits.digits and token.text.replace("_", "").isdecimal():
            raise LimitError("limit-digits", token.span, {"limit": limits.digits})


def _check_tree(tree: ast.Module, source: str, limits: ScriptLimits) -> None:
    """Level by level, for a tree may be deeper than Python can recurse."""
    level: list[ast.AST] = [tree]
    count = depth = 0
    while level:
        count += len(level)
        depth += 1
        if depth > limits.depth or count > limits.nodes:
            at = next((node for node in level if isinstance(node, ast.expr | ast.stmt)), None)
            span = None if at is None else Places(source).span(at)
            if depth > limits.depth:
                raise LimitError("limit-program-depth", span, {"limit": limits.depth})
            raise LimitError("limit-program-nodes", span, {"limit": limits.nodes})
        level = [
            child
            for node in level
            for child in ast.iter_child_nodes(node)
            if not isinstance(child, ast.expr_context | ast.operator | ast.unaryop | ast.cmpop | ast.boolop)
        ]

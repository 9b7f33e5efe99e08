"""An author's error in the words of the wire: its sentence, its place, its repairs."""

from __future__ import annotations

from typing import Any

from app.errors import AuthorError, Span
from app.program.place import where
from app.words import Language, has, say


def error_of(error: AuthorError, source: str, lang: Language) -> dict[str, Any]:
    """``error`` as the wire's ``Error``, in ``lang``. Its spans point into ``source``."""
    topic = error.facts.get("instead")
    hint = f"hint.{error.code}" if topic is None else f"hint.instead.{topic}"
    torch_message = error.facts.get("torch")
    return {
        "code": error.code,
        "message": say(lang, f"error.{error.code}", **error.facts),
        "hint": say(lang, hint, **error.facts) if has(lang, hint) else None,
        "where": None if error.span is None else _where(source, error.span),
        "related": [
            {"where": _where(source, place.span), "message": say(lang, f"error.{place.code}", **error.facts)}
            for place in error.related
        ],
        "repairs": [{"span": [*repair.span], "text": repair.text} for repair in error.repairs],
        "torch": None if torch_message is None else str(torch_message),
        "setup": error.setup,
    }


def _where(source: str, span: Span) -> dict[str, Any]:
    return {**where(source, span)._asdict(), "span": [*span]}

"""The language of whoever started us, where nobody names one."""

from __future__ import annotations

import locale
import os

from app.words import Language, negotiate


def language_here(wanted: str | None = None) -> Language:
    """``wanted``, where we speak it, else the terminal's own language."""
    return negotiate(os.environ.get("LC_ALL") or os.environ.get("LANG") or locale.getlocale()[0], wanted)

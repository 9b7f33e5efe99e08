"""What a page or a session puts around code: Markdown fences, prompts, line numbers, commands of a notebook."""

from __future__ import annotations

import itertools
import re
import textwrap

from app.errors import Span
from app.program.script.mistakes.text import LINE, Edits, Mistake, Text

_FENCE = re.compile(r"[ \t]*(?:```|~~~)")
_PYTHON = re.compile(r">>>(?: |$)")
_NOTEBOOK = re.compile(r"In ?\[[\d* ]*\]: ?")
_ANSWER = re.compile(r"Out ?\[[\d ]*\]: ?")
_MORE = re.compile(r"\.\.\.(?: |$)")
_NOTEBOOK_MORE = re.compile(r" *\.\.\.: ?")
_NUMBER = re.compile(r"[ \t]*(\d+)(?:[.:|)](?!\d)|(?=[ \t]|$))")
_COMMAND = re.compile(r"[ \t]*[!%]{1,2}[A-Za-z][^\r\n]*")


def find(text: Text) -> Mistake | None:
    """The first kind of these that ``text`` shows."""
    for look in (_fence, _session, _numbers, _command):
        found = look(text)
        if found is not None:
            return found
    return None


def is_session(source: str) -> bool:
    """Whether lines begin with ``In [1]:``, which Python reads as a note on the type of ``In[1]``."""
    return any(_NOTEBOOK.match(line) for line in source.splitlines())


def _first(text: Text, pattern: re.Pattern[str]) -> Span | None:
    for start in text.code_starts:
        match = pattern.match(_line(text.source, start))
        if match:
            return Span(start + len(match[0]) - len(match[0].lstrip()), start + len(match[0].rstrip()))
    return None


def _line(source: str, start: int) -> str:
    match = LINE.match(source, start)
    return match[0].rstrip("\r\n") if match else ""


def _fence(text: Text) -> Mistake | None:
    place = _first(text, _FENCE)
    if place is None:
        return None
    blocks: list[list[str]] = [[]]
    inside = False
    for line in text.source.splitlines():
        if _FENCE.match(line):
            inside = not inside
            blocks.append([])
        elif inside:
            blocks[-1].append(line)
    code = "\n".join(textwrap.dedent("\n".join(block)) for block in blocks if block)
    alone = "\n".join(line for line in text.source.splitlines() if not _FENCE.match(line))
    return Mistake(
        "pasted-fence", place, {"fence": text.source[slice(*place)]}, tuple(f"{one}\n" for one in (code, alone) if one)
    )


def _session(text: Text) -> Mistake | None:
    """``>>> a = 1`` or ``In [1]: a = 1``: what stands behind a prompt is code, the rest is what the session answered."""
    for prompt, more in ((_PYTHON, _MORE), (_NOTEBOOK, _NOTEBOOK_MORE)):
        place = _first(text, prompt)
        if place is not None:
            told = text.source[slice(*place)]
            return Mistake("pasted-prompt", place, {"prompt": told}, (_without_prompts(text, prompt, more),))
    return None


def _without_prompts(text: Text, prompt: re.Pattern[str], more: re.Pattern[str]) -> str:
    kept: list[str] = []
    asked = False
    cells = prompt is _NOTEBOOK and not any(_NOTEBOOK_MORE.match(line) for line in text.source.splitlines())
    for line in text.source.splitlines():
        found = prompt.match(line) or (more.match(line) if asked else None)
        answer = _ANSWER.match(line)
        if found:
            kept.append(line[found.end() :])
            asked = True
        elif cells and asked and not answer and line.strip():
            kept.append(line)  # a cell goes on without a prompt
        else:
            kept.append(f"# {line}" if line.strip() else "")
            asked = asked and not answer and cells and not line.strip()
    return "\n".join(kept) + "\n"


def _numbers(text: Text) -> Mistake | None:
    """Every line begins with its number."""
    rows = [line for line in text.source.splitlines() if line.strip()]
    found = [_NUMBER.match(row) for row in rows]
    numbers = [int(match[1]) for match in found if match and len(match[1]) < 6]
    if len(rows) < 2 or len(numbers) < len(rows) or any(b - a not in (1, 2) for a, b in itertools.pairwise(numbers)):
        return None
    code = [row[match.end() :] for row, match in zip(rows, found, strict=True) if match]
    place = _first(text, _NUMBER) or text.place
    return Mistake("pasted-line-numbers", place, {}, (textwrap.dedent("\n".join(code)) + "\n",))


def _command(text: Text) -> Mistake | None:
    place = _first(text, _COMMAND)
    if place is None:
        return None
    edits = Edits(text.source)
    for start in text.code_starts:
        match = _COMMAND.match(_line(text.source, start))
        if match:
            first = start + len(match[0]) - len(match[0].lstrip())
            edits.replace(first, first, "# ")
    found = text.source[slice(*place)].split()[0]
    return Mistake("notebook-command", place, {"command": found[:40]}, (edits.result,))

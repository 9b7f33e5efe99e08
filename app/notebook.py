"""``with record() as tape:`` around a person's own PyTorch code: in a notebook ``tape`` is shown as a player.

    from app.notebook import record

    with record() as tape:
        loss = ((x @ w - y) ** 2).mean()
        loss.backward()
    tape                     # or tape.save("lesson.html")

No server is needed, and the code is run as it is: nothing in it is checked or refused.
"""

from __future__ import annotations

import ast
import html
import linecache
import sys
import warnings
from pathlib import Path
from types import FrameType, TracebackType

from app import tape
from app.export import page
from app.program.program import Script
from app.tape.following import Following
from app.tape.window import BUDGET
from app.terminal import language_here
from app.trace.build import Trace, build, dump
from app.trace.fold import fold
from app.words import Language, say

HEIGHT = 800  # of the frame in a notebook


class Recording:
    """What was recorded. ``trace`` is None until the ``with`` block has ended."""

    def __init__(self, lang: Language, title: str, height: int) -> None:
        self.lang = lang
        self.title = title
        self.height = height
        self.trace: Trace | None = None

    def page(self) -> str:
        """The text of a web page that plays without a server. RuntimeError: recording goes on, or it is not built."""
        if self.trace is None:
            raise RuntimeError(say(self.lang, "notebook.recording"))
        return page(dump(fold(self.trace)), self.lang, title=self.title)

    def save(self, path: str | Path) -> None:
        """Write the page; errors as for ``page``, and OSError."""
        Path(path).write_text(self.page(), encoding="utf-8", newline="\n")

    def _repr_html_(self) -> str:
        """What Jupyter, VS Code, Colab and marimo show: the page in a frame of its own, which may run scripts alone."""
        if self.trace is None:
            return f"<p>{html.escape(say(self.lang, 'notebook.recording'))}</p>"
        title = html.escape(say(self.lang, "notebook.frame"))
        return (
            f'<iframe srcdoc="{html.escape(self.page())}" sandbox="allow-scripts" title="{title}" '
            f'width="100%" height="{self.height}" frameborder="0"></iframe>'
        )


class record:  # noqa: N801 -- used like open(): a context, not a thing
    """Records while the ``with`` block runs. ``lang``: that of the terminal unless told; ``title`` stands above it."""

    def __init__(self, *, title: str = "", lang: Language | None = None, height: int = HEIGHT) -> None:
        self.recording = Recording(language_here(lang), title, height)

    def __enter__(self) -> Recording:
        frame = sys._getframe(1)  # noqa: SLF001 -- the code that is recorded: its text and its variables
        self.source = _cell_of(frame)
        self.recorder = tape.record()
        self.tape = self.recorder.__enter__()
        self.following: Following | None = Following(self.recorder, frame, self.source)
        return self.recording

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        assert self.following, "entered"
        following, self.following = self.following, None
        following.close()
        self.recorder.__exit__(kind, error, traceback)
        nothing = ast.Module([], [])
        program = Script(self.source, nothing, "", nothing, seed=0)
        self.recording.trace = build(self.tape, program, self.recording.lang)
        if following.ended:
            warnings.warn(say(self.recording.lang, "notebook.long", limit=BUDGET), stacklevel=2)


def _cell_of(frame: FrameType) -> str:
    """The text of the cell that runs in ``frame``; empty for a file, which may hold much else, and where nothing is known."""
    name = frame.f_code.co_filename
    return "" if Path(name).exists() else "".join(linecache.getlines(name))

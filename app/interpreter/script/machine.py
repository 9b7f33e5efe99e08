"""The state of one run of a Script: where it is, what it may still use, and the one way to stop it."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Iterable
from typing import Any, NoReturn

from app.errors import AuthorError, Fact, LimitError, RunError, Span
from app.interpreter.listener import Listener
from app.interpreter.script import text
from app.interpreter.script.kind import Kind
from app.interpreter.script.namespace import Shared
from app.program.program import Note

MAX_STEPS = 2_000_000  # statements, iterations and calls: about two seconds of plain Python here
MAX_OUTPUT = 100_000  # characters: some forty printed pages
MAX_LENGTH = 1_000_000  # of a list, a text, any sequence a program makes
MAX_DEPTH = 80  # calls inside calls: each is some ten to thirty of the host's
HOST_FRAMES = "\nException raised from "  # torch may add where in its own binary it was, with paths and addresses
HOST = (HOST_FRAMES, " at 0x", "app.interpreter.")  # signs of what a message may say of us
OWN_MODULE = re.compile(r"\bapp\.interpreter\.(?:\w+\.)+")  # <class 'app.….module'>: for a program it is Python's own

Place = tuple[Span | None, int | None]
NOWHERE: Place = (None, None)


class Machine(Shared):
    """What the compiled program, the libraries and the formatter share while they run.

    ``here`` is the place of the innermost expression that is running. The first exception of a failure keeps the place
    where it arose and the calls it came through, since blocks that run on its way out move ``here``.
    """

    __slots__ = (
        "aside", "callers", "depth", "failed_at", "failing", "handling", "hashed", "here", "in_setup", "kinds", "listener",
        "notes", "output", "pending", "raised", "steps", "subject",
    )  # fmt: skip

    def __init__(self, listener: Listener, notes: list[Note]) -> None:
        self.listener = listener
        self.notes = notes
        self.here: Place = NOWHERE
        self.steps = MAX_STEPS
        self.output = MAX_OUTPUT
        self.depth = 0
        self.in_setup = False
        self.kinds: dict[type, Kind] = {}
        self.aside: dict[type, dict[str, Callable[..., Any]]] = {}  # user classes → methods that only we call
        self.hashed = 0  # objects of the program's own classes that a set or a dictionary has asked for their hash
        self.handling: BaseException | None = None  # what ``except`` is handling, for a bare ``raise``
        self.failing: BaseException | None = None
        self.failed_at: Place = NOWHERE
        self.callers: list[Place] = []  # of ``failing``, innermost first
        self.raised: BaseException | None = None  # by a ``raise`` or an ``assert`` of the program
        self.subject: object = None  # what was last called, or the operand of what was last calculated
        self.pending: AuthorError | None = None  # what has stopped the run, should anything swallow it

    # -- where it is ----------------------------------------------------------------------------------------------------

    @property
    def span(self) -> Span | None:
        """The expression that is running; None in the set-up."""
        return self.here[0]

    @property
    def line(self) -> int | None:
        """Its line, from 1."""
        return self.here[1]

    def note(self, code: str, /, **facts: Fact) -> None:
        """Tells the reader something about the current place, once for each place."""
        note = Note(code, self.here[0], facts)
        if note not in self.notes:
            self.notes.append(note)

    # -- budgets --------------------------------------------------------------------------------------------------------

    def tick(self, n: int = 1) -> None:
        """Counts ``n`` steps. Raises LimitError ``limit-steps`` when all are used up."""
        self.steps -= n
        if self.steps < 0:
            self.exhausted()

    def exhausted(self) -> NoReturn:
        """Stops the run: again, where something swallowed the first error."""
        if self.pending is not None:
            raise self.pending
        self.limit("limit-steps", limit=MAX_STEPS)

    def ticked(self, items: Iterable[Any]) -> Generator[Any]:
        """``items``, each counted as a step."""
        for item in items:
            self.steps -= 1
            if self.steps < 0:
                self.exhausted()
            yield item

    def gathered(self, items: Any) -> list[Any]:
        """``items`` as a list, counted, and no longer than a sequence may be."""
        try:
            count = len(items)
        except TypeError:
            return self._collected(items)
        self.length(count)
        self.tick(count)
        if type(items) in self.aside:
            return self._collected(items)
        return list(items)

    def _collected(self, items: Iterable[Any]) -> list[Any]:
        gathered = []
        for item in self.ticked(items):
            gathered.append(item)
            if len(gathered) > MAX_LENGTH:
                self.length(len(gathered))
        return gathered

    def length(self, count: int) -> None:
        """Refuses a sequence of more than ``MAX_LENGTH`` items."""
        if count > MAX_LENGTH:
            self.limit("limit-sequence", limit=MAX_LENGTH)

    def limit(self, code: str, /, **facts: Fact) -> NoReturn:
        """Stops the run because a budget is used up."""
        self._stop(LimitError(code, self.here[0], facts))

    def refuse(self, code: str, /, **facts: Fact) -> NoReturn:
        """Stops the run because the program asks for what is not to be had here; it cannot catch that."""
        self._stop(RunError(code, self.here[0], facts))

    def _stop(self, error: AuthorError) -> NoReturn:
        self.pending = error
        self.steps = -1
        raise error

    # -- failures -------------------------------------------------------------------------------------------------------

    def failed(self, error: BaseException) -> None:
        """Keeps the place where ``error`` arose: called before anything else runs on its way out."""
        if self.failing is not error:
            self.failing = error
            self.failed_at = self.here
            self.callers = []
            if any(part.__class__ is str and any(sign in part for sign in HOST) for part in error.args):
                error.args = tuple(_without_host(part) if part.__class__ is str else part for part in error.args)

    # -- what the program shows -----------------------------------------------------------------------------------------

    def print(self, written: str) -> None:
        """Prints ``written``, unless the set-up is running."""
        self.output -= len(written)
        if self.output < 0:
            kept = written[: self.output]
            if kept and not self.in_setup:
                self.listener.printed(kept, self.here[1])
            self.limit("limit-output", limit=MAX_OUTPUT)
        if written and not self.in_setup:
            self.listener.printed(written, self.here[1])

    def draw(self, chart: dict[str, Any]) -> None:
        """Shows a chart (see ``Chart`` in ``app.trace.schema``), unless the set-up is running."""
        if not self.in_setup:
            self.listener.drawn(chart, self.here[1])

    def text(self, value: object) -> str:
        """``str(value)`` as Python writes it."""
        return text.text(self, value)

    def representation(self, value: object) -> str:
        """``repr(value)`` as Python writes it, without addresses."""
        return text.representation(self, value)

    # -- types and calls ------------------------------------------------------------------------------------------------

    def is_user_class(self, cls: object) -> bool:
        """Whether the program defined ``cls``."""
        return cls in self.aside if isinstance(cls, type) else False

    def method(self, cls: type, name: str) -> Callable[..., Any] | None:
        """The user's own ``__repr__``, ``__str__``, ``__eq__``, ``__bool__`` or ``__format__`` of a class."""
        for base in cls.__mro__:
            kept = self.aside.get(base)
            if kept is None:
                return None
            if name in kept:
                return kept[name]
        return None

    def call(self, function: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None) -> Any:
        """Calls what a program handed over; the place is the same afterwards."""
        self.tick()
        here = self.here
        result = function(*args, **kwargs) if kwargs else function(*args)
        self.here = here
        return result

    def kind_of(self, cls: type) -> type | Kind:
        """What a program sees as the type ``cls``."""
        kind = self.kinds.get(cls)
        if kind is not None:
            return kind
        if cls in self.aside or issubclass(cls, BaseException):
            return cls
        module = "" if cls.__module__ == "builtins" else f"{cls.__module__}."
        kind = self.kinds[cls] = Kind(cls, cls.__name__, shown=f"<class '{module}{cls.__qualname__}'>")
        return kind


def _without_host(message: str) -> str:
    return OWN_MODULE.sub("", text.without_address(message.partition(HOST_FRAMES)[0]))

"""``matplotlib.pyplot``: what a program plots is collected, and shown as a chart of ours."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import torch

from app.interpreter.script.library.array import Array
from app.interpreter.script.namespace import Shared

if TYPE_CHECKING:
    from app.interpreter.script.machine import Machine

MAX_POINTS = 10_000  # of one line: more than any screen can tell apart


class Plotter(Shared):
    """The figure that is being drawn."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.lines: list[dict[str, Any]] = []
        self.words: dict[str, str | None] = dict.fromkeys(("title", "xlabel", "ylabel"))

    def plot(self, *args: Any, label: Any = None, **_: Any) -> None:
        """``plot(y)``, ``plot(x, y)``, ``plot(x, y, "r--")``, and several of them in one call."""
        rest = list(args)
        while rest:
            data = [rest.pop(0)]
            if rest and not isinstance(rest[0], str):
                data.append(rest.pop(0))
            style = rest.pop(0) if rest and isinstance(rest[0], str) else None
            y = self._numbers(data[-1])
            x = self._numbers(data[0]) if len(data) > 1 else [float(index) for index in range(len(y))]
            kind = (
                "scatter"
                if style and not set(style) & {"-", ":"} and set(style) & set("o.x*+sv^<>dDph1234")
                else "line"
            )
            if len(x) != len(y):
                raise ValueError(f"x and y must have same first dimension, but have shapes ({len(x)},) and ({len(y)},)")
            self._add(kind, (x, y), label, style)

    def scatter(self, x: Any, y: Any, *_: Any, label: Any = None, **__: Any) -> None:
        """Points."""
        across, up = self._numbers(x), self._numbers(y)
        if len(across) != len(up):
            raise ValueError("x and y must be the same size")
        self._add("scatter", (across, up), label)

    def axhline(self, y: Any = 0, *_: Any, label: Any = None, **__: Any) -> None:
        """A level line, as wide as what is drawn so far."""
        level = self._numbers([y])[0]
        across = [x for line in self.lines for x in line["x"]] or [0.0, 1.0]
        self._add("line", ([min(across), max(across)], [level, level]), label)

    def axvline(self, x: Any = 0, *_: Any, label: Any = None, **__: Any) -> None:
        """An upright line, as high as what is drawn so far."""
        place = self._numbers([x])[0]
        upright = [y for line in self.lines for y in line["y"]] or [0.0, 1.0]
        self._add("line", ([place, place], [min(upright), max(upright)]), label)

    def legend(self, labels: Any = (), *_: Any, **__: Any) -> None:
        """Names lines in order, where names are given here."""
        for line, label in zip(self.lines, labels, strict=False):
            line["label"] = self.machine.text(label)

    def show(self, *_: Any, **__: Any) -> None:
        """Hands the chart over; the next call begins a new one."""
        if self.lines:
            self.machine.draw({**self.words, "lines": self.lines})
        self.clear()

    def figure(self, *_: Any, **__: Any) -> None:
        """A new figure: what was drawn before and not yet shown is shown."""
        self.show()

    def subplot(self, *_: Any, **__: Any) -> None:
        """The next part of a figure: a chart of its own."""
        self.show()

    def clear(self, *_: Any, **__: Any) -> None:
        """Forgets what was drawn."""
        self.lines = []
        self.words = dict.fromkeys(self.words)

    def word(self, place: str) -> Any:
        """What sets the title or the name of an axis."""

        def say(text: Any, *_: Any, **__: Any) -> None:
            self.words[place] = self.machine.text(text)

        return say

    def _add(self, kind: str, points: tuple[list[float], list[float]], label: Any, style: str | None = None) -> None:
        shown = None if label is None else self.machine.text(label)
        self.lines.append({"kind": kind, "label": shown, "x": points[0], "y": points[1], "style": style})

    def _numbers(self, data: Any) -> list[float]:
        """The numbers of a list, a range, an Array or a tensor, which must not need a gradient, as in matplotlib."""
        if isinstance(data, torch.Tensor):
            if data.requires_grad:
                raise RuntimeError(
                    "Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead."
                )
            data = data.reshape(-1).tolist() if data.numel() <= MAX_POINTS else range(data.numel())
        elif isinstance(data, Array):
            data = data.elements.reshape(-1).tolist() if data.elements.size <= MAX_POINTS else range(data.elements.size)
        elif isinstance(data, (int, float)):
            data = [data]
        items = self.machine.gathered(data)
        if len(items) > MAX_POINTS:
            self.machine.limit("limit-points", limit=MAX_POINTS)
        return [number for item in items for number in self._number(item)]

    def _number(self, item: Any) -> list[float]:
        if isinstance(item, (torch.Tensor, Array, list)):
            return self._numbers(item)
        if isinstance(item, (int, float)):
            return [float(item)]
        raise TypeError(f"a chart is made of numbers, not of '{type(item).__name__}'")


def members(machine: Machine) -> Mapping[str, object]:
    """The members of ``matplotlib.pyplot``, which all work on one figure. ``_shown`` ends the run with what is left."""
    plotter = Plotter(machine)

    def arranged(*_: Any, **__: Any) -> None:
        """Grids, bounds and margins are chosen by who draws the chart."""

    return {
        **{
            name: getattr(plotter, name)
            for name in ("plot", "scatter", "axhline", "axvline", "legend", "show", "figure", "subplot")
        },
        **{name: plotter.word(name) for name in ("title", "xlabel", "ylabel")},
        **dict.fromkeys(("grid", "xlim", "ylim", "tight_layout"), arranged),
        **dict.fromkeys(("close", "clf"), plotter.clear),
    }

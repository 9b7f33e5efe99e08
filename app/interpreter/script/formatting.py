"""``format``, ``str.format`` and ``%``: Python's own, with bounded widths, and no way from a text into a host's object."""

from __future__ import annotations

import re
import string
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from torch import Tensor

from app.interpreter.script import access

if TYPE_CHECKING:
    from app.interpreter.script.machine import Machine

MAX_WIDTH = 10_000  # characters that one gap of a text may be padded to
FORMATTED_BY_HOST = frozenset({str, int, float, bool, complex})
GAP = re.compile(
    r"%(?:\((?P<key>[^)]*)\))?(?P<flags>[#0\- +]*)(?P<width>\*|\d+)?(?:\.(?P<precision>\*|\d*))?[hlL]?(?P<type>.)?",
    re.DOTALL,
)


def formatted(machine: Machine, value: Any, specification: str = "") -> str:
    """``format(value, specification)``."""
    cls = value.__class__
    if specification:
        _bounded(machine, specification)
    if cls in FORMATTED_BY_HOST:
        return format(value, specification)
    method = machine.method(cls, "__format__") if cls in machine.aside else None
    if method is not None:
        answer = method(value, specification)
        if not isinstance(answer, str):
            raise TypeError(f"__format__ must return a str, not {type(answer).__name__}")
        return answer
    if isinstance(value, Tensor):
        return format(value, specification)  # one number is written as the number that it holds
    if not specification:
        return machine.text(value)
    if cls not in machine.aside and cls.__format__ is not object.__format__:
        return format(value, specification)
    raise TypeError(f"unsupported format string passed to {cls.__name__}.__format__")


def converted(machine: Machine, value: Any, conversion: str) -> Any:
    """``value`` after ``!s``, ``!r`` or ``!a``."""
    if conversion == "s":
        return machine.text(value)
    written = machine.representation(value)
    return written if conversion == "r" else written.encode("ascii", "backslashreplace").decode()


def fill(machine: Machine, template: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> str:
    """``template.format(*args, **kwargs)``."""
    written = _Formatter(machine).vformat(template, args, kwargs)
    machine.length(len(written))
    return written


class _Formatter(string.Formatter):
    """Fields are looked up by the program's own rules for attributes and items."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine

    def get_value(self, key: int | str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        if isinstance(key, int) and key >= len(args):
            raise IndexError(f"Replacement index {key} out of range for positional args tuple")
        return super().get_value(key, args, kwargs)

    def get_field(self, field_name: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        first, rest = re.match(r"([^.\[]*)(.*)", field_name, re.DOTALL).groups()  # type: ignore[union-attr]
        value = self.get_value(int(first) if first.isdecimal() else first, args, kwargs)
        while rest:
            step = re.match(r"\.([^.\[]+)|\[([^\]]+)\]", rest)
            if step is None:
                raise ValueError("Empty attribute in format string")
            name, key = step.groups()
            if name is not None and name.startswith("__"):
                self.machine.refuse("not-available", name=name[:64])
            if name is not None:
                value = access.attribute(self.machine, value, name)
            else:
                value = access.item(self.machine, value, int(key) if key.isdecimal() else key)
            rest = rest[step.end() :]
        return value, first

    def convert_field(self, value: Any, conversion: str | None) -> Any:
        if conversion is None:
            return value
        if conversion not in {"s", "r", "a"}:
            raise ValueError(f"Unknown conversion specifier {conversion!s}")
        return converted(self.machine, value, conversion)

    def format_field(self, value: Any, format_spec: str) -> str:
        return formatted(self.machine, value, format_spec)


def percent(machine: Machine, template: str, values: Any) -> str:
    """``template % values``."""
    return _Percent(machine, template, values).written()


class _Percent:
    def __init__(self, machine: Machine, template: str, values: Any) -> None:
        self.machine = machine
        self.template = template
        self.values = values
        self.row: list[Any] = list(values) if isinstance(values, tuple) else [values]
        self.used = 0
        self.keyed = False

    def written(self) -> str:
        parts: list[str] = []
        end = 0
        for gap in GAP.finditer(self.template):
            if gap.start() < end:
                continue
            parts += [self.template[end : gap.start()], self._gap(gap)]
            end = gap.end()
        parts.append(self.template[end:])
        if (
            self.used < len(self.row)
            and not self.keyed
            and not (self.used == 0 and isinstance(self.values, dict | list))
        ):
            raise TypeError("not all arguments converted during string formatting")
        written = "".join(parts)
        self.machine.length(len(written))
        return written

    def _gap(self, gap: re.Match[str]) -> str:
        kind = gap["type"]
        if kind is None:
            raise ValueError("incomplete format")
        width = self._size(gap["width"])
        precision = self._size(gap["precision"])
        if kind == "%":
            return "%"
        value = self._value(gap["key"])
        if kind in "sra":
            value = converted(self.machine, value, kind)
            kind = "s"
        pattern = "%" + gap["flags"] + width + ("" if gap["precision"] is None else f".{precision}") + kind
        if "c" in kind or kind in "diouxXeEfFgGs":
            return pattern % (value,)
        raise ValueError(f"unsupported format character '{kind}' (0x{ord(kind):x}) at index {gap.end() - 1}")

    def _size(self, given: str | None) -> str:
        if given == "*":
            size = self._next()
            if not isinstance(size, int):
                raise TypeError("* wants int")
            given = str(int(size))
        if given and abs(int(given)) > MAX_WIDTH:
            self.machine.limit("limit-width", limit=MAX_WIDTH)
        return given or ""

    def _value(self, key: str | None) -> Any:
        if key is None:
            return self._next()
        if not isinstance(self.values, dict):
            raise TypeError("format requires a mapping")
        self.keyed = True
        return self.values[key]

    def _next(self) -> Any:
        if self.used >= len(self.row):
            raise TypeError("not enough arguments for format string")
        self.used += 1
        return self.row[self.used - 1]


def _bounded(machine: Machine, specification: str) -> None:
    for number in re.findall(r"\d+", specification):
        if len(number) > len(str(MAX_WIDTH)) or int(number) > MAX_WIDTH:
            machine.limit("limit-width", limit=MAX_WIDTH)

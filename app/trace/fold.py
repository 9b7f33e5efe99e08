"""Writes a trace shorter: the structure of repeated iterations once, the numbers of each iteration; and the reverse.

What stands where is documented in ``docs/api.md``; ``static/src/trace/unfold.ts`` reads it in the browser. Whatever
``rounds`` proposes, ``unfold(fold(trace)) == trace``, byte for byte: a bad proposal costs length alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import orjson

from app.errors import OwnError
from app.trace.rounds import LISTS, Rounds, rounds
from app.trace.schema import FORMAT as FLAT
from app.trace.wire import to_json

FORMAT = "tapedeck/trace-folded"
FOLDED_HEAD = orjson.dumps({"format": FORMAT})[:-1]  # how the JSON of a folded trace begins
ASCII, SUBSCRIPT = "0123456789", "₀₁₂₃₄₅₆₇₈₉"
PLAIN = str.maketrans(SUBSCRIPT, ASCII)
NUMBERS = re.compile(f"([0-9]{{1,9}}|[{SUBSCRIPT}]{{1,9}})")
ARRAYS = (list, tuple)  # the same in JSON
MOST_BYTES = 2**26  # of a trace that is written out: several times the longest
NUMBER_BYTES = 20  # of a number that is counted, at most, with a comma
OPAQUE = frozenset({"data", "summary"})  # numbers of a tensor: there is no rule to look for in them

Trace = dict[str, Any]
Column = dict[str, Any]


def fold(trace: Trace) -> Trace:
    """The same trace in the folded form; where no loop repeats itself, ``trace`` as it is."""
    found = rounds(trace) if trace["loops"] else {}
    if not any(found.values()):
        return trace
    return trace | {"format": FORMAT} | {name: [*_pieces(trace[name], found[name])] for name in LISTS}


def unfold(trace: Trace) -> Trace:
    """The reverse of ``fold``. Parts that are the same in every round are shared, not copied."""
    if trace["format"] == FLAT:
        return trace
    lists = {name: [record for piece in trace[name] for record in _records(piece)] for name in LISTS}
    return trace | {"format": FLAT} | lists


def written_out(body: bytes) -> bytes:
    """The JSON of a trace, folded or not, as the JSON of the flat one; ``OwnError`` where that would have no end.

    A few bytes can stand for gigabytes. No worker writes such a trace, unless somebody else has got hold of it.
    """
    if not body.startswith(FOLDED_HEAD):
        return body
    trace = orjson.loads(body)
    pieces = (piece for name in LISTS for piece in trace[name] if "rounds" in piece)
    if sum(piece["rounds"] * sum(map(_length, piece["columns"])) for piece in pieces) > MOST_BYTES:
        raise OwnError("a trace that no worker writes")
    return orjson.dumps(unfold(trace))


def _length(column: Column) -> int:
    """How many bytes of JSON ``column`` adds to a round, about; what it says for each round is there already."""
    match column:
        case {"same": value}:
            return 1 + len(to_json(value))
        case {"list": parts}:
            return NUMBER_BYTES + sum(map(_length, parts))
        case {"object": fields}:
            return NUMBER_BYTES + sum(len(name) + _length(part) for name, part in fields.items())
        case {"text": parts}:
            return sum(len(part) if isinstance(part, str) else NUMBER_BYTES for part in parts)
    return NUMBER_BYTES


def _pieces(records: list[Any], stretches: list[Rounds]) -> Iterator[dict[str, Any]]:
    reached = 0
    for start, period, count in stretches:
        if start > reached:
            yield {"plain": records[reached:start]}
        reached = start + period * count
        yield {
            "rounds": count,
            "columns": [_column(records[start + turn : reached : period]) for turn in range(period)],
        }
    if reached < len(records):
        yield {"plain": records[reached:]}


def _column(listed: list[Any], *, opaque: bool = False) -> Column:
    """The shortest way to say ``listed``. ``opaque``: only whether all are the same is looked at."""
    first = listed[0]
    if _same(listed, [first] * len(listed)):
        return {"same": first}
    kind = type(first)
    if not opaque and {*map(type, listed)} == {kind}:
        if kind is dict and len({*map(tuple, listed)}) == 1:
            fields = zip(first, zip(*map(dict.values, listed), strict=True), strict=True)
            return {"object": {name: _column([*field], opaque=name in OPAQUE) for name, field in fields}}
        if kind in ARRAYS and len({*map(len, listed)}) == 1:
            return {"list": [_column([*part]) for part in zip(*listed, strict=True)]}
        if kind is int and listed == [*range(first, first + len(listed) * (by := listed[1] - first), by)]:
            return {"from": first, "by": by}
        if kind is str and (text := _text(listed)) is not None:
            return text
    return {"each": listed}


def _same(some: list[Any], others: list[Any]) -> bool:
    """Whether both are the same JSON: 1, 1.0 and true are equal in Python and not the same."""
    return some == others and to_json(some) == to_json(others)


def _text(listed: list[str]) -> Column | None:
    """Texts that count up, such as t₁₂, t₁₉, t₂₆: guessed from the first two, then held against all."""
    first, second = NUMBERS.split(listed[0]), NUMBERS.split(listed[1])
    if len(first) != len(second):
        return None
    changing = [place for place, (one, other) in enumerate(zip(first, second, strict=True)) if one != other]
    if not all(place % 2 for place in changing):
        return None
    digits = SUBSCRIPT if all(first[place][0] in SUBSCRIPT for place in changing) else ASCII
    parts: list[Any] = []
    reached = 0
    for place in changing:
        start, then = (int(texts[place].translate(PLAIN)) for texts in (first, second))
        parts += ["".join(first[reached:place]), {"from": start, "by": then - start}]
        reached = place + 1
    text = {"text": [*parts, "".join(first[reached:])], "digits": digits}
    return text if _values(text, len(listed)) == listed else None


def _records(piece: dict[str, Any]) -> list[Any]:
    if "plain" in piece:
        plain: list[Any] = piece["plain"]
        return plain
    columns = [_values(column, piece["rounds"]) for column in piece["columns"]]
    return [record for turn in zip(*columns, strict=True) for record in turn]


def _values(column: Column, count: int) -> list[Any]:
    """What a column stands for."""
    match column:
        case {"same": value}:
            return [value] * count
        case {"from": first, "by": by}:
            return [first + by * turn for turn in range(count)]
        case {"list": parts}:
            return [[*row] for row in zip(*(_values(part, count) for part in parts), strict=True)]
        case {"object": fields}:
            rows = zip(*(_values(part, count) for part in fields.values()), strict=True)
            return [dict(zip(fields, row, strict=True)) for row in rows]
        case {"text": parts, "digits": digits}:
            return ["".join(row) for row in zip(*(_written(part, count, digits) for part in parts), strict=True)]
    each: list[Any] = column["each"]
    return each


def _written(part: str | Column, count: int, digits: str) -> list[str]:
    if isinstance(part, str):
        return [part] * count
    table = str.maketrans(ASCII, digits)
    return [str(number).translate(table) for number in _values(part, count)]

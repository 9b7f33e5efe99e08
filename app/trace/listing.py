"""A program's trace for a terminal: its training as one row an iteration, its backward passes as evaluation traces.

What repeats is shown by its beginning and its end; the JSON holds all of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from app.trace.text import HEADINGS, NEVER, adjoints, cell, formula, notes, operands, ruled, value
from app.words import Language, say

ROWS, PASSES, COLUMNS = 12, 3, 6  # rows of one table that repeats itself, passes, and columns beside the iteration
LONGEST = 60  # rows of one evaluation trace
MORE = "⋮"


def listing(trace: dict[str, Any], lang: Language) -> str:
    """``trace`` as tables: iterations, passes, what the names hold at the end; then charts and notes."""
    names = [*_variables(trace, lang)]
    noted = "\n".join(notes(trace))
    parts = [*_iterations(trace, lang), *_passes(trace, lang), *names, *_charts(trace, lang), noted]
    return "\n\n".join(part for part in parts if part)


def _iterations(trace: dict[str, Any], lang: Language) -> Iterable[str]:
    """For every loop with numbers that change: a row for each iteration."""
    for line in dict.fromkeys(series["line"] for series in trace["series"]):
        shown = [series for series in trace["series"] if series["line"] == line][:COLUMNS]
        numbers = shown[0]["iterations"] or range(len(shown[0]["points"]))
        heading = [say(lang, "table.iteration"), *map(_series_name, shown)]
        rows = [
            [str(number), *(cell(point) for point in points)]
            for number, *points in zip(numbers, *(series["points"] for series in shown), strict=False)
        ]
        yield f"{say(lang, 'table.loop', line=line)}\n{ruled([heading, *_ends(rows, ROWS)])}"


def _series_name(series: dict[str, Any]) -> str:
    element = "" if series["element"] is None else f"[{', '.join(map(str, series['element']))}]"
    return f"{series['name']}{'.grad' if series['of'] == 'grad' else ''}{element}"


def _passes(trace: dict[str, Any], lang: Language) -> Iterable[str]:
    """The first passes and the last, each with the nodes that it visited."""
    seeds: dict[int, dict[str, Any]] = {}
    for step in trace["steps"]:
        if step["kind"] == "seed":
            seeds.setdefault(step["pass"], step)
    if not seeds:
        yield _table(trace, lang, {}, {}, [node["id"] for node in trace["nodes"]])
        return
    shown = list(seeds) if len(seeds) <= PASSES else [*list(seeds)[: PASSES - 1], max(seeds)]
    for number in shown:
        if number == shown[-1] and len(seeds) > PASSES:
            yield say(lang, "table.more-passes", number=len(seeds) - PASSES)
        gradients = adjoints(trace, (step for step in trace["steps"] if step.get("pass") == number))
        held = _held(trace, number)
        seed = seeds[number]
        root = trace["nodes"][seed["node"]]["label"]
        place = "–" if seed["line"] is None else seed["line"]
        visited = [node["id"] for node in trace["nodes"] if node["id"] in gradients]
        yield (
            f"{say(lang, 'table.pass', number=number + 1, line=place, root=root)}\n"
            f"{_table(trace, lang, held, gradients, visited)}"
        )


def _held(trace: dict[str, Any], number: int) -> dict[int, int]:
    """What nodes that were changed in place held when the pass began."""
    held: dict[int, int] = {}
    for step in trace["steps"]:
        if step.get("pass") == number:
            break
        if step["kind"] == "update" and not step["of_grad"]:
            held[step["node"]] = step["after"]
    return held


def _table(
    trace: dict[str, Any],
    lang: Language,
    held: dict[int, int],
    gradients: dict[int, int | None],
    nodes: Sequence[int],
) -> str:
    """The evaluation trace of ``nodes``; empty where there is none."""
    taken = operands(trace)
    rows = []
    for index in nodes:
        node = trace["nodes"][index]
        if node["kind"] != "constant":
            written = "" if node["kind"] == "leaf" else formula(node["operation"], taken.get(index, []))
            numbers = (held.get(index, node["value"]), gradients.get(index))
            rows.append([node["label"], _short(written), *(value(trace, one) for one in numbers)])
    return ruled([[say(lang, heading) for heading in HEADINGS], *_ends(rows, LONGEST)]) if rows else ""


def _short(text: str) -> str:
    return text if len(text) <= 48 else f"{text[:47]}…"


def _variables(trace: dict[str, Any], lang: Language) -> Iterable[str]:
    """The tensors that have names at the end, with their ``.grad``."""
    rows = [
        [name, value(trace, held["value"]), value(trace, held["grad"])]
        for name, held in trace["variables"].items()
        if held["requires_grad"]
    ]
    if rows:
        heading = [say(lang, "table.name"), say(lang, "table.value"), ".grad"]
        yield f"{say(lang, 'table.end')}\n{ruled([heading, *_ends(rows, LONGEST)])}"


def _charts(trace: dict[str, Any], lang: Language) -> Iterable[str]:
    """One line for each chart: a terminal does not draw."""
    for chart in trace["charts"]:
        points = sum(len(line["x"]) for line in chart["lines"])
        yield say(lang, "table.chart", title=chart["title"] or NEVER, lines=len(chart["lines"]), points=points)


def _ends(rows: list[list[str]], most: int) -> list[list[str]]:
    """``rows``, or their first and last where there are more than ``most``."""
    if len(rows) <= most:
        return rows
    return [*rows[: most // 2], [MORE] * len(rows[0]), *rows[-(most // 2) :]]

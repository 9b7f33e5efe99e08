"""Groups, loops, series, charts and the window: they nest, follow each other, and point at steps that exist."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]


def order(trace: Json) -> list[str]:
    """What is wrong with them. A trace of an older writer, which has none of them, is right."""
    return [
        *_groups(trace),
        *_loops(trace),
        *(wrong for series in trace.get("series", ()) for wrong in _series(series, trace)),
        *_charts(trace),
        *_window(trace),
    ]


def _groups(trace: Json) -> Iterator[str]:
    """A group lies inside an earlier one, holds something, and is not entered again once it was left."""
    groups = trace.get("groups", [])
    for position, group in enumerate(groups):
        parent = group["parent"]
        if group["id"] != position or (parent is not None and not 0 <= parent < position):
            yield f"groups[{position}] has the id {group['id']} and the parent {parent}"
            return
    chains: dict[int | None, list[int]] = {None: []}
    for group in groups:
        chains[group["id"]] = [*chains[group["parent"]], group["id"]]
    filled: set[int] = set()
    left: set[int] = set()
    around: list[int] = []
    for node in trace["nodes"]:
        group = node.get("group")
        if group is not None and not 0 <= group < len(groups):
            yield f"node {node['id']} refers to groups[{group}], which does not exist"
            continue
        names = [groups[one]["name"] for one in chains[group] if groups[one]["kind"] == "module"]
        if node["scope"] != names:
            yield f"node {node['id']} is in the scope {node['scope']}, its groups are {names}"
        filled.update(chains[group])
        if node["kind"] == "operation":
            left.update(one for one in around if one not in chains[group])
            around = chains[group]
            if entered := left.intersection(around):
                yield f"node {node['id']} is in group {min(entered)}, which was left before"
    if empty := {group["id"] for group in groups} - filled:
        yield f"the groups {sorted(empty)} hold nothing"


def _loops(trace: Json) -> Iterator[str]:
    """Iterations follow each other, within their loop, within the iteration that the loop ran in."""
    loops, steps = trace.get("loops", []), len(trace["steps"])
    reached = 0
    for position, loop in enumerate(loops):
        what = f"loop {position}"
        bounds = [*loop["starts"], loop["end"]]
        if loop["id"] != position or bounds != sorted(bounds) or not 0 <= bounds[0] <= bounds[-1] <= steps:
            yield f"{what} has the id {loop['id']} and runs over the steps {bounds} of {steps}"
            return
        if bounds[0] < reached:
            yield f"{what} begins at step {bounds[0]}, before the loop ahead of it"
        reached = bounds[0]
        if loop["total"] is not None and loop["first"] + len(loop["starts"]) > loop["total"]:
            yield f"{what} has {loop['first']} + {len(loop['starts'])} iterations, of {loop['total']}"
        if loop["parent"] is None:
            continue
        outer, number = loop["parent"]
        if not 0 <= outer < position or not _within(bounds, loops[outer], number):
            yield f"{what} is not inside iteration {number} of loop {outer}"
    for one, other in _neighbours(loops):
        if loops[one]["end"] > (loops[other]["starts"] or [loops[other]["end"]])[0]:
            yield f"loop {other} begins before loop {one} ends"


def _within(bounds: list[int], outer: Json, number: int) -> bool:
    index = number - outer["first"]
    if not 0 <= index < len(outer["starts"]):
        return False
    after = [*outer["starts"], outer["end"]][index + 1]
    return bool(outer["starts"][index] <= bounds[0] and bounds[-1] <= after)


def _neighbours(loops: list[Json]) -> Iterator[tuple[int, int]]:
    """Loops that follow each other in the same place."""
    latest: dict[tuple[int, int] | None, int] = {}
    for loop in loops:
        place = None if loop["parent"] is None else (loop["parent"][0], loop["parent"][1])
        if place in latest:
            yield latest[place], loop["id"]
        latest[place] = loop["id"]


def _series(series: Json, trace: Json) -> Iterator[str]:
    what = f"the series of {series['name']} ({series['of']}, {series['element']})"
    lengths = {len(series["points"]), len(series["steps"])}
    iterations = series.get("iterations")
    if iterations is not None:
        lengths.add(len(iterations))
        if iterations != sorted(set(iterations)):
            yield f"{what} does not go on from iteration to iteration"
    if len(lengths) != 1 or 0 in lengths:
        yield f"{what} has {len(series['points'])} points and {len(series['steps'])} steps"
    told = [step for step in series["steps"] if step is not None]
    if told != sorted(told) or not all(0 <= step < len(trace["steps"]) for step in told):
        yield f"{what} goes back in time"
    if series["line"] not in {loop["line"] for loop in trace["loops"]} | _window_line(trace):
        yield f"{what} belongs to a loop on line {series['line']}, where there is none"
    for point, step in zip(series["points"], series["steps"], strict=False):
        if step is not None and point is not None and not _agrees(series, point, trace, trace["steps"][step]):
            yield f"{what} has the point {point} at step {step}, which says otherwise"
            return


def _agrees(series: Json, point: Any, trace: Json, step: Json) -> bool:
    """Whether the step that a point of a leaf comes from left that number there."""
    wanted = {"value": "update", "grad": "accumulate"}[series["of"]]
    if step["kind"] != wanted or trace["nodes"][step["node"]]["label"] != series["name"]:
        return True
    data = trace["values"][step["after"]]["data"]
    for place in series["element"] or ():
        data = data[place]
    while isinstance(data, list):
        data = data[0]
    return bool(data == point)


def _charts(trace: Json) -> Iterator[str]:
    steps = [chart["step"] for chart in trace.get("charts", ())]
    if steps != sorted(steps) or any(not 0 <= step <= len(trace["steps"]) for step in steps):
        yield f"charts are shown before the steps {steps}, of {len(trace['steps'])}"
    for line in (line for chart in trace.get("charts", ()) for line in chart["lines"]):
        if len(line["x"]) != len(line["y"]) or None in (*line["x"], *line["y"]):
            yield f"a line of a chart has {len(line['x'])} x and {len(line['y'])} y, or something that is no number"


def _window(trace: Json) -> Iterator[str]:
    """The window tells the iterations that the loops of its line hold."""
    window = trace.get("window")
    if window is None:
        return
    ranges = [(start, end) for start, end in window["recorded"]]
    bounds = [bound for pair in ranges for bound in pair]
    if bounds != sorted(set(bounds)) or (window["total"] is not None and bounds and bounds[-1] > window["total"]):
        yield f"the window {ranges} of {window['total']} iterations is out of order"
    told = {
        (loop["first"], loop["first"] + len(loop["starts"]))
        for loop in trace["loops"]
        if loop["line"] == window["line"] and loop["starts"]
    }
    if not set(ranges) <= told:
        yield f"the window {ranges} is not what the loops on line {window['line']} hold: {sorted(told)}"


def _window_line(trace: Json) -> set[int]:
    return set() if trace.get("window") is None else {trace["window"]["line"]}

"""Tables for a terminal: the evaluation trace as the textbooks print it, and any rows with a line under the first.

After Griewank & Walther, Evaluating Derivatives (2nd ed., 2008), tables 1.2 and 2.2, on one page: leaves first, then
operations in the order of execution; the adjoint v̄ is the gradient in the newest pass.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from app.operations import row_of
from app.program.place import columns
from app.words import Language, say

HEADINGS = ("table.name", "table.operation", "table.value", "table.gradient")
NEVER = "–"
WIDTH = 34  # columns of one cell
GAP = "  "
BEHIND = {"getitem": "[…]", "data": ".data"}  # what is written behind its operand


def table(trace: dict[str, Any], lang: Language) -> str:
    """``trace`` as a table: leaves and operations, constants inside the formulas; below it what is to be noted."""
    found = adjoints(trace, trace["steps"])
    taken = operands(trace)
    rows = [[say(lang, heading) for heading in HEADINGS]]
    for node in trace["nodes"]:
        if node["kind"] != "constant":
            written = "" if node["kind"] == "leaf" else formula(node["operation"], taken.get(node["id"], []))
            values = (value(trace, index) for index in (node["value"], found.get(node["id"])))
            rows.append([node["label"], written, *values])
    return "\n".join([ruled(rows), *notes(trace)])


def notes(trace: dict[str, Any]) -> list[str]:
    """What is to be noted of the program, a line each."""
    reading = trace["program"]["reading"]
    return [] if reading is None else [note["message"] for note in reading["notes"]]


def ruled(rows: Sequence[Sequence[str]]) -> str:
    """``rows`` with a line under the first, columns aligned where Korean characters take two of them."""
    widths = [max(map(columns, column)) for column in zip(*rows, strict=True)]
    lines = [GAP.join(map(_padded, row, widths)).rstrip() for row in rows]
    lines.insert(1, "─" * (sum(widths) + len(GAP) * (len(widths) - 1)))
    return "\n".join(lines)


def cell(data: Any) -> str:
    """A number, or nested lists of them, with six significant digits, cut at ``WIDTH`` columns; – for ``None``."""
    return _cut(_elements(data))


def value(trace: dict[str, Any], index: int | None) -> str:
    """A value of the trace: its elements, or what its summary says."""
    if index is None:
        return NEVER
    held = trace["values"][index]
    summary = held["summary"]
    if summary is None:
        return cell(held["data"])
    shape = "×".join(map(str, held["shape"]))
    return f"{shape}: {_elements(summary['min'])} … {_elements(summary['max'])}"


def _elements(data: Any) -> str:
    if isinstance(data, list):
        return f"[{', '.join(map(_elements, data))}]"
    if isinstance(data, float):
        return f"{data:.6g}".replace("-", "−")
    return {"Infinity": "∞", "-Infinity": "−∞", "None": NEVER}.get(str(data), str(data).replace("-", "−"))


def adjoints(trace: dict[str, Any], steps: Iterable[dict[str, Any]]) -> dict[int, int | None]:
    """The gradient of every node in the last pass among ``steps`` that reached it; of a leaf, what that pass brought it."""
    found: dict[int, int | None] = {}
    for step in steps:
        if step["kind"] == "backward":
            found[step["node"]] = step["grad"]
            for contribution in step["contributions"]:
                source = trace["edges"][contribution["edge"]]["source"]
                if trace["nodes"][source]["kind"] == "leaf":
                    found[source] = contribution["sum"]
        elif step["kind"] == "accumulate":
            found[step["node"]] = step["contribution"]
    return found


def operands(trace: dict[str, Any]) -> dict[int, list[str]]:
    """What each operation's operands are called, in the order of their slots."""
    found: dict[int, list[str]] = {}
    for edge in sorted(trace["edges"], key=lambda edge: (edge["target"], edge["slot"])):
        found.setdefault(edge["target"], []).append(trace["nodes"][edge["source"]]["label"])
    return found


def formula(operation: str, operands: list[str]) -> str:
    """``a × b`` where the operation has a sign that stands between its operands, else ``tanh(x)``."""
    if operation in BEHIND and len(operands) == 1:
        return operands[0] + BEHIND[operation]
    row = row_of(operation)
    if row is not None and len(operands) == 2 and not any(character.isalnum() for character in row.symbol):
        sign = row.symbol if operation == row.key or operation[-1] != "_" else f"{row.symbol}="
        return f"{operands[0]} {sign} {operands[1]}"
    return f"{operation}({', '.join(operands)})"


def _cut(text: str) -> str:
    if columns(text) <= WIDTH:
        return text
    while columns(text) >= WIDTH:
        text = text[:-1]
    return text + "…"


def _padded(text: str, width: int) -> str:
    return text + " " * (width - columns(text))

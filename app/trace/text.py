"""The evaluation trace as the textbooks print it: one row an operation, with its value and its adjoint.

After Griewank & Walther, Evaluating Derivatives (2nd ed., 2008), tables 1.2 and 2.2, on one page: leaves first, then
operations in the order of execution; the adjoint v̄ is the gradient in the newest pass.
"""

from __future__ import annotations

import unicodedata
from typing import Any

from app.operations import ROWS
from app.words import Language, say

HEADINGS = ("table.name", "table.operation", "table.value", "table.gradient")
NEVER = "–"
WIDTH = 34  # columns of one cell


def table(trace: dict[str, Any], lang: Language) -> str:
    """``trace`` as a table for a terminal, columns aligned where Korean characters take two of them. Ends with a newline.

    Rows: leaves and operations, constants inside the formulas; numbers with six significant digits, cells cut at
    ``WIDTH`` columns: the trace itself has them whole. Below, what stopped the program, if anything did.
    """
    values = trace["values"]
    adjoints = _adjoints(trace)
    rows = [tuple(say(lang, heading) for heading in HEADINGS)]
    for node in trace["nodes"]:
        if node["kind"] != "constant":
            grad = adjoints.get(node["id"])
            rows.append(
                (
                    node["label"],
                    _formula(trace, node),
                    NEVER if node["value"] is None else _cut(shown(values[node["value"]])),
                    NEVER if grad is None else _cut(shown(values[grad])),
                )
            )
    widths = [max(map(columns, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(_padded(cell, width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    lines.insert(1, "─" * (sum(widths) + 2 * (len(widths) - 1)))
    if trace["error"] is not None:
        lines.append(trace["error"]["message"])
    return "\n".join(lines) + "\n"


def columns(text: str) -> int:
    """How many columns of a terminal ``text`` takes: wide characters two, combining marks none."""
    return sum(
        0 if unicodedata.combining(character) else 2 if unicodedata.east_asian_width(character) in "WF" else 1
        for character in text
    )


def shown(value: dict[str, Any]) -> str:
    """A value as text: its elements, or what its summary says."""
    if value["data"] is not None:
        return _elements(value["data"])
    summary = value["summary"]
    shape = "×".join(map(str, value["shape"]))
    return f"{shape}: {_elements(summary['min'])} … {_elements(summary['max'])}"


def _elements(data: Any) -> str:
    if isinstance(data, list):
        return f"[{', '.join(map(_elements, data))}]"
    if isinstance(data, float):
        return f"{data:.6g}".replace("-", "−")
    return {"Infinity": "∞", "-Infinity": "−∞", "None": NEVER}.get(str(data), str(data).replace("-", "−"))


def _adjoints(trace: dict[str, Any]) -> dict[int, int]:
    """The gradient of every node in the newest pass that reached it; of a leaf, this pass's contribution."""
    adjoints: dict[int, int] = {}
    for step in trace["steps"]:
        if step["kind"] == "backward":
            adjoints[step["node"]] = step["grad"]
            for contribution in step["contributions"]:
                source = trace["edges"][contribution["edge"]]["source"]
                if trace["nodes"][source]["kind"] == "leaf":
                    adjoints[source] = contribution["sum"]
        elif step["kind"] == "accumulate":
            adjoints[step["node"]] = step["contribution"]
    return adjoints


def _formula(trace: dict[str, Any], node: dict[str, Any]) -> str:
    """``a × b`` where the operation has a sign that stands between its operands, else ``tanh(x)``."""
    if node["kind"] == "leaf":
        return ""
    edges = sorted((edge for edge in trace["edges"] if edge["target"] == node["id"]), key=lambda edge: edge["slot"])
    operands = [trace["nodes"][edge["source"]]["label"] for edge in edges]
    row = ROWS.get(node["operation"])
    if row is not None and len(operands) == 2 and not any(character.isalnum() for character in row.symbol):
        return f"{operands[0]} {row.symbol} {operands[1]}"
    return f"{node['operation']}({', '.join(operands)})"


def _cut(text: str) -> str:
    if columns(text) <= WIDTH:
        return text
    while columns(text) >= WIDTH:
        text = text[:-1]
    return text + "…"


def _padded(text: str, width: int) -> str:
    return text + " " * (width - columns(text))

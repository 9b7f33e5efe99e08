"""The form of a Trace: references in range, values in their shapes, edges complete and in the order of execution."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from math import prod
from typing import Any

from app.trace.schema import FORMAT, VERSION, WHOLE_ELEMENTS

Json = dict[str, Any]


def structure(trace: Json) -> list[str]:
    """What is wrong with the form."""
    if (trace["format"], trace["version"]) != (FORMAT, VERSION):
        return [f"this is {trace['format']} {trace['version']}, not {FORMAT} {VERSION}"]
    if broken := [*_references(trace)]:
        return broken
    return [
        *(f"value {index}: {wrong}" for index, value in enumerate(trace["values"]) for wrong in _value(value)),
        *_edges(trace),
        *(wrong for node in trace["nodes"] for wrong in _node(node, trace)),
        *_autograd(trace),
        *_order(trace),
    ]


def _references(trace: Json) -> Iterator[str]:
    """Every index points at something, and every list numbers itself."""
    sizes = {name: len(trace[name]) for name in ("values", "nodes", "edges", "autograd")}
    for name in ("nodes", "edges", "autograd"):
        for position, item in enumerate(trace[name]):
            if item["id"] != position:
                yield f"{name}[{position}] has the id {item['id']}"
    for what, name, index in _mentioned(trace):
        if index is not None and not 0 <= index < sizes[name]:
            yield f"{what} refers to {name}[{index}], which does not exist"


def _mentioned(trace: Json) -> Iterator[tuple[str, str, int | None]]:
    """Every reference, as (where it stands, the list it points into, the index)."""
    for node in trace["nodes"]:
        what = f"node {node['id']}"
        for value in (node["value"], *(node["outputs"] or ()), *(saved["value"] for saved in node["saved"])):
            yield what, "values", value
        for inner in node["autograd"]:
            yield what, "autograd", inner
    for edge in trace["edges"]:
        yield f"edge {edge['id']}", "nodes", edge["source"]
        yield f"edge {edge['id']}", "nodes", edge["target"]
    for inner in trace["autograd"]:
        yield f"autograd node {inner['id']}", "nodes", inner["node"]
        for following in inner["next_functions"]:
            yield f"autograd node {inner['id']}", "autograd", None if following is None else following[0]
    for name, variable in trace["variables"].items():
        yield f"variable {name}", "values", variable["value"]
        yield f"variable {name}", "values", variable["grad"]
        yield f"variable {name}", "nodes", variable.get("node")
    for position, step in enumerate(trace["steps"]):
        for target, index in _mentioned_by(step):
            yield f"step {position}", target, index


def _mentioned_by(step: Json) -> Iterator[tuple[str, int | None]]:
    yield "nodes", step.get("node")
    for name in ("value", "grad", "contribution", "before", "after"):
        yield "values", step.get(name)
    for value in step.get("grads") or ():
        yield "values", value
    for contribution in step.get("contributions", ()):
        yield "edges", contribution["edge"]
        for name in ("value", "sum", "local"):
            yield "values", contribution[name]


def _value(value: Json) -> Iterator[str]:
    shape, data, summary = value["shape"], value["data"], value["summary"]
    if (data is None) == (summary is None):
        yield "holds either its elements or a summary"
    elif data is None and prod(shape) <= WHOLE_ELEMENTS:
        yield f"has {prod(shape)} elements, which are to be given whole"
    elif data is not None and not _fits(data, shape):
        yield f"its elements do not have the shape {shape}"


def _fits(data: Any, shape: list[int]) -> bool:
    if not shape:
        return isinstance(data, int | float | str)
    return isinstance(data, list) and len(data) == shape[0] and all(_fits(item, shape[1:]) for item in data)


def _edges(trace: Json) -> Iterator[str]:
    slots: dict[int, list[int]] = {}
    for edge in trace["edges"]:
        what = f"edge {edge['id']}"
        if not 0 <= edge["target"] < len(trace["nodes"]) or not 0 <= edge["source"] < edge["target"]:
            yield f"{what} leads from node {edge['source']} to node {edge['target']}, against the order of execution"
            continue
        source, target = trace["nodes"][edge["source"]], trace["nodes"][edge["target"]]
        slots.setdefault(edge["target"], []).append(edge["slot"])
        if not 0 <= edge["output"] < len(source["outputs"] or (0,)):
            yield f"{what} takes result {edge['output']}, which node {edge['source']} does not have"
        if edge["differentiable"] and not (source["requires_grad"] and target["autograd"]):
            yield f"{what} is differentiable, but no gradient can travel it"
        if edge["local"] is not None and not edge["differentiable"]:
            yield f"{what} has a local derivative, but no gradient can travel it"
    for target, taken in slots.items():
        if Counter(taken) != Counter(range(len(taken))):
            yield f"node {target} has the slots {sorted(taken)}"


def _node(node: Json, trace: Json) -> Iterator[str]:
    what = f"node {node['id']}"
    if (node["kind"] == "operation") != (node["operation"] is not None):
        yield f"{what} is a {node['kind']} with the operation {node['operation']}"
    if node["kind"] != "operation" and (node["grad_fn"] is not None or node["autograd"]):
        yield f"{what} is a {node['kind']} with a grad_fn"
    if node["kind"] == "constant" and (node["requires_grad"] or trace["values"][node["value"]]["dtype"] != "python"):
        yield f"{what} is a constant, but not a plain number"
    if node["kind"] == "operation" and node["requires_grad"] != (node["grad_fn"] is not None):
        yield f"{what} requires grad: {node['requires_grad']}, with the grad_fn {node['grad_fn']}"
    if node["outputs"] is not None and (len(node["outputs"]) < 2 or node["outputs"][0] != node["value"]):
        yield f"{what} has the results {node['outputs']}, of which {node['value']} is to be the first"


def _autograd(trace: Json) -> Iterator[str]:
    """An operation and the autograd nodes inside it know each other."""
    for node in trace["nodes"]:
        for inner in node["autograd"]:
            if trace["autograd"][inner]["node"] != node["id"]:
                yield f"node {node['id']} claims autograd node {inner}, which belongs to {trace['autograd'][inner]['node']}"
    for inner in trace["autograd"]:
        if inner["name"] != "AccumulateGrad" and inner["id"] not in trace["nodes"][inner["node"]]["autograd"]:
            yield f"autograd node {inner['id']} belongs to node {inner['node']}, which does not list it"


def _order(trace: Json) -> Iterator[str]:
    """Every operation ran once, in the order of the nodes, and nothing follows the error."""
    steps = trace["steps"]
    ran = [step["node"] for step in steps if step["kind"] == "forward"]
    failed = {node["id"] for node in trace["nodes"] if node["kind"] == "operation"} - set(ran)
    for node, times in Counter(ran).items():
        if times > 1 or trace["nodes"][node]["kind"] != "operation":
            yield f"node {node} is a {trace['nodes'][node]['kind']} that ran {times} times"
    if ran != sorted(ran):
        yield "the forward steps are not in the order of the nodes"
    used = {edge["source"] for edge in trace["edges"]}
    missing = [node for node in sorted(failed) if trace["nodes"][node]["value"] is not None or node in used]
    if missing and trace["error"] is None:  # one whose failure the program caught has neither a result nor a use
        yield f"the operations {missing} never ran, and there is no error"
    errors = [position for position, step in enumerate(steps) if step["kind"] == "error"]
    if errors != ([] if trace["error"] is None else [len(steps) - 1]):
        yield "an error is the last step, and the trace's error"
    yield from _backward_after_forward(steps, failed | set(ran))
    printed = "".join(step["text"] for step in steps if step["kind"] == "output")
    if printed != trace["stdout"]:
        yield "stdout is not what the output steps printed"


def _backward_after_forward(steps: list[Json], operations: set[int]) -> Iterator[str]:
    seen: set[int] = set()
    for position, step in enumerate(steps):
        if step["kind"] == "forward":
            seen.add(step["node"])
        elif step["kind"] in {"seed", "backward"} and step["node"] in operations - seen:
            yield f"step {position}: node {step['node']} gets a gradient before it has run"

"""What nodes and their ``.grad`` hold from step to step, and what the user's names hold at the end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from app.trace.check.numbers import add, array_of, equal, same

Json = dict[str, Any]


def ledger(trace: Json) -> Iterator[str]:
    """What is wrong with the books: every change begins where the last one ended."""
    values = trace["values"]
    held = {node["id"]: node["value"] for node in trace["nodes"]}
    grads: dict[int, int | None] = {}

    def differs(one: int | None, other: int | None) -> bool:
        return (one is None) != (other is None) or (
            one is not None and other is not None and not same(values[one], values[other])
        )

    for position, step in enumerate(trace["steps"]):
        what, node = f"step {position}", step.get("node")
        match step["kind"]:
            case "accumulate":
                if node in grads and differs(grads[node], step["before"]):
                    yield f"{what}: .grad of node {node} held another value before"
                grads[node] = step["after"]
                yield from (f"{what}: {wrong}" for wrong in _accumulated(step, values))
            case "zero":
                if node in grads and differs(grads[node], step["before"]):
                    yield f"{what}: .grad of node {node} held another value before"
                if step["after"] is not None and (array := array_of(values[step["after"]])) is not None and array.any():
                    yield f"{what}: .grad of node {node} is not zero after it was cleared"
                grads[node] = step["after"]
            case "update":
                books = grads if step["of_grad"] else held
                if node in books and differs(books[node], step["before"]):
                    yield f"{what}: node {node} held another value before"
                books[node] = step["after"]
    yield from _variables(trace, held, grads, differs)


def _accumulated(step: Json, values: list[Json]) -> Iterator[str]:
    before, contribution, after = step["before"], step["contribution"], step["after"]
    if contribution is None:
        if before != after:
            yield f".grad of node {step['node']} changed without a contribution"
        return
    if after == before:  # the leaf was frozen since: nothing was written
        return
    if after is None:
        yield f".grad of node {step['node']} is gone after a contribution"
        return
    if before is None:
        if not same(values[contribution], values[after]):
            yield f".grad of node {step['node']} is not the contribution"
        return
    one, other = array_of(values[before]), array_of(values[contribution])
    if one is not None and other is not None and not equal(add(one, other), values[after]):
        yield f".grad of node {step['node']} is not before + contribution"


def _variables(trace: Json, held: dict[int, int | None], grads: dict[int, int | None], differs: Any) -> Iterator[str]:
    """A name holds what the node that it stands for holds."""
    for name, variable in trace["variables"].items():
        if variable.get("node") is None:
            continue
        node = trace["nodes"][variable["node"]]
        places = [held[node["id"]], *(node["outputs"] or ())]
        if all(differs(place, variable["value"]) for place in places):
            yield f"variable {name} does not hold the value of node {node['id']}"
        if variable["is_leaf"] and node["requires_grad"] and differs(grads.get(node["id"]), variable["grad"]):
            yield f"variable {name} does not hold the .grad of node {node['id']}"
        if node["outputs"] is None and variable["requires_grad"] != node["requires_grad"]:
            yield f"variable {name} requires grad: {variable['requires_grad']}, node {node['id']}: {node['requires_grad']}"

"""The law of the edges, pass by pass: what arrives at a node, summed in the order of arrival, is what goes into it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from app.trace.check.numbers import Array, add, array_of, chained, equal, same

Json = dict[str, Any]
Place = tuple[int, int]


def passes(trace: Json) -> list[str]:
    """What is wrong with the passes."""
    running: dict[int, _Pass] = {}
    found: list[str] = []
    live: dict[int, set[int]] = {}
    for edge in trace["edges"]:
        if edge["differentiable"]:
            live.setdefault(edge["target"], set()).add(edge["id"])
    for position, step in enumerate(trace["steps"]):
        number = step.get("pass")
        if number is None:
            continue
        if number not in running:
            if step["kind"] != "seed" or number != len(running):
                return [*found, f"step {position}: pass {number} begins with a {step['kind']} step"]
            running[number] = _Pass(trace, live)
        found += [f"step {position}: {wrong}" for wrong in running[number].take(step)]
    broken = set(trace.get("abandoned", ()))  # an older trace has none
    for number, current in running.items():
        if trace["error"] is None and number not in broken:
            found += [f"pass {number}: {wrong}" for wrong in current.missing()]
    if unknown := broken - set(running):
        found.append(f"the abandoned passes {sorted(unknown)} never began")
    return found


class _Pass:
    """What has arrived where so far."""

    def __init__(self, trace: Json, live: dict[int, set[int]]) -> None:
        self.trace = trace
        self.values = trace["values"]
        self.nodes = trace["nodes"]
        self.edges = trace["edges"]
        self.live = live  # the edges into a node that a gradient can travel
        self.sums: dict[Place, Json | Array | None] = {}  # a value, a sum that is no value of its own, None: unknown
        self.wanted: set[int] = set()
        self.done: set[int] = set()

    def take(self, step: Json) -> Iterator[str]:
        """Follows one step of the pass."""
        match step["kind"]:
            case "seed":
                self.wanted |= set(step["wanted"] or ())
                place = (step["node"], step["output"])
                yield from self._shaped("the seed", step["value"], place)
                self._arrive(place, self.values[step["value"]])
            case "hook":
                place = (step["node"], step["output"])
                yield from self._is_sum("the gradient before the hook", step["before"], place)
                self.sums[place] = self.values[step["after"]]
            case "backward":
                yield from self._backward(step)
            case "accumulate":
                if step["node"] in self.done:
                    yield f"node {step['node']} accumulates twice"
                self.done.add(step["node"])
                if self.nodes[step["node"]]["kind"] != "leaf":
                    yield f"node {step['node']} is no leaf"
                if step["contribution"] is not None:
                    yield from self._is_sum("what is accumulated", step["contribution"], (step["node"], 0))
                elif (step["node"], 0) in self.sums:
                    yield f"node {step['node']} received a gradient and accumulates none"

    def _backward(self, step: Json) -> Iterator[str]:
        node = step["node"]
        if node in self.done:
            yield f"node {node} runs backward twice"
        self.done.add(node)
        grads = step["grads"] if step["grads"] is not None else [step["grad"]]
        if step["grad"] != next((grad for grad in grads if grad is not None), None):
            yield f"the gradient of node {node} is not that of its first result that has one"
        for output, grad in enumerate(grads):
            if output and self.nodes[node]["outputs"][output] is None:
                continue  # torch computed it inside the operation, where part of its gradient arrives unseen
            if grad is not None:
                yield from self._is_sum(f"the gradient of node {node}", grad, (node, output))
            elif (node, output) in self.sums:
                yield f"node {node} received a gradient that did not go in"
        yield from self._complete(step)
        for contribution in step["contributions"]:
            if self.edges[contribution["edge"]]["target"] == node:
                yield from self._contribution(contribution, grads)

    def _complete(self, step: Json) -> Iterator[str]:
        """Whether every edge that a gradient can leave by got one contribution, or is said to have got none."""
        node = step["node"]
        arrived = Counter(contribution["edge"] for contribution in step["contributions"])
        live, undefined = self.live.get(node, set()), set(step["undefined"])
        if foreign := (set(arrived) | undefined) - live:
            yield f"no gradient can leave node {node} along the edges {sorted(foreign)}"
        if missing := live - set(arrived) - undefined:
            yield f"the edges {sorted(missing)} got no contribution"
        if both := undefined & set(arrived):
            yield f"the edges {sorted(both)} got a contribution and are said to have none"
        if len(self.nodes[node]["autograd"]) == 1 and any(times > 1 for times in arrived.values()):
            yield f"the edges {sorted(edge for edge, times in arrived.items() if times > 1)} got two contributions"

    def _contribution(self, contribution: Json, grads: list[int | None]) -> Iterator[str]:
        edge = self.edges[contribution["edge"]]
        what = f"the contribution of edge {edge['id']}"
        place = (edge["source"], edge["output"])
        if edge["source"] in self.done:
            yield f"{what} arrives at node {edge['source']}, which has run already"
        yield from self._shaped(what, contribution["value"], place)
        self._arrive(place, self.values[contribution["value"]])
        yield from self._is_sum(f"the running sum after {what}", contribution["sum"], place)
        self.sums[place] = self.values[contribution["sum"]]
        if contribution["local"] is not None and len(grads) == 1 and grads[0] is not None:
            factors = [
                array_of(self.values[index]) for index in (grads[0], contribution["local"], contribution["value"])
            ]
            if chained(*factors) is False:
                yield f"{what} is not upstream × local"

    def _arrive(self, place: Place, value: Json) -> None:
        if place not in self.sums:
            self.sums[place] = value
            return
        before, array = self._array(place), array_of(value)
        self.sums[place] = None if before is None or array is None else add(before, array)

    def _array(self, place: Place) -> Array | None:
        held = self.sums[place]
        return array_of(held) if isinstance(held, dict) else held

    def _is_sum(self, what: str, index: int, place: Place) -> Iterator[str]:
        """Whether a value is, bit for bit, what has arrived at ``place``."""
        if place not in self.sums:
            yield f"nothing has arrived at node {place[0]} for {what}"
            return
        held, value = self.sums[place], self.values[index]
        if isinstance(held, dict):
            if not same(held, value) and not self._equal(held, value):
                yield f"{what} is not the sum of what arrived at node {place[0]}"
        elif held is not None and not equal(held, value):
            yield f"{what} is not the sum of what arrived at node {place[0]}"

    @staticmethod
    def _equal(held: Json, value: Json) -> bool:
        array = array_of(held)
        return array is not None and equal(array, value)

    def _shaped(self, what: str, index: int, place: Place) -> Iterator[str]:
        """A gradient has the shape and dtype of what it is the gradient of."""
        node = self.nodes[place[0]]
        of = node["outputs"][place[1]] if node["outputs"] is not None else node["value"]
        if of is None:
            return
        value, gradient = self.values[of], self.values[index]
        if (value["shape"], value["dtype"]) != (gradient["shape"], gradient["dtype"]):
            yield f"{what} is {gradient['dtype']} {gradient['shape']}, node {place[0]} is {value['dtype']} {value['shape']}"

    def missing(self) -> Iterator[str]:
        """What should have happened and did not."""
        for node, _ in self.sums:
            if node not in self.done and node not in self.wanted:
                yield f"node {node} received a gradient and never used it"

"""The steps of a Trace: the tape's events in their order, the autograd nodes of one operation put together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from app.tape import Tape
from app.tape.tape import AutogradNode, Event
from app.trace.loops import Marks

Step = dict[str, Any]
Contribution = list[Any]  # input, value, sum, local
MARKS = frozenset({"loop", "iteration", "end_loop", "drawn"})


class Steps:
    """Turns events into steps.

    ``first_edge``: for each node the id of its first operand's edge; ``live_slots``: the slots that a contribution can
    travel.
    """

    def __init__(self, tape: Tape, first_edge: list[int], live_slots: Sequence[Sequence[int | None]]) -> None:
        self.tape = tape
        self.first_edge = first_edge
        self.live_slots = live_slots
        self.stdout: list[str] = []
        self.marks = Marks()
        self.step_after: list[int] = []  # for each number of events how many steps they make, where series ask

    def read(self) -> list[Step]:
        """All steps. An operation's backward step stands where the first of its autograd nodes ran."""
        steps: list[Step] = []
        append = steps.append
        autograd, nodes = self.tape.autograd, self.tape.nodes
        begun: list[Step] = []
        newest: Step | None = None
        for event in self._counted(steps) if self.tape.series else self.tape.events:
            kind = event[0]
            if kind == "backward":
                _, number, index, grads, left = event
                record = autograd[index]
                node = record.node
                several = len(nodes[node].autograd) > 1
                if several and newest is not None and newest["node"] == node:
                    self._take_in(newest, index, grads)
                    self._leave(newest, record, left)
                    continue
                newest = {
                    "kind": "backward",
                    "pass": number,
                    "node": node,
                    "grad": grads[0],
                    "grads": None,
                    "contributions": [],
                    "undefined": [],
                }
                if len(grads) > 1 or len(nodes[node].values) > 1:
                    self._part(newest, index, grads)
                self._leave(newest, record, left)
                append(newest)
                begun.append(newest)
            elif kind == "forward":
                append({"kind": "forward", "node": event[1], "line": event[2]})
            elif kind in MARKS:
                self.marks.take(event, len(steps))
            else:
                append(getattr(self, f"_{kind}")(event))
                if kind == "seed":
                    newest = None
        self.marks.close(len(steps))
        for step in begun:
            if len(step["contributions"]) < len(self.live_slots[step["node"]]):
                self._declare_missing(step)
        return steps

    def _counted(self, steps: list[Step]) -> Iterator[Event]:
        for event in self.tape.events:
            self.step_after.append(len(steps))
            yield event
        self.step_after.append(len(steps))

    def _part(self, step: Step, index: int, grads: list[int | None]) -> None:
        """One gradient for each result, where there are several."""
        results = len(self.tape.nodes[step["node"]].values)
        step["grad"] = None
        step["grads"] = [None] * results if results > 1 else None
        self._take_in(step, index, grads)

    def _take_in(self, step: Step, index: int, grads: list[int | None]) -> None:
        """Those of an autograd node's gradients that belong to results of the operation."""
        for result, grad in enumerate(grads):
            place = self.tape.producers.get((index, result))
            if grad is None or place is None or (place[1] and self.tape.nodes[place[0]].values[place[1]] is None):
                continue  # a result that only a graph of the gradients knows arrives from inside the operation
            if step["grads"] is not None:
                step["grads"][place[1]] = grad
                step["grad"] = next(given for given in step["grads"] if given is not None)
            elif step["grad"] is None:
                step["grad"] = grad

    def _leave(self, step: Step, record: AutogradNode, left: list[Contribution]) -> None:
        """The contributions that leave the operation."""
        slots, first, append = record.slots, self.first_edge[record.node], step["contributions"].append
        for position, value, total, local in left:
            slot = slots[position]
            if slot is not None:
                append({"edge": first + slot, "value": value, "sum": total, "local": local})

    def _declare_missing(self, step: Step) -> None:
        first = self.first_edge[step["node"]]
        arrived = {contribution["edge"] for contribution in step["contributions"]}
        live = [first + slot for slot in self.live_slots[step["node"]] if slot is not None]
        step["undefined"] = [edge for edge in live if edge not in arrived]

    def _seed(self, event: Event) -> Step:
        _, number, node, output, value, line, wanted = event
        return {
            "kind": "seed",
            "pass": number,
            "node": node,
            "output": output,
            "value": value,
            "line": line,
            "wanted": wanted,
        }

    def _hook(self, event: Event) -> Step:
        _, number, node, output, before, after = event
        return {"kind": "hook", "pass": number, "node": node, "output": output, "before": before, "after": after}

    def _accumulate(self, event: Event) -> Step:
        _, number, node, contribution, before, after = event
        return {
            "kind": "accumulate",
            "pass": number,
            "node": node,
            "contribution": contribution,
            "before": before,
            "after": after,
        }

    def _zero(self, event: Event) -> Step:
        _, node, before, after, line = event
        return {"kind": "zero", "node": node, "before": before, "after": after, "line": line}

    def _update(self, event: Event) -> Step:
        _, node, before, after, line, of_grad = event
        return {"kind": "update", "node": node, "before": before, "after": after, "line": line, "of_grad": of_grad}

    def _output(self, event: Event) -> Step:
        _, text, line = event
        self.stdout.append(text)
        return {"kind": "output", "text": text, "line": line}

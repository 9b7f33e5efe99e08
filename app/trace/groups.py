"""Groups of a Trace: the tape's groups that hold anything, and the names on the way to each."""

from __future__ import annotations

from typing import Any

from app.tape import Tape
from app.tape.tape import Node


class Groups:
    """Numbers the groups of ``tape`` anew, without those in which nothing was recorded."""

    def __init__(self, tape: Tape) -> None:
        self.tape = tape
        self.scopes: dict[int | None, list[str]] = {None: []}  # group → names of modules, outermost first
        self._number: dict[int | None, int | None] = {None: None}
        self._constants: dict[int, int | None] = {}
        if not tape.groups:
            return
        nodes = tape.nodes
        held = {node.group for node in nodes if node.group is not None}
        for index in range(len(tape.groups) - 1, -1, -1):  # children come after their parents
            parent = tape.groups[index].parent
            if index in held and parent is not None:
                held.add(parent)
        for index in sorted(held):
            group = tape.groups[index]
            number = self._number[index] = len(self._number) - 1
            own = [] if group.kind == "setup" else [group.name]
            self.scopes[number] = self.scopes[self._number[group.parent]] + own
        for node in nodes:  # a plain number stands with the operation that takes it
            for source, _ in node.operands:
                if nodes[source].kind == "constant":
                    self._constants[source] = self._number[node.group]

    def of(self, index: int, node: Node) -> int | None:
        """The group of a node."""
        if index in self._constants:
            return self._constants[index]
        return self._number[node.group]

    def listed(self) -> list[dict[str, Any]]:
        """The groups as they go on the wire."""
        groups = self.tape.groups
        return [
            {
                "id": number,
                "kind": group.kind,
                "parent": self._number[group.parent],
                "name": group.name,
                "type": group.type,
                "line": group.line,
            }
            for number, group in (
                (number, groups[index]) for index, number in self._number.items() if index is not None
            )
        ]

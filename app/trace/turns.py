"""Which turn of the program's loops each node belongs to, so that a name may mean the same thing in every turn.

A loop whose iterations hand no gradient on to each other is drawn one iteration at a time; what is made in one of them is
called there what it is called in all others. In a loop whose iterations build on each other (an unrolled recurrence, a
chain) they stand side by side and are counted on.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, TypeAlias

from app.errors import Span
from app.tape import Tape

Path: TypeAlias = tuple[tuple[int, int], ...]  # (execution of a loop, iteration), outermost first


class Turn(NamedTuple):
    """``course``: the loops around, by their places in the text; ``path``: which iterations of them."""

    course: tuple[Span | int | None, ...]
    path: Path


EVERYWHERE = Turn((), ())


def turns(tape: Tape) -> list[Turn]:
    """The turn of every node. A leaf belongs where all its users are; what is outside every loop is everywhere."""
    loops: list[Span | int | None] = []
    paths = dict(_paths(tape, loops))
    if not paths:
        return [EVERYWHERE] * len(tape.nodes)
    chained = _chained(tape, paths)
    found: dict[Path, Turn] = {}
    for path in paths.values():
        if path not in found:
            free = _free(path, loops, chained)
            found[path] = Turn(tuple(loops[loop] for loop, _ in free), free)
    users: dict[int, set[Turn]] = {}
    made = {node: found[path] for node, path in paths.items()}
    for target, node in enumerate(tape.nodes):
        for source, _ in node.operands:
            if source not in made and tape.nodes[source].kind != "operation":
                users.setdefault(source, set()).add(made.get(target, EVERYWHERE))
    return [made.get(index) or _common(users.get(index, set())) for index in range(len(tape.nodes))]


def _paths(tape: Tape, loops: list[Span | int | None]) -> Iterator[tuple[int, Path]]:
    """The path of every operation that ran inside a loop; ``loops`` receives the place of each execution of one."""
    running: list[tuple[int, int]] = []
    path: Path = ()
    for event in tape.events:
        match event[0]:
            case "forward":
                if path:
                    yield event[1], path
            case "loop":
                running.append((len(loops), 0))
                loops.append(event[1] or event[2])
            case "iteration":
                running[-1] = (running[-1][0], event[1])
                path = tuple(running)
            case "end_loop":
                running.pop()
                path = tuple(running)


def _chained(tape: Tape, paths: dict[int, Path]) -> set[int]:
    """Executions of loops whose iterations hand gradients on to each other, or of which several lead on behind the loop.

    Where a loop runs passes itself, an edge that none of them walks (a running total) hands nothing on.
    """
    ran = {tape.autograd[event[2]].node for event in tape.events if event[0] == "backward"}
    running = _running(tape)
    chained: set[int] = set()
    leading: dict[int, set[int]] = {}
    nodes = tape.nodes
    for target, node in enumerate(nodes):
        if not node.requires_grad:
            continue
        path = paths.get(target, ())
        for source, _ in node.operands:
            if source not in paths or not nodes[source].requires_grad:
                continue
            for (loop, iteration), here in _parting(paths[source], path):
                if target not in ran and loop in running:
                    continue
                if here is not None and here[0] == loop:
                    chained.add(loop)
                leading.setdefault(loop, set()).add(iteration)
    return chained | {loop for loop, iterations in leading.items() if len(iterations) > 1}


def _running(tape: Tape) -> set[int]:
    """Executions of loops inside which a pass began."""
    open_loops: list[int] = []
    found: set[int] = set()
    count = 0
    for event in tape.events:
        match event[0]:
            case "loop":
                open_loops.append(count)
                count += 1
            case "end_loop":
                open_loops.pop()
            case "seed":
                found.update(open_loops)
    return found


def _parting(source: Path, target: Path) -> Iterator[tuple[tuple[int, int], tuple[int, int] | None]]:
    """Where the two paths part: the source's step there, and the target's if it has one."""
    for depth, step in enumerate(source):
        here = target[depth] if depth < len(target) else None
        if here != step:
            yield step, here
            return


def _free(path: Path, loops: list[Span | int | None], chained: set[int]) -> Path:
    """The loops around up to the first whose iterations stand side by side."""
    places = {loops[loop] for loop in chained}
    for depth, (loop, _) in enumerate(path):
        if loops[loop] in places:
            return path[:depth]
    return path


def _common(users: set[Turn]) -> Turn:
    return next(iter(users)) if len(users) == 1 else EVERYWHERE

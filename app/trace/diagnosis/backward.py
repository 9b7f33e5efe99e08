"""Passes that torch does not begin or does not finish: a root that is no scalar, nothing to differentiate, a freed graph."""

from __future__ import annotations

import ast

from app.errors import AuthorError, Related, Repair
from app.tape.tape import Place
from app.trace.diagnosis.case import Case, row, shape
from app.trace.diagnosis.creation import requiring_grad
from app.trace.diagnosis.text import called

MOST_NAMES = 6
DETACHING = frozenset({"detach", "detach_", "data", "item"})
FLOATING = ("float", "bfloat", "complex")


def root_of(case: Case, position: int = 0) -> Place | None:
    """What the pass that failed was to start from."""
    unfinished = case.tape.unfinished
    return None if unfinished is None or position >= len(unfinished.roots) else unfinished.roots[position]


def written_root(case: Case) -> ast.expr | None:
    """How the root is written: ``Q`` of ``Q.backward()`` and of ``autograd.grad(Q, a)``."""
    call = case.call
    if call is None or called(call) not in {"backward", "grad"}:
        return None
    return call.args[0] if by_function(call) and call.args else getattr(call.func, "value", None)


def by_function(call: ast.Call) -> bool:
    """Whether the pass is asked of ``torch.autograd``, not of a tensor."""
    owner = call.func.value if isinstance(call.func, ast.Attribute) else None
    return called(call) == "grad" or ast.unparse(owner or call.func).split(".")[-1] == "autograd"


def vector(case: Case) -> AuthorError | None:
    """``backward()`` on something that is not a single number, without a vector."""
    place = root_of(case)
    if place is None:
        return None
    root, call, repairs = written_root(case), case.call, list[Repair]()
    name = case.name_of(place) if root is None else case.text.short(root)
    if root is not None and call is not None:
        simple = isinstance(root, ast.Name | ast.Attribute)
        if by_function(call):
            vectors = "grad_outputs" if called(call) == "grad" else "grad_tensors"
            repairs = [Repair(case.text.span(root)._replace(start=case.text.span(root).end), ".sum()")] * simple
            ones = f"{vectors}=torch.ones_like({name})"
        else:
            assert isinstance(call.func, ast.Attribute)
            repairs = [case.text.before_dot(call.func, ".sum()")]
            ones = (
                f"torch.ones_like({name})"
                if not call.args and not call.keywords
                else f"gradient=torch.ones_like({name})"
            )
        if simple:
            repairs.append(case.text.with_argument(call, ones))
    return case.teach("backward-of-vector", name=name, shape=shape(case.shape_of(place)), repairs=repairs)


def without_grad(case: Case) -> AuthorError | None:
    """The root requires no grad: it was cut off from its leaves, or none of them requires grad."""
    place = root_of(case, int(case.found[1]))
    if place is None:
        return None
    nodes = case.tape.nodes
    leaves, cuts = list[int](), list[int]()
    waiting, seen = [place[0]], {place[0]}
    while waiting:
        index = waiting.pop()
        node = nodes[index]
        if node.kind == "leaf":
            leaves.append(index)
        if not node.requires_grad and any(nodes[source].requires_grad for source, _ in node.operands):
            cuts.append(index)
        fresh = {source for source, _ in node.operands} - seen
        seen |= fresh
        waiting.extend(fresh)
    root = written_root(case)
    name = case.name_of(place) if root is None else case.text.short(root)
    if cuts:
        return _cut_off(case, name, max(cuts))
    named = [(leaf, 0) for leaf in sorted(leaves) if case.is_named((leaf, 0))]
    told = ", ".join(case.name_of(leaf) for leaf in named[:MOST_NAMES]) + (", …" if len(named) > MOST_NAMES else "")
    repairs = [repair for leaf in named if (repair := requiring_grad(case, case.name_of(leaf))) is not None]
    return case.teach("nothing-requires-grad", name=name, leaves=told or name, repairs=repairs[:MOST_NAMES])


def _cut_off(case: Case, name: str, cut: int) -> AuthorError:
    node = case.tape.nodes[cut]
    if node.operation in DETACHING:
        code = "root-detached"
    elif not case.dtype_of((cut, 0)).startswith(FLOATING):
        code = "root-not-differentiable"
    else:
        code = "root-in-no-grad"
    if not node.line:
        return case.teach("root-cut-off-in-setup", name=name)
    related = None if node.span is None else Related(node.span, "cut-off-here")
    return case.teach(code, name=name, operation=(node.operation or "").strip("_"), line=node.line, related=[related])


def second_time(case: Case) -> AuthorError | None:
    """A pass needs what an earlier one has freed."""
    unfinished = case.tape.unfinished
    if unfinished is None:
        return None
    reachable = reached(case)
    earlier = [
        event[1]
        for event in case.tape.events
        if event[0] == "backward" and event[2] in reachable and event[1] != unfinished.number
    ]
    seeds = [event for event in case.tape.events if event[0] == "seed" and event[1] == earlier[-1]] if earlier else []
    if not seeds or seeds[0][5] is None:
        return case.teach("backward-twice")
    line = seeds[0][5]
    calls = case.text.calls(line, "backward", "grad")
    place = case.text.on_line(line)
    repairs = [case.text.with_argument(calls[0], "retain_graph=True")] if len(calls) == 1 else []
    if line == case.line_of(case.error.span):
        return case.teach("backward-again", line=line, repairs=repairs)
    return case.teach(
        "backward-after-backward",
        line=line,
        related=[place and Related(case.text.span(calls[0]) if len(calls) == 1 else place, "first-backward-here")],
        repairs=repairs,
    )


def reached(case: Case) -> set[int]:
    """The autograd nodes below the roots of the pass that failed."""
    unfinished = case.tape.unfinished
    roots = set() if unfinished is None else {*unfinished.roots}
    waiting = [index for (index, output), place in case.tape.producers.items() if place in roots]
    seen = {*waiting}
    while waiting:
        fresh = {edge[0] for edge in case.tape.autograd[waiting.pop()].next if edge is not None} - seen
        seen |= fresh
        waiting.extend(fresh)
    return seen


def vector_shape(case: Case) -> AuthorError | None:
    """The vector v of vᵀJ has not the shape of the root."""
    place = root_of(case, int(case.found[1]))
    if place is None:
        return None
    return case.teach(
        "vector-shape",
        name=case.name_of(place),
        shape=shape(case.shape_of(place)),
        given=_tuple(case.found[2]),
    )


def unused(case: Case) -> AuthorError | None:
    """``autograd.grad`` is asked for something that the root does not depend on."""
    place = root_of(case)
    asked = case.call.args[1] if case.call is not None and len(case.call.args) > 1 else None
    if isinstance(asked, ast.List | ast.Tuple):
        asked = asked.elts[int(case.found[1])]
    if place is None or asked is None or case.call is None:
        return None
    repair = case.text.with_argument(case.call, "allow_unused=True")
    return case.teach("grad-of-unused", name=case.text.short(asked), root=case.name_of(place), repairs=[repair])


def _tuple(sizes: str) -> str:
    return shape([int(size) for size in sizes.replace(",", " ").split()])


TABLE = (
    row(r"^RuntimeError: grad can be (?:implicitly )?created only for scalar", vector),
    row(r"element (\d+) of tensors does not require grad and does not have a grad_fn", without_grad),
    row(r"Trying to backward through the graph a second time", second_time),
    row(r"Mismatch in shape: grad_output\[(\d+)\] has a shape of torch.Size\(\[([\d, ]*)\]\)", vector_shape),
    row(r"The differentiated Tensor at index (\d+) appears to not have been used", unused),
)

"""The words of the wire: every field of a Trace, with its meaning. Nothing else may be sent to a front end.

A Trace is immutable. All cross references are indices into its own lists. Spans are half-open, 0-based, in Unicode
code points; lines and columns count from 1. Floating-point specials travel as ``"NaN"``, ``"Infinity"``, ``"-Infinity"``.
These models describe and validate; the evaluator writes the same shapes as plain dictionaries, for speed.
Fields may be added within version 1; those here keep their name and meaning.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

FORMAT = "tapedeck/trace"
VERSION = 1
WHOLE_ELEMENTS = 256  # of a value that is sent whole; of a larger one a summary

Span = tuple[int, int]
ValueId = Annotated[int, Field(ge=0, description="index into values")]
NodeId = Annotated[int, Field(ge=0, description="index into nodes")]
EdgeId = Annotated[int, Field(ge=0, description="index into edges")]


class Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)  # ``pass`` is no name in Python


class Engine(Model):
    tapedeck: str
    torch: str


class Summary(Model):
    """What is said of a tensor with more than 256 elements. NaN elements are left out of min, max, mean and norm."""

    min: float | str | None
    max: float | str | None
    mean: float | str | None
    norm: float | str | None
    nan: int = Field(description="how many elements are NaN")
    inf: int = Field(description="how many elements are infinite")
    head: list[float | int | bool | str] = Field(description="the first 8 elements")
    histogram: list[int] | None = Field(
        description="16 equal bins from min to max, of at most 1,024 elements taken at equal distances"
    )


class Value(Model):
    """A snapshot of a tensor, or (dtype ``"python"``) of a number or of nested lists of numbers."""

    shape: list[int]
    dtype: str
    data: Any = Field(
        description=f"nested lists in the shape's form, a bare number for shape []; null above {WHOLE_ELEMENTS} elements"
    )
    summary: Summary | None = None


class Note(Model):
    """Something the reader should know about how the text was read or what was computed."""

    code: str
    message: str
    span: Span | None = None


class Reading(Model):
    """How an expression was understood."""

    latex: str
    text: str
    notes: list[Note] = Field(default_factory=list)


class Program(Model):
    language: Literal["expression", "torch"]
    source: str
    inputs: dict[str, Any] = Field(description="every input that was used, the defaults included")
    defaulted: list[str] = Field(
        default_factory=list, description="inputs nobody gave, whose documented default was taken"
    )
    frozen: list[str]
    grad_output: Any = Field(
        default=None, description="the vector v of vᵀJ that was used; null where no backward pass ran"
    )
    dtype: Literal["float32", "float64"]
    seed: int
    reading: Reading | None = None
    setup: str = Field(default="", description="program text that ran first, folded away")


class Saved(Model):
    """A tensor that an autograd node keeps for its backward pass."""

    name: str
    value: ValueId


class Node(Model):
    id: NodeId
    kind: Literal["leaf", "constant", "operation"]
    operation: str | None = Field(
        description="key of /api/v1/operations where we have a row, else torch's own name; null for leaves and constants"
    )
    name: str | None = Field(description="the user's name for it")
    label: str = Field(
        description="what to call it: its name, else t₁, t₂ … in order of execution; a constant's number"
    )
    span: Span | None
    line: int | None = None
    value: ValueId | None = Field(
        description="null where the operation failed, or where torch computed it out of sight, inside a backward pass "
        "that builds a graph or before the recording began"
    )
    outputs: list[ValueId | None] | None = Field(
        default=None, description="for an operation with several results: all of them; value is the first"
    )
    requires_grad: bool
    grad_fn: str | None
    is_parameter: bool = False
    scope: list[str] = Field(description="module path, outermost first")
    group: int | None = Field(default=None, description="index into groups: the innermost call it belongs to")
    autograd: list[int] = Field(description="indices into autograd: the autograd nodes inside this node")
    saved: list[Saved] = Field(default_factory=list)


class Local(Model):
    """∂target/∂source in this edge's own names, as far as one formula can say it: for matrix products a vector-Jacobian rule."""

    text: str
    latex: str


class Edge(Model):
    """Operand ``slot`` of ``target`` is ``source``. Identity: (target, slot). Drawn forward, walked backward."""

    id: EdgeId
    source: NodeId
    target: NodeId
    slot: int
    output: int = Field(default=0, description="which result of the source")
    differentiable: bool = Field(description="a contribution would travel here if the target gets a gradient")
    local: Local | None = None


class AutogradNode(Model):
    """One node of torch's own graph. ``next_functions`` lists (autograd node, input number) as torch does, null where no gradient goes."""

    id: int
    name: str
    node: NodeId | None = Field(description="the node of the picture it belongs to")
    next_functions: list[tuple[int, int] | None]


class Contribution(Model):
    """What one edge adds to its source in one pass."""

    edge: EdgeId
    value: ValueId
    sum: ValueId = Field(description="the running sum at the source after this contribution")
    local: ValueId | None = Field(
        default=None,
        description="the local derivative, elementwise operations only; upstream × local, summed over broadcast axes, is value",
    )


class Forward(Model):
    kind: Literal["forward"]
    node: NodeId
    line: int | None


class Seed(Model):
    kind: Literal["seed"]
    pass_: int = Field(alias="pass")
    node: NodeId
    output: int = 0
    value: ValueId
    line: int | None = None
    wanted: list[NodeId] | None = Field(
        default=None,
        description="the nodes whose gradient autograd.grad or backward(inputs=…) was asked for; null: every leaf",
    )


class Backward(Model):
    kind: Literal["backward"]
    pass_: int = Field(alias="pass")
    node: NodeId
    grad: ValueId | None = Field(description="the total gradient that went in (of the first result that got one)")
    grads: list[ValueId | None] | None = Field(default=None, description="for several results: one for each")
    contributions: list[Contribution]
    undefined: list[EdgeId] = Field(
        default_factory=list,
        description="differentiable edges that got no contribution in this pass: nobody asked for it, or the autograd "
        "function returned None",
    )


class Hook(Model):
    kind: Literal["hook"]
    pass_: int = Field(alias="pass")
    node: NodeId
    output: int = 0
    before: ValueId
    after: ValueId


class Accumulate(Model):
    kind: Literal["accumulate"]
    pass_: int = Field(alias="pass")
    node: NodeId
    contribution: ValueId | None = Field(
        description="this pass's whole gradient of the leaf; null where torch ran AccumulateGrad with none"
    )
    before: ValueId | None = Field(description="what .grad held")
    after: ValueId | None


class Zero(Model):
    kind: Literal["zero"]
    node: NodeId
    before: ValueId | None
    after: ValueId | None = Field(default=None, description="null where .grad is None now, else zeros")
    line: int | None = None


class Update(Model):
    kind: Literal["update"]
    node: NodeId
    before: ValueId | None = Field(description="null for a .grad that was None")
    after: ValueId
    line: int | None
    of_grad: bool = Field(default=False, description="it was the leaf's .grad that was written, not its value")


class Output(Model):
    kind: Literal["output"]
    text: str
    line: int | None


class Failure(Model):
    kind: Literal["error"]
    code: str
    message: str
    line: int | None


Step = Annotated[
    Forward | Seed | Backward | Hook | Accumulate | Zero | Update | Output | Failure, Field(discriminator="kind")
]


class Variable(Model):
    """What a name of the user holds at the end. ``model.linear.weight`` is a parameter of the module ``model``."""

    node: NodeId | None = Field(
        default=None, description="what it stands for; null for what is no tensor, or was not recorded"
    )
    value: ValueId | None
    grad: ValueId | None
    requires_grad: bool
    is_leaf: bool
    grad_fn: str | None
    text: str | None = None
    grad_reason: str | None = Field(
        default=None, description="why a tensor's .grad is None: a code; its sentence is ui.grad-reason.<code>"
    )


class Group(Model):
    """One call of a module, or the hidden set-up: a box that opens and closes. Groups nest."""

    id: int
    kind: Literal["module", "setup"]
    parent: int | None
    name: str = Field(description="the user's name of the outermost module, the attribute's name of one inside")
    type: str | None = Field(default=None, description="the module's class")
    line: int | None = None


class Loop(Model):
    """One execution of a ``for`` or ``while`` of the program. Iteration i is steps ``starts[i]`` up to the next start or ``end``.

    Of an execution that was not recorded in full there is one Loop for each range of iterations that was.
    """

    id: int
    parent: tuple[int, int] | None = Field(description="(loop, number of the iteration) that it ran inside of")
    span: Span | None
    line: int | None
    total: int | None = Field(description="how many iterations there are, recorded or not, where that is known")
    first: int = Field(default=0, description="number of the first iteration in starts")
    starts: list[int] = Field(description="index into steps, for each recorded iteration")
    end: int = Field(description="index into steps: the first step after the loop")


class Series(Model):
    """A number that changes from iteration to iteration of the loop at ``line``: what training is watched by."""

    name: str
    of: Literal["value", "grad"]
    element: list[int] | None = Field(description="which element of the tensor; null for a single number")
    line: int = Field(description="of the loop; points of all its executions follow each other")
    points: list[float | int | str | None] = Field(description="one for each iteration; null where it has none")
    steps: list[int | None] = Field(description="for each point the step that it comes from; null: not recorded")
    iterations: list[int] | None = Field(
        default=None,
        description="where points were thinned out: the number of the iteration of each, counted over all executions",
    )


class Line(Model):
    """One line, or one set of points, of a chart."""

    kind: Literal["line", "scatter"]
    label: str | None
    x: list[float | int | str]
    y: list[float | int | str]
    style: str | None = Field(default=None, description="matplotlib's format string, as it was written")


class Chart(Model):
    """What ``plt.show()`` would have shown."""

    step: int = Field(description="index into steps: it is there before this step")
    line: int | None
    title: str | None
    xlabel: str | None
    ylabel: str | None
    lines: list[Line]


class Window(Model):
    """Not every iteration was recorded in full: the others appear in series only. Any window can be asked for."""

    line: int = Field(description="of the outermost loop")
    total: int | None
    recorded: list[tuple[int, int]] = Field(description="half-open ranges of iterations")


class Where(Model):
    line: int = Field(ge=1)
    column: int = Field(ge=1)
    end_line: int = Field(ge=1)
    end_column: int = Field(ge=1, description="exclusive")
    span: Span


class RelatedPlace(Model):
    where: Where
    message: str


class RepairOffer(Model):
    """Put ``text`` in place of ``span`` and the error is gone."""

    span: Span
    text: str


class Error(Model):
    code: str
    message: str
    hint: str | None = None
    where: Where | None = None
    related: list[RelatedPlace] = Field(default_factory=list)
    repairs: list[RepairOffer] = Field(default_factory=list)
    torch: str | None = Field(default=None, description="torch's own message")
    setup: str | None = Field(default=None, description="program text that, run first, gives what is missing")


class Trace(Model):
    format: Literal["tapedeck/trace"]
    version: Literal[1]
    engine: Engine
    program: Program
    values: list[Value]
    nodes: list[Node]
    edges: list[Edge]
    steps: list[Step]
    autograd: list[AutogradNode]
    variables: dict[str, Variable]
    stdout: str
    error: Error | None
    groups: list[Group] = Field(default_factory=list)
    loops: list[Loop] = Field(default_factory=list)
    series: list[Series] = Field(default_factory=list)
    charts: list[Chart] = Field(default_factory=list)
    abandoned: list[int] = Field(
        default_factory=list, description="the passes that an error broke off, caught by the program or not"
    )
    window: Window | None = Field(default=None, description="null where every iteration was recorded")
    partial: Literal[True] | None = Field(
        default=None, description="true where the program has not ended: this is what it has done so far"
    )

"""What a caller may send and what an error looks like: the words of the API beside the trace itself."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    StringConstraints,
    ValidationError,
)
from typing_extensions import TypeAliasType

from app.errors import CallerError
from app.trace.schema import RelatedPlace, RepairOffer, Where

Name = Annotated[str, StringConstraints(pattern=r"^\S+$", max_length=64)]
Nested = TypeAliasType("Nested", "int | float | list[Nested]")

MOST_ITERATIONS = 1_000_000  # a program's budget of steps ends long before
MOST_NAMES = 1000  # of inputs; each that is wrong would have an error of its own made, though only the first is told


def _numbers(value: object) -> object:
    """``value``; ``ValueError`` at the first thing in it that is neither a number nor a list.

    Pydantic's own union goes on, and makes three errors of each such thing for every list around it: seconds of work.
    """
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, list):
            waiting += one
        elif type(one) not in (int, float):
            raise ValueError
    return value


def _few(names: object) -> object:
    if isinstance(names, dict | list) and len(names) > MOST_NAMES:
        raise ValueError
    return names


def _ascending(window: list[int]) -> list[int]:
    if window[0] >= window[1]:
        raise ValueError
    return window


Numbers = Annotated[Nested, PlainValidator(_numbers, json_schema_input_type=Nested)]
Iteration = Annotated[int, Field(ge=0, le=MOST_ITERATIONS)]
Window = Annotated[list[Iteration], Field(min_length=2, max_length=2), AfterValidator(_ascending)]


class EvaluationRequest(BaseModel):
    """A program and its settings. Only ``source`` is required; null means the default."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    source: str = Field(description="the program: one expression, or several lines of them")
    language: Literal["auto", "expression", "torch"] | None = Field(default=None, description="default auto")
    inputs: Annotated[dict[Name, Numbers] | None, BeforeValidator(_few)] = Field(
        default=None, description="a number or nested lists for each input; a missing one gets a documented default"
    )
    frozen: Annotated[list[Name] | None, BeforeValidator(_few)] = Field(
        default=None, description="inputs that do not require a gradient"
    )
    grad_output: Numbers | None = Field(
        default=None, description="the vector v of vᵀJ, in the output's shape; default ones"
    )
    dtype: Literal["float32", "float64"] | None = Field(default=None, description="default float64")
    seed: int | None = Field(default=None, ge=0, lt=2**63, description="of torch's random numbers; default 0")

    setup: str | None = Field(
        default=None,
        description="PyTorch code that runs before source, shown as one folded block; its output is not in stdout",
    )
    window: Window | None = Field(
        default=None, description="iterations of the outermost long loop to record in full: from, up to and without"
    )

    def filled(self) -> dict[str, Any]:
        """Every field with its default put in: the canonical form, equal for requests that mean the same."""
        return {
            "source": self.source,
            "language": self.language or "auto",
            "inputs": self.inputs or {},
            "frozen": sorted(set(self.frozen or ())),
            "grad_output": self.grad_output,
            "dtype": self.dtype or "float64",
            "seed": self.seed or 0,
            "setup": self.setup or "",
            "window": self.window,
        }


def understood(body: Any) -> EvaluationRequest:
    """``body`` as a request, or ``CallerError`` 422 that names the field, and never anything the caller wrote."""
    if not isinstance(body, dict):
        raise CallerError("not-an-object", 422)
    known = EvaluationRequest.model_fields.keys()
    told = [*(body.keys() & known), *[*(body.keys() - known)][:1]]
    try:
        return EvaluationRequest.model_validate({name: body[name] for name in told})
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        field = str(first["loc"][0])
    if field not in known:
        raise CallerError("unknown-field", 422, {"fields": ", ".join(known)})
    raise CallerError("missing-field" if first["type"] == "missing" else "wrong-field", 422, {"field": field})


class Problem(BaseModel):
    """An error, as RFC 9457 shapes it. The sentences are in the language of the request."""

    type: str = Field(description="where this code is explained")
    title: str = Field(description="what kind of error it is; the same for every error of its status")
    status: int
    detail: str = Field(description="what is wrong here")
    instance: str = Field(description="this one occurrence, as a urn")
    code: str = Field(description="stable, kebab-case, for programs to decide by")
    request_id: str = Field(description="what to tell whoever runs the server")
    hint: str | None = Field(default=None, description="what may mend it")
    field: str | None = Field(default=None, description="the field of the request that is to blame")
    where: Where | None = Field(default=None, description="the place in the source")
    related: list[RelatedPlace] = Field(default_factory=list)
    repairs: list[RepairOffer] = Field(default_factory=list)
    torch: str | None = Field(default=None, description="torch's own message")
    setup: str | None = Field(default=None, description="program text that, run first, gives what is missing")


class Reason(BaseModel):
    """A code and its sentence in the language of the request."""

    code: str
    message: str


class Symbolic(BaseModel):
    """The derivative that SymPy derived from the expression's own tree, and its value at the inputs."""

    latex: str
    text: str
    value: Any


class Derivatives(BaseModel):
    """The gradient of one input, three ways. Values are numbers or nested lists; NaN and ±∞ are strings."""

    symbolic: Symbolic | None
    hidden: Reason | None = Field(description="why no symbolic derivative is shown")
    autograd: Any
    finite_difference: Any = Field(
        description="null for an input with more than 256 elements, or where measuring would take too long"
    )
    h: float = Field(description="the step of the central difference")
    disagreement: float | str | None = Field(
        description="the largest |x − y| / max(1, |x|, |y|) among them; null where there are no two"
    )
    kinks: list[Reason] = Field(description="where a derivative does not exist and torch had to choose one")


class Certificate(BaseModel):
    """torch's gradient beside the symbolic one and a central difference, for every input that has one."""

    inputs: dict[str, Derivatives]
    largest_disagreement: float | str | None
    notes: list[Reason]


class Landscape(BaseModel):
    """The loss around the way of a training loop that trains one or two numbers; no parameters: there is none to show.

    One round of the loop is walked for every point of a grid, each time up to its ``backward()``.
    """

    line: int | None = Field(description="of the loop")
    parameters: list[str] = Field(description="one or two; an element of a vector as w[0]")
    x: list[float] = Field(description="values of the first parameter")
    y: list[float] = Field(description="values of the second; empty where there is one")
    loss: list[list[float | str]] = Field(description="loss[j][i] at x[i] and y[j]; one row for one parameter")
    way: list[list[float | str]] = Field(description="the parameters at each backward() of the run, in order")
    along: list[float | str] = Field(description="the loss of a round at each point of the way; empty for a long one")


class OperationRule(BaseModel):
    """What travels back along one slot, in slot names."""

    slot: str
    text: str
    latex: str
    shapes: str


class OperationRow(BaseModel):
    """What is known of an operation apart from its computation, in one language."""

    key: str
    also: list[str]
    symbol: str
    latex: str
    slots: list[str]
    form: str
    repeated: bool
    expressible: bool
    elementwise: bool
    rules: list[OperationRule]
    noun: str
    sentence: str
    kink: Reason | None
    source: str


class LessonQuestion(BaseModel):
    """What to answer before playing."""

    text: str
    choices: list[str]
    answer: int = Field(description="the choice that is right, counted from 0")
    because: str


class LessonRow(BaseModel):
    """A lesson in one language; ``request`` can be sent to ``/api/v1/traces`` as it is."""

    slug: str
    group: Literal["gradients", "networks", "training", "traps"]
    title: str
    text: str
    question: LessonQuestion
    request: EvaluationRequest

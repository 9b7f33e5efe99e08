"""``read(request) -> Program``: the one way in. Text and inputs in, a checked program out; nothing has run, no torch."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Literal

from app.errors import AuthorError, Fact, InputError, LimitError, ReadError, Related, Repair, Span
from app.program import characters, language, latex, lexer, text
from app.program.builder import Builder
from app.program.inputs import Inputs, checked
from app.program.limits import LIMITS, Limits
from app.program.lines import RawLine
from app.program.meaning import Meaning
from app.program.names import Names, canonical
from app.program.notation import Line
from app.program.parser import Parser
from app.program.place import line_of
from app.program.program import Nested, Note, Program, Reading, Script
from app.program.script.checks import assigns_like_code
from app.program.script.confusable import alike
from app.program.script.limits import SCRIPT_LIMITS
from app.program.script.read import read_script
from app.program.shapes import Shape, written

MATHEMATICS = ("implicit-multiplication", "function-notation")  # what is wrong with notation that is read as code


@dataclass(frozen=True, slots=True)
class Request:
    """What a person asks for: the text and what stands beside it, as plain Python values.

    An input is a number or lists of numbers; ``None`` there, or as ``grad_output``, asks for the default.
    """

    source: str
    language: Literal["auto", "expression", "torch"] = "auto"
    inputs: Mapping[str, object] = field(default_factory=dict)
    frozen: tuple[str, ...] = ()
    grad_output: object = None
    dtype: Literal["float32", "float64"] = "float64"
    seed: int = 0
    setup: str = ""
    window: tuple[int, int] | None = None


def read(request: Request, limits: Limits = LIMITS) -> Program | Script:
    """Read and check a program, notation or PyTorch code: ``language`` says which, or the text does.

    A text that could be either, such as ``Q = 3*a**3 - b**2``, is notation; with a set-up, which only PyTorch code has,
    it is code. A text that cannot be read in the language that was chosen, and looks like the other one, is told so.
    """
    if len(request.source) > SCRIPT_LIMITS.characters:
        too_long = Span(SCRIPT_LIMITS.characters, len(request.source))
        raise LimitError("limit-characters", too_long, {"limit": SCRIPT_LIMITS.characters})
    telling = language.telling_place(request.source)
    try:
        if request.language == "torch" or (request.language == "auto" and telling):
            return read_script(request)
        if request.language == "auto" and request.setup.strip() and not _is_notation_only(request):
            return read_script(request)
        return read_expression(request, limits)
    except ReadError as error:
        return _reconsidered(request, limits, telling, error)


def _reconsidered(request: Request, limits: Limits, telling: Span | None, error: ReadError) -> Script:
    """A text that cannot be read as one language, looked at as the other. Raises ReadError where it is not that either."""
    if request.language == "expression" and telling:
        raise ReadError("program-as-expression", telling) from None
    mathematics = error.code in MATHEMATICS or language.is_mathematical(request.source)
    if request.language == "torch" and telling is None and mathematics and _is_expression(request, limits):
        raise ReadError("expression-as-program", Span(0, len(request.source))) from None
    if request.language == "auto" and telling is None:
        with suppress(AuthorError):
            script = read_script(request)
            if assigns_like_code(script.tree):
                return script
    raise error


def _is_notation_only(request: Request) -> bool:
    try:
        read_script(replace(request, setup=""))
    except ReadError:
        return True
    return False


def _is_expression(request: Request, limits: Limits) -> bool:
    try:
        _parsed(request, limits)
    except AuthorError:
        return False
    return True


def read_expression(request: Request, limits: Limits = LIMITS) -> Program:
    """Read and check notation.

    Raises ReadError (the text), InputError (a value beside it) or LimitError, with the place in the source. A repair
    that an error offers has been tried.
    """
    source = request.source
    if len(source) > limits.characters:
        raise LimitError("limit-characters", Span(limits.characters, len(source)), {"limit": limits.characters})
    try:
        lines, names, notes = _parsed(request, limits)
    except ReadError as error:
        error.repairs = _mending(error, request, limits)
        raise
    inputs = Inputs(request.inputs, [line.value for line in lines], limits)
    meaning = Meaning(lines, inputs, limits)
    meaning.resolve_lines()
    frozen = _frozen(request, names, inputs)
    grad_output = _grad_output(request.grad_output, meaning.output_shape, lines[-1].span, limits)
    given = [*inputs.values, *(line.name for line in lines if line.name)]
    notes += [*names.notes, *meaning.notes.values(), *_input_notes(request, inputs, lines)]
    notes += [Note("confusable-names", None, facts) for facts in alike(given).values()]
    shown = list(zip(lines, meaning.shown, strict=True))
    reading = Reading(latex.latex(shown), text.text(shown, names), tuple(notes))
    return Program(
        source=source,
        statements=tuple(meaning.statements),
        inputs=inputs.values,
        defaulted=frozenset(inputs.defaulted),
        frozen=frozen,
        grad_output=grad_output,
        dtype=request.dtype,
        seed=request.seed,
        reading=reading,
    )


def _parsed(request: Request, limits: Limits) -> tuple[list[Line], Names, list[Note]]:
    """The lines of the text, its names, and what there is to say of its characters and words."""
    repaired, notes = characters.repaired(request.source)
    names = Names([*request.inputs, *request.frozen])
    lines, line_notes = _lines(repaired, names, limits)
    return lines, names, [*notes, *line_notes]


def _mending(error: ReadError, request: Request, limits: Limits) -> tuple[Repair, ...]:
    """Of the repairs that ``error`` offers the first that mends the text, else the first that lets it be read further."""
    further: tuple[Repair, ...] = ()
    for repair in error.repairs:
        (start, end), put = repair
        source = request.source[:start] + put + request.source[end:]
        try:
            _parsed(replace(request, source=source), limits)
        except AuthorError as left:
            if left.span is not None and start + len(put) <= left.span.start < len(source):
                further = further or (repair,)
        else:
            return (repair,)
    return further


def _lines(repaired: str, names: Names, limits: Limits) -> tuple[list[Line], list[Note]]:
    raw = names.lines(lexer.tokens(repaired, limits))
    if not raw:
        raise ReadError("empty", Span(0, len(repaired)))
    builder = Builder(limits)
    lines: list[Line] = []
    notes: list[Note] = []
    for line in raw:
        if lines and lines[-1].name is None:
            raise _second_output(lines[-1], line)
        number = line_of(repaired, line.span.start)
        if not line.tokens:
            raise ReadError("value-missing", line.span, {"name": line.head})
        parser = Parser(names.resolved(line.tokens), line.span, builder, names)
        value = parser.line()
        notes += parser.notes
        parameters = None if line.parameters is None else line.parameter_names
        lines.append(Line(line.head or None, parameters, value, line.span, number))
    return lines, notes


def _second_output(first: Line, second: RawLine) -> ReadError:
    """Only the last line may go without a name; the place is the line that should not follow."""
    repair = Repair(Span(first.span.start, first.span.start), "u = ")
    related = (Related(first.span, "nameless-line"),)
    return ReadError("second-output", second.span, {"line": first.number}, (repair,), related)


def _frozen(request: Request, names: Names, inputs: Inputs) -> frozenset[str]:
    given = {canonical(name) for name in request.inputs}
    frozen = {names.spell(name): canonical(name) for name in request.frozen}
    for name, identity in frozen.items():
        if name not in inputs.values and identity not in given:
            facts: dict[str, Fact] = {"name": name[:64], "names": ", ".join(inputs.values) or "–"}
            raise InputError("unknown-frozen", None, facts)
    return frozenset(name for name in frozen if name in inputs.values)


def _grad_output(value: object, shape: Shape, span: Span, limits: Limits) -> Nested | None:
    if value is None:
        return None
    nested, found = checked(value, "grad_output", None, limits)
    if found != shape:
        facts: dict[str, Fact] = {"found": written(found), "expected": written(shape)}
        raise InputError("grad-output-shape", span, facts)
    return nested


def _input_notes(request: Request, inputs: Inputs, lines: list[Line]) -> list[Note]:
    """What became of given values that the text does not use, or sets itself."""
    assigned = {canonical(line.name) for line in lines if line.name}
    used = {canonical(name): name for name in inputs.values}
    notes: list[Note] = []
    for name in request.inputs:
        identity = canonical(name)
        if used.get(identity) in inputs.fixed:
            notes.append(Note("input-fixed", None, {"name": name[:64]}))
        elif identity not in used:
            notes.append(Note("input-assigned" if identity in assigned else "input-unused", None, {"name": name[:64]}))
    return notes

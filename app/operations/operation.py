r"""What is known of an operation apart from its computation: how it looks, how it is differentiated, and who says so.

A rule is a formula in the operation's own slots, written ``$u``: ``Rule("cos($u)", r"\cos $u")``; ``$y`` is the result.
It is compiled once; filling in the names of a step costs a join of strings. What a rule says depends on the operation's ``form``:

``derivative``  ∂y/∂u of elementwise operations; the contribution of an edge is ȳ times it, element by element
``gradient``    ∂y/∂u of operations with one number as result, in the shape of u; the contribution is ȳ times it
``product``     the vector-Jacobian product itself: the contribution written in terms of ȳ
``none``        no formula says it: there is no gradient, or too much happens; the sentence does
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, TypeAlias

from app.operations.notation import name_latex, number_latex, number_text
from app.words import Language

Form: TypeAlias = Literal["derivative", "gradient", "product", "none"]
Constant: TypeAlias = "int | float | None"
Filled: TypeAlias = "Callable[[Sequence[str]], str]"

RESULT = "y"
HOLE = re.compile(r"\$([a-z]+)")


class Formula(NamedTuple):
    """One formula, as Unicode text and as LaTeX."""

    text: str
    latex: str


Folding: TypeAlias = "Callable[[Sequence[str], Sequence[Constant]], Formula | None]"


class Words(NamedTuple):
    """An operation in one language: its noun, and one sentence that says how it is differentiated."""

    noun: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Rule:
    """What travels back along one slot, in slot names ``$u``.

    ``shapes`` says which shape the contribution has and which its factors have, ȳ first, where they are not all alike.
    ``folded`` gives a simpler formula where an operand is a plain number (3·a² in place of 3·a^(3 − 1)), or None where
    there is none.
    """

    text: str
    latex: str
    shapes: str = ""
    folded: Folding | None = None


@dataclass(frozen=True, slots=True)
class Kink:
    """Where torch has to choose a value because the derivative does not exist, or leaves every bound.

    ``stands`` is asked with one number for each operand (elementwise operations) or with the flat list of elements of
    each operand (all others). Its sentence is ``note.<code>`` in ``app.words``.
    """

    code: str
    stands: Callable[..., bool]


@dataclass(frozen=True, slots=True)
class Operation:
    """One row: everything a reader can be told about an operation."""

    key: str
    symbol: str  # for the card of a node
    latex: str  # of the whole application, operands as $u
    slots: tuple[str, ...]
    form: Form
    rules: tuple[Rule, ...]  # one for each slot; none where the form is
    ko: Words
    en: Words
    source: str  # where the rule stands: an entry of PyTorch's tools/autograd/derivatives.yaml, or a book
    kink: Kink | None = None
    defaults: tuple[float, ...] = ()  # of the last slots, which may be left out
    also: tuple[str, ...] = ()  # keys of its kin, which keep their own names and are said to be the same
    repeated: bool = False  # its one slot stands for any number of operands
    _compiled: tuple[tuple[Filled, Filled], ...] = field(init=False, repr=False, compare=False)
    _applied: Filled = field(init=False, repr=False, compare=False)
    names_result: bool = field(init=False, compare=False)  # whether a rule speaks of the result
    _needed: tuple[int, ...] = field(init=False, repr=False, compare=False)  # operands that a rule speaks of, by slot

    def __post_init__(self) -> None:
        compiled = tuple((_fill(rule.text, self._holes), _fill(rule.latex, self._holes)) for rule in self.rules)
        object.__setattr__(self, "_compiled", compiled)
        object.__setattr__(self, "_applied", _fill(self.latex, self.slots))
        spoken_of = [{*HOLE.findall(rule.text)} for rule in self.rules]
        needed = [max((1 + self.slots.index(name) for name in names - {RESULT}), default=0) for names in spoken_of]
        object.__setattr__(self, "_needed", tuple(needed))
        object.__setattr__(self, "names_result", any(RESULT in names for names in spoken_of))

    @property
    def _holes(self) -> tuple[str, ...]:
        return (*self.slots, RESULT)

    @property
    def elementwise(self) -> bool:
        """Whether every element of the result depends on the matching elements of the operands alone."""
        return self.form == "derivative"

    def words(self, lang: Language) -> Words:
        """Noun and sentence in ``"ko"`` or ``"en"``."""
        return self.ko if lang == "ko" else self.en

    def local(
        self, slot: int, names: Sequence[str], constants: Sequence[Constant], result: str = RESULT
    ) -> Formula | None:
        """The derivative of the edge in ``slot``, in the names of one step; None where no formula says it.

        ``names`` are the labels of all operands in order; ``constants`` holds, in the same order, the number where an
        operand is a plain number and None elsewhere. An edge a → a³ gives ``3·a²`` and ``3a^{2}``. ``result`` is what
        the operation's own value is called.
        """
        if self.repeated:
            slot, names, constants = 0, names[slot : slot + 1], constants[slot : slot + 1]
        if slot >= len(self.rules) or len(names) + len(self.defaults) < self._needed[slot]:
            return None
        if (absent := len(self.slots) - len(names)) > 0:
            names = [*names, *[""] * absent]
            constants = [*constants, *(self.defaults or (None,) * absent)[-absent:]]
        folded = self.rules[slot].folded
        if constants.count(None) == len(constants):
            latex_names = [name_latex(name) for name in names]
        else:
            if folded is not None and (formula := folded(names, constants)) is not None:
                return formula
            pairs = list(zip(names, constants, strict=True))
            names = [name if number is None else number_text(number) for name, number in pairs]
            latex_names = [name_latex(name) if number is None else number_latex(number) for name, number in pairs]
        text, latex = self._compiled[slot]
        count = len(self.slots)
        return Formula(text([*names[:count], result]), latex([*latex_names[:count], name_latex(result)]))

    def applied(self, operands: Sequence[str]) -> str:
        """LaTeX of the operation applied to operands that are LaTeX already."""
        return self._applied(operands)

    def described(self, lang: Language, say: Callable[[Language, str], str]) -> dict[str, object]:
        """The row as JSON in one language; ``say(lang, key)`` gives the sentence of a kink."""
        noun, sentence = self.words(lang)
        return {
            "key": self.key,
            "also": list(self.also),
            "symbol": self.symbol,
            "latex": self.applied(self.slots),
            "slots": list(self.slots),
            "form": self.form,
            "repeated": self.repeated,
            "elementwise": self.elementwise,
            "rules": [
                {"slot": slot, "text": text(self._holes), "latex": latex(self._holes), "shapes": rule.shapes}
                for slot, rule, (text, latex) in zip(self.slots, self.rules, self._compiled, strict=False)
            ],
            "noun": noun,
            "sentence": sentence,
            "kink": self.kink and {"code": self.kink.code, "message": say(lang, f"note.{self.kink.code}")},
            "source": self.source,
        }


def _fill(template: str, slots: tuple[str, ...]) -> Filled:
    """Compiles a template with holes ``$u`` into a function of the names that stand in the slots."""
    pieces = HOLE.split(template)
    literals, holes = pieces[::2], [slots.index(name) for name in pieces[1::2]]
    head, *tails = literals
    if not holes:
        return lambda _: head
    if len(holes) == 1:
        first, tail = holes[0], tails[0]
        return lambda names: f"{head}{names[first]}{tail}"
    steps = list(zip(holes, tails, strict=True))
    return lambda names: head + "".join([names[hole] + tail for hole, tail in steps])

"""What the words of a text are: names, products of names (``xy`` is x·y), functions, constants.

A word is one name where it is *declared*: given as an input, assigned by a line, defined as a function or a parameter.
Else, in this order: a function; one letter; letters that are all declared (``xyz`` with inputs x, y, z); two letters
(``xy`` is x·y); an elementary function before x, y, z or a Greek letter (``sinx``); one name (``loss``, ``변수``).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache

from app.errors import Fact, ReadError, Related, Repair, Span
from app.operations.notation import GREEK, SUBSCRIPTS
from app.program.commands import SAME_LETTER
from app.program.functions import FUNCTIONS, nearest
from app.program.lines import RawLine, split, taken_apart
from app.program.program import Note
from app.program.tokens import Kind, Piece, Token
from app.program.units import Unit, greek_joined, is_greek, is_greek_letter, is_one_by_look, joined, splits, units
from app.program.words import pieces

_LOW = re.compile(f"[{''.join(SUBSCRIPTS)}]+")
_GREEK_WORD = re.compile(rf"({'|'.join(sorted(GREEK, key=len, reverse=True))})(?=[\d_′⁽]|\Z)")
_BEFORE_A_LETTER = (
    "arcsin",
    "arccos",
    "arctan",
    "sinh",
    "cosh",
    "tanh",
    "sqrt",
    "sin",
    "cos",
    "tan",
    "log",
    "exp",
    "ln",
)
_KEYWORDS = frozenset(
    [
        "if",
        "else",
        "elif",
        "for",
        "in",
        "while",
        "and",
        "or",
        "not",
        "is",
        "import",
        "from",
        "def",
        "return",
        "class",
        "with",
        "try",
        "except",
        "finally",
        "raise",
        "as",
        "pass",
        "break",
        "continue",
        "assert",
        "del",
        "global",
        "nonlocal",
        "yield",
        "async",
        "await",
        "True",
        "False",
        "None",
    ]
)
_CONSTANTS = {"e": "e", "π": "π"}


@lru_cache(maxsize=128)  # a text asks for each of its names a dozen times
def canonical(spelled: str) -> str:
    r"""The identity of a name: ``x₁``, ``x_1`` and ``x_{1}`` are one, and so are ``θ``, ``theta`` and ``\theta``."""
    name = unicodedata.normalize("NFC", spelled.strip()).translate(SAME_LETTER)
    name = name.replace("{", "").replace("}", "").replace("'", "′").removeprefix("\\")
    name = _LOW.sub(lambda run: "_" + "".join(SUBSCRIPTS[low] for low in run[0]), name)
    return _GREEK_WORD.sub(lambda word: GREEK[word[1]], name, count=1) if name[:1].isascii() else name


class Names:
    """The names of one text: which are declared, and how each is spelled."""

    def __init__(self, given: Iterable[str]) -> None:
        self.spelling: dict[str, str] = {}
        self.declared: set[str] = set()
        self.functions: dict[str, int] = {}
        self._lines: dict[str, Span] = {}  # where each name got its value
        self._notes: dict[tuple[str, str], Note] = {}
        for name in given:
            self.declare(name)

    @property
    def notes(self) -> list[Note]:
        """How words were read, each word once."""
        return list(self._notes.values())

    def _note(self, code: str, span: Span, word: str, **facts: Fact) -> None:
        self._notes.setdefault((code, word), Note(code, span, {"word": word, **facts}))

    def declare(self, spelled: str) -> str:
        """Make a word one name; the first spelling is kept. Returns how it is spelled."""
        self.declared.add(canonical(spelled))
        return self.spell(spelled)

    def spell(self, spelled: str) -> str:
        """The one spelling of a name, whichever of its spellings is asked for."""
        return self.spelling.setdefault(canonical(spelled), spelled)

    def is_declared(self, spelled: str) -> bool:
        """Whether the text or the inputs make this word a name."""
        return canonical(spelled) in self.declared

    def arity(self, spelled: str) -> int | None:
        """How many operands the user's function takes; ``None`` where no line defines one."""
        return self.functions.get(canonical(spelled))

    def reads_as_one(self, spelled: str) -> bool:
        """Whether the plain word would be read as this one name."""
        if canonical(spelled) in self.declared:
            return True
        found = pieces(spelled, 0)
        if not found or found[-1].end != len(spelled):
            return False
        probe = Names(())
        probe.declared, probe.functions = self.declared, self.functions
        try:
            read = probe.resolved((Token("word", spelled, 0, len(spelled), pieces=found),))
        except ReadError:
            return False
        return len(read) == 1 and read[0].kind == "name"

    # ---------------------------------------------------------------- lines

    def lines(self, tokens: list[Token]) -> list[RawLine]:
        """The lines of a text, with every name that they assign, define or take as a parameter declared."""
        for name in _shown_variables(tokens):
            self.declare(name)
        lines = [taken_apart(line) for line in split(tokens)]
        return [self._declared(line) for line in lines]

    def _declared(self, line: RawLine) -> RawLine:
        if line.name is None:
            return line
        head = self.declare(line.name.text)
        if head in self._lines:
            raise ReadError(
                "already-defined", line.name.span, {"name": head}, (), (Related(self._lines[head], "defined-here"),)
            )
        self._lines[head] = line.name.span
        if line.parameters is None:
            return replace(line, head=head)
        parameters = tuple(self.declare(token.text) for token in line.parameters)
        for place, token in enumerate(line.parameters):
            if parameters[place] in (*parameters[:place], head):
                raise ReadError("duplicate-parameter", token.span, {"name": token.text})
        self.functions[canonical(head)] = len(parameters)
        return replace(line, head=head, parameter_names=parameters)

    # ---------------------------------------------------------------- words

    def resolved(self, tokens: tuple[Token, ...]) -> list[Token]:
        """``tokens`` with every word turned into names, functions and constants."""
        found: list[Token] = []
        for place, token in enumerate(tokens):
            after = tokens[place + 1] if place + 1 < len(tokens) else None
            if token.kind == "word":
                found.extend(self._word(token, after))
            elif token.kind == "name":
                found.append(self._finished(token, after))
            elif token.kind == "big" and token.end - token.start == 1 and "Σ" in self.declared:
                found.append(replace(token, kind="name", text=self.spell("Σ")))
            else:
                found.append(token)
        return found

    def _finished(self, token: Token, after: Token | None) -> Token:
        known = self._known(token.text, token, after)
        return known or replace(token, kind="name", text=self.spell(token.text))

    def _known(self, spelled: str, token: Token, after: Token | None) -> Token | None:
        """The token for a spelling that is declared, a function or a constant; else ``None``."""
        identity = canonical(spelled)
        opens = after is not None and after.kind == "open"
        if identity.endswith("′") and opens and self._is_function(identity.rstrip("′")):
            raise ReadError("derivative-notation", token.span, {"function": spelled.rstrip("′'")})
        if identity in self.functions:
            return replace(token, kind="function", text=self.spell(spelled), pieces=())
        if identity in self.declared:
            return replace(token, kind="name", text=self.spell(spelled), pieces=())
        if identity == "σ":
            kind: Kind = "function" if opens else "name"
            return replace(token, kind=kind, text="sigmoid" if opens else self.spell(spelled), pieces=())
        if spelled in FUNCTIONS:
            return replace(token, kind="function", text=spelled, pieces=())
        if identity in _CONSTANTS:
            return replace(token, kind="constant", text=_CONSTANTS[identity], pieces=())
        return None

    def _is_function(self, identity: str) -> bool:
        return identity in FUNCTIONS or identity in self.functions or identity == "σ"

    def _word(self, token: Token, after: Token | None) -> list[Token]:
        spelled = token.text
        known = self._known(spelled, token, after)
        if known:
            return [known]
        first, *others = token.pieces
        function = _function_piece(token, first)
        if function:
            if function.index and not (function.index.isdecimal() or self.reads_as_one(function.index)):
                raise ReadError("subscript", function.span)
            if not others:
                return [function]
            start = others[0].places[0]
            rest = Token("word", spelled[start - token.start :], start, token.end, pieces=tuple(others))
            return [function, *self._word(rest, after)]
        if token.command:
            raise self._unknown_command(token)
        if spelled in _KEYWORDS:
            raise ReadError("keyword", token.span, {"word": spelled})
        letters = list(units(token.pieces))
        if len(letters) == 1 or (canonical(spelled)[:1] in GREEK.values() and len(canonical(spelled)) == 1):
            return [replace(token, kind="name", text=self.spell(spelled), pieces=())]
        parts = self._parts(token, letters)
        if parts is None:
            return [self._one_name(token, after)]
        split = [self._part(token, part, parts, place, after) for place, part in enumerate(parts)]
        read = "".join(part.text + (" " if part.kind == "function" else "·") for part in split)[:-1]
        self._note("product-split", token.span, spelled, read=read)
        return split

    def _part(self, token: Token, part: Unit, parts: list[Unit], place: int, after: Token | None) -> Token:
        start = part.start
        piece = Token("word", part.text, start, part.end)
        following = after if place == len(parts) - 1 and token.end == part.end else None
        known = self._known(part.text, piece, following)
        return known or replace(piece, kind="name", text=self.spell(part.text))

    def _parts(self, token: Token, letters: list[Unit]) -> list[Unit] | None:
        """The word as a product, or ``None`` where it is one name."""
        declared = self._declared_parts(letters)
        if declared:
            return declared
        if is_one_by_look(token.pieces):
            return None
        if all(len(piece.letters) <= 2 or is_greek(piece) for piece in token.pieces):
            return greek_joined(token.pieces, letters)
        return self._function_before_letter(letters)

    def _declared_parts(self, letters: list[Unit]) -> list[Unit] | None:
        """The word as declared names only, the longest first; ``None`` where that cannot be."""
        best: list[list[Unit] | None] = [None] * len(letters) + [[]]
        for start in range(len(letters) - 1, -1, -1):
            for end in range(len(letters), start, -1):
                rest = best[end]
                whole = joined(letters[start:end])
                if rest is not None and canonical(whole.text) in self.declared:
                    best[start] = [whole, *rest]
                    break
        return best[0]

    def _function_before_letter(self, letters: list[Unit]) -> list[Unit] | None:
        for function in _BEFORE_A_LETTER:
            if joined(letters[: len(function)]).text == function and len(letters) > len(function):
                rest = joined(letters[len(function) :])
                one = len(letters) == len(function) + 1 and (rest.text in ("x", "y", "z") or is_greek_letter(rest.text))
                if one or canonical(rest.text) in self.declared:
                    return [joined(letters[: len(function)]), rest]
        return None

    def _one_name(self, token: Token, after: Token | None) -> Token:
        spelled = token.text
        base = token.pieces[0]
        letters = "".join(base.letters)
        if after is not None and after.kind == "open" and not is_greek(base):
            near = nearest(spelled, (self.spelling[name] for name in self.functions))
            repairs = (Repair(token.span, near),) if near else ()
            facts: dict[str, Fact] = {"name": spelled, "nearest": near} if near else {"name": spelled}
            raise ReadError("unknown-function" if near is None else "unknown-function-near", token.span, facts, repairs)
        if letters in FUNCTIONS and base.tail[:1].isdecimal():
            place = base.places[-1] + 1
            repair = Repair(Span(place, place), " ")
            raise ReadError("function-digits", token.span, {"name": spelled, "function": letters}, (repair,))
        if len(letters) > 2 and all(splits(letter) for letter in letters) and not base.tail and len(token.pieces) == 1:
            self._note("one-name", token.span, spelled)
        return replace(token, kind="name", text=self.spell(spelled), pieces=())

    def _unknown_command(self, token: Token) -> ReadError:
        near = nearest(token.text)
        repairs = (Repair(token.span, near),) if near else ()
        return ReadError("unknown-command", token.span, {"command": f"\\{token.text}"}, repairs)


def _function_piece(token: Token, piece: Piece) -> Token | None:
    """``log2``, ``log_2``, ``log₂``, ``log_b`` at the start of a word: a function that ends in digits or a subscript."""
    letters = "".join(piece.letters)
    function = replace(token, kind="function", text=letters, end=piece.end, pieces=())
    if letters + piece.tail in FUNCTIONS and piece.tail:
        return replace(function, text=letters + piece.tail)
    if letters != "log" or not piece.tail.startswith(("_", *SUBSCRIPTS)):
        return None
    base = canonical(piece.tail).removeprefix("_")
    if base == "e":
        return function
    return replace(function, text=f"log{base}") if base in ("2", "10") else replace(function, index=base)


def _shown_variables(tokens: list[Token]) -> Iterator[str]:
    r"""Names that the text itself shows to be variables, so that they are variables wherever they stand in it.

    σ with no bracket after it (else ``σ(x)`` is the sigmoid), T outside an exponent of its own (else ``x^T`` is the
    transpose), and words set upright: ``\text{lr}``.
    """
    nothing = Token("end", "", 0, 0)
    for place, token in enumerate(tokens):
        if token.kind not in ("word", "name"):
            continue
        before, earlier = ([nothing, nothing, *tokens[max(0, place - 2) : place]])[-1:-3:-1]
        after = tokens[place + 1]
        shown = [canonical(token.text)] if len(canonical(token.text)) == 1 else [u.text for u in units(token.pieces)]
        if "σ" in shown[:-1] or (shown[-1:] == ["σ"] and after.kind != "open"):
            yield "σ"
        alone = before.is_operator("^") or (
            before.kind == "open" and earlier.is_operator("^") and after.kind == "close"
        )
        if "T" in shown[:-1] or (shown[-1:] == ["T"] and not alone):
            yield "T"
        if token.kind == "name" and len(token.text) > 1 and token.text not in FUNCTIONS:
            yield token.text

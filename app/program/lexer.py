"""Source text → tokens. Knows characters and LaTeX commands; knows no names, no precedence, no meaning."""

from __future__ import annotations

import re
import unicodedata

from app.errors import LimitError, ReadError, Repair, Span
from app.operations.notation import SUBSCRIPTS
from app.program import commands
from app.program.characters import name_of
from app.program.limits import Limits
from app.program.tokens import Kind, Piece, Token
from app.program.words import CLUSTER, LETTER, MARK, pieces, tail

_LOW = "".join(SUBSCRIPTS)
_DIGITS = frozenset("0123456789")  # str.isdecimal knows those of other scripts too, which no number here holds
_NUMBER = re.compile(r"(?:[0-9]*\.[0-9]+|[0-9]+\.(?=[eE][+-]?[0-9])|[0-9]+\.(?![.\w\\])|[0-9]+)(?:[eE][+-]?[0-9]+)?")
_COMMAND = re.compile(r"\\([a-zA-Z]+|.)", re.DOTALL)
_ARGUMENT = re.compile(rf"\s*(?:\{{([^{{}}]*)\}}|(\\[a-zA-Z]+|{LETTER}{MARK}*))")
_LABEL = re.compile(rf"\\[a-zA-Z]+\Z|{LETTER}(?:{LETTER}|{MARK}|[0-9_ -])*\Z")
_ENVIRONMENT = re.compile(r"\s*\{([a-zA-Z]+\*?)\}")
_LOWER_LIMIT = re.compile(rf"\s*(?:_\s*(?:\{{([^{{}}]*)\}}|(\w))|([{_LOW}₌₊₋]+))")
_UPPER_LIMIT = re.compile(r"\s*\^\s*(?:\{[^{}]*\}|\w)|[⁰¹²³⁴⁵⁶⁷⁸⁹ⁱⁿᵐᵏᴺ⁺⁻]+")
_INDEX = re.compile(rf"\s*({LETTER})\s*(?:[=,∈₌].*)?\Z", re.DOTALL)
_ATTRIBUTE = re.compile(r"\.(\w*)")
_COMPARISON = re.compile(r"==|!=|<=|>=|[<>≤≥≠≈∈]")

_SIGNS = {
    **dict.fromkeys("−", "-"),
    **dict.fromkeys("×·⋅∙•∗", "*"),
    **dict.fromkeys("÷∕⁄", "/"),
    **dict.fromkeys("⊙∘", "⊙"),
    "≔": "=",
}
_PLAIN_SIGNS = frozenset("+-*/@^=,⊙")
_BARS = {"|": "|", "∣": "|", "‖": "‖", "∥": "‖", "║": "‖"}


def tokens(text: str, limits: Limits) -> list[Token]:
    """The tokens of ``text`` (repaired source), ended by one of kind ``end``. Raises ReadError at what no notation knows."""
    return _Lexer(text, limits).read()


class _Lexer:
    def __init__(self, text: str, limits: Limits) -> None:
        self.text = text
        self.limits = limits
        self.tokens: list[Token] = []
        self.brackets = 0
        self.place = 0

    def read(self) -> list[Token]:
        self._read_until(len(self.text))
        self._put("end", "", len(self.text))
        return self.tokens

    def _read_until(self, end: int) -> None:
        while self.place < end:
            self._read_one(self.text[self.place])

    def _put(self, kind: Kind, text: str, end: int, index: str = "", pieces: tuple[Piece, ...] = ()) -> None:
        self.tokens.append(Token(kind, text, self.place, end, index, pieces=pieces))
        self.place = end

    def _refuse(self, code: str, end: int, repair: str | None = None, **facts: str) -> ReadError:
        span = Span(self.place, end)
        return ReadError(code, span, dict(facts), () if repair is None else (Repair(span, repair),))

    def _read_one(self, character: str) -> None:
        place = self.place
        if character == " " or (character in "$&" and self._is_delimiter(character)):
            self.place = place + 1
        elif character == "\n":
            self._newline(place + 1)
        elif character == "#":
            end = self.text.find("\n", place)
            self.place = len(self.text) if end < 0 else end
        elif character in _DIGITS or (character == "." and self.text[place + 1 : place + 2] in _DIGITS):
            self._number()
        elif character == "\\":
            self._command()
        else:
            self._read_symbol(character)

    def _read_symbol(self, character: str) -> None:
        if self._adjacent("bar") and (character == "_" or character in SUBSCRIPTS):
            self._norm_subscript()
        elif character in commands.SUPERSCRIPTS or character == "⊤":
            self._superscripts()
        elif character in "∑Σ∏":
            self._big("prod" if character == "∏" else "sum", self.place + 1)
        elif character == "√":
            self._put("root", "√", self.place + 1)
        elif character in commands.FRACTIONS:
            self._put("fraction", character, self.place + 1)
        elif character == "_" or CLUSTER.match(self.text, self.place):
            self._word()
        else:
            self._sign(character)

    def _adjacent(self, kind: Kind) -> bool:
        return bool(self.tokens) and self.tokens[-1].end == self.place and self.tokens[-1].kind == kind

    def _newline(self, end: int) -> None:
        if self.brackets:
            self.place = end
        else:
            self._put("newline", "", end)

    def _is_delimiter(self, character: str) -> bool:
        """``$`` around a formula, and ``&`` before ``=`` where lines are aligned."""
        before, after = self.text[: self.place].rstrip(" "), self.text[self.place + 1 :].lstrip(" ")
        if character == "&":
            return after.startswith("=") or "\\begin" in before
        return character == "$" and (
            before in ("", "$") or after in ("", "$") or before[-1] == "\n" or after[0] == "\n"
        )

    # ------------------------------------------------------------------ numbers

    def _number(self) -> None:
        place, text = self.place, self.text
        if self._adjacent("number") and text[place] == ".":
            raise self._refuse("second-point", place + 1)
        found = _NUMBER.match(text, place)
        assert found is not None  # it begins with a digit, or with a point and a digit
        end = found.end()
        if text[end : end + 1] == "_":
            while text[end : end + 1] in _DIGITS or text[end : end + 1] == "_":
                end += 1
            raise self._refuse("number-underscore", end, text[place:end].replace("_", ""))
        if text[end : end + 1] == "." and "." in found[0]:
            self.place = end
            raise self._refuse("second-point", end + 1)
        if sum(character.isdecimal() for character in found[0]) > self.limits.digits:
            raise LimitError("limit-digits", Span(place, end), {"limit": self.limits.digits})
        self._put("number", found[0], end)

    # -------------------------------------------------------------------- words

    def _word(self) -> None:
        found = pieces(self.text, self.place)
        if not found:
            raise self._refuse("subscript", self.place + 1)
        spelled = unicodedata.normalize("NFC", "".join("".join(piece.letters) + piece.tail for piece in found))
        self._check_length(spelled, found[-1].end)
        self._put("word", spelled, found[-1].end, pieces=found)

    def _check_length(self, spelled: str, end: int) -> None:
        if len(spelled) > self.limits.name_characters:
            raise LimitError("limit-name", Span(self.place, end), {"limit": self.limits.name_characters})

    # ------------------------------------------------------------- superscripts

    def _superscripts(self) -> None:
        place, text = self.place, self.text
        end = place
        while end < len(text) and text[end] in commands.SUPERSCRIPTS:
            end += 1
        if text[place:end].strip("ᵀ") == "":
            for after in range(place + 1, max(end, place + 1) + 1):  # an empty run is ⊤
                self._put("transpose", "ᵀ", after)
            return
        plain = "".join(commands.SUPERSCRIPTS[character] for character in text[place:end])
        inner = _Lexer(text[:place] + plain, self.limits)
        inner.place = place
        inner._read_until(end)
        self.tokens.append(Token("raise", text[place:end], place, end))
        self.tokens.extend(inner.tokens)
        self.tokens.append(Token("lower", "", end, end))
        self.place = end

    def _norm_subscript(self) -> None:
        found = re.compile(rf"_\s*(?:\{{\s*(\\infty|\w|∞)\s*\}}|(\\infty|\w|∞))|([{_LOW}]+)").match(
            self.text, self.place
        )
        if found is None:
            raise self._refuse("subscript", self.place + 1)
        which = found[1] or found[2] or "".join(SUBSCRIPTS[low] for low in found[3])
        self._put("subscript", which.replace("\\infty", "∞"), found.end())

    def _big(self, key: str, end: int) -> None:
        """Σ and ∏ with their limits, of which only the running index is kept."""
        index = ""
        for _ in range(2):
            spaces = re.compile(r"(?:\s*\\(?:no)?limits(?![a-zA-Z]))*").match(self.text, end)
            end = spaces.end() if spaces else end
            if found := _LOWER_LIMIT.match(self.text, end):
                low = found[1] or found[2] or "".join(SUBSCRIPTS.get(c, c) for c in found[3] or "")
                letter = _INDEX.match(low)
                index = letter[1] if letter else index
                end = found.end()
            elif found := _UPPER_LIMIT.match(self.text, end):
                end = found.end()
        self._put("big", key, end, index)

    # ----------------------------------------------------------------- commands

    def _command(self) -> None:
        found = _COMMAND.match(self.text, self.place)
        if found is None:
            raise self._refuse("unexpected-character", self.place + 1, "", character="\\")
        name, end = found[1], found.end()
        if name == "\\":
            self._newline(end)
        elif name in commands.IGNORED:
            self.place = end
            if self.text[end : end + 1] == "." and name in ("left", "right"):
                self.place = end + 1
        elif name in commands.LETTER_COMMANDS:
            self._finished_name(commands.LETTER_COMMANDS[name], end)
        elif name in commands.MARKS or name in commands.FONTS:
            self._argument(name, end)
        elif name in commands.OPERATORS:
            self._put("operator", commands.OPERATORS[name], end)
        elif name in commands.BARS:
            self._put("bar", commands.BARS[name], end)
        else:
            self._other_command(name, end)

    def _other_command(self, name: str, end: int) -> None:
        if name in ("frac", "dfrac", "tfrac"):
            self._put("frac", f"\\{name}", end)
            self._bare_arguments()
        elif name == "sqrt":
            self._put("root", "\\sqrt", end)
        elif name in ("sum", "prod"):
            self._big(name, end)
        elif name in ("top", "intercal"):
            self._put("transpose", "ᵀ", end)
        elif name in ("{", "lbrace"):
            self._open("{", end)
        elif name in ("}", "rbrace"):
            self._close("}", end)
        else:
            self._last_command(name, end)

    def _last_command(self, name: str, end: int) -> None:
        environment = _ENVIRONMENT.match(self.text, end)
        if name in ("begin", "end") and environment and environment[1] in commands.ENVIRONMENTS:
            self.place = environment.end()
        elif name in ("partial", "nabla"):
            raise self._refuse("derivative-sign", end)
        elif name.isalpha() and name not in ("begin", "end"):  # perhaps a function: the names decide
            piece = Piece(tuple(name), tuple(range(self.place + 1, end)), *tail(self.text, end))
            self._check_length(name + piece.tail, piece.end)
            self.tokens.append(Token("word", name + piece.tail, self.place, piece.end, command=True, pieces=(piece,)))
            self.place = piece.end
        else:
            raise self._refuse("unknown-command", end, command=f"\\{name}")

    def _finished_name(self, letters: str, end: int) -> None:
        if letters == "Σ":
            self._big("sum", end)
            return
        ending, end = tail(self.text, end)
        spelled = unicodedata.normalize("NFC", letters) + ending
        self._check_length(spelled, end)
        self._put("name", spelled, end)

    def _argument(self, name: str, end: int) -> None:
        found = _ARGUMENT.match(self.text, end)
        if found is None:
            raise self._refuse("command-argument", end, command=f"\\{name}")
        inside = (found[1] or found[2] or "").strip()
        if inside.startswith("\\"):
            inside = commands.LETTER_COMMANDS.get(inside[1:], inside)
        if not _LABEL.match(inside) or inside.startswith("\\"):
            raise self._refuse("command-argument", found.end(), command=f"\\{name}")
        inside = re.sub(r"[ -]+", "_", inside)
        if name in commands.FONTS:
            one = name not in commands.UPRIGHT and len(inside) > 1
            if one:  # \mathbf{Wx} is a product as Wx is; \mathrm{lr} is one name
                self.place = found.start(1) if found[1] else found.start(2)
                self._word()
                self.place = found.end()
            elif inside == "T" and self.tokens and (self.tokens[-1].is_operator("^") or self._in_exponent()):
                self._put("transpose", "ᵀ", found.end())
            else:
                self._finished_name(inside, found.end())
            return
        self._finished_name(inside + commands.MARKS[name], found.end())

    def _in_exponent(self) -> bool:
        return len(self.tokens) > 1 and self.tokens[-1].kind == "open" and self.tokens[-2].is_operator("^")

    def _bare_arguments(self) -> None:
        r"""``\frac12`` takes single characters, as TeX does."""
        for _ in range(2):
            while self.text[self.place : self.place + 1] == " ":
                self.place += 1
            character = self.text[self.place : self.place + 1]
            if character in _DIGITS:
                self._put("number", character, self.place + 1)
            elif character.isascii() and character.isalpha():
                self._put("name", character, self.place + 1)
            else:
                return

    # -------------------------------------------------------------------- signs

    def _sign(self, character: str) -> None:
        place, text = self.place, self.text
        if found := _COMPARISON.match(text, place):
            raise self._refuse("comparison", found.end(), "=" if found[0] == "==" else None, sign=found[0])
        if text.startswith("**", place):
            self._put("operator", "^", place + 2)
        elif text.startswith(":=", place):
            self._put("operator", "=", place + 2)
        elif text.startswith("||", place):
            self._put("bar", "||", place + 2)
        elif (sign := _SIGNS.get(character, character)) in _PLAIN_SIGNS:
            self._put("operator", sign, place + 1)
        elif character in _BARS:
            self._put("bar", _BARS[character], place + 1)
        elif character in "([{":
            self._open(character, place + 1)
        elif character in ")]}":
            self._close(character, place + 1)
        else:
            raise self._unexpected(character)

    def _open(self, character: str, end: int) -> None:
        self.brackets += 1
        self._put("open", character, end)

    def _close(self, character: str, end: int) -> None:
        self.brackets = max(0, self.brackets - 1)
        self._put("close", character, end)

    def _unexpected(self, character: str) -> ReadError:
        end = self.place + 1
        if character == ".":
            return self._attribute()
        if character == ";":
            return self._refuse("separator", end, "\n")
        if character in "'\"“”‘’„«»`":
            return self._refuse("quote", end, "")
        if character in "∂∇∫":
            return self._refuse("derivative-sign", end)
        repair = "" if unicodedata.category(character)[0] == "C" else None
        return self._refuse("unexpected-character", end, repair, character=name_of(character))

    def _attribute(self) -> ReadError:
        """A point that belongs to no number: ``x.T`` has a notation here, other attributes have none."""
        found = _ATTRIBUTE.match(self.text, self.place)
        assert found is not None
        if self._adjacent("number") and not found[1]:
            return self._refuse("second-point", self.place + 1)
        return self._refuse("attribute", found.end(), "ᵀ" if found[1] == "T" and self.tokens else None)

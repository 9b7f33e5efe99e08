"""Tokens of one line → notation: a Pratt parser. Precedence, brackets, bars, powers, implicit products.

From loose to tight: ``+ −``; ``· / @ ⊙``; a product written with a space (``1/2 x`` is (1/2)·x); a product with a bracket
(``a/b(c)`` is (a/b)·c); a product of touching letters (``a/bc`` is a/(b·c)); powers, which group to the right.
"""

from __future__ import annotations

import math

from app.errors import ReadError, Repair, Span
from app.operations.notation import SUBSCRIPTS
from app.program import refusals
from app.program.builder import Builder, literal
from app.program.commands import FRACTIONS
from app.program.cursor import Cursor
from app.program.functions import FUNCTIONS, INVERSES
from app.program.names import Names
from app.program.notation import JUXTAPOSED, Literal, Notation, Operation, Word, is_minus_one
from app.program.program import Note
from app.program.tokens import Token

_BINARY = {"+": "add", "-": "sub", "*": "mul", "⊙": "mul", "/": "div", "@": "matmul"}
_POWER = {"+": 10, "-": 10, "*": 20, "⊙": 20, "/": 20, "@": 20}
_RIGHT = {"+": 10, "-": 10, "*": 25, "⊙": 25, "/": 23, "@": 25}  # what the right operand must exceed
_BIG, _SIGN, _SPACED, _ARGUMENT, _BRACKET, _TOUCHING = 12, 20, 21, 22, 23, 25
_CONSTANTS = {"e": math.e, "π": math.pi}
_OPERANDS = frozenset(("number", "fraction", "constant", "name", "function", "big", "root", "frac", "open"))
_CALLABLE = ("name", "number", "constant")


class Parser(Cursor):
    """Reads the tokens of one line, which ``names`` has resolved; notes are left in ``notes``."""

    def __init__(self, tokens: list[Token], span: Span, builder: Builder, names: Names) -> None:
        super().__init__(tokens, span, builder)
        self.names = names
        self.notes: list[Note] = []
        self.bars: tuple[str, ...] = ()  # bars that are open around this place, inside the nearest bracket
        self.brackets = 0
        self.indices: tuple[str, ...] = ()  # running indices of the sums around this place

    def line(self) -> Notation:
        """The whole line. Raises ReadError or LimitError."""
        value = self._expression(0)
        if self._token.kind != "end":
            raise self._unexpected(value)
        return value

    def _unexpected(self, left: Notation | None) -> ReadError:
        after = self.tokens[self.place + 1] if self.place + 1 < len(self.tokens) else None
        return refusals.unexpected(self._token, self._before, None if self.brackets else left, after)

    # -------------------------------------------------- sums and products

    def _expression(self, least: int) -> Notation:
        self._enter()
        start = self._token.start
        left = self._signed(least) if self._token.is_operator("+", "-") else self._power()
        while True:
            token = self._token
            if token.kind == "operator":
                if _POWER.get(token.text, 0) <= least:
                    break
                left = self._binary(start, left, self._take())
            elif self._starts(token) and self._nearness(token) > least:
                if token.kind in ("number", "fraction"):
                    raise refusals.number_after(self._before, token)
                left = self._joined(JUXTAPOSED, start, left, self._expression(_TOUCHING))
            else:
                break
        self.nesting -= 1
        return left

    def _joined(self, key: str, start: int, left: Notation, right: Notation) -> Operation:
        """An operation whose operands have just been read: its span holds their brackets."""
        return self.builder.operation(key, (left, right), Span(start, self._before.end))

    def _binary(self, start: int, left: Notation, sign: Token) -> Notation:
        first = self._token
        right = self._expression(_RIGHT[sign.text])
        if sign.text == "/" and first.kind != "open":
            after = self._token
            if isinstance(right, Operation) and right.key == JUXTAPOSED:
                self.notes.append(Note("division-product", right.span))
            elif after.kind == "open" and after.start == self._before.end:
                self.notes.append(Note("division-bracket", right.span))
        return self._joined(_BINARY[sign.text], start, left, right)

    def _signed(self, least: int) -> Notation:
        signs = self._signs()
        return self._negated(signs, self._expression(max(least, _SIGN)))

    def _negated(self, signs: list[Token], value: Notation) -> Notation:
        for sign in reversed(signs):
            if sign.text == "-":
                value = self.builder.operation("neg", (value,), Span(sign.start, self._before.end))
        return value

    def _starts(self, token: Token) -> bool:
        """Whether an operand begins here, so that it is multiplied with what stands before it."""
        return token.kind in _OPERANDS or (token.kind == "bar" and not self._closes(token))

    def _opens(self, token: Token) -> bool:
        """Whether an operand begins here, where one is due: a bar then opens, even inside bars, if an operand follows it."""
        if token.kind != "bar" or not self._closes(token):
            return self._starts(token)
        after = self.tokens[self.place + 1]
        return after.kind in _OPERANDS or after.kind == "bar" or after.is_operator("+", "-")

    def _closes(self, token: Token) -> bool:
        return bool(self.bars) and token.text in (self.bars[-1], "||")

    def _nearness(self, token: Token) -> int:
        if token.start != self._before.end:
            return _SPACED
        return _BRACKET if token.kind == "open" or self._before.kind == "close" else _TOUCHING

    # ------------------------------------------------------------- powers

    def _power(self) -> Notation:
        start = self._token.start
        base = self._constant(self._take()) if self._token.kind == "constant" else self._atom()
        while True:
            token = self._token
            if token.kind == "transpose":
                self._take()
                base = self.builder.operation("transpose", (base,), Span(start, token.end))
            elif token.kind == "raise" or token.is_operator("^"):
                exponent = self._exponent()
                operands = (base,) if exponent is None else (base, exponent)
                key = "transpose" if exponent is None else "pow"
                base = self.builder.operation(key, operands, Span(start, self._before.end))
            else:
                return base

    def _constant(self, token: Token) -> Notation:
        """π and Euler's number; ``e^x`` is exp(x). Any other ``e`` is Euler's number too, which is said."""
        if token.text == "e":
            if self._token.kind == "raise" or self._token.is_operator("^"):
                sign = self._token
                exponent = self._exponent()
                if exponent is None:
                    raise ReadError("transposed-number", sign.span)
                return self.builder.operation("exp", (exponent,), Span(token.start, self._before.end))
            self.notes.append(Note("euler-number", token.span))
        return Literal(_CONSTANTS[token.text], token.span)

    def _exponent(self) -> Notation | None:
        """What stands after ``^`` or as superscript; ``None`` for a sign of transposition."""
        sign = self._take()
        if sign.kind == "raise":
            bars, self.bars = self.bars, ()
            value = self._expression(0)
            self.bars = bars
            if self._token.kind != "lower":
                raise self._unexpected(None)
            self._take()
            return value
        if self._takes_transposition():
            return None
        self._enter()
        signs = self._signs()
        self._require_operand(signs[-1] if signs else sign)
        value = self._negated(signs, self._power())
        self.nesting -= 1
        return value

    def _takes_transposition(self) -> bool:
        r"""``^T``, ``^{T}``, ``^{\top}``, where no variable is called T."""
        bracketed = self._token.kind == "open"
        token = self.tokens[self.place + 1] if bracketed else self._token
        if not (
            token.kind == "transpose"
            or (token.kind == "name" and token.text == "T" and not self.names.is_declared("T"))
        ):
            return False
        if bracketed and self.tokens[self.place + 2].kind != "close":
            return False
        self.place += 3 if bracketed else 1
        return True

    # ----------------------------------------------------------- operands

    def _require_operand(self, after: Token) -> None:
        if not (self._opens(self._token) or self._token.is_operator("+", "-")):
            raise refusals.operand_missing(after, self._token)

    def _atom(self) -> Notation:
        token = self._token
        if token.kind == "name":
            return self._name(self._take())
        if token.kind == "number":
            return literal(self._take())
        if token.kind == "open":
            return self._group()
        if token.kind == "function":
            return self._function()
        if token.kind == "bar" and self._opens(token):
            return self._barred()
        return self._other_atom(token)

    def _other_atom(self, token: Token) -> Notation:
        if token.kind == "constant":
            return self._constant(self._take())
        if token.kind == "fraction":
            over, under = FRACTIONS[self._take().text]
            return self.builder.operation("div", (Literal(over, token.span), Literal(under, token.span)), token.span)
        if token.kind == "root":
            return self._root()
        if token.kind == "frac":
            self._take()
            self._enter()
            operands = (self._argument(token), self._argument(token))
            self.nesting -= 1
            return self.builder.operation("div", operands, Span(token.start, self._before.end))
        if token.kind == "big":
            return self._big()
        raise refusals.operand_missing(self._before if self.place else None, token)

    def _name(self, token: Token) -> Word:
        """A name; under Σᵢ the name ``yᵢ`` means the elements of y."""
        for index in self.indices:
            if token.text == index:
                raise ReadError("sum-index", token.span, {"name": index})
            low = next((low for low, plain in SUBSCRIPTS.items() if plain == index), "")
            for ending in (f"_{index}", low):
                if ending and token.text.endswith(ending) and token.text != ending:
                    return Word(self.names.spell(token.text.removesuffix(ending)), token.span)
        return Word(token.text, token.span)

    def _group(self) -> Notation:
        opener = self._take()
        before = self.tokens[self.place - 2] if self.place > 1 else None
        value = self._within(opener)
        if self._token.is_operator(","):
            raise refusals.comma(opener, before, self._token)
        self._close(opener)
        return value

    def _within(self, opener: Token) -> Notation:
        if self._token.kind == "close":
            raise ReadError("bracket-empty", Span(opener.start, self._token.end))
        bars, self.bars = self.bars, ()
        self.brackets += 1
        value = self._expression(0)
        self.brackets -= 1
        self.bars = bars
        return value

    def _close(self, opener: Token) -> None:
        if self._token.kind != "close" or self._token.text != refusals.CLOSERS[opener.text]:
            raise refusals.not_closed(opener, self._token, self._before)
        self._take()

    def _barred(self) -> Notation:
        opener = self._take()
        bar = "‖" if opener.text == "||" else opener.text
        bars, self.bars = self.bars, (*self.bars, bar)
        value = self._expression(0)
        self.bars = bars
        token = self._token
        if token.kind != "bar" or token.text not in (bar, "||"):
            raise refusals.bar_not_closed(opener, token, self._before)
        if token.text == "||" and bar == "|":  # two bars written together: this one closes, the next is its own
            self.tokens[self.place] = Token("bar", "|", token.start + 1, token.end)
            return self.builder.operation("abs", (value,), Span(opener.start, token.start + 1))
        self._take()
        if bar == "|":
            return self.builder.operation("abs", (value,), Span(opener.start, token.end))
        return self._norm(opener, value)

    def _norm(self, opener: Token, value: Notation) -> Notation:
        """``‖x‖``, ``‖x‖₂``, ``‖X‖_F``: the root of the sum of squares; ``‖x‖₁`` and ``‖x‖_∞`` by what they mean."""
        which = self._take() if self._token.kind == "subscript" else None
        span = Span(opener.start, self._before.end)
        if which is None or which.text in ("2", "F"):
            return self.builder.operation("norm", (value,), span)
        if which.text not in ("1", "∞"):
            raise ReadError("norm-order", which.span, {"order": which.text}, (Repair(which.span, ""),))
        sizes = self.builder.operation("abs", (value,), span)
        return self.builder.operation("sum" if which.text == "1" else "amax", (sizes,), span)

    def _root(self) -> Notation:
        token = self._take()
        index = None
        if token.text != "√" and self._token.kind == "open" and self._token.text == "[":
            index = self._group()
        self._require_operand(token)
        self._enter()
        value = self._power() if token.text == "√" else self._argument(token)
        self.nesting -= 1
        span = Span(token.start, self._before.end)
        if index is None:
            return self.builder.operation("sqrt", (value,), span)
        exponent = self.builder.operation("div", (Literal(1, index.span), index), index.span)
        return self.builder.operation("pow", (value, exponent), span)

    def _argument(self, command: Token) -> Notation:
        r"""What a LaTeX command takes: ``{…}``, or the next single operand."""
        if not self._opens(self._token):
            raise refusals.operand_missing(command, self._token)
        return self._group() if self._token.kind == "open" else self._atom()

    def _big(self) -> Notation:
        """Σ and ∏ reach over the product that follows, up to the next + or −, and over all elements."""
        token = self._take()
        self._require_operand(token)
        indices = self.indices
        if token.index:
            self.indices = (*indices, token.index)
            self.notes.append(Note("sum-over-all", token.span, {"index": token.index}))
        value = self._expression(_BIG)
        self.indices = indices
        return self.builder.operation(token.text, (value,), Span(token.start, self._before.end))

    # ---------------------------------------------------------- functions

    def _function(self) -> Notation:
        token = self._take()
        exponent = None
        if self._token.kind == "raise" or self._token.is_operator("^"):
            sign = self._token
            exponent = self._exponent()
            if exponent is None:
                raise ReadError("transposed-function", sign.span, {"function": token.text})
        if self._token.kind == "open":
            operands, extent = self._operands()
        else:
            arity = self.names.arity(token.text)
            if not (self._starts(self._token) or self._token.is_operator("+", "-")) or arity is not None:
                repair = Repair(Span(token.end, token.end), "(x)")
                raise ReadError("function-argument", token.span, {"function": token.text}, (repair,))
            operands = (self._expression(_ARGUMENT),)
            extent = operands[0].span
        value = self._applied(token, operands, extent, exponent)
        self._refuse_call_of_value()
        return value

    def _operands(self) -> tuple[tuple[Notation, ...], Span]:
        opener = self._take()
        operands: list[Notation] = []
        if self._token.kind != "close":
            operands.append(self._within(opener))
            while self._token.is_operator(","):
                self._take()
                operands.append(self._within(opener))
        self._close(opener)
        return tuple(operands), Span(opener.start, self._before.end)

    def _applied(
        self, token: Token, operands: tuple[Notation, ...], extent: Span, exponent: Notation | None
    ) -> Notation:
        span = Span(token.start, self._before.end)
        arity = self.names.arity(token.text)
        value: Notation
        if arity is not None:
            if len(operands) != arity:
                raise refusals.arity(token, operands, extent, arity, arity)
            value = self.builder.call(token.text, operands, span)
        else:
            function = FUNCTIONS[token.text]
            if not function.least <= len(operands) <= function.most:
                raise refusals.arity(token, operands, extent, function.least, function.most)
            inverse = INVERSES.get(function.key) if is_minus_one(exponent) else None
            if inverse:
                self.notes.append(Note("inverse-function", token.span, {"function": token.text, "inverse": inverse}))
                return self.builder.operation(inverse, operands, span)
            value = self._built_in(token, function.key, operands, span)
        return value if exponent is None else self.builder.operation("pow", (value, exponent), span)

    def _built_in(self, token: Token, key: str, operands: tuple[Notation, ...], span: Span) -> Notation:
        if token.text in ("max", "min"):
            if len(operands) == 1:
                return self.builder.operation(f"a{token.text}", operands, span)
            value = operands[0]
            for operand in operands[1:]:
                value = self.builder.operation(key, (value, operand), span)
            return value
        if not token.index:
            return self.builder.operation(key, operands, span)
        base: Notation = (
            literal(Token("number", token.index, *token.span))
            if token.index.isdecimal()
            else Word(self.names.spell(token.index), token.span)
        )
        over = self.builder.operation("log", operands, span)  # log_b x = log x / log b
        return self.builder.operation("div", (over, self.builder.operation("log", (base,), token.span)), span)

    def _refuse_call_of_value(self) -> None:
        """``sin(x)(y)`` would be a call of a value; ``σ(z)(1 − σ(z))`` is a product."""
        token = self._token
        if self._before.kind != "close" or token.kind != "open" or token.start != self._before.end:
            return
        following = self.tokens[self.place + 1 : self.place + 3]
        if len(following) == 2 and following[0].kind in _CALLABLE and following[1].kind == "close":
            repair = Repair(Span(token.start, token.start), "·")
            raise ReadError("call-of-value", Span(token.start, following[1].end), {}, (repair,))

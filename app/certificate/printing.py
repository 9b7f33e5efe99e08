"""Formulas for people: one writer, two spellings, Unicode text (``9·a²``) and LaTeX (``9 a^{2}``)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sympy
from sympy import Add, Expr, Function, Mul, Pow, Rational, S, Symbol
from sympy.matrices.expressions import Identity, Inverse, MatAdd, MatMul, OneMatrix, Transpose
from sympy.matrices.expressions.matexpr import MatrixExpr

from app.certificate import special
from app.certificate.formula import NotShownError
from app.certificate.sweep import Cut
from app.operations.notation import name_latex, number_latex, number_text, superscript

SUM, PRODUCT, POWER, ATOM = range(4)  # how tightly a piece holds together

NAMED: dict[Any, tuple[str, str]] = {
    **{
        function: (function.__name__, rf"\{function.__name__}")
        for function in (sympy.sin, sympy.cos, sympy.tan, sympy.sinh, sympy.cosh, sympy.tanh)
    },
    sympy.asin: ("asin", r"\arcsin"),
    sympy.acos: ("acos", r"\arccos"),
    sympy.atan: ("atan", r"\arctan"),
    sympy.log: ("ln", r"\ln"),
    sympy.sign: ("sign", r"\operatorname{sign}"),
    sympy.erf: ("erf", r"\operatorname{erf}"),
    special.Sigmoid: ("σ", r"\sigma"),
    special.NormalCumulative: ("Φ", r"\Phi"),
    special.Softplus: ("softplus", r"\operatorname{softplus}"),
    special.Sign: ("sign", r"\operatorname{sign}"),
    special.Relu: ("ReLU", r"\operatorname{ReLU}"),
    special.LeakyRelu: ("LeakyReLU", r"\operatorname{LeakyReLU}"),
    special.Maximum: ("max", r"\max"),
    special.Minimum: ("min", r"\min"),
    special.Clamp: ("clamp", r"\operatorname{clamp}"),
    special.Average: ("mean", r"\operatorname{mean}"),
}
CUT_NAMES = {"det": r"\det", "prod": r"\prod", "amax": r"\max", "amin": r"\min", "trace": r"\operatorname{tr}"}


class Writer:
    """Writes formulas in one spelling. ``cuts`` says what the atoms stand for."""

    def __init__(self, cuts: Mapping[Expr, Cut], *, latex: bool) -> None:
        self.cuts = cuts
        self.latex = latex
        self.number = number_latex if latex else number_text
        self.minus = "-" if latex else "−"

    def write(self, formula: Any) -> str:
        """The whole formula."""
        return self.piece(formula)[0]

    def within(self, formula: Any, level: int) -> str:
        """The formula as part of something that holds together at ``level``: bracketed where it would fall apart."""
        text, own = self.piece(formula)
        return self.bracketed(text) if own < level else text

    def bracketed(self, text: str) -> str:
        """A formula in round brackets."""
        return rf"\left({text}\right)" if self.latex else f"({text})"

    def piece(self, formula: Any) -> tuple[str, int]:  # noqa: PLR0911 - one return a kind of formula
        """A formula and how tightly it holds together."""
        if isinstance(formula, MatrixExpr):
            return self.matrix(formula)
        if isinstance(formula, Symbol):
            return self.atom(formula)
        if formula.is_Number or formula.is_NumberSymbol:
            return self.constant(formula)
        if isinstance(formula, Add):
            return self.sum(formula)
        if isinstance(formula, Mul):
            return self.product(formula)
        if isinstance(formula, Pow | sympy.exp):
            return self.power(*formula.as_base_exp())
        return self.function(formula)

    def constant(self, number: Expr) -> tuple[str, int]:
        """A number; fractions as such."""
        if number.is_NumberSymbol:
            known = {S.Pi: ("π", r"\pi"), S.Exp1: ("e", "e")}[number]
            return known[self.latex], ATOM
        if isinstance(number, Rational) and number.q != 1:
            return self.product(number)
        value = int(number) if number.is_Integer else float(number)
        text = self.number(value)
        scientific = any(sign in text for sign in ("·", r"\cdot"))
        return text, SUM if value < 0 else PRODUCT if scientific else ATOM

    def sum(self, formula: Add) -> tuple[str, int]:
        """A sum; a number that all terms share stands in front of a bracket."""
        common, rest = formula.primitive()
        if common != 1 and all(abs(term.as_coeff_Mul()[0]) == 1 for term in rest.args):
            return self.product(Mul(common, rest, evaluate=False))
        return self.joined([self.write(term) for term in formula.as_ordered_terms()])

    def joined(self, terms: list[str]) -> tuple[str, int]:
        """Terms in their order, but a positive one first; a term's own minus sign becomes the operator."""
        terms = sorted(terms, key=lambda term: term != next((t for t in terms if not t.startswith(self.minus)), term))
        text = terms[0]
        for term in terms[1:]:
            negative = term.startswith(self.minus)
            text += f" {self.minus} {term[1:]}" if negative else f" + {term}"
        return text, SUM if len(terms) > 1 or text.startswith(self.minus) else PRODUCT

    def product(self, formula: Expr) -> tuple[str, int]:
        """A product as a fraction, its sign in front."""
        coefficient, rest = formula.as_coeff_Mul()
        above: list[Expr] = []
        below: list[Expr] = []
        for factor in rest.as_ordered_factors() if rest != 1 else ():
            base, exponent = factor.as_base_exp()
            inverse = exponent.is_number and exponent.is_negative and base != S.Exp1
            (below if inverse else above).append(Pow(base, -exponent) if inverse else factor)
        size = S.One if float(abs(coefficient)) == 1 else abs(coefficient)  # 1.0 is not equal to 1
        numerator, denominator = size.as_numer_denom() if isinstance(size, Rational) else (size, S.One)
        sign = self.minus if coefficient.is_negative else ""
        level = SUM if sign else PRODUCT
        if not below and denominator == 1:
            return sign + self.factors(numerator, above), level
        if self.latex:
            return rf"{sign}\frac{{{self.side(numerator, above)}}}{{{self.side(denominator, below)}}}", level
        bottom = self.factors(denominator, below)
        if len(below) + (denominator != 1) > 1 or (below and self.piece(below[0])[1] == PRODUCT):
            bottom = self.bracketed(bottom)
        return f"{sign}{self.factors(numerator, above)}/{bottom}", level

    def side(self, coefficient: Expr, factors: list[Expr]) -> str:
        """One side of a fraction; a single factor needs no brackets."""
        if coefficient == 1 and len(factors) == 1:
            return self.write(factors[0])
        return self.factors(coefficient, factors)

    def factors(self, coefficient: Expr, factors: list[Expr]) -> str:
        """Factors side by side, the number first and left out where it is 1."""
        level = POWER if len(factors) > 1 or coefficient != 1 else PRODUCT
        pieces = [self.within(factor, level) for factor in factors]
        if coefficient != 1 or not pieces:
            pieces.insert(0, self.constant(coefficient)[0])
        if not self.latex:
            return "·".join(pieces)
        text = pieces[0]
        for piece in pieces[1:]:
            text += (r" \cdot " if piece[0].isdigit() else " ") + piece
        return text

    def power(self, base: Expr, exponent: Expr) -> tuple[str, int]:
        """Roots, powers, and eˣ."""
        if exponent.is_number and exponent.is_negative and base != S.Exp1:
            return self.product(Mul(Pow(base, exponent), S.One, evaluate=False))
        if exponent == S.Half:
            return (rf"\sqrt{{{self.write(base)}}}", ATOM) if self.latex else (f"√{self.within(base, ATOM)}", POWER)
        if type(base) in NAMED and exponent.is_Integer:
            name, arguments = self.application(base)
            return f"{name}{self.raised(exponent)}{arguments}", POWER
        return f"{self.within(base, ATOM)}{self.raised(exponent)}", POWER

    def raised(self, exponent: Expr) -> str:
        """An exponent."""
        if self.latex:
            return f"^{{{self.write(exponent)}}}"
        if exponent.is_Integer:
            return superscript(int(exponent))
        return f"^{self.within(exponent, ATOM)}"

    def function(self, formula: Function) -> tuple[str, int]:
        """A function applied to its arguments; brackets of Iverson, absolute value and Σ have forms of their own."""
        parts = [self.write(argument) for argument in formula.args]
        less = r" \le " if self.latex else " ≤ "
        match formula:
            case special.Magnitude() | sympy.Abs():
                return (rf"\left|{parts[0]}\right|" if self.latex else f"|{parts[0]}|"), ATOM
            case special.Greater():
                return f"[{parts[0]} > {parts[1]}]", ATOM
            case special.Equal():
                return f"[{parts[0]} = {parts[1]}]", ATOM
            case special.Between():
                return f"[{parts[1]}{less}{parts[0]}{less}{parts[2]}]", ATOM
            case special.Total():
                return self.total(formula.args[0])
        return "".join(self.application(formula)), POWER

    def application(self, formula: Function) -> tuple[str, str]:
        """A function's name, and its arguments in brackets."""
        arguments = ", ".join(self.write(argument) for argument in formula.args)
        if type(formula) not in NAMED:
            raise NotShownError("symbolic-no-formula")
        return NAMED[type(formula)][self.latex], self.bracketed(arguments)

    def total(self, element: Expr) -> tuple[str, int]:
        """Σ over all elements reaches as far as the product after it."""
        return (r"\sum " if self.latex else "Σ ") + self.within(element, PRODUCT), PRODUCT

    def atom(self, atom: Symbol) -> tuple[str, int]:
        """A name, or a cut node as the formula it stands for."""
        cut = self.cuts.get(atom)
        if cut is None:
            return (name_latex(atom.name) if self.latex else atom.name), ATOM
        return self.cut(cut)

    def cut(self, cut: Cut) -> tuple[str, int]:  # noqa: PLR0911 - one return an operation
        """An operation that is not elementwise, applied."""
        tight = [self.within(operand, POWER) for operand in cut.operands]
        match cut.operation:
            case "sum":
                return self.total(cut.operands[0])
            case "norm":
                inside = self.write(cut.operands[0])
                return (rf"\left\lVert {inside} \right\rVert" if self.latex else f"‖{inside}‖"), ATOM
            case "matmul":
                return self.side_by_side(tight), PRODUCT
            case "dot":
                return self.side_by_side([self.transposed(cut.operands[0]), tight[1]]), PRODUCT
            case "outer":
                return self.side_by_side([tight[0], self.transposed(cut.operands[1])]), PRODUCT
            case "transpose":
                return self.transposed(cut.operands[0]), POWER
        name = CUT_NAMES.get(cut.operation, rf"\operatorname{{{cut.operation.replace('_', ' ')}}}")
        if not self.latex:
            name = cut.operation
        return name + self.bracketed(", ".join(self.write(operand) for operand in cut.operands)), ATOM

    def matrix(self, formula: Any) -> tuple[str, int]:  # noqa: PLR0911 - one return a kind of matrix
        """Matrix calculus: products side by side, ᵀ and ⁻¹."""
        inverse = ("⁻¹", "^{-1}")[self.latex]
        match formula:
            case special.Elementwise():
                return self.piece(formula.formula)
            case MatAdd():
                return self.joined([self.write(term) for term in formula.args])
            case MatMul():
                return self.matrix_product(formula)
            case Inverse() if isinstance(formula.arg, Transpose):
                return self.within(formula.arg.arg, ATOM) + ("⁻ᵀ", r"^{-\top}")[self.latex], POWER
            case Transpose():
                return self.transposed(formula.arg), POWER
            case Inverse():
                return self.within(formula.arg, ATOM) + inverse, POWER
            case OneMatrix():
                return ("𝟏", r"\mathbf{1}")[self.latex], ATOM
            case Identity():
                return "I", ATOM
        raise NotShownError("symbolic-no-formula")

    def matrix_product(self, formula: MatMul) -> tuple[str, int]:
        """Scalar factors first, joined by a dot; then the matrices."""
        coefficient, matrices = formula.as_coeff_matrices()
        sign = ""
        if coefficient.could_extract_minus_sign():
            sign, coefficient = self.minus, -coefficient
        text = self.side_by_side([self.within(matrix, POWER) for matrix in matrices])
        if coefficient != 1:
            text = f"{self.within(coefficient, PRODUCT)}{' ' if self.latex else '·'}{text}"
        return sign + text, SUM if sign else PRODUCT

    def transposed(self, formula: Any) -> str:
        """Something with ᵀ."""
        return self.within(formula, ATOM) + (r"^{\top}" if self.latex else "ᵀ")

    def side_by_side(self, factors: list[str]) -> str:
        """A matrix product."""
        return (" " if self.latex else " @ ").join(factors)

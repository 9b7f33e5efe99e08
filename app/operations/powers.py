"""Powers, roots, exponentials and logarithms."""

from __future__ import annotations

from collections.abc import Sequence

from app.operations.notation import name_latex, number_latex, number_text, superscript
from app.operations.operation import Constant, Formula, Kink, Operation, Rule, Words


def _constant_exponent(names: Sequence[str], constants: Sequence[Constant]) -> Formula | None:
    """n·uⁿ⁻¹ with the exponent worked out."""
    exponent = constants[1]
    if exponent is None:
        return None
    if exponent == 0:
        return Formula("0", "0")
    if exponent == 1:
        return Formula("1", "1")
    base, latex_base = names[0], name_latex(names[0])
    factor = "−" if exponent == -1 else f"{number_text(exponent)}·"
    latex_factor = "-" if exponent == -1 else number_latex(exponent)
    less = exponent - 1
    if less == 1:
        return Formula(f"{factor}{base}", f"{latex_factor}{latex_base}")
    power = superscript(int(less)) if float(less).is_integer() and abs(less) < 1000 else f"^({number_text(less)})"
    return Formula(f"{factor}{base}{power}", f"{latex_factor}{latex_base}^{{{number_latex(less)}}}")


def _constant_base(names: Sequence[str], constants: Sequence[Constant]) -> Formula | None:
    """bⁿ·ln b for a number b."""
    base = constants[0]
    if base is None:
        return None
    text, latex = number_text(base), number_latex(base)
    if base < 0:
        text, latex = f"({text})", f"({latex})"
    return Formula(
        f"{text}^{names[1]}·ln({number_text(base)})", rf"{latex}^{{{name_latex(names[1])}}} \ln({number_latex(base)})"
    )


def _zero_base(base: float, exponent: float) -> bool:
    """Where n·uⁿ⁻¹ divides by zero, or is 0·0⁻¹, which torch takes as 0."""
    return base == 0 and exponent < 1


ROWS = (
    Operation(
        key="pow",
        symbol="uⁿ",
        latex="{$u}^{$n}",
        slots=("u", "n"),
        form="derivative",
        rules=(
            Rule("$n·$u^($n − 1)", "$n\\,{$u}^{$n-1}", folded=_constant_exponent),
            Rule("$u^$n·ln($u)", r"{$u}^{$n} \ln($u)", folded=_constant_base),
        ),
        ko=Words("거듭제곱", "거듭제곱의 도함수는 지수를 앞으로 내리고 지수를 1 줄인 것입니다."),
        en=Words("power", "The derivative of a power brings the exponent down in front and lowers it by one."),
        source="derivatives.yaml: pow.Tensor_Scalar, pow.Tensor_Tensor",
        kink=Kink("kink-power", _zero_base),
    ),
    Operation(
        key="sqrt",
        symbol="√",
        latex=r"\sqrt{$u}",
        slots=("u",),
        form="derivative",
        rules=(Rule("1/(2·√$u)", r"\frac{1}{2\sqrt{$u}}"),),
        ko=Words("제곱근", "제곱근의 도함수는 제곱근의 두 배의 역수입니다."),
        en=Words("square root", "The derivative of a square root is one over twice that root."),
        source="derivatives.yaml: sqrt",
        kink=Kink("kink-sqrt", lambda u: u == 0),
    ),
    Operation(
        key="exp",
        symbol="exp",
        latex="e^{$u}",
        slots=("u",),
        form="derivative",
        rules=(Rule("e^$u", "e^{$u}"),),
        ko=Words("지수함수", "지수함수의 도함수는 지수함수 자신입니다."),
        en=Words("exponential", "The exponential is its own derivative."),
        source="derivatives.yaml: exp",
    ),
    Operation(
        key="log",
        symbol="ln",
        latex=r"\ln $u",
        slots=("u",),
        form="derivative",
        rules=(Rule("1/$u", r"\frac{1}{$u}"),),
        ko=Words("자연로그", "자연로그의 도함수는 역수입니다."),
        en=Words("natural logarithm", "The derivative of the natural logarithm is the reciprocal."),
        source="derivatives.yaml: log",
        kink=Kink("kink-log", lambda u: u <= 0),
    ),
    Operation(
        key="log2",
        symbol="log₂",
        latex=r"\log_{2} $u",
        slots=("u",),
        form="derivative",
        rules=(Rule("1/($u·ln(2))", r"\frac{1}{$u \ln 2}"),),
        ko=Words("이진로그", "밑이 2인 로그의 도함수는 1/(u·ln 2)입니다."),
        en=Words("binary logarithm", "The derivative of the logarithm to base 2 is 1/(u·ln 2)."),
        source="derivatives.yaml: log2",
        kink=Kink("kink-log", lambda u: u <= 0),
    ),
    Operation(
        key="log10",
        symbol="log₁₀",
        latex=r"\log_{10} $u",
        slots=("u",),
        form="derivative",
        rules=(Rule("1/($u·ln(10))", r"\frac{1}{$u \ln 10}"),),
        ko=Words("상용로그", "밑이 10인 로그의 도함수는 1/(u·ln 10)입니다."),
        en=Words("decimal logarithm", "The derivative of the logarithm to base 10 is 1/(u·ln 10)."),
        source="derivatives.yaml: log10",
        kink=Kink("kink-log", lambda u: u <= 0),
    ),
)

"""Arithmetic: sum, difference, product, quotient, negation."""

from __future__ import annotations

from collections.abc import Sequence

from app.operations.notation import name_latex, number_latex, number_text
from app.operations.operation import Constant, Formula, Operation, Rule, Words


def _reciprocal(_names: Sequence[str], constants: Sequence[Constant]) -> Formula | None:
    """1/v for a number v, its sign in front."""
    divisor = constants[1]
    if divisor is None:
        return None
    sign = "−" if divisor < 0 else ""
    size = abs(divisor)
    return Formula(f"{sign}1/{number_text(size)}", rf"{sign.replace('−', '-')}\frac{{1}}{{{number_latex(size)}}}")


def _dividend(names: Sequence[str], constants: Sequence[Constant]) -> Formula | None:
    """−u/v² for a number u, its sign in front."""
    dividend = constants[0]
    if dividend is None:
        return None
    sign = "" if dividend < 0 else "−"
    size = abs(dividend)
    latex = rf"{sign.replace('−', '-')}\frac{{{number_latex(size)}}}{{{name_latex(names[1])}^{{2}}}}"
    return Formula(f"{sign}{number_text(size)}/{names[1]}²", latex)


ROWS = (
    Operation(
        key="add",
        symbol="+",
        latex="$u + $v",
        slots=("u", "v"),
        form="derivative",
        rules=(Rule("1", "1"), Rule("1", "1")),
        ko=Words("덧셈", "덧셈은 상류 변화도를 두 피연산자에 그대로 나누어 줍니다."),
        en=Words("sum", "A sum hands the upstream gradient on to both operands unchanged."),
        source="derivatives.yaml: add.Tensor",
    ),
    Operation(
        key="sub",
        symbol="−",
        latex="$u - $v",
        slots=("u", "v"),
        form="derivative",
        rules=(Rule("1", "1"), Rule("−1", "-1")),
        ko=Words("뺄셈", "뺄셈은 앞 피연산자에는 변화도를 그대로, 뒤 피연산자에는 부호를 바꾸어 보냅니다."),
        en=Words(
            "difference", "A difference hands the gradient on as it is to the first operand and negated to the second."
        ),
        source="derivatives.yaml: sub.Tensor",
    ),
    Operation(
        key="mul",
        symbol="×",
        latex=r"$u \cdot $v",
        slots=("u", "v"),
        form="derivative",
        rules=(Rule("$v", "$v"), Rule("$u", "$u")),
        ko=Words("곱셈", "곱의 국소 도함수는 다른 쪽 피연산자입니다."),
        en=Words("product", "The local derivative of a product is the other operand."),
        source="derivatives.yaml: mul.Tensor",
    ),
    Operation(
        key="div",
        symbol="÷",
        latex=r"\frac{$u}{$v}",
        slots=("u", "v"),
        form="derivative",
        rules=(
            Rule("1/$v", r"\frac{1}{$v}", folded=_reciprocal),
            Rule("−$u/$v²", r"-\frac{$u}{$v^{2}}", folded=_dividend),
        ),
        ko=Words("나눗셈", "몫의 도함수는 분자에 대해 1/v, 분모에 대해 −u/v²입니다."),
        en=Words("quotient", "The derivative of a quotient is 1/v in the numerator and −u/v² in the denominator."),
        source="derivatives.yaml: div.Tensor",
    ),
    Operation(
        key="neg",
        symbol="−",
        latex="-$u",
        slots=("u",),
        form="derivative",
        rules=(Rule("−1", "-1"),),
        ko=Words("부호 바꿈", "부호를 바꾸면 변화도의 부호도 바뀝니다."),
        en=Words("negation", "Negation negates the gradient."),
        source="derivatives.yaml: neg",
    ),
)

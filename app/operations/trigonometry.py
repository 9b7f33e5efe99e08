"""Trigonometric and hyperbolic functions and their inverses."""

from __future__ import annotations

from app.operations.operation import Kink, Operation, Rule, Words


def _unit(u: float) -> bool:
    """The ends of the domain of arcsine and arccosine."""
    return abs(u) == 1


ROWS = (
    Operation(
        key="sin",
        symbol="sin",
        latex=r"\sin($u)",
        slots=("u",),
        form="derivative",
        rules=(Rule("cos($u)", r"\cos($u)"),),
        ko=Words("사인", "사인의 도함수는 코사인입니다."),
        en=Words("sine", "The derivative of the sine is the cosine."),
        source="derivatives.yaml: sin",
    ),
    Operation(
        key="cos",
        symbol="cos",
        latex=r"\cos($u)",
        slots=("u",),
        form="derivative",
        rules=(Rule("−sin($u)", r"-\sin($u)"),),
        ko=Words("코사인", "코사인의 도함수는 사인의 부호를 바꾼 것입니다."),
        en=Words("cosine", "The derivative of the cosine is the negated sine."),
        source="derivatives.yaml: cos",
    ),
    Operation(
        key="tan",
        symbol="tan",
        latex=r"\tan($u)",
        slots=("u",),
        form="derivative",
        rules=(Rule("1 + tan²($u)", r"1 + \tan^{2}($u)"),),
        ko=Words("탄젠트", "탄젠트의 도함수는 1에 탄젠트의 제곱을 더한 것입니다."),
        en=Words("tangent", "The derivative of the tangent is one plus its square."),
        source="derivatives.yaml: tan",
    ),
    Operation(
        key="asin",
        symbol="asin",
        latex=r"\arcsin($u)",
        slots=("u",),
        form="derivative",
        rules=(Rule("1/√(1 − $u²)", r"\frac{1}{\sqrt{1 - $u^{2}}}"),),
        ko=Words("아크사인", "아크사인의 도함수는 1/√(1 − u²)이며 ±1에서 무한대입니다."),
        en=Words("arcsine", "The derivative of the arcsine is 1/√(1 − u²), infinite at ±1."),
        source="derivatives.yaml: asin",
        kink=Kink("kink-arc", _unit),
    ),
    Operation(
        key="acos",
        symbol="acos",
        latex=r"\arccos($u)",
        slots=("u",),
        form="derivative",
        rules=(Rule("−1/√(1 − $u²)", r"-\frac{1}{\sqrt{1 - $u^{2}}}"),),
        ko=Words("아크코사인", "아크코사인의 도함수는 −1/√(1 − u²)이며 ±1에서 −무한대입니다."),
        en=Words("arccosine", "The derivative of the arccosine is −1/√(1 − u²), minus infinity at ±1."),
        source="derivatives.yaml: acos",
        kink=Kink("kink-arc", _unit),
    ),
    Operation(
        key="atan",
        symbol="atan",
        latex=r"\arctan($u)",
        slots=("u",),
        form="derivative",
        rules=(Rule("1/(1 + $u²)", r"\frac{1}{1 + $u^{2}}"),),
        ko=Words("아크탄젠트", "아크탄젠트의 도함수는 1/(1 + u²)입니다."),
        en=Words("arctangent", "The derivative of the arctangent is 1/(1 + u²)."),
        source="derivatives.yaml: atan",
    ),
    Operation(
        key="sinh",
        symbol="sinh",
        latex=r"\sinh($u)",
        slots=("u",),
        form="derivative",
        rules=(Rule("cosh($u)", r"\cosh($u)"),),
        ko=Words("쌍곡사인", "쌍곡사인의 도함수는 쌍곡코사인입니다."),
        en=Words("hyperbolic sine", "The derivative of the hyperbolic sine is the hyperbolic cosine."),
        source="derivatives.yaml: sinh",
    ),
    Operation(
        key="cosh",
        symbol="cosh",
        latex=r"\cosh($u)",
        slots=("u",),
        form="derivative",
        rules=(Rule("sinh($u)", r"\sinh($u)"),),
        ko=Words("쌍곡코사인", "쌍곡코사인의 도함수는 쌍곡사인입니다."),
        en=Words("hyperbolic cosine", "The derivative of the hyperbolic cosine is the hyperbolic sine."),
        source="derivatives.yaml: cosh",
    ),
    Operation(
        key="tanh",
        symbol="tanh",
        latex=r"\tanh($u)",
        slots=("u",),
        form="derivative",
        rules=(Rule("1 − tanh²($u)", r"1 - \tanh^{2}($u)"),),
        ko=Words("쌍곡탄젠트", "쌍곡탄젠트의 도함수는 1에서 그 제곱을 뺀 것입니다."),
        en=Words("hyperbolic tangent", "The derivative of the hyperbolic tangent is one minus its square."),
        source="derivatives.yaml: tanh",
    ),
)

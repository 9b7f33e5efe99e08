"""Elementwise functions with a kink: where the derivative does not exist, torch's own choice counts."""

from __future__ import annotations

from app.operations.operation import Kink, Operation, Rule, Words

ROWS = (
    Operation(
        key="relu",
        symbol="ReLU",
        latex=r"\operatorname{ReLU}($u)",
        slots=("u",),
        form="derivative",
        rules=(Rule("[$u > 0]", "[$u > 0]"),),
        ko=Words(
            "ReLU", "ReLU는 양수에서 변화도를 그대로 보내고 나머지에서는 막습니다. [ ]는 참이면 1, 거짓이면 0입니다."
        ),
        en=Words(
            "ReLU",
            "ReLU lets the gradient through where its operand is positive and stops it elsewhere; [ ] is 1 where true, else 0.",
        ),
        source="derivatives.yaml: relu",
        kink=Kink("kink-relu", lambda u: u == 0),
    ),
    Operation(
        key="leaky_relu",
        symbol="LReLU",
        latex=r"\operatorname{LeakyReLU}_{$slope}($u)",
        slots=("u", "slope"),
        form="derivative",
        rules=(
            Rule("[$u > 0] + $slope·[$u ≤ 0]", r"[$u > 0] + $slope\,[$u \le 0]"),
            Rule("0", "0"),
        ),
        ko=Words("Leaky ReLU", "Leaky ReLU의 기울기는 양수에서 1, 나머지에서 정해 둔 작은 수입니다."),
        en=Words(
            "leaky ReLU", "Leaky ReLU has slope 1 where its operand is positive and the small given slope elsewhere."
        ),
        source="derivatives.yaml: leaky_relu",
        kink=Kink("kink-leaky-relu", lambda u, _slope: u == 0),
        defaults=(0.01,),
    ),
    Operation(
        key="abs",
        symbol="|u|",
        latex=r"\left|$u\right|",
        slots=("u",),
        form="derivative",
        rules=(Rule("sign($u)", r"\operatorname{sign}($u)"),),
        ko=Words("절댓값", "절댓값의 도함수는 부호입니다."),
        en=Words("absolute value", "The derivative of the absolute value is the sign."),
        source="derivatives.yaml: abs",
        kink=Kink("kink-abs", lambda u: u == 0),
    ),
    Operation(
        key="sign",
        symbol="sign",
        latex=r"\operatorname{sign}($u)",
        slots=("u",),
        form="derivative",
        rules=(Rule("0", "0"),),
        ko=Words("부호", "부호는 계단이므로 어디서나 도함수가 0이고, 변화도가 지나가지 않습니다."),
        en=Words("sign", "The sign is a step: its derivative is 0 everywhere and no gradient passes."),
        source="derivatives.yaml: sign",
        kink=Kink("kink-sign", lambda u: u == 0),
    ),
    Operation(
        key="maximum",
        symbol="max",
        latex=r"\max($u, $v)",
        slots=("u", "v"),
        form="derivative",
        rules=(
            Rule("[$u > $v] + ½·[$u = $v]", r"[$u > $v] + \tfrac{1}{2}[$u = $v]"),
            Rule("[$v > $u] + ½·[$v = $u]", r"[$v > $u] + \tfrac{1}{2}[$v = $u]"),
        ),
        ko=Words("최댓값", "변화도는 큰 쪽으로만 갑니다. 같으면 절반씩 나눕니다."),
        en=Words("maximum", "The gradient goes to the larger operand alone; at a tie each gets one half."),
        source="derivatives.yaml: maximum",
        kink=Kink("kink-tie", lambda u, v: u == v),
    ),
    Operation(
        key="minimum",
        symbol="min",
        latex=r"\min($u, $v)",
        slots=("u", "v"),
        form="derivative",
        rules=(
            Rule("[$u < $v] + ½·[$u = $v]", r"[$u < $v] + \tfrac{1}{2}[$u = $v]"),
            Rule("[$v < $u] + ½·[$v = $u]", r"[$v < $u] + \tfrac{1}{2}[$v = $u]"),
        ),
        ko=Words("최솟값", "변화도는 작은 쪽으로만 갑니다. 같으면 절반씩 나눕니다."),
        en=Words("minimum", "The gradient goes to the smaller operand alone; at a tie each gets one half."),
        source="derivatives.yaml: minimum",
        kink=Kink("kink-tie", lambda u, v: u == v),
    ),
    Operation(
        key="clamp",
        symbol="clamp",
        latex=r"\operatorname{clamp}($u, $lower, $upper)",
        slots=("u", "lower", "upper"),
        form="derivative",
        rules=(
            Rule("[$lower ≤ $u ≤ $upper]", r"[$lower \le $u \le $upper]"),
            Rule("[$u < $lower < $upper]", "[$u < $lower < $upper]"),
            Rule("[max($u, $lower) > $upper]", r"[\max($u, $lower) > $upper]"),
        ),
        ko=Words("자르기(clamp)", "범위 안과 경계에서는 변화도가 u로 지나가고, 밖에서는 잘라 낸 경계로 갑니다."),
        en=Words(
            "clamp", "Inside the bounds and on them the gradient passes to u; outside, to the bound that cut it off."
        ),
        source="derivatives.yaml: clamp, clamp.Tensor",
        kink=Kink("kink-clamp", lambda u, lower, upper: u in {lower, upper}),
    ),
)

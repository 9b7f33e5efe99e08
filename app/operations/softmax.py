"""The softmax family, over the last dimension."""

from __future__ import annotations

from app.operations.operation import Operation, Rule, Words

ROWS = (
    Operation(
        key="softmax",
        symbol="softmax",
        latex=r"\operatorname{softmax}($u)",
        slots=("u",),
        form="product",
        rules=(
            Rule(
                "s⊙(ȳ − Σ ȳ⊙s), s = softmax($u)",
                r"s \odot \left(\bar{y} - \sum \bar{y} \odot s\right),\; s = \operatorname{softmax}($u)",
                shapes="(…, n) = (…, n)⊙(…, n)",
            ),
        ),
        ko=Words("소프트맥스", "모든 출력이 모든 입력에 따라 변하므로, ȳ에서 s로 가중한 평균을 뺀 뒤 s를 곱합니다."),
        en=Words("softmax", "Every output depends on every input: take the s-weighted mean off ȳ, then multiply by s."),
        source="derivatives.yaml: _softmax",
    ),
    Operation(
        key="log_softmax",
        symbol="log softmax",
        latex=r"\ln\operatorname{softmax}($u)",
        slots=("u",),
        form="product",
        rules=(
            Rule(
                "ȳ − softmax($u)·Σ ȳ",
                r"\bar{y} - \operatorname{softmax}($u) \sum \bar{y}",
                shapes="(…, n) = (…, n) − (…, n)·(…, 1)",
            ),
        ),
        ko=Words("로그 소프트맥스", "ȳ에서 그 합을 소프트맥스의 비율로 나눈 것을 뺍니다."),
        en=Words("log-softmax", "From ȳ its sum is taken off, shared out in proportion to the softmax."),
        source="derivatives.yaml: _log_softmax",
    ),
)

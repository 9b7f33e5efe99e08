"""Smooth activation functions: sigmoid, softplus, GELU, SiLU and the error function."""

from __future__ import annotations

from app.operations.operation import Operation, Rule, Words

ROWS = (
    Operation(
        key="sigmoid",
        symbol="σ",
        latex=r"\sigma($u)",
        slots=("u",),
        form="derivative",
        rules=(Rule("σ($u)·(1 − σ($u))", r"\sigma($u)\,(1 - \sigma($u))"),),
        ko=Words("시그모이드", "시그모이드의 도함수는 자기 값과 1에서 자기 값을 뺀 것의 곱입니다."),
        en=Words("sigmoid", "The derivative of the sigmoid is its value times one minus its value."),
        source="derivatives.yaml: sigmoid",
    ),
    Operation(
        key="softplus",
        symbol="softplus",
        latex=r"\operatorname{softplus}($u)",
        slots=("u",),
        form="derivative",
        rules=(Rule("σ($u)", r"\sigma($u)"),),
        ko=Words(
            "소프트플러스",
            "소프트플러스 ln(1 + eᵘ)의 도함수는 시그모이드입니다. 20보다 큰 값에서 PyTorch는 u 자체를 씁니다.",
        ),
        en=Words(
            "softplus", "The derivative of softplus, ln(1 + eᵘ), is the sigmoid; above 20 PyTorch takes u itself."
        ),
        source="derivatives.yaml: softplus (beta=1, threshold=20)",
    ),
    Operation(
        key="gelu",
        symbol="GELU",
        latex=r"\operatorname{GELU}($u)",
        slots=("u",),
        form="derivative",
        rules=(Rule("Φ($u) + $u·φ($u)", r"\Phi($u) + $u\,\varphi($u)"),),
        ko=Words(
            "GELU",
            "GELU는 u·Φ(u)이고, 곱의 법칙에 따라 도함수는 Φ(u) + u·φ(u)입니다. Φ와 φ는 표준정규분포의 누적분포와 밀도입니다.",
        ),
        en=Words(
            "GELU",
            "GELU is u·Φ(u); by the product rule its derivative is Φ(u) + u·φ(u), with the standard normal distribution Φ and density φ.",
        ),
        source="derivatives.yaml: gelu (approximate='none'); Hendrycks & Gimpel 2016",
    ),
    Operation(
        key="silu",
        symbol="SiLU",
        latex=r"\operatorname{SiLU}($u)",
        slots=("u",),
        form="derivative",
        rules=(Rule("σ($u)·(1 + $u·(1 − σ($u)))", r"\sigma($u)\,(1 + $u\,(1 - \sigma($u)))"),),
        ko=Words("SiLU", "SiLU는 u·σ(u)이고, 곱의 법칙으로 미분합니다."),
        en=Words("SiLU", "SiLU is u·σ(u), differentiated by the product rule."),
        source="derivatives.yaml: silu",
    ),
    Operation(
        key="erf",
        symbol="erf",
        latex=r"\operatorname{erf}($u)",
        slots=("u",),
        form="derivative",
        rules=(Rule("2/√π·e^(−$u²)", r"\frac{2}{\sqrt{\pi}} e^{-$u^{2}}"),),
        ko=Words("오차함수", "오차함수의 도함수는 종 모양 곡선 2/√π·e^(−u²)입니다."),
        en=Words("error function", "The derivative of the error function is the bell curve 2/√π·e^(−u²)."),
        source="derivatives.yaml: erf",
    ),
)

"""Linear algebra. Rules follow Giles, Collected matrix derivative results for forward and reverse mode AD (2008)."""

from __future__ import annotations

import math
from collections.abc import Sequence

from app.operations.operation import Kink, Operation, Rule, Words


def _singular(elements: Sequence[float]) -> bool:
    """Whether elimination with row pivoting, which is how LAPACK does it, meets a column of zeros."""
    size = math.isqrt(len(elements))
    rows = [list(elements[row * size : (row + 1) * size]) for row in range(size)]
    for column in range(size):
        pivot = max(rows[column:], key=lambda row: abs(row[column]))
        if pivot[column] == 0:
            return True
        rows.remove(pivot)
        rows.insert(column, pivot)
        for row in rows[column + 1 :]:
            factor = row[column] / pivot[column]
            row[column:] = [left - factor * right for left, right in zip(row[column:], pivot[column:], strict=True)]
    return False


ROWS = (
    Operation(
        key="matmul",
        symbol="@",
        latex=r"$u\,$v",
        slots=("u", "v"),
        form="product",
        rules=(
            Rule(
                "ȳ·$vᵀ", r"\bar{y}\,{$v}^{\top}", shapes="(m, k) = (m, n)·(n, k); (m, k) = (m) ⊗ (k); (k) = (n)·(n, k)"
            ),
            Rule(
                "$uᵀ·ȳ", r"{$u}^{\top}\,\bar{y}", shapes="(k, n) = (k, m)·(m, n); (k) = (k, m)·(m); (k, n) = (k) ⊗ (n)"
            ),
        ),
        ko=Words("행렬곱", "변화도는 다른 쪽 행렬의 전치를 곱해 돌아갑니다: Ū = Ȳ·Vᵀ, V̄ = Uᵀ·Ȳ."),
        en=Words(
            "matrix product", "The gradient returns through the transpose of the other factor: Ū = Ȳ·Vᵀ, V̄ = Uᵀ·Ȳ."
        ),
        source="derivatives.yaml: mm, mv, dot; Giles 2008, § 2.2.2",
    ),
    Operation(
        key="dot",
        symbol="·",
        latex=r"$u \cdot $v",
        slots=("u", "v"),
        form="gradient",
        rules=(
            Rule("$v", "$v", shapes="(n) = ()·(n)"),
            Rule("$u", "$u", shapes="(n) = ()·(n)"),
        ),
        ko=Words("내적", "내적의 도함수는 다른 쪽 벡터입니다."),
        en=Words("dot product", "The derivative of a dot product is the other vector."),
        source="derivatives.yaml: dot",
    ),
    Operation(
        key="outer",
        symbol="⊗",
        latex=r"$u \otimes $v",
        slots=("u", "v"),
        form="product",
        rules=(
            Rule("ȳ·$v", r"\bar{y}\,$v", shapes="(m) = (m, n)·(n)"),
            Rule("ȳᵀ·$u", r"\bar{y}^{\top}\,$u", shapes="(n) = (n, m)·(m)"),
        ),
        ko=Words("외적(텐서곱)", "결과의 변화도 행렬을 다른 쪽 벡터와 곱합니다."),
        en=Words("outer product", "The gradient matrix of the result is multiplied by the other vector."),
        source="derivatives.yaml: mul.Tensor (outer is a product of a column and a row)",
    ),
    Operation(
        key="transpose",
        symbol="ᵀ",
        latex=r"{$u}^{\top}",
        slots=("u",),
        form="product",
        rules=(Rule("ȳᵀ", r"\bar{y}^{\top}", shapes="(m, n) = (n, m)"),),
        ko=Words("전치", "전치의 변화도는 전치되어 돌아갑니다."),
        en=Words("transpose", "The gradient of a transpose comes back transposed."),
        source="derivatives.yaml: t",
    ),
    Operation(
        key="trace",
        symbol="tr",
        latex=r"\operatorname{tr}($u)",
        slots=("u",),
        form="gradient",
        rules=(Rule("I", "I", shapes="(n, m) = ()·(n, m)"),),
        ko=Words("대각합", "대각합의 도함수는 단위행렬입니다."),
        en=Words("trace", "The derivative of the trace is the identity matrix."),
        source="derivatives.yaml: trace; Giles 2008, § 2.3.1",
    ),
    Operation(
        key="det",
        symbol="det",
        latex=r"\det($u)",
        slots=("u",),
        form="gradient",
        rules=(Rule("det($u)·$u⁻ᵀ", r"\det($u)\,{$u}^{-\top}", shapes="(n, n) = ()·(n, n)"),),
        ko=Words("행렬식", "행렬식의 도함수는 행렬식에 역행렬의 전치를 곱한 것(야코비 공식)입니다."),
        en=Words(
            "determinant",
            "The derivative of the determinant is itself times the transposed inverse (Jacobi's formula).",
        ),
        source="derivatives.yaml: _linalg_det; Giles 2008, § 2.2.4",
        kink=Kink("kink-det", _singular),
    ),
)

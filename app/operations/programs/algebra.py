"""Linear algebra and running sums that only programs use."""

from __future__ import annotations

from app.operations.operation import Operation, Rule, Words

ROWS = (
    Operation(
        key="addmm",
        also=("baddbmm", "addmv"),
        symbol="b+xW",
        latex=r"$b + $x\,$w",
        slots=("b", "x", "w"),
        form="product",
        rules=(
            Rule("ȳ", r"\bar{y}", shapes="(m, n) = (m, n)"),
            Rule("ȳ·$wᵀ", r"\bar{y}\,{$w}^{\top}", shapes="(m, k) = (m, n)·(n, k)"),
            Rule("$xᵀ·ȳ", r"{$x}^{\top}\,\bar{y}", shapes="(k, n) = (k, m)·(m, n)"),
        ),
        ko=Words("곱하고 더하기", "더한 b는 변화도를 그대로, 두 행렬은 다른 쪽의 전치를 곱한 것을 받습니다."),
        en=Words(
            "product and sum",
            "What was added, b, gets the gradient as it is; the two matrices through each other's transpose.",
        ),
        source="derivatives.yaml: addmm, baddbmm; Giles 2008, § 2.2.2",
    ),
    Operation(
        key="einsum",
        symbol="Σᵢⱼ",
        latex=r"\operatorname{einsum}($u, \dots)",
        slots=("u",),
        form="none",
        rules=(),
        ko=Words(
            "아인슈타인 합",
            "곱해서 더한 것이므로, 피연산자마다 ȳ와 나머지 피연산자들을 자기 첨자로 다시 곱해 더한 것을 받습니다.",
        ),
        en=Words(
            "Einstein sum",
            "A sum of products: each operand gets the sum of products of ȳ with all the others, in its own indices.",
        ),
        source="derivatives.yaml: bmm; Laue, Mitterreiter & Giesen 2020",
    ),
    Operation(
        key="inv",
        symbol="u⁻¹",
        latex="{$u}^{-1}",
        slots=("u",),
        form="product",
        rules=(Rule("−$yᵀ·ȳ·$yᵀ", r"-{$y}^{\top}\,\bar{y}\,{$y}^{\top}", shapes="(n, n) = (n, n)·(n, n)·(n, n)"),),
        ko=Words("역행렬", "역행렬 y의 변화도는 양쪽에서 yᵀ를 곱하고 부호를 바꾸어 돌아갑니다."),
        en=Words("inverse", "The gradient of the inverse y returns with yᵀ on either side, negated."),
        source="derivatives.yaml: linalg_inv_ex; Giles 2008, § 2.2.3",
    ),
    Operation(
        key="solve",
        also=("linalg_solve",),
        symbol="u⁻¹v",
        latex="{$u}^{-1}\\,$v",
        slots=("u", "v"),
        form="product",
        rules=(
            Rule("−$u⁻ᵀ·ȳ·$yᵀ", r"-{$u}^{-\top}\,\bar{y}\,{$y}^{\top}", shapes="(n, n) = (n, n)·(n, k)·(k, n)"),
            Rule("$u⁻ᵀ·ȳ", r"{$u}^{-\top}\,\bar{y}", shapes="(n, k) = (n, n)·(n, k)"),
        ),
        ko=Words(
            "연립방정식 풀기", "오른쪽은 전치한 방정식을 푼 것을, 행렬은 그것과 해 y의 외적에 −를 붙인 것을 받습니다."
        ),
        en=Words(
            "solving equations",
            "The right-hand side gets the solution of the transposed equations; the matrix minus that times the solution yᵀ.",
        ),
        source="derivatives.yaml: _linalg_solve_ex; Giles 2008, § 2.3.1",
    ),
    Operation(
        key="p_norm",
        symbol="‖u‖ₚ",
        latex=r"\left\lVert $u \right\rVert_{p}",
        slots=("u",),
        form="product",
        rules=(
            Rule(
                "ȳ·sign($u)·(|$u|/‖$u‖ₚ)ᵖ⁻¹",
                r"\bar{y}\,\operatorname{sign}($u)\left(\frac{|$u|}{\lVert $u \rVert_{p}}\right)^{p-1}",
            ),
        ),
        ko=Words("노름", "따로 정하지 않으면 p = 2이고, 변화도는 같은 방향의 단위 벡터 u/‖u‖에 ȳ를 곱한 것입니다."),
        en=Words("norm", "With p = 2, which it is unless given, the gradient is ȳ times the unit vector u/‖u‖."),
        source="derivatives.yaml: linalg_vector_norm",
    ),
    Operation(
        key="normalize",
        symbol="u/‖u‖",
        latex=r"\frac{$u}{\lVert $u \rVert}",
        slots=("u",),
        form="product",
        rules=(Rule("(ȳ − $y·Σ ȳ⊙$y)/‖$u‖", r"\frac{\bar{y} - $y \sum \bar{y} \odot $y}{\lVert $u \rVert}"),),
        ko=Words("길이를 1로", "길이는 바뀌지 않으므로, ȳ에서 y 방향의 성분을 빼고 길이로 나눕니다."),
        en=Words("unit length", "The length cannot change: ȳ loses its part along y and is divided by the length."),
        source="derivatives.yaml: linalg_vector_norm, div.Tensor",
    ),
    Operation(
        key="cumsum",
        symbol="Σ≤",
        latex=r"\sum_{j \le i} {$u}_{j}",
        slots=("u",),
        form="product",
        rules=(Rule("Σⱼ≥ᵢ ȳⱼ", r"\sum_{j \ge i} \bar{y}_{j}"),),
        ko=Words("누적합", "원소는 자기 뒤의 모든 합에 들어 있으므로, 그 변화도를 뒤에서부터 더해 받습니다."),
        en=Words("running sum", "An element is part of every sum from its place on, and gets all their gradients."),
        source="derivatives.yaml: cumsum",
    ),
    Operation(
        key="cumprod",
        symbol="Π≤",
        latex=r"\prod_{j \le i} {$u}_{j}",
        slots=("u",),
        form="product",
        rules=(Rule("Σⱼ≥ᵢ ȳⱼ·$yⱼ/$uᵢ", r"\sum_{j \ge i} \bar{y}_{j}\,\frac{{$y}_{j}}{{$u}_{i}}"),),
        ko=Words("누적곱", "자기 뒤의 모든 곱에서, 자기를 뺀 나머지의 곱을 변화도에 곱해 더합니다."),
        en=Words(
            "running product", "From every product from its place on it gets the gradient times the other factors."
        ),
        source="derivatives.yaml: cumprod",
    ),
)

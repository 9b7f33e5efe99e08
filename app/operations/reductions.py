"""Reductions of all elements to one number: sums, means, extremes, spreads and norms."""

from __future__ import annotations

from collections.abc import Sequence

from app.operations.operation import Kink, Operation, Rule, Words


def _all_zero(elements: Sequence[float]) -> bool:
    return not any(elements)


def _all_equal(elements: Sequence[float]) -> bool:
    return all(element == elements[0] for element in elements)


def _largest_tied(elements: Sequence[float]) -> bool:
    return elements.count(max(elements)) > 1


def _smallest_tied(elements: Sequence[float]) -> bool:
    return elements.count(min(elements)) > 1


ROWS = (
    Operation(
        key="sum",
        symbol="Σ",
        latex=r"\sum $u",
        slots=("u",),
        form="gradient",
        rules=(Rule("1", "1", shapes="(…) = ()·(…)"),),
        ko=Words("합", "합은 상류 변화도를 모든 원소에 그대로 복사합니다."),
        en=Words("sum of all elements", "A sum copies the upstream gradient to every element."),
        source="derivatives.yaml: sum",
    ),
    Operation(
        key="mean",
        symbol="mean",
        latex=r"\operatorname{mean}($u)",
        slots=("u",),
        form="gradient",
        rules=(Rule("1/n", r"\frac{1}{n}", shapes="(…) = ()·(…)"),),
        ko=Words("평균", "평균은 상류 변화도를 원소의 수 n으로 나누어 모든 원소에 줍니다."),
        en=Words("mean", "A mean gives every element the upstream gradient divided by their number n."),
        source="derivatives.yaml: mean",
    ),
    Operation(
        key="prod",
        symbol="Π",
        latex=r"\prod $u",
        slots=("u",),
        form="gradient",
        rules=(Rule("∏ⱼ≠ᵢ $uⱼ", r"\prod_{j \ne i} {$u}_{j}", shapes="(…) = ()·(…)"),),
        ko=Words("곱", "한 원소에 대한 도함수는 나머지 모든 원소의 곱입니다."),
        en=Words("product of all elements", "The derivative in one element is the product of all the others."),
        source="derivatives.yaml: prod",
    ),
    Operation(
        key="amax",
        symbol="max",
        latex=r"\max($u)",
        slots=("u",),
        form="gradient",
        rules=(Rule("[$u = max($u)]/k", r"\tfrac{1}{k}\,[$u = \max($u)]", shapes="(…) = ()·(…)"),),
        ko=Words("가장 큰 원소", "변화도는 가장 큰 원소로만 갑니다. k개가 같으면 k등분합니다."),
        en=Words("largest element", "The gradient goes to the largest element alone, shared evenly by k equal ones."),
        source="derivatives.yaml: amax",
        kink=Kink("kink-extreme", _largest_tied),
    ),
    Operation(
        key="amin",
        symbol="min",
        latex=r"\min($u)",
        slots=("u",),
        form="gradient",
        rules=(Rule("[$u = min($u)]/k", r"\tfrac{1}{k}\,[$u = \min($u)]", shapes="(…) = ()·(…)"),),
        ko=Words("가장 작은 원소", "변화도는 가장 작은 원소로만 갑니다. k개가 같으면 k등분합니다."),
        en=Words("smallest element", "The gradient goes to the smallest element alone, shared evenly by k equal ones."),
        source="derivatives.yaml: amin",
        kink=Kink("kink-extreme", _smallest_tied),
    ),
    Operation(
        key="var",
        symbol="var",
        latex=r"\operatorname{var}($u)",
        slots=("u",),
        form="gradient",
        rules=(
            Rule(
                "2·($u − mean($u))/(n − 1)",
                r"\frac{2\,($u - \operatorname{mean}($u))}{n - 1}",
                shapes="(…) = ()·(…)",
            ),
        ),
        ko=Words("분산", "분산은 평균에서 벗어난 만큼에 비례해 변화도를 보냅니다. PyTorch는 n − 1로 나눕니다."),
        en=Words(
            "variance",
            "A variance sends each element a gradient in proportion to its deviation; PyTorch divides by n − 1.",
        ),
        source="derivatives.yaml: var.correction",
    ),
    Operation(
        key="std",
        symbol="std",
        latex=r"\operatorname{std}($u)",
        slots=("u",),
        form="gradient",
        rules=(
            Rule(
                "($u − mean($u))/((n − 1)·std($u))",
                r"\frac{$u - \operatorname{mean}($u)}{(n - 1)\,\operatorname{std}($u)}",
                shapes="(…) = ()·(…)",
            ),
        ),
        ko=Words("표준편차", "표준편차의 도함수는 분산의 도함수를 표준편차의 두 배로 나눈 것입니다."),
        en=Words(
            "standard deviation", "Its derivative is that of the variance divided by twice the standard deviation."
        ),
        source="derivatives.yaml: std.correction",
        kink=Kink("kink-std", _all_equal),
    ),
    Operation(
        key="norm",
        symbol="‖u‖",
        latex=r"\left\lVert $u \right\rVert",
        slots=("u",),
        form="gradient",
        rules=(Rule("$u/‖$u‖", r"\frac{$u}{\left\lVert $u \right\rVert}", shapes="(…) = ()·(…)"),),
        ko=Words("유클리드 노름", "노름의 도함수는 같은 방향의 단위 벡터입니다."),
        en=Words("Euclidean norm", "The derivative of a norm is the unit vector in the same direction."),
        source="derivatives.yaml: linalg_vector_norm",
        kink=Kink("kink-norm", _all_zero),
    ),
    Operation(
        key="logsumexp",
        symbol="logsumexp",
        latex=r"\ln \sum e^{$u}",
        slots=("u",),
        form="gradient",
        rules=(Rule("softmax($u)", r"\operatorname{softmax}($u)", shapes="(…) = ()·(…)"),),
        ko=Words("로그합지수", "로그합지수의 도함수는 소프트맥스입니다."),
        en=Words("log-sum-exp", "The derivative of log-sum-exp is the softmax."),
        source="derivatives.yaml: logsumexp",
    ),
    Operation(
        key="mse",
        symbol="MSE",
        latex=r"\operatorname{MSE}($u, $v)",
        slots=("u", "v"),
        form="gradient",
        rules=(
            Rule("2·($u − $v)/n", r"\frac{2}{n}($u - $v)", shapes="(…) = ()·(…)"),
            Rule("−2·($u − $v)/n", r"-\frac{2}{n}($u - $v)", shapes="(…) = ()·(…)"),
        ),
        ko=Words("평균제곱오차", "평균제곱오차의 도함수는 오차의 두 배를 원소의 수로 나눈 것입니다."),
        en=Words("mean squared error", "Its derivative is twice the error divided by the number of elements."),
        source="derivatives.yaml: mse_loss",
    ),
)

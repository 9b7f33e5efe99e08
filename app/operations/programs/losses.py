"""Losses. ``n`` is the number of terms that ``reduction='mean'`` divides by; with ``'sum'`` and ``'none'`` it is 1."""

from __future__ import annotations

from app.operations.operation import Operation, Rule, Words

ROWS = (
    Operation(
        key="cross_entropy",
        symbol="CE",
        latex=r"\operatorname{CE}($u, $c)",
        slots=("u", "c"),
        form="gradient",
        rules=(
            Rule(
                "(softmax($u) − onehot($c))/n",
                r"\frac{1}{n}\left(\operatorname{softmax}($u) - \operatorname{onehot}($c)\right)",
                shapes="(n, k) = ()·(n, k)",
            ),
            Rule("−log_softmax($u)/n", r"-\frac{1}{n} \ln\operatorname{softmax}($u)", shapes="(n, k) = ()·(n, k)"),
        ),
        ko=Words(
            "교차 엔트로피",
            "예측한 확률에서 정답을 뺀 것이 변화도입니다. n은 평균을 낸 표본의 수이고, 정답이 확률로 주어지면 onehot 자리에 그 확률이 옵니다.",
        ),
        en=Words(
            "cross entropy",
            "The gradient is the predicted probabilities minus the truth; n samples are averaged, and given probabilities stand in place of onehot.",
        ),
        source="derivatives.yaml: _log_softmax, nll_loss",
    ),
    Operation(
        key="nll_loss",
        symbol="NLL",
        latex=r"\operatorname{NLL}($u, $c)",
        slots=("u", "c"),
        form="gradient",
        rules=(
            Rule("−onehot($c)/n", r"-\frac{1}{n}\operatorname{onehot}($c)", shapes="(n, k) = ()·(n, k)"),
            Rule("0", "0"),
        ),
        ko=Words("음의 로그가능도", "정답 자리에만 −1/n이 갑니다. n은 평균을 낸 표본의 수입니다."),
        en=Words("negative log-likelihood", "The true class alone gets −1/n, n samples being averaged."),
        source="derivatives.yaml: nll_loss",
    ),
    Operation(
        key="binary_cross_entropy",
        symbol="BCE",
        latex=r"\operatorname{BCE}($p, $t)",
        slots=("p", "t"),
        form="gradient",
        rules=(
            Rule("($p − $t)/(n·$p·(1 − $p))", r"\frac{$p - $t}{n\,$p\,(1 - $p)}", shapes="(…) = ()·(…)"),
            Rule("(ln(1 − $p) − ln($p))/n", r"\frac{1}{n}\left(\ln(1 - $p) - \ln $p\right)", shapes="(…) = ()·(…)"),
        ),
        ko=Words(
            "이진 교차 엔트로피",
            "확률 p의 변화도는 (p − t)/(p(1 − p))를 n으로 나눈 것입니다. p를 낸 시그모이드를 지나면 분모가 약분되어 p − t가 됩니다.",
        ),
        en=Words(
            "binary cross entropy",
            "The probability p gets (p − t)/(p(1 − p)) over n; behind a sigmoid the denominator cancels and p − t remains.",
        ),
        source="derivatives.yaml: binary_cross_entropy",
    ),
    Operation(
        key="binary_cross_entropy_with_logits",
        symbol="BCE σ",
        latex=r"\operatorname{BCE}(\sigma($u), $t)",
        slots=("u", "t"),
        form="gradient",
        rules=(
            Rule("(σ($u) − $t)/n", r"\frac{1}{n}\left(\sigma($u) - $t\right)", shapes="(…) = ()·(…)"),
            Rule("−$u/n", r"-\frac{$u}{n}", shapes="(…) = ()·(…)"),
        ),
        ko=Words("이진 교차 엔트로피(로짓)", "예측한 확률 σ(u)에서 정답 t를 빼고 n으로 나눈 것입니다."),
        en=Words(
            "binary cross entropy of logits",
            "The gradient is the predicted probability σ(u) minus the truth t, over n.",
        ),
        source="derivatives.yaml: binary_cross_entropy_with_logits",
    ),
    Operation(
        key="l1_loss",
        symbol="L1",
        latex=r"\operatorname{L1}($u, $v)",
        slots=("u", "v"),
        form="gradient",
        rules=(
            Rule("sign($u − $v)/n", r"\frac{1}{n}\operatorname{sign}($u - $v)", shapes="(…) = ()·(…)"),
            Rule("−sign($u − $v)/n", r"-\frac{1}{n}\operatorname{sign}($u - $v)", shapes="(…) = ()·(…)"),
        ),
        ko=Words("평균절대오차", "오차의 크기와 상관없이 그 부호를 n으로 나눈 것입니다."),
        en=Words("mean absolute error", "The sign of the error over n, however large the error is."),
        source="derivatives.yaml: abs, mean",
    ),
    Operation(
        key="smooth_l1_loss",
        symbol="sL1",
        latex=r"\operatorname{smoothL1}_{\beta}($u, $v)",
        slots=("u", "v"),
        form="gradient",
        rules=(
            Rule(
                "clamp(($u − $v)/β, −1, 1)/n",
                r"\frac{1}{n}\operatorname{clamp}\left(\tfrac{$u - $v}{\beta}, -1, 1\right)",
                shapes="(…) = ()·(…)",
            ),
            Rule(
                "−clamp(($u − $v)/β, −1, 1)/n",
                r"-\frac{1}{n}\operatorname{clamp}\left(\tfrac{$u - $v}{\beta}, -1, 1\right)",
                shapes="(…) = ()·(…)",
            ),
        ),
        ko=Words("부드러운 L1 손실", "오차가 β보다 작으면 제곱처럼 오차에 비례하고, 크면 절댓값처럼 부호만 남습니다."),
        en=Words(
            "smooth L1 loss",
            "Below β the gradient grows with the error, as of a square; beyond, only its sign remains, as of an absolute value.",
        ),
        source="derivatives.yaml: smooth_l1_loss",
    ),
    Operation(
        key="huber_loss",
        symbol="Huber",
        latex=r"\operatorname{Huber}_{\delta}($u, $v)",
        slots=("u", "v"),
        form="gradient",
        rules=(
            Rule(
                "clamp($u − $v, −δ, δ)/n",
                r"\frac{1}{n}\operatorname{clamp}($u - $v, -\delta, \delta)",
                shapes="(…) = ()·(…)",
            ),
            Rule(
                "−clamp($u − $v, −δ, δ)/n",
                r"-\frac{1}{n}\operatorname{clamp}($u - $v, -\delta, \delta)",
                shapes="(…) = ()·(…)",
            ),
        ),
        ko=Words("후버 손실", "오차를 ±δ에서 자른 것을 n으로 나눈 것이 변화도입니다."),
        en=Words("Huber loss", "The gradient is the error, cut off at ±δ, over n."),
        source="derivatives.yaml: huber_loss",
    ),
    Operation(
        key="kl_div",
        symbol="KL",
        latex=r"\operatorname{KL}($u, $v)",
        slots=("u", "v"),
        form="gradient",
        rules=(
            Rule("−$v/n", r"-\frac{$v}{n}", shapes="(…) = ()·(…)"),
            Rule("(ln($v) + 1 − $u)/n", r"\frac{1}{n}\left(\ln $v + 1 - $u\right)", shapes="(…) = ()·(…)"),
        ),
        ko=Words("쿨백–라이블러 발산", "u는 로그확률입니다. 변화도는 목표 확률 v의 부호를 바꾸어 n으로 나눈 것입니다."),
        en=Words(
            "Kullback–Leibler divergence",
            "u are log-probabilities; they get the target probabilities v, negated, over n.",
        ),
        source="derivatives.yaml: xlogy, mul.Tensor, mean",
    ),
    Operation(
        key="cosine_similarity",
        symbol="cos∠",
        latex=r"\frac{$u \cdot $v}{\lVert $u \rVert \lVert $v \rVert}",
        slots=("u", "v"),
        form="product",
        rules=(
            Rule(
                "ȳ·($v/‖$v‖ − $y·$u/‖$u‖)/‖$u‖",
                r"\frac{\bar{y}}{\lVert $u \rVert}\left(\frac{$v}{\lVert $v \rVert} - $y\,\frac{$u}{\lVert $u \rVert}\right)",
            ),
            Rule(
                "ȳ·($u/‖$u‖ − $y·$v/‖$v‖)/‖$v‖",
                r"\frac{\bar{y}}{\lVert $v \rVert}\left(\frac{$u}{\lVert $u \rVert} - $y\,\frac{$v}{\lVert $v \rVert}\right)",
            ),
        ),
        ko=Words("코사인 유사도", "방향만 보므로, 변화도에는 자기 방향의 성분이 없습니다."),
        en=Words("cosine similarity", "It looks at directions alone: a vector gets no gradient along itself."),
        source="derivatives.yaml: linalg_vector_norm, mul.Tensor, sum",
    ),
)

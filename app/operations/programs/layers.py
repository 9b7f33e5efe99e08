"""Layers of networks: affine maps, convolutions, pooling, normalisation, dropout, embedding."""

from __future__ import annotations

from app.operations.operation import Operation, Rule, Words

ROWS = (
    Operation(
        key="linear",
        symbol="xWᵀ",
        latex=r"$x\,{$w}^{\top} + $b",
        slots=("x", "w", "b"),
        form="product",
        rules=(
            Rule("ȳ·$w", r"\bar{y}\,$w", shapes="(…, k) = (…, m)·(m, k)"),
            Rule("ȳᵀ·$x", r"\bar{y}^{\top}\,$x", shapes="(m, k) = (m, …)·(…, k)"),
            Rule("Σ ȳ", r"\sum \bar{y}", shapes="(m) = Σ (…, m)"),
        ),
        ko=Words(
            "선형층",
            "x·Wᵀ + b에서 입력은 ȳ·W, 가중치는 ȳᵀ·x를 받고, 편향은 모든 행에 더해졌으므로 ȳ의 행을 모두 더한 것을 받습니다.",
        ),
        en=Words(
            "linear layer",
            "Of x·Wᵀ + b the input gets ȳ·W and the weight ȳᵀ·x; the bias, added to every row, gets the sum of ȳ's rows.",
        ),
        source="derivatives.yaml: linear, addmm; Giles 2008, § 2.2.2",
    ),
    Operation(
        key="conv",
        also=("conv1d", "conv2d", "conv3d"),
        symbol="∗",
        latex="$x * $w + $b",
        slots=("x", "w", "b"),
        form="product",
        rules=(
            Rule("conv_transpose(ȳ, $w)", r"\operatorname{conv}^{\top}(\bar{y}, $w)"),
            Rule("Σₙ conv($xₙ, ȳₙ)", r"\sum_{n} \operatorname{conv}({$x}_{n}, {\bar{y}}_{n})"),
            Rule("Σ ȳ", r"\sum \bar{y}"),
        ),
        ko=Words(
            "합성곱",
            "입력은 ȳ를 같은 커널로 전치 합성곱한 것을, 커널은 표본 n마다 입력을 ȳ로 합성곱해 더한 것을, 편향은 채널마다 ȳ의 합을 받습니다.",
        ),
        en=Words(
            "convolution",
            "The input gets ȳ through the transposed convolution; the kernel the inputs convolved with ȳ, summed over samples n; the bias the sum of ȳ over its channel.",
        ),
        source="derivatives.yaml: convolution_overrideable; Dumoulin & Visin 2016, § 4",
    ),
    Operation(
        key="conv_transpose",
        also=("conv_transpose1d", "conv_transpose2d", "conv_transpose3d"),
        symbol="∗ᵀ",
        latex=r"$x *^{\top} $w + $b",
        slots=("x", "w", "b"),
        form="product",
        rules=(
            Rule("conv(ȳ, $w)", r"\operatorname{conv}(\bar{y}, $w)"),
            Rule("Σₙ conv(ȳₙ, $xₙ)", r"\sum_{n} \operatorname{conv}({\bar{y}}_{n}, {$x}_{n})"),
            Rule("Σ ȳ", r"\sum \bar{y}"),
        ),
        ko=Words("전치 합성곱", "전치 합성곱은 합성곱의 역전파이므로, 입력으로 돌아가는 길은 보통의 합성곱입니다."),
        en=Words(
            "transposed convolution",
            "It is the backward pass of a convolution, so its own way back to the input is a plain convolution.",
        ),
        source="derivatives.yaml: convolution_overrideable; Dumoulin & Visin 2016, § 4",
    ),
    Operation(
        key="max_pool",
        also=(
            "max_pool1d",
            "max_pool2d",
            "max_pool3d",
            "max_pool2d_with_indices",
            "adaptive_max_pool1d",
            "adaptive_max_pool2d",
        ),
        symbol="max▦",
        latex=r"\operatorname{maxpool}($u)",
        slots=("u",),
        form="product",
        rules=(Rule("Σ ȳ·[$u = $y]", r"\sum \bar{y}\,[$u = $y]"),),
        ko=Words("최대 풀링", "창마다 변화도는 뽑힌 가장 큰 원소로만 갑니다. 여러 창에서 뽑히면 더합니다."),
        en=Words(
            "max pooling",
            "In every window the gradient goes to the largest element alone; picked by several windows it gets their sum.",
        ),
        source="derivatives.yaml: max_pool2d_with_indices",
    ),
    Operation(
        key="avg_pool",
        also=("avg_pool1d", "avg_pool2d", "avg_pool3d", "adaptive_avg_pool1d", "adaptive_avg_pool2d"),
        symbol="avg▦",
        latex=r"\operatorname{avgpool}($u)",
        slots=("u",),
        form="product",
        rules=(Rule("Σ ȳ/k", r"\sum \frac{\bar{y}}{k}"),),
        ko=Words("평균 풀링", "창마다 변화도를 창의 원소 수 k로 나누어 모든 원소에 줍니다."),
        en=Words("average pooling", "Every window shares its gradient evenly among its k elements."),
        source="derivatives.yaml: avg_pool2d, _adaptive_avg_pool2d",
    ),
    Operation(
        key="interpolate",
        also=("upsample",),
        symbol="⤢",
        latex=r"\operatorname{interpolate}($u)",
        slots=("u",),
        form="none",
        rules=(),
        ko=Words(
            "크기 바꾸기(보간)", "입력 원소는 자기가 쓰인 출력의 변화도를, 쓰인 가중치를 곱해 모두 더해 받습니다."
        ),
        en=Words(
            "resizing by interpolation",
            "An element gets the gradients of all outputs it was used in, each times the weight it was used with.",
        ),
        source="derivatives.yaml: upsample_nearest2d, upsample_bilinear2d",
    ),
    Operation(
        key="batch_norm",
        symbol="BN",
        latex=r"$w \odot \hat{$x} + $b",
        slots=("x", "m", "v", "w", "b"),
        form="product",
        rules=(
            Rule(
                "$w/σ·(ȳ − mean(ȳ) − x̂·mean(ȳ⊙x̂)), x̂ = ($x − mean($x))/σ",
                r"\frac{$w}{\sigma}\left(\bar{y} - \operatorname{mean}(\bar{y}) - \hat{x}\,\operatorname{mean}(\bar{y} \odot \hat{x})\right),\; \hat{x} = \frac{$x - \operatorname{mean}($x)}{\sigma}",
            ),
            Rule("0", "0"),
            Rule("0", "0"),
            Rule("Σ ȳ⊙x̂", r"\sum \bar{y} \odot \hat{x}"),
            Rule("Σ ȳ", r"\sum \bar{y}"),
        ),
        ko=Words(
            "배치 정규화",
            "평균과 표준편차 σ도 입력에 따라 변하므로 채널마다 ȳ에서 두 성분을 뺍니다. eval()에서는 둘이 상수이고 w/σ·ȳ만 남습니다.",
        ),
        en=Words(
            "batch normalisation",
            "Mean and standard deviation σ depend on the input too, so two parts of ȳ are taken off per channel; in eval() they are constants and w/σ·ȳ remains.",
        ),
        source="derivatives.yaml: native_batch_norm; Ioffe & Szegedy 2015, § 3",
    ),
    Operation(
        key="layer_norm",
        also=("group_norm",),
        symbol="LN",
        latex=r"$w \odot \hat{$x} + $b",
        slots=("x", "w", "b"),
        form="product",
        rules=(
            Rule(
                "(g − mean(g) − x̂·mean(g⊙x̂))/σ, g = ȳ⊙$w, x̂ = ($x − mean($x))/σ",
                r"\frac{1}{\sigma}\left(g - \operatorname{mean}(g) - \hat{x}\,\operatorname{mean}(g \odot \hat{x})\right),\; g = \bar{y} \odot $w,\; \hat{x} = \frac{$x - \operatorname{mean}($x)}{\sigma}",
            ),
            Rule("Σ ȳ⊙x̂", r"\sum \bar{y} \odot \hat{x}"),
            Rule("Σ ȳ", r"\sum \bar{y}"),
        ),
        ko=Words(
            "층 정규화(그룹 정규화)",
            "표본 하나(그룹 하나) 안에서 평균과 표준편차 σ를 구하므로, 그 안에서 ȳ의 평균과 x̂ 방향 성분을 뺍니다.",
        ),
        en=Words(
            "layer (or group) normalisation",
            "Mean and σ are taken within one sample (or group), so within it ȳ loses its mean and its part along x̂.",
        ),
        source="derivatives.yaml: native_layer_norm, native_group_norm; Ba, Kiros & Hinton 2016",
    ),
    Operation(
        key="dropout",
        also=("dropout1d", "dropout2d", "alpha_dropout"),
        symbol="drop",
        latex=r"\frac{m \odot $u}{1 - p}",
        slots=("u",),
        form="product",
        rules=(Rule("ȳ⊙m/(1 − p)", r"\frac{\bar{y} \odot m}{1 - p}"),),
        ko=Words(
            "드롭아웃", "앞으로 갈 때 꺼진(m = 0) 원소에는 변화도도 가지 않고, 남은 원소에는 1/(1 − p)배가 갑니다."
        ),
        en=Words(
            "dropout",
            "An element that was dropped (m = 0) gets no gradient; those that stayed get it times 1/(1 − p).",
        ),
        source="derivatives.yaml: native_dropout",
    ),
    Operation(
        key="embedding",
        symbol="w[i]",
        latex="{$w}[$i]",
        slots=("i", "w"),
        form="product",
        rules=(
            Rule("0", "0"),
            Rule("onehot($i)ᵀ·ȳ", r"\operatorname{onehot}($i)^{\top}\,\bar{y}", shapes="(k, d) = (k, n)·(n, d)"),
        ),
        ko=Words("임베딩", "꺼내 쓴 행에만 변화도가 돌아가고, 여러 번 꺼낸 행은 모두 더해 받습니다."),
        en=Words(
            "embedding",
            "Only the rows that were looked up get a gradient; a row looked up several times gets the sum.",
        ),
        source="derivatives.yaml: embedding",
    ),
)

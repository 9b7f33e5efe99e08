"""What picks elements, or says which: indexing, gathering, masks, extremes along an axis, comparisons."""

from __future__ import annotations

from app.operations.operation import Operation, Rule, Words

BACK = Rule("scatter(ȳ, i)", r"\operatorname{scatter}(\bar{y}, i)")
CHOSEN = Rule("ȳ·[$u = $y]", r"\bar{y}\,[$u = $y]")
OTHER = Rule("ȳ·[$v = $y]", r"\bar{y}\,[$v = $y]")


def _truth(key: str, symbol: str, latex: str, slots: tuple[str, ...], ko: str, en: str) -> Operation:  # noqa: PLR0913, PLR0917
    """A question about its operands: the answer is true or false, and no gradient passes."""
    return Operation(
        key=key,
        symbol=symbol,
        latex=latex,
        slots=slots,
        form="none",
        rules=(),
        ko=Words(ko, "결과는 참이나 거짓이어서 미분할 수 없고, 변화도가 지나가지 않습니다."),
        en=Words(en, "The result is true or false: it has no derivative and no gradient passes."),
        source="derivatives.yaml: output_differentiability: [False]",
    )


ROWS = (
    Operation(
        key="getitem",
        also=("select", "narrow"),
        symbol="[ ]",
        latex="{$u}[i]",
        slots=("u",),
        form="product",
        rules=(BACK,),
        ko=Words(
            "꺼내기(인덱싱)", "변화도는 꺼낸 자리 i로 돌아가고, 나머지 자리는 0입니다. 여러 번 꺼낸 자리는 더합니다."
        ),
        en=Words(
            "indexing",
            "The gradient goes back to the places i that were picked, summed where one was picked twice; all others get 0.",
        ),
        source="derivatives.yaml: select.int, slice.Tensor, index.Tensor",
    ),
    Operation(
        key="gather",
        also=("index_select", "take", "take_along_dim", "masked_select"),
        symbol="u[i]",
        latex="{$u}[$i]",
        slots=("u", "i"),
        form="product",
        rules=(
            Rule("scatter(ȳ, $i)", r"\operatorname{scatter}(\bar{y}, $i)"),
            Rule("0", "0"),
        ),
        ko=Words("모으기", "변화도는 번호가 가리킨 자리로 돌아가 더해지고, 나머지 자리는 0입니다."),
        en=Words(
            "gathering", "The gradient goes back to where the indices point, and is summed there; all others get 0."
        ),
        source="derivatives.yaml: gather, index_select, take, masked_select",
    ),
    Operation(
        key="scatter",
        also=("index_copy",),
        symbol="u[i]←",
        latex=r"{$u}[$i] \leftarrow $v",
        slots=("u", "i", "v"),
        form="product",
        rules=(
            Rule("scatter(ȳ, $i, 0)", r"\operatorname{scatter}(\bar{y}, $i, 0)"),
            Rule("0", "0"),
            Rule("gather(ȳ, $i)", r"\operatorname{gather}(\bar{y}, $i)"),
        ),
        ko=Words("흩어 쓰기", "덮어쓴 자리의 변화도는 써 넣은 값 v로 가고, u는 나머지 자리의 것만 받습니다."),
        en=Words(
            "scattering", "Where it was overwritten the gradient goes to the values v; u gets that of all other places."
        ),
        source="derivatives.yaml: scatter.src",
    ),
    Operation(
        key="scatter_add",
        also=("index_add",),
        symbol="u[i]+=",
        latex=r"{$u}[$i] \mathrel{+}= $v",
        slots=("u", "i", "v"),
        form="product",
        rules=(
            Rule("ȳ", r"\bar{y}"),
            Rule("0", "0"),
            Rule("gather(ȳ, $i)", r"\operatorname{gather}(\bar{y}, $i)"),
        ),
        ko=Words("흩어 더하기", "u는 변화도를 그대로 받고, 더한 값 v는 더해진 자리의 변화도를 받습니다."),
        en=Words(
            "scattered addition", "u gets the gradient as it is; the values v that of the places they were added to."
        ),
        source="derivatives.yaml: scatter_add, index_add",
    ),
    Operation(
        key="where",
        symbol="?:",
        latex=r"$c \mathbin{?} $u : $v",
        slots=("c", "u", "v"),
        form="product",
        rules=(Rule("0", "0"), Rule("ȳ·[$c]", r"\bar{y}\,[$c]"), Rule("ȳ·(1 − [$c])", r"\bar{y}\,(1 - [$c])")),
        ko=Words(
            "골라 쓰기(where)", "변화도는 조건이 참인 자리에서는 앞의 것으로, 거짓인 자리에서는 뒤의 것으로 갑니다."
        ),
        en=Words(
            "choice", "The gradient goes to the first where the condition is true and to the second where it is false."
        ),
        source="derivatives.yaml: where.self",
    ),
    Operation(
        key="masked_fill",
        symbol="mask",
        latex=r"\operatorname{masked\_fill}($u, $c)",
        slots=("u", "c"),
        form="product",
        rules=(Rule("ȳ·(1 − [$c])", r"\bar{y}\,(1 - [$c])"), Rule("0", "0")),
        ko=Words("가린 자리 채우기", "채워진 자리에서는 변화도가 막히고, 나머지 자리에서는 그대로 갑니다."),
        en=Words("masked filling", "Where it was filled the gradient stops; everywhere else it passes as it is."),
        source="derivatives.yaml: masked_fill.Scalar",
    ),
    Operation(
        key="max",
        also=("fmax",),
        symbol="max",
        latex=r"\max($u)",
        slots=("u", "v"),
        form="product",
        rules=(CHOSEN, OTHER),
        ko=Words("최댓값(max)", "변화도는 결과 y로 뽑힌 원소로만 갑니다."),
        en=Words("maximum (max)", "The gradient goes to the elements alone that were chosen as the result y."),
        source="derivatives.yaml: max, max.dim",
    ),
    Operation(
        key="min",
        also=("fmin",),
        symbol="min",
        latex=r"\min($u)",
        slots=("u", "v"),
        form="product",
        rules=(CHOSEN, OTHER),
        ko=Words("최솟값(min)", "변화도는 결과 y로 뽑힌 원소로만 갑니다."),
        en=Words("minimum (min)", "The gradient goes to the elements alone that were chosen as the result y."),
        source="derivatives.yaml: min, min.dim",
    ),
    Operation(
        key="median",
        also=("kthvalue", "mode"),
        symbol="med",
        latex=r"\operatorname{median}($u)",
        slots=("u",),
        form="product",
        rules=(BACK,),
        ko=Words("중앙값(순위 통계)", "변화도는 그 순위의 원소 i로만 갑니다."),
        en=Words("median (and other ranks)", "The gradient goes to the element i of that rank alone."),
        source="derivatives.yaml: median, median.dim",
    ),
    Operation(
        key="topk",
        symbol="top k",
        latex=r"\operatorname{topk}($u)",
        slots=("u",),
        form="product",
        rules=(BACK,),
        ko=Words("큰 것부터 k개", "변화도는 뽑힌 k개의 자리로만 돌아갑니다."),
        en=Words("largest k", "The gradient goes back to the k places that were picked, and to no other."),
        source="derivatives.yaml: topk",
    ),
    Operation(
        key="sort",
        symbol="sort",
        latex=r"\operatorname{sort}($u)",
        slots=("u",),
        form="product",
        rules=(BACK,),
        ko=Words("정렬", "변화도는 원소마다 정렬되기 전의 자리로 돌아갑니다."),
        en=Words("sorting", "Every element's gradient goes back to where it stood before."),
        source="derivatives.yaml: sort",
    ),
    Operation(
        key="argmax",
        also=("argmin", "argsort", "nonzero", "count_nonzero", "one_hot", "multinomial", "bucketize"),
        symbol="arg",
        latex=r"\operatorname{arg}($u)",
        slots=("u",),
        form="none",
        rules=(),
        ko=Words(
            "번호·개수(argmax, argsort, nonzero 등)",
            "결과는 번호나 개수를 말하는 정수여서, 변화도가 지나가지 않습니다.",
        ),
        en=Words(
            "index or count (argmax, argsort, nonzero …)",
            "The result is a whole number, a place or a count: no gradient passes.",
        ),
        source="derivatives.yaml: output_differentiability: [False]",
    ),
    *(
        _truth(key, symbol, rf"$u {latex} $v", ("u", "v"), ko, en)
        for key, symbol, latex, ko, en in (
            ("gt", ">", ">", "크다", "greater"),
            ("ge", "≥", r"\ge", "크거나 같다", "greater or equal"),
            ("lt", "<", "<", "작다", "less"),
            ("le", "≤", r"\le", "작거나 같다", "less or equal"),
            ("eq", "==", "=", "같다", "equal"),
            ("ne", "≠", r"\ne", "다르다", "not equal"),
            ("and", "∧", r"\land", "그리고", "and"),
            ("or", "∨", r"\lor", "또는", "or"),
        )
    ),
    _truth("all", "∀", r"\forall\,$u", ("u",), "모두 참", "all"),
    _truth("any", "∃", r"\exists\,$u", ("u",), "하나라도 참", "any"),
    _truth("not", "¬", r"\lnot $u", ("u",), "아니다", "not"),
)

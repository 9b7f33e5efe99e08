"""Copies, conversions, what cuts a tensor off from its graph, and what writes a tensor anew."""

from __future__ import annotations

from app.operations.operation import Operation, Rule, Words

ROWS = (
    Operation(
        key="clone",
        also=("contiguous",),
        symbol="copy",
        latex=r"\operatorname{clone}($u)",
        slots=("u",),
        form="product",
        rules=(Rule("ȳ", r"\bar{y}"),),
        ko=Words("복사", "사본의 변화도는 그대로 원본으로 갑니다."),
        en=Words("copy", "The gradient of the copy goes on to the original as it is."),
        source="derivatives.yaml: clone",
    ),
    Operation(
        key="to",
        also=("type", "type_as", "double", "float", "half", "bfloat16", "long", "int", "short", "bool"),
        symbol="dtype",
        latex=r"\operatorname{to}($u)",
        slots=("u",),
        form="product",
        rules=(Rule("ȳ", r"\bar{y}"),),
        ko=Words(
            "자료형 바꾸기",
            "변화도는 원래 자료형으로 바뀌어 돌아갑니다. 정수나 참·거짓으로 바꾸면 변화도가 지나가지 않습니다.",
        ),
        en=Words(
            "conversion of dtype",
            "The gradient comes back in the operand's own dtype; to whole numbers or truth values none passes.",
        ),
        source="derivatives.yaml: _to_copy",
    ),
    Operation(
        key="detach",
        also=("tensor",),
        symbol="detach",
        latex=r"\operatorname{detach}($u)",
        slots=("u",),
        form="product",
        rules=(Rule("0", "0"),),
        ko=Words("떼어 내기(detach)", "값은 같지만 그래프에서 끊겨, 변화도가 돌아가지 않습니다."),
        en=Words("detach", "The same value, cut off from the graph: no gradient goes back."),
        source="derivatives.yaml: detach",
    ),
    Operation(
        key="data",
        symbol=".data",
        latex=r"$u\mathtt{.data}",
        slots=("u",),
        form="product",
        rules=(Rule("0", "0"),),
        ko=Words(
            ".data",
            ".data는 같은 값을 그래프 밖에서 보는 것이어서, 변화도가 돌아가지 않습니다. 여기에 쓰면 원본의 값도 바뀝니다.",
        ),
        en=Words(
            ".data",
            ".data looks at the same values outside the graph: no gradient goes back, and writing here changes the original.",
        ),
        source="torch.Tensor.data; PyTorch, autograd mechanics",
    ),
    Operation(
        key="copy_",
        symbol="←",
        latex=r"$u \leftarrow $v",
        slots=("u", "v"),
        form="product",
        rules=(Rule("0", "0"), Rule("ȳ", r"\bar{y}")),
        ko=Words("덮어쓰기(copy_)", "옛값은 지워졌으므로 0을, 써 넣은 값은 변화도를 그대로 받습니다."),
        en=Words(
            "overwriting (copy_)", "The old values are gone and get 0; those written in their place get the gradient."
        ),
        source="derivatives.yaml: copy",
    ),
    Operation(
        key="fill_",
        also=("uniform_", "normal_", "random_", "bernoulli_"),
        symbol="fill",
        latex=r"$u \leftarrow $v",
        slots=("u", "v"),
        form="product",
        rules=(Rule("0", "0"), Rule("Σ ȳ", r"\sum \bar{y}")),
        ko=Words("채우기(fill_)", "옛값은 지워졌으므로 0을, 채운 수 하나는 모든 원소의 변화도를 더해 받습니다."),
        en=Words(
            "filling (fill_)", "The old values are gone and get 0; the one number gets the gradients of all elements."
        ),
        source="derivatives.yaml: fill.Scalar, fill.Tensor",
    ),
    Operation(
        key="zero_",
        symbol="←0",
        latex=r"$u \leftarrow 0",
        slots=("u",),
        form="product",
        rules=(Rule("0", "0"),),
        ko=Words("0으로 지우기(zero_)", "옛값이 지워졌으므로 변화도도 지나가지 않습니다."),
        en=Words("zeroing (zero_)", "The old values are gone: no gradient passes to them."),
        source="derivatives.yaml: zero",
    ),
    Operation(
        key="setitem_",
        symbol="[ ]←",
        latex=r"{$u}[i] \leftarrow $v",
        slots=("u", "v"),
        form="product",
        rules=(
            Rule("scatter(ȳ, i, 0)", r"\operatorname{scatter}(\bar{y}, i, 0)"),
            Rule("ȳ[i]", r"\bar{y}[i]"),
        ),
        ko=Words("자리에 써 넣기", "써 넣은 자리 i의 변화도는 새 값 v로 가고, u는 나머지 자리의 것만 받습니다."),
        en=Words(
            "writing elements", "The gradient of the places i goes to the new values v; u gets that of all others."
        ),
        source="derivatives.yaml: copy_slices (CopySlices)",
    ),
)

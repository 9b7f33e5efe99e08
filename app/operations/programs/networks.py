"""Whole networks that are one call, and what a program defines itself: named, with a sentence in place of a formula."""

from __future__ import annotations

from app.operations.operation import Operation, Words


def _named(key: str, also: tuple[str, ...], symbol: str, ko: Words, en: Words, source: str) -> Operation:  # noqa: PLR0913, PLR0917
    """Too much for one formula; opened, the card lists the autograd nodes inside."""
    latex = rf"\operatorname{{{symbol}}}($x)"
    return Operation(key, symbol, latex, ("x",), "none", (), ko, en, source, also=also)


ROWS = (
    _named(
        "rnn",
        ("rnn_tanh", "rnn_relu", "rnn_tanh_cell", "rnn_relu_cell"),
        "RNN",
        Words(
            "순환 신경망",
            "시간을 거슬러 마지막 걸음부터 펼쳐 미분합니다. 모든 걸음이 같은 가중치를 쓰므로 그 변화도를 더합니다.",
        ),
        Words(
            "recurrent network",
            "Unrolled and walked from the last step back through time; all steps share the weights, which get the sum.",
        ),
        "Werbos 1990, backpropagation through time",
    ),
    _named(
        "lstm",
        ("lstm_cell",),
        "LSTM",
        Words("LSTM", "변화도는 시간을 거슬러 가며, 셀 상태를 따라서는 망각 게이트만 곱해져 덜 줄어듭니다."),
        Words(
            "LSTM",
            "The gradient goes back through time; along the cell state only the forget gate multiplies it, so it fades less.",
        ),
        "derivatives.yaml: _thnn_fused_lstm_cell; Hochreiter & Schmidhuber 1997",
    ),
    _named(
        "gru",
        ("gru_cell",),
        "GRU",
        Words("GRU", "변화도는 시간을 거슬러 가며, 갱신 게이트가 옛 상태와 새 상태에 나누어 줍니다."),
        Words(
            "GRU", "The gradient goes back through time; the update gate shares it between the old state and the new."
        ),
        "derivatives.yaml: _thnn_fused_gru_cell; Cho et al. 2014",
    ),
    _named(
        "attention",
        ("scaled_dot_product_attention",),
        "attn",
        Words(
            "어텐션",
            "softmax(Q·Kᵀ/√d)·V를 한 번에 계산합니다. 변화도는 V로는 가중치를, Q와 K로는 소프트맥스를 거쳐 갑니다.",
        ),
        Words(
            "attention",
            "softmax(Q·Kᵀ/√d)·V in one call: the gradient reaches V through the weights, and Q and K through the softmax.",
        ),
        "Vaswani et al. 2017, § 3.2.1",
    ),
    _named(
        "multi_head_attention",
        ("multi_head_attention_forward",),
        "MHA",
        Words(
            "멀티헤드 어텐션",
            "입력을 여러 머리로 나누어 선형층과 어텐션을 지나게 합니다. 변화도는 모든 머리의 것을 더합니다.",
        ),
        Words(
            "multi-head attention",
            "Linear layers and attention, in several heads side by side; the input gets the sum of what the heads send back.",
        ),
        "Vaswani et al. 2017, § 3.2.2",
    ),
    _named(
        "function",
        (),
        "ƒ",
        Words("프로그램이 정의한 함수", "미분 규칙은 프로그램이 쓴 backward입니다."),
        Words("function of the program", "Its rule was written by the program: its own backward."),
        "torch.autograd.Function",
    ),
)

"""Rules of layers and losses, said in torch."""

from __future__ import annotations

from collections.abc import Callable

import torch
import torch.nn.functional as F  # noqa: N812 -- as everybody calls it
from torch import Tensor

from tests.operations.rule import INDEX, Case, M, P, T, V, X, given, other, true

IMAGE, KERNEL = given(2, 3, 5, 5), given(4, 3, 2, 2)


def _samples(convolve: Callable[..., Tensor], x: Tensor, g: Tensor) -> Tensor:
    """Σₙ: every channel of a sample through every channel of its gradient, one plane each."""
    pairs = zip(x, g, strict=True)
    return sum((convolve(a[:, None], b[:, None]).transpose(0, 1) for a, b in pairs), torch.zeros(()))


def _normal(x: Tensor, dims: tuple[int, ...]) -> tuple[Tensor, Tensor]:
    sigma = x.var(dims, correction=0, keepdim=True).add(1e-5).sqrt()
    return (x - x.mean(dims, keepdim=True)) / sigma, sigma


def _batch(g: Tensor, x: Tensor, w: Tensor) -> Tensor:
    hat, sigma = _normal(x, (0,))
    return w / sigma * (g - g.mean(0) - hat * (g * hat).mean(0))


def _layer(g: Tensor, x: Tensor, w: Tensor) -> Tensor:
    hat, sigma = _normal(x, (-1,))
    g = g * w
    return (g - g.mean(-1, keepdim=True) - hat * (g * hat).mean(-1, keepdim=True)) / sigma


CASES: dict[str, Case] = {
    "linear": Case(
        F.linear,
        [M, given(2, 4), given(2)],
        [
            ("ȳ·$w", lambda g, _y, _x, w, _b: g @ w),
            ("ȳᵀ·$x", lambda g, _y, x, _w, _b: g.T @ x),
            ("Σ ȳ", lambda g, *_: g.sum(0)),
        ],
    ),
    "conv": Case(
        F.conv2d,
        [IMAGE, KERNEL, given(4)],
        [
            ("conv_transpose(ȳ, $w)", lambda g, _y, _x, w, _b: F.conv_transpose2d(g, w)),
            ("Σₙ conv($xₙ, ȳₙ)", lambda g, _y, x, _w, _b: _samples(F.conv2d, x, g)),
            ("Σ ȳ", lambda g, *_: g.sum((0, 2, 3))),
        ],
    ),
    "conv_transpose": Case(
        F.conv_transpose2d,
        [given(2, 4, 4, 4), KERNEL, given(3)],
        [
            ("conv(ȳ, $w)", lambda g, _y, _x, w, _b: F.conv2d(g, w)),
            ("Σₙ conv(ȳₙ, $xₙ)", lambda g, _y, x, _w, _b: _samples(F.conv2d, g, x)),
            ("Σ ȳ", lambda g, *_: g.sum((0, 2, 3))),
        ],
    ),
    "max_pool": Case(
        lambda u: F.max_pool1d(u, 2),
        [given(1, 2, 6)],
        [
            (
                "Σ ȳ·[$u = $y]",
                lambda g, y, u: g.repeat_interleave(2, -1) * true(u == y.repeat_interleave(2, -1)),
            )
        ],
    ),
    "avg_pool": Case(
        lambda u: F.avg_pool1d(u, 2), [given(1, 2, 6)], [("Σ ȳ/k", lambda g, *_: g.repeat_interleave(2, -1) / 2)]
    ),
    "batch_norm": Case(
        lambda x, m, v, w, b: F.batch_norm(x, m.clone(), v.clone(), w, b, training=True),
        [given(5, 3), torch.zeros(3).double(), torch.ones(3).double(), given(3), other(3)],
        [
            (
                "$w/σ·(ȳ − mean(ȳ) − x̂·mean(ȳ⊙x̂)), x̂ = ($x − mean($x))/σ",
                lambda g, _y, x, _m, _v, w, _b: _batch(g, x, w),
            ),
            ("0", None),
            ("0", None),
            ("Σ ȳ⊙x̂", lambda g, _y, x, *_: (g * _normal(x, (0,))[0]).sum(0)),
            ("Σ ȳ", lambda g, *_: g.sum(0)),
        ],
    ),
    "layer_norm": Case(
        lambda x, w, b: F.layer_norm(x, (4,), w, b),
        [M, given(4), other(4)],
        [
            (
                "(g − mean(g) − x̂·mean(g⊙x̂))/σ, g = ȳ⊙$w, x̂ = ($x − mean($x))/σ",
                lambda g, _y, x, w, _b: _layer(g, x, w),
            ),
            ("Σ ȳ⊙x̂", lambda g, _y, x, *_: (g * _normal(x, (-1,))[0]).sum(0)),
            ("Σ ȳ", lambda g, *_: g.sum(0)),
        ],
    ),
    "dropout": Case(
        lambda u: F.dropout(u, 0.25), [given(50)], [("ȳ⊙m/(1 − p)", lambda g, y, _: g * true(y != 0) / 0.75)]
    ),
    "embedding": Case(
        F.embedding,
        [INDEX, M],
        [("0", None), ("onehot($i)ᵀ·ȳ", lambda g, _y, i, _w: F.one_hot(i, 3).double().T @ g)],
    ),
    "cross_entropy": Case(
        F.cross_entropy,
        [M, torch.softmax(other(3, 4), -1)],
        [
            ("(softmax($u) − onehot($c))/n", lambda g, _y, u, c: g * (torch.softmax(u, -1) - c) / 3),
            ("−log_softmax($u)/n", lambda g, _y, u, _c: -g * torch.log_softmax(u, -1) / 3),
        ],
    ),
    "nll_loss": Case(
        F.nll_loss,
        [M, INDEX],
        [("−onehot($c)/n", lambda g, _y, _u, c: -g * F.one_hot(c, 4) / 3), ("0", None)],
    ),
    "binary_cross_entropy": Case(
        F.binary_cross_entropy,
        [P, T],
        [
            ("($p − $t)/(n·$p·(1 − $p))", lambda g, _y, p, t: g * (p - t) / (4 * p * (1 - p))),
            ("(ln(1 − $p) − ln($p))/n", lambda g, _y, p, _t: g * (torch.log(1 - p) - torch.log(p)) / 4),
        ],
    ),
    "binary_cross_entropy_with_logits": Case(
        F.binary_cross_entropy_with_logits,
        [X, T],
        [
            ("(σ($u) − $t)/n", lambda g, _y, u, t: g * (torch.sigmoid(u) - t) / 4),
            ("−$u/n", lambda g, _y, u, _t: -g * u / 4),
        ],
    ),
    "l1_loss": Case(
        F.l1_loss,
        [X, V],
        [
            ("sign($u − $v)/n", lambda g, _y, u, v: g * torch.sign(u - v) / 4),
            ("−sign($u − $v)/n", lambda g, _y, u, v: -g * torch.sign(u - v) / 4),
        ],
    ),
    "smooth_l1_loss": Case(
        lambda u, v: F.smooth_l1_loss(u, v, beta=0.5),
        [X, V],
        [
            ("clamp(($u − $v)/β, −1, 1)/n", lambda g, _y, u, v: g * torch.clamp((u - v) / 0.5, -1, 1) / 4),
            ("−clamp(($u − $v)/β, −1, 1)/n", lambda g, _y, u, v: -g * torch.clamp((u - v) / 0.5, -1, 1) / 4),
        ],
    ),
    "huber_loss": Case(
        lambda u, v: F.huber_loss(u, v, delta=0.5),
        [X, V],
        [
            ("clamp($u − $v, −δ, δ)/n", lambda g, _y, u, v: g * torch.clamp(u - v, -0.5, 0.5) / 4),
            ("−clamp($u − $v, −δ, δ)/n", lambda g, _y, u, v: -g * torch.clamp(u - v, -0.5, 0.5) / 4),
        ],
    ),
    "kl_div": Case(
        lambda u, v: F.kl_div(u, v, reduction="sum") / 4,
        [X, T],
        [
            ("−$v/n", lambda g, _y, _u, v: -g * v / 4),
            ("(ln($v) + 1 − $u)/n", lambda g, _y, u, v: g * (torch.log(v) + 1 - u) / 4),
        ],
    ),
    "cosine_similarity": Case(
        lambda u, v: F.cosine_similarity(u, v, dim=0),
        [X, V],
        [
            (
                "ȳ·($v/‖$v‖ − $y·$u/‖$u‖)/‖$u‖",
                lambda g, y, u, v: g * (v / v.norm() - y * u / u.norm()) / u.norm(),
            ),
            (
                "ȳ·($u/‖$u‖ − $y·$v/‖$v‖)/‖$v‖",
                lambda g, y, u, v: g * (u / u.norm() - y * v / v.norm()) / v.norm(),
            ),
        ],
    ),
}

"""Rules of functions of elements, matrices, shapes, selections and copies, said in torch."""

from __future__ import annotations

import torch
import torch.nn.functional as F  # noqa: N812 -- as everybody calls it
from torch import Tensor

from tests.operations.rule import INDEX, MASK, ROW, SQUARE, Case, M, P, V, X, given, true

SPREAD = torch.tensor([-4.0, -2.0, -0.5, 0.5, 2.0, 4.0, 7.0], dtype=torch.float64)
ALPHA, SCALE = 1.6732632423543772, 1.0507009873554805


def _scattered(gradient: Tensor, index: Tensor, like: Tensor) -> Tensor:
    return torch.zeros_like(like).scatter_add(-1, index, gradient)


def _written(u: Tensor, v: Tensor) -> Tensor:
    u = u.clone()
    u[1:3] = v
    return u


CASES: dict[str, Case] = {
    "elu": Case(
        lambda u: F.elu(u, 0.3),
        [SPREAD],
        [("[$u > 0] + α·e^$u·[$u ≤ 0]", lambda _g, _y, u: true(u > 0) + 0.3 * u.exp() * true(u <= 0))],
    ),
    "selu": Case(
        F.selu,
        [SPREAD],
        [
            (
                "λ·([$u > 0] + α·e^$u·[$u ≤ 0])",
                lambda _g, _y, u: SCALE * (true(u > 0) + ALPHA * u.exp() * true(u <= 0)),
            )
        ],
    ),
    "hardtanh": Case(
        lambda u: F.hardtanh(u, -1, 3), [SPREAD], [("[a < $u < b]", lambda _g, _y, u: true((u > -1) & (u < 3)))]
    ),
    "relu6": Case(F.relu6, [SPREAD], [("[0 < $u < 6]", lambda _g, _y, u: true((u > 0) & (u < 6)))]),
    "hardswish": Case(
        F.hardswish,
        [SPREAD],
        [
            (
                "[$u ≥ 3] + (2·$u + 3)/6·[−3 < $u < 3]",
                lambda _g, _y, u: true(u >= 3) + (2 * u + 3) / 6 * true(u.abs() < 3),
            )
        ],
    ),
    "hardsigmoid": Case(F.hardsigmoid, [SPREAD], [("[−3 < $u < 3]/6", lambda _g, _y, u: true(u.abs() < 3) / 6)]),
    "mish": Case(
        F.mish,
        [SPREAD],
        [
            (
                "t + $u·σ($u)·(1 − t²), t = tanh(softplus($u))",
                lambda _g, _y, u: (t := torch.tanh(F.softplus(u))) + u * torch.sigmoid(u) * (1 - t**2),
            )
        ],
    ),
    "softsign": Case(F.softsign, [SPREAD], [("1/(1 + |$u|)²", lambda _g, _y, u: 1 / (1 + u.abs()) ** 2)]),
    "log_sigmoid": Case(F.logsigmoid, [SPREAD], [("σ(−$u)", lambda _g, _y, u: torch.sigmoid(-u))]),
    "prelu": Case(
        F.prelu,
        [SPREAD, torch.tensor([0.2]).double()],
        [
            ("ȳ·([$u > 0] + $a·[$u ≤ 0])", lambda g, _y, u, a: g * (true(u > 0) + a * true(u <= 0))),
            ("Σ ȳ·$u·[$u ≤ 0]", lambda g, _y, u, _a: (g * u * true(u <= 0)).sum(0, keepdim=True)),
        ],
    ),
    "square": Case(torch.square, [X], [("2·$u", lambda _g, _y, u: 2 * u)]),
    "reciprocal": Case(torch.reciprocal, [X], [("−1/$u²", lambda _g, _y, u: -1 / u**2)]),
    "rsqrt": Case(torch.rsqrt, [P], [("−1/(2·$u·√$u)", lambda _g, _y, u: -1 / (2 * u * u.sqrt()))]),
    "exp2": Case(torch.exp2, [X], [("2^$u·ln(2)", lambda _g, _y, u: 2**u * torch.log(torch.tensor(2.0).double()))]),
    "expm1": Case(torch.expm1, [X], [("e^$u", lambda _g, _y, u: u.exp())]),
    "log1p": Case(torch.log1p, [P], [("1/(1 + $u)", lambda _g, _y, u: 1 / (1 + u))]),
    "atan2": Case(
        torch.atan2,
        [X, V],
        [
            ("$v/($u² + $v²)", lambda _g, _y, u, v: v / (u**2 + v**2)),
            ("−$u/($u² + $v²)", lambda _g, _y, u, v: -u / (u**2 + v**2)),
        ],
    ),
    **{
        name: Case(getattr(torch, name), [SPREAD], [("0", lambda _g, _y, u: 0 * u)])
        for name in ("round", "floor", "ceil", "trunc")
    },
    "addcmul": Case(
        lambda u, v, w: torch.addcmul(u, v, w, value=3),
        [X, V, P],
        [
            ("1", lambda _g, _y, u, *_: 0 * u + 1),
            ("c·$w", lambda _g, _y, _u, _v, w: 3 * w),
            ("c·$v", lambda _g, _y, _u, v, _w: 3 * v),
        ],
    ),
    "addcdiv": Case(
        lambda u, v, w: torch.addcdiv(u, v, w, value=3),
        [X, V, P],
        [
            ("1", lambda _g, _y, u, *_: 0 * u + 1),
            ("c/$w", lambda _g, _y, _u, _v, w: 3 / w),
            ("−c·$v/$w²", lambda _g, _y, _u, v, w: -3 * v / w**2),
        ],
    ),
    "lerp": Case(
        lambda u, v: torch.lerp(u, v, 0.3),
        [X, V],
        [("1 − ω", lambda _g, _y, u, _v: 0 * u + 0.7), ("ω", lambda _g, _y, u, _v: 0 * u + 0.3)],
    ),
    "remainder": Case(
        torch.remainder,
        [X, V],
        [("1", lambda _g, _y, u, _v: 0 * u + 1), ("−⌊$u/$v⌋", lambda _g, _y, u, v: -torch.floor(u / v))],
    ),
    "addmm": Case(
        torch.addmm,
        [SQUARE, M, given(4, 3)],
        [
            ("ȳ", lambda g, *_: g),
            ("ȳ·$wᵀ", lambda g, _y, _b, _x, w: g @ w.T),
            ("$xᵀ·ȳ", lambda g, _y, _b, x, _w: x.T @ g),
        ],
    ),
    "inv": Case(torch.linalg.inv, [SQUARE], [("−$yᵀ·ȳ·$yᵀ", lambda g, y, _: -y.T @ g @ y.T)]),
    "solve": Case(
        torch.linalg.solve,
        [SQUARE, M],
        [
            ("−$u⁻ᵀ·ȳ·$yᵀ", lambda g, y, u, _: -torch.linalg.inv(u).T @ g @ y.T),
            ("$u⁻ᵀ·ȳ", lambda g, _y, u, _: torch.linalg.inv(u).T @ g),
        ],
    ),
    "p_norm": Case(
        lambda u: torch.norm(u, 3),
        [X],
        [("ȳ·sign($u)·(|$u|/‖$u‖ₚ)ᵖ⁻¹", lambda g, y, u: g * u.sign() * (u.abs() / y) ** 2)],
    ),
    "normalize": Case(
        lambda u: F.normalize(u, dim=0),
        [X],
        [("(ȳ − $y·Σ ȳ⊙$y)/‖$u‖", lambda g, y, u: (g - y * (g * y).sum()) / u.norm())],
    ),
    "cumsum": Case(
        lambda u: torch.cumsum(u, 0), [X], [("Σⱼ≥ᵢ ȳⱼ", lambda g, *_: torch.stack([g[i:].sum() for i in range(4)]))]
    ),
    "cumprod": Case(
        lambda u: torch.cumprod(u, 0),
        [X],
        [("Σⱼ≥ᵢ ȳⱼ·$yⱼ/$uᵢ", lambda g, y, u: torch.stack([(g[i:] * y[i:] / u[i]).sum() for i in range(4)]))],
    ),
    "reshape": Case(lambda u: u.view(2, 6), [M], [("reshape(ȳ)", lambda g, *_: g.reshape(3, 4))]),
    "permute": Case(
        lambda u: u.permute(2, 0, 1), [given(2, 3, 4)], [("permute⁻¹(ȳ)", lambda g, *_: g.permute(1, 2, 0))]
    ),
    "cat": Case(lambda u: torch.cat([V, u, V]), [X], [("split(ȳ)ᵢ", lambda g, *_: g.split(4)[1])]),
    "stack": Case(lambda u: torch.stack([V, u, V]), [X], [("unbind(ȳ)ᵢ", lambda g, *_: g.unbind()[1])]),
    "split": Case(lambda u: torch.stack(u.split(2)), [X], [("cat(ȳ₁, ȳ₂, …)", lambda g, *_: torch.cat(g.unbind()))]),
    "unbind": Case(lambda u: torch.cat(u.unbind()), [M], [("stack(ȳ₁, ȳ₂, …)", lambda g, *_: torch.stack(g.split(4)))]),
    "expand": Case(lambda u: u.expand(3, 4), [X], [("Σ ȳ", lambda g, *_: g.sum(0))]),
    "repeat": Case(lambda u: u.repeat(3, 1), [X], [("Σ ȳ", lambda g, *_: g.sum(0))]),
    "flip": Case(lambda u: u.flip(0), [X], [("flip(ȳ)", lambda g, *_: g.flip(0))]),
    "roll": Case(lambda u: u.roll(1), [X], [("roll(ȳ, −k)", lambda g, *_: g.roll(-1))]),
    "pad": Case(lambda u: F.pad(u, (1, 2)), [X], [("crop(ȳ)", lambda g, *_: g[1:-2])]),
    "diag": Case(torch.diag, [X], [("diag(ȳ)", lambda g, *_: torch.diag(g))]),
    "tril": Case(torch.tril, [SQUARE], [("tril(ȳ)", lambda g, *_: torch.tril(g))]),
    "triu": Case(torch.triu, [SQUARE], [("triu(ȳ)", lambda g, *_: torch.triu(g))]),
    "unfold": Case(
        lambda u: F.unfold(u, 2),
        [given(1, 2, 4, 4)],
        [("fold(ȳ)", lambda g, *_: F.fold(g, (4, 4), 2))],
    ),
    "getitem": Case(lambda u: u[ROW], [X], [("scatter(ȳ, i)", lambda g, _y, u: _scattered(g, ROW, u))]),
    "gather": Case(
        lambda u, i: torch.gather(u, 0, i),
        [X, INDEX],
        [("scatter(ȳ, $i)", lambda g, _y, u, i: _scattered(g, i, u)), ("0", None)],
    ),
    "scatter": Case(
        lambda u, i, v: torch.scatter(u, 0, i, v),
        [X, ROW, given(3)],
        [
            ("scatter(ȳ, $i, 0)", lambda g, _y, _u, i, _v: g.scatter(0, i, 0)),
            ("0", None),
            ("gather(ȳ, $i)", lambda g, _y, _u, i, _v: g.gather(0, i)),
        ],
    ),
    "scatter_add": Case(
        lambda u, i, v: torch.scatter_add(u, 0, i, v),
        [X, INDEX, given(3)],
        [
            ("ȳ", lambda g, *_: g),
            ("0", None),
            ("gather(ȳ, $i)", lambda g, _y, _u, i, _v: g.gather(0, i)),
        ],
    ),
    "where": Case(
        torch.where,
        [MASK, X, V],
        [
            ("0", None),
            ("ȳ·[$c]", lambda g, _y, c, *_: g * true(c)),
            ("ȳ·(1 − [$c])", lambda g, _y, c, *_: g * (1 - true(c))),
        ],
    ),
    "masked_fill": Case(
        lambda u, c: u.masked_fill(c, 0.5),
        [X, MASK],
        [("ȳ·(1 − [$c])", lambda g, _y, _u, c: g * (1 - true(c))), ("0", None)],
    ),
    **{
        name: Case(
            getattr(torch, name),
            [X, V],
            [
                ("ȳ·[$u = $y]", lambda g, y, u, _v: g * true(u == y)),
                ("ȳ·[$v = $y]", lambda g, y, _u, v: g * true(v == y)),
            ],
        )
        for name in ("max", "min")
    },
    "median": Case(
        lambda u: u.median(-1).values,
        [M],
        [("scatter(ȳ, i)", lambda g, _y, u: _scattered(g[:, None], u.median(-1).indices[:, None], u))],
    ),
    "topk": Case(
        lambda u: u.topk(2).values,
        [X],
        [("scatter(ȳ, i)", lambda g, _y, u: _scattered(g, u.topk(2).indices, u))],
    ),
    "sort": Case(lambda u: u.sort().values, [X], [("scatter(ȳ, i)", lambda g, _y, u: _scattered(g, u.argsort(), u))]),
    "clone": Case(torch.clone, [X], [("ȳ", lambda g, *_: g)]),
    "to": Case(lambda u: u.float().double(), [X], [("ȳ", lambda g, *_: g.float().double())]),
    "copy_": Case(lambda u, v: u.clone().copy_(v), [X, V], [("0", lambda g, *_: 0 * g), ("ȳ", lambda g, *_: g)]),
    "fill_": Case(
        lambda u, v: u.clone().fill_(v),
        [X, torch.tensor(2.0).double()],
        [("0", lambda g, *_: 0 * g), ("Σ ȳ", lambda g, *_: g.sum())],
    ),
    "zero_": Case(lambda u: u.clone().zero_(), [X], [("0", lambda g, *_: 0 * g)]),
    "setitem_": Case(
        _written,
        [X, given(2)],
        [
            ("scatter(ȳ, i, 0)", lambda g, *_: g.index_fill(0, torch.tensor([1, 2]), 0)),
            ("ȳ[i]", lambda g, *_: g[1:3]),
        ],
    ),
}

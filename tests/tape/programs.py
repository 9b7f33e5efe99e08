"""Plain PyTorch programs that between them use every mechanism of autograd. Each returns the tensors whose ``.grad`` counts."""

import torch
from torch import nn
from torch.autograd import forward_ad
from torch.nn import functional
from torch.utils.checkpoint import checkpoint


def leaf(*shape, dtype=torch.float32):
    return torch.randn(shape, dtype=dtype, requires_grad=True)


def vector_output():
    a = torch.tensor([2.0, 3.0], requires_grad=True)
    b = torch.tensor([6.0, 4.0], requires_grad=True)
    q = 3 * a**3 - b**2
    q.backward(gradient=torch.tensor([1.0, 1.0]))
    return a, b


def broadcasting():
    a, b, c, s, d = leaf(3, 1), leaf(1, 4), leaf(4), leaf(1), leaf()
    (((a * b + d + c) / s.exp()) - a).sum().backward()
    return a, b, c, s, d


def same_operand_twice():
    x = leaf(3)
    y = x * x + x
    (y * y * x).sum().backward()
    return (x,)


def diamond():
    x = leaf(3)
    h = x.tanh()
    ((h * 3) + (h * 5) + (h * h) + h.sin()).sum().backward()
    return (x,)


def views():
    x = leaf(2, 6)
    y = x * 1.5
    (y.view(3, 4) @ y.t().reshape(4, 3)).sum().backward()
    return (x,)


def in_place():
    x = leaf(2, 3)
    y = x * 2
    y[0] = x[1] * 3
    y.mul_(2)
    y[:, 1].add_(x[:, 0])
    y += x
    y.relu_()
    y.sum().backward()
    return (x,)


def in_place_on_base_and_view():
    x = leaf(2, 3)
    base = x * 2
    view = base.view(-1)
    base.mul_(3)
    view.add_(1)
    (view.sum() + base.prod()).backward()
    return (x,)


def several_results():
    x = leaf(2, 6)
    p, _, r = x.chunk(3, 1)
    rows = p.unbind(0)
    most, _ = x.max(1)
    ordered, _ = x.sort(1)
    (p * r).sum().add(rows[0].sum()).add(most.sum()).add(ordered[:, 0].sum()).backward()
    return (x,)


def linear_and_cross_entropy():
    model = nn.Sequential(nn.Linear(4, 5), nn.ReLU(), nn.Linear(5, 3))
    functional.cross_entropy(model(torch.randn(6, 4)), torch.tensor([0, 1, 2, 0, 1, 2])).backward()
    return tuple(model.parameters())


def optimizer_loop():
    model = nn.Linear(2, 1)
    optimizer = torch.optim.Adam(model.parameters(), 0.1)
    x = torch.randn(8, 2)
    y = x.sum(1, keepdim=True)
    for _ in range(3):
        optimizer.zero_grad()
        loss = nn.MSELoss()(model(x), y)
        loss.backward()
        optimizer.step()
    return tuple(model.parameters())


def accumulation_over_passes():
    a = leaf(2)
    y = (a**2).sum()
    y.backward(retain_graph=True)
    y.backward(retain_graph=True)
    (a * 3).sum().backward()
    return (a,)


def gradient_of_a_gradient():
    x = leaf(3)
    y = (x.sigmoid() ** 3).sum()
    (g,) = torch.autograd.grad(y, x, create_graph=True)
    (g**2).sum().backward()
    return (x,)


def backward_that_builds_a_graph():
    x = leaf(3)
    (x**4).sum().backward(create_graph=True)
    g = x.grad
    x.grad = None
    g.sum().backward()
    return (x,)


def no_grad_and_detach():
    w, frozen, x = leaf(2, 2), torch.randn(2, 2), torch.randn(3, 2)
    y = (x @ frozen @ w).relu()
    with torch.no_grad():
        c = y * 2
    d = y.detach() * 3
    (y * c + d).sum().backward()
    return (w,)


def user_hooks():
    x = leaf(3)
    y = x * 2
    y.register_hook(lambda gradient: gradient * 10)
    x.register_hook(lambda gradient: gradient.clamp(-1, 1))
    (y * y).sum().backward()
    return (x,)


def mixed_dtypes():
    x, s = leaf(3), torch.tensor(2.0, dtype=torch.float64, requires_grad=True)
    (x * s + x.double() * s).sum().backward()
    return x, s


def convolution():
    model = nn.Sequential(
        nn.Conv2d(3, 4, 3, padding=1), nn.BatchNorm2d(4), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(64, 2)
    )
    model(torch.randn(2, 3, 8, 8)).logsumexp(1).sum().backward()
    return tuple(model.parameters())


def recurrence_and_attention():
    x, _ = nn.LSTM(3, 4)(torch.randn(5, 2, 3))
    y, _ = nn.MultiheadAttention(4, 2)(x, x, x)
    norm = nn.LayerNorm(4)
    norm(y + x).pow(2).mean().backward()
    return tuple(norm.parameters())


class Pair(torch.autograd.Function):
    @staticmethod
    def forward(ctx, a, b):
        ctx.save_for_backward(a, b)
        return a * b, a + b

    @staticmethod
    def backward(ctx, product, total):
        _, b = ctx.saved_tensors
        return product * b + total, None


def custom_function():
    a, b = leaf(2), leaf(2)
    product, _ = Pair.apply(a, b)
    (product * 2).sum().backward()
    return a, b


def indexing():
    table = nn.Embedding(5, 3)
    h = table(torch.tensor([1, 2, 1]))
    g = h.gather(1, torch.tensor([[0], [1], [2]]))
    (
        g.sum()
        + h[torch.tensor([0, 0])].sum()
        + torch.where(h > 0, h, h * 0.1).sum()
        + torch.cat([h, h]).mean()
        + torch.stack([h, h]).sum()
    ).backward()
    return tuple(table.parameters())


def reductions():
    x = leaf(3, 4)
    (
        torch.einsum("ij,kj->ik", x, x).trace() + x.norm() + x.std() + torch.linalg.norm(x) + x.softmax(1).log().mean()
    ).backward()
    return (x,)


def several_roots():
    x = leaf(3)
    y, z = x * 2, x.exp()
    torch.autograd.backward([y, z], [torch.ones(3), torch.full((3,), 2.0)])
    return (x,)


def root_inside_the_graph():
    x = leaf(3)
    y = x * 2
    z = y.exp()
    torch.autograd.backward([y, z], [torch.ones(3), torch.ones(3)])
    return (x,)


def gradient_of_an_intermediate():
    x = leaf(3)
    h = x * 2
    y = (h.sin() * h).sum()
    torch.autograd.grad(y, [h, x])
    return (x,)


def module_hook():
    layer = nn.Linear(3, 3)
    layer.register_full_backward_hook(lambda _module, given, _taken: (given[0] * 2,))
    x = leaf(2, 3)
    layer(x).sum().backward()
    return (x, *layer.parameters())


def hook_after_accumulation():
    def halve(parameter):
        parameter.grad.mul_(0.5)

    x = leaf(3)
    x.register_post_accumulate_grad_hook(halve)
    (x * x).sum().backward()
    (x * 3).sum().backward()
    return (x,)


def checkpointed():
    x = leaf(3)
    checkpoint(lambda t: (t * 2).sin(), x, use_reentrant=False).sum().backward()
    return (x,)


def jacobian_and_hessian():
    x = torch.randn(2)
    torch.func.jacrev(lambda t: t.sin() * t)(x)
    torch.func.hessian(lambda t: (t**3).sum())(x)
    return ()


def jacobian_vector_product():
    x = torch.randn(2)
    torch.func.jvp(lambda t: t.sin() * t, (x,), (torch.ones(2),))
    return ()


def dual_numbers():
    with forward_ad.dual_level():
        x = forward_ad.make_dual(torch.tensor([1.0, 2.0]), torch.ones(2))
        y = (x.sin() * x).sum()
        assert forward_ad.unpack_dual(y).tangent is not None
    return ()


def third_derivative():
    x = leaf(3)
    y = (x.tanh() * x).sum()
    (g,) = torch.autograd.grad(y, x, create_graph=True)
    (h,) = torch.autograd.grad(g.sum(), x, create_graph=True)
    (h * h).sum().backward()
    return (x,)


def leaf_used_many_times():
    w, x = leaf(2, 2), torch.randn(3, 2)
    for _ in range(4):
        x = (x @ w).tanh()
    x.sum().backward()
    return (w,)


def expanded():
    x = leaf(3)
    (x[None, :].expand(4, 3) * torch.randn(4, 3) + x.unsqueeze(1).mT.repeat(4, 1)).sum().backward()
    return (x,)


def sparse_gradient():
    table = nn.Embedding(5, 3, sparse=True)
    table(torch.tensor([1, 2, 1])).sum().backward()
    return tuple(table.parameters())


PROGRAMS = [
    vector_output,
    broadcasting,
    same_operand_twice,
    diamond,
    views,
    in_place,
    in_place_on_base_and_view,
    several_results,
    linear_and_cross_entropy,
    optimizer_loop,
    accumulation_over_passes,
    gradient_of_a_gradient,
    backward_that_builds_a_graph,
    no_grad_and_detach,
    user_hooks,
    mixed_dtypes,
    convolution,
    recurrence_and_attention,
    custom_function,
    indexing,
    reductions,
    several_roots,
    root_inside_the_graph,
    gradient_of_an_intermediate,
    module_hook,
    hook_after_accumulation,
    checkpointed,
    jacobian_and_hessian,
    jacobian_vector_product,
    dual_numbers,
    third_derivative,
    leaf_used_many_times,
    expanded,
    sparse_gradient,
]

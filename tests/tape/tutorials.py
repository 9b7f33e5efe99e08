"""More plain PyTorch programs, as tutorials have them: custom Functions, hooks, modules, what is written in place."""

import torch
import torch.utils.checkpoint
from torch import nn
from torch.nn import functional
from torch.overrides import handle_torch_function

from tests.tape.programs import leaf


def apply(function, *args):
    """``function.apply`` as an interpreter offers it: as one operation."""

    def public(*args):
        return function.apply(*args)

    public.__name__ = function.__name__
    if torch._C._len_torch_function_stack():
        return handle_torch_function(public, args, *args)
    return public(*args)


class Square(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x**2

    @staticmethod
    def backward(ctx, g):
        (x,) = ctx.saved_tensors
        return 2 * x * g


class Ordered(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, k):
        ctx.save_for_backward(x)
        ctx.k = k
        s, i = x.sort()
        ctx.mark_non_differentiable(i)
        return (i, s * k)

    @staticmethod
    def backward(ctx, _, g):
        return (g * ctx.k, None)


class Doubled(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.mark_dirty(x)
        x.mul_(2)
        return x

    @staticmethod
    def backward(_, g):
        return g * 2


def custom_function_with_a_result_that_has_no_gradient():
    x = leaf(3)
    i, s = apply(Ordered, x, 2.0)
    (s * i.float()).sum().backward()
    return (x,)


def custom_function_in_place():
    x = leaf(3)
    y = x * 3
    z = apply(Doubled, y)
    (z * y).sum().backward()
    return (x,)


def custom_function_twice_differentiated():
    x = leaf(3)
    y = apply(Square, x).sum()
    (g,) = torch.autograd.grad(y, x, create_graph=True)
    (g**2).sum().backward()
    return (x,)


def data_replaced():
    w = leaf(2)
    for _ in range(3):
        (w * w).sum().backward()
        w.data -= 0.1 * w.grad.data
        w.grad.data.zero_()
    for _ in range(2):
        (w * w).sum().backward()
        w.data = w.data - 0.1 * w.grad
        w.grad = None
    return (w,)


def grad_put_in_place():
    w = leaf(2)
    w.grad = torch.ones(2)
    (w * w).sum().backward()
    w.grad = None
    (w * 2).sum().backward()
    w.grad = w.grad * 2
    (w * 2).sum().backward()
    w.grad = None
    w.grad = torch.zeros(2)
    (w * 2).sum().backward()
    return (w,)


def clipped_gradients():
    m = nn.Linear(2, 2)
    functional.mse_loss(m(torch.ones(3, 2)), torch.zeros(3, 2)).backward()
    n = nn.utils.clip_grad_norm_(m.parameters(), 0.1)
    n * 2
    nn.utils.clip_grad_value_(m.parameters(), 0.01)
    return tuple(m.parameters())


def initialised_again():
    m = nn.Linear(2, 2)
    m(torch.ones(1, 2)).sum().backward()
    nn.init.xavier_uniform_(m.weight)
    nn.init.zeros_(m.bias)
    nn.init.constant_(m.bias, 0.5)
    nn.init.normal_(m.weight)
    m(torch.ones(1, 2)).sum().backward()
    return tuple(m.parameters())


def loaded_state():
    m = nn.Linear(2, 2)
    m(torch.ones(1, 2)).sum().backward()
    s = {k: v.clone() for k, v in m.state_dict().items()}
    m2 = nn.Linear(2, 2)
    m2(torch.ones(1, 2))
    m2.load_state_dict(s)
    m2(torch.ones(1, 2)).sum().backward()
    return tuple(m2.parameters())


def batch_norm_and_dropout():
    m = nn.Sequential(nn.Linear(2, 3), nn.BatchNorm1d(3), nn.ReLU(inplace=True), nn.Dropout(0.5))
    for _ in range(2):
        m(torch.randn(4, 2)).sum().backward()
    m.eval()
    with torch.no_grad():
        m(torch.randn(4, 2))
    m.train()
    m(torch.randn(4, 2)).sum().backward()
    return tuple(m.parameters())


def momentum_and_schedule():
    m = nn.Linear(1, 1)
    o = torch.optim.SGD(m.parameters(), lr=0.1, momentum=0.9, weight_decay=0.1)
    s = torch.optim.lr_scheduler.StepLR(o, 1)
    for _ in range(3):
        o.zero_grad(set_to_none=False)
        m(torch.ones(1, 1)).sum().backward()
        o.step()
        s.step()
    return tuple(m.parameters())


def recurrences():
    m = nn.RNN(2, 3, batch_first=True)
    o, _ = m(torch.randn(1, 4, 2))
    l = nn.LSTM(3, 2, 2)
    o, _ = l(o.transpose(0, 1))
    g = nn.GRUCell(2, 2)
    g(o[0]).sum().backward()
    return tuple(m.parameters())


def transformer_layer():
    m = nn.TransformerEncoderLayer(4, 2, 8, batch_first=True)
    m(torch.randn(2, 3, 4)).sum().backward()
    return tuple(m.parameters())


def functional_derivatives():
    x = torch.randn(2)
    torch.autograd.functional.jacobian(lambda t: (t**2).sum() * t, x)
    torch.autograd.functional.hessian(lambda t: (t**3).sum(), x)
    torch.autograd.functional.jvp(lambda t: t**2, x, torch.ones(2))
    torch.autograd.functional.vjp(lambda t: t**2, x, torch.ones(2))
    torch.autograd.functional.hvp(lambda t: (t**3).sum(), x, torch.ones(2))
    torch.autograd.functional.jacobian(lambda t: t**2, x, vectorize=True)
    return ()


def functional_call():
    m = nn.Linear(2, 1)
    ps = dict(m.named_parameters())
    g = torch.func.grad(lambda ps, x: torch.func.functional_call(m, ps, (x,)).sum())(ps, torch.ones(2))
    (g["weight"] * 2).sum()
    torch.func.vjp(torch.sin, torch.ones(2))
    torch.func.hessian(lambda t: (t**3).sum())(torch.ones(2)) * 2
    return ()


def inference_mode():
    x = leaf(2)
    with torch.inference_mode():
        y = x * 2
        y += 1
    with torch.set_grad_enabled(False):
        z = x * 3
    torch.set_grad_enabled(False)
    z = z * 2
    torch.set_grad_enabled(True)
    (x * z).sum().backward()
    return (x,)


def views_written():
    x = leaf(4)
    y = x * 1
    v = y[1:3]
    v *= 2
    w = v[0]
    w.fill_(3.0)
    y[0] = x[3]
    y.unsqueeze_(0)
    y.squeeze_(0)
    (y * v.sum()).sum().backward()
    return (x,)


def checkpointed_reentrantly():
    x = leaf(3)
    torch.utils.checkpoint.checkpoint(lambda t: (t * 2).sin(), x, use_reentrant=True).sum().backward()
    return (x,)


def checkpointed_module():
    m = nn.Sequential(nn.Linear(3, 3), nn.Tanh())
    x = leaf(2, 3)
    torch.utils.checkpoint.checkpoint(m, x, use_reentrant=False).sum().backward()
    return (x, *m.parameters())


def hooks_on_saved_tensors():
    out = []
    x = leaf(3)
    with torch.autograd.graph.saved_tensors_hooks(
        lambda t: (out.append("p"), t.detach().clone())[1], lambda t: (out.append("u"), t)[1]
    ):
        y = x * x
        z = y.exp()
    z.sum().backward()
    assert out == ["p", "p", "p", "u", "u", "u"], out
    return (x,)


def hooks_that_come_and_go():
    x = leaf(3)
    y = x * 2
    seen = []
    h = y.register_hook(lambda g: seen.append(g.sum().item()))
    k = x.register_hook(lambda g: g * 3)
    (y * y).sum().backward(retain_graph=False)
    h.remove()
    k.remove()
    (x * 2).sum().backward()
    return (x,)


def hook_that_writes():
    x = leaf(3)
    y = x * 2
    y.register_hook(lambda g: g.mul_(2) and None)

    def hk(g):
        g.mul_(2)

    y = x * 2
    y.register_hook(hk)
    y.retain_grad()
    (y * y).sum().backward()
    return (x,)


def hooks_of_modules():
    m = nn.Sequential(nn.Linear(2, 2), nn.ReLU())
    m[0].register_full_backward_hook(lambda _module, _given, _taken: None)
    m[0].register_full_backward_pre_hook(lambda _module, taken: (taken[0] * 2,))
    m[1].register_forward_hook(lambda _module, _inputs, output: output * 2)
    m.register_forward_pre_hook(lambda _module, inputs: (inputs[0] + 1,))
    m(torch.ones(1, 2)).sum().backward()
    return tuple(m.parameters())


def optimizer_in_the_backward_pass():
    x = leaf(3)
    o = torch.optim.SGD([x], lr=0.1)

    def hk(_):
        o.step()
        o.zero_grad()

    h = x.register_post_accumulate_grad_hook(hk)
    (x * x).sum().backward()
    (x * x).sum().backward()
    h.remove()
    (x * x).sum().backward()
    return (x,)


TUTORIALS = [
    custom_function_with_a_result_that_has_no_gradient,
    custom_function_in_place,
    custom_function_twice_differentiated,
    data_replaced,
    grad_put_in_place,
    clipped_gradients,
    initialised_again,
    loaded_state,
    batch_norm_and_dropout,
    momentum_and_schedule,
    recurrences,
    transformer_layer,
    functional_derivatives,
    functional_call,
    inference_mode,
    views_written,
    checkpointed_reentrantly,
    checkpointed_module,
    hooks_on_saved_tensors,
    hooks_that_come_and_go,
    hook_that_writes,
    hooks_of_modules,
    optimizer_in_the_backward_pass,
]

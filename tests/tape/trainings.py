"""Plain PyTorch programs that train, as tutorials have them: optimizers, frozen layers, names rebound, averages, chance."""

import torch
from torch import nn
from torch.nn import functional

from tests.tape.programs import leaf


def updated_under_no_grad():
    w = leaf(2)
    x = torch.randn(3, 2)
    for _ in range(3):
        l = ((x @ w) ** 2).mean()
        l.backward()
        with torch.no_grad():
            w -= 0.1 * w.grad
            w.grad.zero_()
    return (w,)


def leaf_made_anew():
    w = leaf(2)
    for _ in range(3):
        l = (w**2).sum()
        l.backward()
        w = (w - 0.1 * w.grad).detach().requires_grad_()
    (w * 2).sum().backward()
    return (w,)


def every_optimizer():
    m = nn.Linear(2, 1)
    for kind in (
        torch.optim.Adam,
        torch.optim.AdamW,
        torch.optim.RMSprop,
        torch.optim.Adagrad,
        torch.optim.Adadelta,
        torch.optim.NAdam,
        torch.optim.RAdam,
        torch.optim.Adamax,
        torch.optim.Rprop,
        torch.optim.ASGD,
    ):
        o = kind(m.parameters(), lr=0.01)
        for _ in range(2):
            o.zero_grad()
            m(torch.ones(1, 2)).sum().backward()
            o.step()
    o = torch.optim.LBFGS(m.parameters(), lr=0.1, max_iter=3)

    def closure():
        o.zero_grad()
        l = (m(torch.ones(1, 2)) ** 2).sum()
        l.backward()
        return l

    o.step(closure)
    return tuple(m.parameters())


def frozen_layers():
    m = nn.Sequential(nn.Linear(2, 2), nn.Linear(2, 1))
    m(torch.ones(1, 2)).sum().backward()
    for q in m[0].parameters():
        q.requires_grad = False
    m[1] = nn.Linear(2, 3)
    m(torch.ones(1, 2)).sum().backward()
    m.requires_grad_()
    m.zero_grad()
    m(torch.ones(1, 2)).sum().backward()
    return tuple(m.parameters())


def embedding_with_padding():
    e = nn.Embedding(4, 3, padding_idx=0, max_norm=1.0)
    e(torch.tensor([0, 1, 2])).sum().backward()
    c = nn.ConvTranspose1d(1, 2, 3)
    c(torch.randn(1, 1, 5)).sum().backward()
    return tuple(e.parameters())


def variables_of_old():
    x = torch.autograd.Variable(torch.randn(3), requires_grad=True)
    y = torch.autograd.Variable(torch.randn(3))
    l = ((x - y) ** 2).sum()
    l.backward()
    x.data -= 0.1 * x.grad.data
    x.grad.data.zero_()
    _ = l.data
    (x * 2).sum().backward()
    return (x,)


def parametrized():
    m = nn.utils.parametrizations.weight_norm(nn.Linear(2, 2))
    o = torch.optim.SGD(m.parameters(), lr=0.1)
    for _ in range(2):
        o.zero_grad()
        m(torch.ones(1, 2)).sum().backward()
        o.step()
    return tuple(m.parameters())


def aliases():
    a = leaf(2)
    c = a.view(2)
    c.sum().backward()
    d = a.detach()
    d.add_(1)
    (a * 2).sum().backward()
    return (a,)


def moving_average():
    m = nn.Linear(1, 1)
    m(torch.ones(1, 1))
    e = nn.Linear(1, 1)
    with torch.no_grad():
        for _ in range(2):
            for p_, q in zip(e.parameters(), m.parameters(), strict=False):
                p_.mul_(0.9).add_(q, alpha=0.1)
    e(torch.ones(1, 1)).sum().backward()
    return tuple(e.parameters())


def jacobian_row_by_row():
    row = leaf(1, 2)
    t = torch.randn(2, 2)
    a = row.mm(t)
    c = []
    for u in torch.eye(2):
        row.grad = None
        a.backward(u.unsqueeze(0), retain_graph=True)
        c.append(row.grad.squeeze(0).clone())
    torch.stack(c, dim=1)
    return (row,)


def random_choices():
    x = leaf(2, 3)
    functional.gumbel_softmax(x, hard=True).sum().backward()
    functional.dropout(x, 0.5).sum().backward()
    functional.softmax(x, -1).log().sum().backward()
    torch.linalg.inv(x @ x.T + torch.eye(2)).sum().backward()
    x[x > 0].sum().backward()
    torch.where(x > 0, x, torch.zeros(())).sum().backward()
    return (x,)


TRAININGS = [
    updated_under_no_grad,
    leaf_made_anew,
    every_optimizer,
    frozen_layers,
    embedding_with_padding,
    variables_of_old,
    parametrized,
    aliases,
    moving_average,
    jacobian_row_by_row,
    random_choices,
]

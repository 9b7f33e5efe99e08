"""Programs whose traces hold what expressions never have: several results, modules, loops, no gradient, no name, errors."""

PREPARED = """\
import torch
from torch import nn
torch.manual_seed(0)
model = nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 1))
inputs = torch.randn(4, 2)
"""

PROGRAMS: dict[str, dict[str, str]] = {
    "training": {
        "setup": PREPARED,
        "source": """\
optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
for epoch in range(4):
    optimizer.zero_grad()
    loss = nn.functional.mse_loss(model(inputs), torch.zeros(4, 1))
    loss.backward()
    optimizer.step()
    print(epoch, loss.item())
""",
    },
    "by-hand": {
        "source": """\
import torch
from torch.autograd import Variable
w = Variable(torch.Tensor([1.0]), requires_grad=True)
for x, y in [(1.0, 2.0), (2.0, 4.0)]:
    l = (x * w - y) * (x * w - y)
    l.backward()
    print("grad", w.grad.data[0], end=" ")
    w.data = w.data - 0.01 * w.grad.data
    w.grad.data.zero_()
print()
""",
    },
    "several-results": {
        "source": """\
import torch
x = torch.tensor([[3., 1., 2.], [0., 5., 4.]], requires_grad=True)
values, indices = x.max(dim=1)
first, second = x.unbind(0)
a, b, c = torch.split(x, 1, dim=1)
ordered, order = torch.sort(first)
(values.sum() + (first * second).sum() + a.sum() * c.mean() + ordered[0]).backward()
""",
    },
    "recurrent": {
        "source": """\
import torch
from torch import nn
torch.manual_seed(0)
lstm = nn.LSTM(2, 3)
out, (h, c) = lstm(torch.randn(4, 1, 2))
out.sum().backward()
""",
    },
    "no-gradient": {
        "source": """\
import torch
mask = torch.tensor([True, False])
count = torch.arange(6).reshape(2, 3)
with torch.no_grad():
    w = torch.ones(2, requires_grad=True)
    v = w * 2
d = (w * 3).detach()
empty = torch.zeros(0, 3)
print(count[mask], empty.sum(), d + v)
""",
    },
    "twice": {
        "source": """\
import torch
x = torch.tensor(2., requires_grad=True)
y = x ** 3
g, = torch.autograd.grad(y, x, create_graph=True)
h, = torch.autograd.grad(g, x)
x.grad = None
(y * x).backward(retain_graph=True)
(y * x).backward()
""",
    },
    "hooked": {
        "source": """\
import torch
x = torch.tensor([1., 2.], requires_grad=True)
y = x * 3
y.retain_grad()
y.register_hook(lambda grad: grad * 2)
x.register_hook(lambda grad: grad + 1)
(y ** 2).sum().backward()
""",
    },
    "not-numbers": {
        "source": """\
import torch
x = torch.tensor([0., -1., float("inf")], requires_grad=True)
y = torch.log(x) * x
y.sum().backward()
print(y, x.grad)
""",
    },
    "own-function": {
        "source": """\
import torch
class Both(torch.autograd.Function):
    @staticmethod
    def forward(ctx, a, b):
        ctx.save_for_backward(a, b)
        return a * b, a + b
    @staticmethod
    def backward(ctx, product, total):
        a, b = ctx.saved_tensors
        return product * b + total, None
a = torch.tensor([2., 3.], requires_grad=True)
b = torch.tensor([5., 7.], requires_grad=True)
p, s = Both.apply(a, b)
(p.sum() + s.sum()).backward()
""",
    },
    "large": {
        "source": """\
import torch
x = torch.linspace(-1, 1, 1200).reshape(30, 40).requires_grad_()
(x @ x.T).relu().mean().backward()
""",
    },
    "stopped-forward": {
        "source": """\
import torch
a = torch.ones(2, 3, requires_grad=True)
b = a * 2
b @ torch.ones(2, 3)
""",
    },
    "stopped-backward": {
        "source": """\
import torch
w = torch.tensor([1., 2.], requires_grad=True)
y = torch.exp(w)
y += 1
y.sum().backward()
""",
    },
    "charts": {
        "source": """\
import torch
import matplotlib.pyplot as plt
x = torch.linspace(0, 1, 5)
plt.plot(x, x ** 2, label="square")
plt.show()
""",
    },
}

"""Programs that stop, the other half: missing gradients, modules and optimizers, names, Python's own errors."""

from __future__ import annotations

from tests.trace.diagnosis.cases import Stops

MODULE_CASES = [
    # -- .grad is None
    Stops("grad-none-no-backward", 3, "\nw = torch.ones(2, requires_grad=True)\nw.grad.zero_()\n"),
    Stops(
        "grad-none-no-backward", 4, "\nw = torch.ones(2, requires_grad=True)\nwith torch.no_grad():\n    w -= 0.1 * w.grad\n"
    ),
    Stops(
        "grad-none-not-leaf", 5, """
w = torch.ones(2, requires_grad=True)
y = w * 2
y.sum().backward()
y.grad.data
""", says="y is not a leaf", repairs=1),
    Stops(
        "grad-none-frozen", 5, """
w = torch.ones(2, requires_grad=True)
x = torch.ones(2)
(w * x).sum().backward()
print(x.grad.sum())
""", says="x does not require grad", repairs=1),
    Stops(
        "grad-none-detached", 5, """
w = torch.ones(2, requires_grad=True)
y = w.detach()
(w * y).sum().backward()
y.grad[0]
""", says="line 3", related=(3,)),
    Stops(
        "grad-none-no-grad", 8, """
w = torch.tensor(1., requires_grad=True)
for step in range(2):
    if step == 0:
        loss = (w - 3) ** 2
        loss.backward()
    with torch.no_grad():
        w = w - 0.1 * w.grad
""", says="computed on line 8", related=(8,)),
    Stops(
        "grad-none-unreached", 5, """
w = torch.tensor(1., requires_grad=True)
b = torch.tensor(2., requires_grad=True)
(w * w).backward()
b.grad + 1
""", says="no backward pass has reached b"),
    Stops(
        "grad-none-zeroed", 6, """
w = torch.tensor(1., requires_grad=True)
optimizer = optim.SGD([w], lr=0.1)
(w * w).backward()
optimizer.zero_grad()
g = w.grad * 2
""", says="line 5 cleared it", related=(5,), repairs=1),
    # -- modules and optimizers
    Stops(
        "init-of-module-missing", 4, """
class Net(nn.Module):
    def __init__(self):
        self.fc = nn.Linear(2, 1)

    def forward(self, x):
        return self.fc(x)

Net()(torch.ones(2))
""", says="__init__ of Net", related=(3, 9), repairs=1),
    Stops(
        "forward-missing", 10, """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(2, 1)

    def foward(self, x):
        return self.fc(x)

Net()(torch.ones(2))
""", related=(2,), repairs=1),
    Stops(
        "no-parameters", 8, """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.w = torch.ones(2, requires_grad=True)

net = Net()
optim.SGD(net.parameters(), lr=0.1)
"""),
    Stops("optimizer-of-results", 3, "\nw = torch.ones(2, requires_grad=True) * 2\noptim.SGD([w], lr=0.1)\n"),
    Stops("optimizer-of-a-tensor", 3, "\nw = torch.ones(2, requires_grad=True)\noptim.SGD(w, lr=0.1)\n", repairs=1),
    Stops("parameter-expected", 3, "\nm = nn.Linear(1, 1)\nm.weight = torch.ones(1, 1)\n", repairs=1),
    Stops(
        "gradients-returned", 12, """
class Double(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x * 2

    @staticmethod
    def backward(ctx, g):
        return 2 * g, g

x = torch.tensor(1., requires_grad=True)
Double.apply(x).backward()
""", related=(8,)),
    # -- names
    Stops("name-has-no-value-yet", 2, "\nprint(x)\nx = 1\n", says="line 3"),
    Stops(
        "local-has-no-value", 4, """
total = 0
def add(n):
    total += n
add(1)
""", says="total has no value yet", related=(5,)),
    Stops(
        "no-such-attribute", 8, """
class Net:
    def __init__(self):
        self.weight = 3
        self.wieght_decay = 0

net = Net()
print(net.wieght)
net.wieght = 1
""", repairs=1),
    Stops("attribute-of-none", 3, "\nxs = [3, 1].sort()\nxs.append(2)\n", says="None"),
    Stops("key-missing", 3, "\nstate = {'weight': 1}\nprint(state['wieght'])\n", says="'wieght'", repairs=1),
    Stops("not-callable", 3, "\nx = torch.ones(2)\nx.shape()\n", repairs=1),
    Stops("not-callable", 3, "\na = 3\nprint(a(2 + 1))\n", says="a is of type int", repairs=1),
    Stops("not-callable", 3, "\nxs = [1, 2]\nprint(xs(0))\n", repairs=1),
    # -- Python's own
    Stops("division-by-zero", 3, "\nn = 0\nprint(1 / n)\n", says="n is zero"),
    Stops("assertion-failed", 3, "\nx = 1\nassert x == 2, 'x must be 2'\n", says="x must be 2"),
    Stops("too-many-values", 2, "\na, b = [1, 2, 3]\n"),
    Stops("too-few-values", 2, "\na, b, c = [1, 2]\n"),
    Stops("too-many-arguments", 4, "\ndef f(x):\n    return x\nf(1, 2)\n", says="f takes 1"),
    Stops("argument-missing", 4, "\ndef f(x, y):\n    return x\nf(1)\n", says="'y'"),
    Stops("keyword-unknown", 4, "\ndef f(x):\n    return x\nf(1, lr=2)\n", says="lr"),
    Stops("text-plus-number", 3, "\nloss = 2\nprint('loss ' + loss)\n", repairs=1),
    Stops("operator-types", 3, "\nx = [1]\nx - 1\n", says="- is not defined between list and int"),
    Stops("tensor-expected", 2, "\ntorch.relu([1, -2])\n", repairs=1),
    Stops("raised", 2, "\nraise ValueError('no data')\n", says="no data"),
]  # fmt: skip

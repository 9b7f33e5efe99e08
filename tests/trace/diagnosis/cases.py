"""Programs that stop, each with what it must be told: code, line, further lines, how many repairs, parts of the sentence."""

from __future__ import annotations

from typing import NamedTuple


class Stops(NamedTuple):
    code: str
    line: int
    program: str
    says: str = ""
    related: tuple[int, ...] = ()
    repairs: int = 0


CASES = [
    # -- backward passes
    Stops(
        "backward-of-vector", 4, """
a = torch.tensor([2., 3.], requires_grad=True)
Q = 3 * a**3
Q.backward()
""", says="Q has shape (2,)", repairs=2),
    Stops(
        "backward-of-vector", 3, """
W = torch.ones(2, 3, requires_grad=True)
(W * W).backward()
""", says="(2, 3)", repairs=1),
    Stops(
        "backward-of-vector", 4, """
a = torch.tensor([2., 3.], requires_grad=True)
Q = 3 * a**3
torch.autograd.grad(Q, a)
""", repairs=2),
    Stops(
        "nothing-requires-grad", 5, """
x = torch.tensor([1., 2.])
w = torch.ones(2)
loss = (w * x).sum()
loss.backward()
""", says="computed from x, w", repairs=2),
    Stops(
        "nothing-requires-grad", 4, """
x = torch.tensor([1, 2])
loss = (x * x).sum()
loss.backward()
""", repairs=1),
    Stops(
        "root-detached", 5, """
w = torch.tensor(2., requires_grad=True)
y = w * 3
loss = (y.detach() - 1) ** 2
loss.backward()
""", says="detach on line 4", related=(4,)),
    Stops(
        "root-in-no-grad", 5, """
w = torch.tensor(2., requires_grad=True)
with torch.no_grad():
    loss = (w - 1) ** 2
loss.backward()
""", says="line 4", related=(4,)),
    Stops(
        "root-not-differentiable", 4, """
w = torch.tensor([2., 3.], requires_grad=True)
loss = w.argmax()
loss.backward()
""", says="argmax on line 3", related=(3,)),
    Stops(
        "backward-after-backward", 5, """
a = torch.tensor(2., requires_grad=True)
Q = a ** 3
Q.backward()
Q.backward()
""", says="the one on line 4", related=(4,), repairs=1),
    Stops(
        "backward-after-backward", 7, """
a = torch.tensor(2., requires_grad=True)
h = a ** 3
first = 2 * h
second = 3 * h
first.backward()
second.backward()
""", says="the one on line 6", related=(6,), repairs=1),
    Stops(
        "backward-again", 6, """
w = torch.tensor(2., requires_grad=True)
h = w ** 2
for step in range(3):
    loss = h * step
    loss.backward()
""", repairs=1),
    Stops(
        "vector-shape", 4, """
a = torch.tensor([2., 3.], requires_grad=True)
Q = 3 * a
Q.backward(torch.ones(3))
""", says="(3,), but Q has shape (2,)"),
    Stops(
        "grad-of-unused", 5, """
a = torch.tensor(2., requires_grad=True)
b = torch.tensor(3., requires_grad=True)
Q = a * a
torch.autograd.grad(Q, b)
""", says="Q does not depend on b", repairs=1),
    # -- writes in place
    Stops(
        "leaf-in-place", 3, """
w = torch.tensor([1., 2.], requires_grad=True)
w -= 0.1
""", says="w is a leaf", repairs=1),
    Stops(
        "leaf-in-place", 4, """
w = torch.tensor([1., 2.], requires_grad=True)
for i in range(2):
    w[i] = 0.
""", says="w is a leaf", repairs=1),
    Stops(
        "view-of-leaf-in-place", 4, """
w = torch.tensor([1., 2.], requires_grad=True)
head = w[0]
head += 1
""", says="head is a view of w", repairs=1),
    Stops(
        "saved-changed", 5, """
a = torch.tensor([2., 3.], requires_grad=True)
y = a.exp()
y += 1
y.sum().backward()
""", says="exp on line 3 saved y at version 0", related=(3, 4), repairs=1),
    Stops(
        "saved-changed", 6, """
a = torch.tensor([2., 3.], requires_grad=True)
y = a * 2
z = y * y
y[0] = 5.
z.sum().backward()
""", says="line 5 then changed it", related=(4, 5), repairs=1),
    Stops(
        "saved-changed", 7, """
a = torch.tensor([2., 3.], requires_grad=True)
y = a * 2
z = y.sin()
v = y[0]
v.mul_(3)
z.sum().backward()
""", says="line 6 then changed it", related=(4, 6), repairs=1),
    Stops(
        "saved-changed", 6, """
w = torch.tensor(2., requires_grad=True)
loss = w * w
with torch.no_grad():
    w -= 0.1
loss.backward()
""", says="mul on line 3 saved w", related=(3, 5)),
    Stops(
        "saved-changed", 8, """
model = nn.Sequential(nn.Linear(2, 2), nn.Linear(2, 1))
optimizer = optim.SGD(model.parameters(), lr=0.1)
x = torch.ones(3, 2)
loss = model(x).sum()
loss.backward(retain_graph=True)
optimizer.step()
loss.backward()
""", says="line 7 then changed it", related=(5, 7)),
    # -- kinds of numbers
    Stops("integers-require-grad", 2, "\nx = torch.tensor([1, 2], requires_grad=True)\n", repairs=1),
    Stops("integers-require-grad", 2, "\nx = nn.Parameter(torch.tensor([[1, 2], [3, 4]]))\n", repairs=1),
    Stops("integers-require-grad", 3, "\nx = torch.tensor([1, -2])\nx.requires_grad_()\n", repairs=1),
    Stops("integers-require-grad", 3, "\nx = torch.tensor([1, 2])\nx.requires_grad = True\n", repairs=1),
    Stops(
        "dtypes-differ", 4, """
model = nn.Linear(2, 1)
x = torch.tensor([[1, 2]])
model(x)
""", says="x holds int64 and model.weight holds float32", repairs=1),
    Stops(
        "dtypes-differ", 4, """
x = torch.ones(2, 2, dtype=torch.float64)
w = torch.ones(2, 2)
x @ w
""", says="x holds float64 and w holds float32", repairs=1),
    Stops(
        "target-not-whole", 4, """
scores = torch.zeros(2, 3)
target = torch.tensor([0., 2.])
F.cross_entropy(scores, target)
""", says="target holds float32", repairs=1),
    Stops(
        "target-not-floating", 5, """
criterion = nn.BCELoss()
p = torch.tensor([0.2, 0.8])
target = torch.tensor([0, 1])
criterion(p, target)
""", says="target holds int64", repairs=1),
    Stops("indices-not-whole", 3, "\nrows = nn.Embedding(3, 2)\nrows(torch.tensor([1.]))\n", repairs=1),
    Stops("in-place-dtype", 3, "\nx = torch.tensor([1, 2])\nx += 0.5\n"),
    Stops("mean-of-whole-numbers", 3, "\nx = torch.tensor([1, 2])\nx.mean()\n", repairs=1),
    # -- shapes
    Stops("shapes-differ", 4, "\na = torch.ones(2)\nb = torch.ones(3)\na + b\n", says="a has shape (2,) and b has shape (3,)"),
    Stops(
        "shapes-differ", 4, "\na = torch.ones(2, 3)\nb = torch.ones(2)\nc = a * b\n",
        says="in dimension 1 there are 3 and 2",
    ),
    Stops(
        "shapes-differ", 4, "\np = torch.ones(3)\nt = torch.ones(2)\nF.mse_loss(p, t)\n", says="p has shape (3,)"
    ),
    Stops(
        "product-shapes", 4, "\nA = torch.ones(2, 3)\nB = torch.ones(2, 3)\nA @ B\n",
        says="these are 3 and 2", repairs=1,
    ),
    Stops("product-shapes", 4, "\nA = torch.ones(2, 3)\nb = torch.ones(2)\ntorch.mv(A, b)\n", says="b has shape (2,)"),
    Stops(
        "linear-features", 9, """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(3, 2)

    def forward(self, x):
        x = torch.relu(x)
        return self.fc(x)

net = Net()
net(torch.ones(5, 4))
""", says="self.fc takes 3 features, but x has shape (5, 4)", related=(12,)),
    Stops(
        "target-count", 4, "\nscores = torch.zeros(3, 4)\nlabels = torch.tensor([0, 1])\nF.cross_entropy(scores, labels)\n",
        says="scores holds 3 predictions",
    ),
    Stops(
        "target-shape", 4, "\np = torch.full((3, 1), 0.5)\nt = torch.ones(3)\nF.binary_cross_entropy(p, t)\n",
        says="target t has shape (3,)",
    ),
    Stops(
        "target-not-vector", 4,
        "\nscores = torch.zeros(3, 4)\nlabels = torch.tensor([[0], [1], [2]])\nF.cross_entropy(scores, labels)\n",
        repairs=1,
    ),
    Stops(
        "target-out-of-range", 4,
        "\nscores = torch.zeros(2, 3)\nlabels = torch.tensor([1, 3])\nF.cross_entropy(scores, labels)\n",
        says="its classes are 0 to 2",
    ),
    Stops(
        "stack-shapes", 4, "\na = torch.ones(2)\nb = torch.ones(3)\ntorch.stack([a, b])\n", says="b has shape (3,)"
    ),
    Stops(
        "cat-shapes", 4, "\na = torch.ones(2, 2)\nb = torch.ones(3, 3)\ntorch.cat([a, b])\n", says="b has shape (3, 3)"
    ),
    Stops("cat-dimensions", 4, "\na = torch.ones(2, 2)\nb = torch.ones(3)\ntorch.cat((a, b))\n"),
    Stops("view-size", 3, "\nx = torch.ones(6)\nx.view(4, 2)\n", says="x has shape (6,), which is 6 elements"),
    Stops("view-not-contiguous", 3, "\nx = torch.ones(2, 3)\nx.t().view(6)\n", repairs=1),
    Stops("expand-shape", 3, "\nx = torch.ones(3)\nx.expand(2, 4)\n"),
    Stops("assigned-shape", 3, "\nx = torch.ones(2, 3)\nx[0] = torch.ones(2)\n"),
    Stops("in-place-shape", 3, "\nx = torch.ones(2)\nx += torch.ones(2, 2)\n"),
    Stops("channels", 3, "\nconv = nn.Conv2d(3, 4, 3)\nconv(torch.ones(1, 1, 8, 8))\n"),
    Stops("features", 3, "\nnorm = nn.BatchNorm1d(3)\nnorm(torch.ones(2, 4))\n"),
    Stops("no-such-dimension", 3, "\nx = torch.ones(2, 3)\nx.sum(2)\n", says="x has shape (2, 3)"),
    Stops("lists-ragged", 2, "\ntorch.tensor([[1, 2], [3]])\n"),
    # -- elements
    Stops("index-out-of-range", 3, "\nx = torch.ones(2, 3)\nx[0, 5]\n", says="its size there is 3, so the last one is 2"),
    Stops("sequence-index", 3, "\nlosses = [1, 2]\nlosses[2]\n", says="losses"),
    Stops("embedding-index", 3, "\nrows = nn.Embedding(3, 2)\nrows(torch.tensor([3]))\n", says="0 to 2"),
    Stops("too-many-indices", 3, "\nx = torch.ones(2)\nx[0, 0]\n"),
    Stops("index-of-a-number", 3, "\nx = torch.tensor([1.]).sum()\nx[1]\n", repairs=1),
    Stops("not-one-number", 3, "\nx = torch.ones(2)\nx.item()\n", says="x has shape (2,)"),
    Stops("not-one-number", 3, "\nx = torch.ones(2)\nfloat(x)\n", says="x has shape (2,)"),
    Stops("truth-of-many", 3, "\nx = torch.ones(2)\nif x > 0:\n    print(x)\n", says="x > 0", repairs=2),
    Stops("array-of-grad", 3, "\nx = torch.ones(2, requires_grad=True)\nx.numpy()\n", repairs=1),
]  # fmt: skip

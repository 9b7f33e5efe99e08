"""Small programs that take every path once: what torch imports or makes on first use is there before a worker is forked.

Later is too late: a worker in its jail can open no file, so what it would have to import it cannot do.
"""

from __future__ import annotations

DESCENT = """
w = torch.tensor(1.0, requires_grad=True)
for epoch in range(5):
    loss = (w - 3) ** 2
    loss.backward()
    with torch.no_grad():
        w -= 0.1 * w.grad
    w.grad.zero_()
"""

TRAINING = """
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset

class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(2, 3), nn.BatchNorm1d(3), nn.ReLU(), nn.Dropout(0.1), nn.Linear(3, 2))
    def forward(self, x):
        return self.layers(x)

model = Model()
loader = DataLoader(TensorDataset(torch.randn(6, 2), torch.tensor([0, 1, 0, 1, 0, 1])), batch_size=3, shuffle=True)
criterion = nn.CrossEntropyLoss()
for kind in [optim.SGD, optim.Adam, optim.AdamW, optim.RMSprop, optim.Adagrad]:
    optimizer = kind(model.parameters(), lr=0.1)
    scheduler = optim.lr_scheduler.StepLR(optimizer, 1)
    for x, y in loader:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
    scheduler.step()
print(model, loss.item(), optimizer.state_dict()["param_groups"][0]["lr"])
model.eval()
with torch.no_grad():
    print(model(torch.ones(1, 2)), sum(p.numel() for p in model.parameters()))
plt.plot([1, 2], np.array([3.0, 4.0]))
plt.show()
"""

LAYERS = """
image, words = torch.randn(2, 1, 8, 8), torch.randn(2, 5, 4)
seen = nn.Sequential(nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2), nn.MaxPool2d(2), nn.Flatten())(image)
outputs, _ = nn.LSTM(4, 4, batch_first=True)(words)
outputs, _ = nn.GRU(4, 4, batch_first=True)(outputs)
attended, _ = nn.MultiheadAttention(4, 2, batch_first=True)(outputs, outputs, outputs)
rest = nn.LayerNorm(4)(attended) + nn.Embedding(3, 4)(torch.tensor([[0, 1, 2, 0, 1]]))
(seen.mean() + rest.pow(2).mean() + F.mse_loss(rest, words)).backward()
"""

GRADIENTS = """
from torch.autograd.functional import jacobian, hessian, vjp
class Square(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x * x
    @staticmethod
    def backward(ctx, grad):
        (x,) = ctx.saved_tensors
        return 2 * x * grad

x = torch.tensor([1.0, 2.0], requires_grad=True)
x.register_hook(lambda grad: 2 * grad)
Square.apply(x).sum().backward()
print(x.grad, jacobian(lambda a: a * a, x), hessian(lambda a: (a ** 3).sum(), x), vjp(lambda a: a.sum(), x))
print(torch.func.jvp(torch.sin, (torch.ones(2),), (torch.ones(2),)), np.unique(np.array([1, 1, 2])))
print(torch.func.grad(lambda a: a ** 3)(torch.tensor(2.0)), torch.linalg.det(torch.eye(2)), f"{x.sum():.2f}")
"""

COUNTED = "Q = sin(1, 2)"  # an error with a number in it: each language has plurals of its own

CHANGED = "x = torch.ones(2, requires_grad=True)\ny = x.exp()\ny.add_(1)\ny.sum().backward()"
REFUSED = (
    CHANGED,
    "for x in",
    "nn.Moudle()",
    "for i in range(epochs): pass",
    "a = torch.ones(2, 3)\na @ a",
    "raise ValueError('no')",
)

PROGRAMS = (TRAINING, LAYERS, GRADIENTS, *REFUSED)

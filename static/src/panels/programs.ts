// Programs to begin with, by the name of their title: what stands in tutorials, made to run. Fetched when one is chosen.
import type { ProgramName } from "./examples";

export const PROGRAMS: Readonly<Record<ProgramName, string>> = {
	// A vector has no single derivative: backward() wants the vector v of vᵀJ.
	"external-grad": `import torch

a = torch.tensor([2., 3.], requires_grad=True)
b = torch.tensor([6., 4.], requires_grad=True)
Q = 3*a**3 - b**2

external_grad = torch.tensor([1., 1.])
Q.backward(gradient=external_grad)

print(9*a**2 == a.grad)
print(-2*b == b.grad)
`,
	// A layer of one's own: parameters are leaves, forward() is what is recorded.
	"my-linear": `import torch
from torch import nn, Tensor

class MyLinear(nn.Module):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        self.in_features = in_features
        self.out_features = out_features
        self.weights = nn.Parameter(torch.randn(in_features, out_features))
        self.bias = nn.Parameter(torch.randn(out_features))

    def forward(self, x: Tensor):
        return x @ self.weights + self.bias

x = torch.randn(3, 4)
fc = MyLinear(4, 2)
fc(x).sum().backward()
print(fc.weights.grad)
`,
	// The four steps of every training loop.
	"linear-regression": `import torch
import numpy as np
from torch.autograd import Variable

x_train = np.array([[0.], [1.], [2.], [3.]], dtype=np.float32)
y_train = 2*x_train + 1

class LinearReg(torch.nn.Module):
    def __init__(self, inputSize, outputSize):
        super(LinearReg, self).__init__()
        self.linear = torch.nn.Linear(inputSize, outputSize)

    def forward(self, x):
        out = self.linear(x)
        return out

model = LinearReg(1, 1)
criterion = torch.nn.MSELoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)

for epoch in range(20):
    inputs = Variable(torch.from_numpy(x_train))
    labels = Variable(torch.from_numpy(y_train))

    optimizer.zero_grad()
    outputs = model(inputs)
    loss = criterion(outputs, labels)
    loss.backward()
    optimizer.step()

    print(f'epoch {epoch}, loss {loss.item()}')
`,
	// The same without an optimizer: .grad is read, used and emptied by hand.
	"manual-sgd": `import torch
from torch.autograd import Variable

x_data = [1.0, 2.0, 3.0]
y_data = [2.0, 4.0, 6.0]

w = Variable(torch.Tensor([1.0]), requires_grad=True)

def forward(x):
    return x * w

def loss(x, y):
    y_pred = forward(x)
    return (y_pred - y) * (y_pred - y)

print("predict (before training)", 4, forward(4).data[0])

for epoch in range(10):
    for x_val, y_val in zip(x_data, y_data):
        l = loss(x_val, y_val)
        l.backward()
        print("\\tgrad: ", x_val, y_val, w.grad.data[0])
        w.data = w.data - 0.01 * w.grad.data

        # Manually zero the gradients after updating weights
        w.grad.data.zero_()

    print("progress:", epoch, l.data[0])

print("predict (after training)", 4, forward(4).data[0])
`,
	// A long run: a few iterations in full, all of them as a curve.
	"model-class": `import torch
from torch.autograd import Variable

x_data = Variable(torch.Tensor([[1.0], [2.0], [3.0]]))
y_data = Variable(torch.Tensor([[2.0], [4.0], [6.0]]))

class Model(torch.nn.Module):
    def __init__(self):
        super(Model, self).__init__()
        self.linear = torch.nn.Linear(1, 1)  # One in and one out

    def forward(self, x):
        y_pred = self.linear(x)
        return y_pred

model = Model()
criterion = torch.nn.MSELoss(size_average=False)
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)

for epoch in range(500):
    y_pred = model(x_data)
    loss = criterion(y_pred, y_data)
    print(epoch, loss.data)

    optimizer.zero_grad()
    loss.backward()
    optimizer.step()

hour_var = Variable(torch.Tensor([[4.0]]))
print("predict (after training)", 4, model.forward(hour_var).data[0][0])
`,
	// One operand that requires a gradient is enough.
	propagation: `import torch

x = torch.rand(2, 2)
y = torch.rand(2, 2)
z = torch.rand((2, 2), requires_grad=True)

a = x + y
print(f"Does \`a\` require gradients? : {a.requires_grad}")
b = x + z
print(f"Does \`b\` require gradients? : {b.requires_grad}")

b.sum().backward()
print(z.grad)
`,
	// Frozen parameters get no gradient, and the optimizer leaves them alone.
	freezing: `import torch
from torch import nn, optim

torch.manual_seed(0)
model = nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 2))

for param in model.parameters():
    param.requires_grad = False
model[2] = nn.Linear(4, 2)  # the new classifier is not frozen

optimizer = optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
x = torch.randn(5, 3)
loss = model(x).pow(2).mean()
loss.backward()
optimizer.step()

for name, param in model.named_parameters():
    print(name, param.requires_grad, param.grad is None)
`,
	// A hook sees a gradient on its way, and may put another in its place.
	hook: `import torch

x = torch.tensor([1., 2., 3.], requires_grad=True)
y = x * 3

def halve(grad):
    print("hook:", grad)
    return grad / 2

y.register_hook(halve)
loss = (y ** 2).sum()
loss.backward()
print(x.grad)
`,
	// An index is an operation as well: its gradient is scattered back to where it came from.
	gather: `import torch

t = torch.arange(18.).reshape(2, 3, 3).requires_grad_()

index = torch.arange(3).reshape(1, 1, 3).expand(2, 1, 3)
diagonal = torch.gather(t, 1, index).squeeze(1)
print(diagonal)

diagonal.sum().backward()
print(t.grad)
`,
	// Down into a valley with and without momentum; only one gets over the hill.
	momentum: `import torch
import matplotlib.pyplot as plt

def hill(x):
    return 0.05*x**4 - 0.4*x**2 + 0.3*x

for momentum in [0.0, 0.9]:
    x = torch.tensor(3.5, requires_grad=True)
    optimizer = torch.optim.SGD([x], lr=0.05, momentum=momentum)
    path = []
    for step in range(40):
        optimizer.zero_grad()
        y = hill(x)
        y.backward()
        optimizer.step()
        path.append(x.item())
    print(momentum, path[-1])
    plt.plot(path, label=f"momentum {momentum}")

plt.xlabel("step")
plt.ylabel("x")
plt.legend()
plt.show()
`,
	// Logistic regression whose backward is written by hand: dL/dw = x (ŷ − y)ᵀ / m, as in the lecture.
	logistic: `import torch

class LogisticLoss(torch.autograd.Function):
    @staticmethod
    def forward(ctx, w, b, x, y):
        z = torch.mm(w.T, x) + b
        yhat = 1 / (1 + torch.exp(-z))
        ctx.save_for_backward(x, y, yhat)
        return -(y*torch.log(yhat) + (1 - y)*torch.log(1 - yhat)).mean()

    @staticmethod
    def backward(ctx, grad_output):
        x, y, yhat = ctx.saved_tensors
        m = x.shape[1]
        dw = torch.mm(x, (yhat - y).T) / m
        db = (yhat - y).sum(dim=1) / m
        return grad_output*dw, grad_output*db, None, None

x = torch.tensor([[0.5, 1.0, 2.0, 3.0], [1.0, -1.0, 0.5, 0.0]])
y = torch.tensor([[0., 0., 1., 1.]])
w = torch.zeros(2, 1, requires_grad=True)
b = torch.zeros(1, requires_grad=True)
lr = 0.5

for epoch in range(5):
    loss = LogisticLoss.apply(w, b, x, y)
    loss.backward()
    with torch.no_grad():
        w -= lr * w.grad
        b -= lr * b.grad
        w.grad.zero_()
        b.grad.zero_()
    print(epoch, loss.item())
`,
};

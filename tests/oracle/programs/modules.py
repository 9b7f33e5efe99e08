"""Blocks with classes: modules, optimizers and training loops, functions with a backward of their own, plain classes."""

from __future__ import annotations

from tests.oracle.programs.blocks import OPTIMIZERS
from tests.oracle.programs.writer import Writer

ACTIVATIONS = ("nn.ReLU()", "nn.Tanh()", "nn.Sigmoid()", "nn.GELU()", "nn.LeakyReLU(0.1)", "nn.Softplus()", "nn.ELU()")
LOSSES = ("nn.MSELoss()", "nn.L1Loss()", "nn.SmoothL1Loss()", "nn.HuberLoss()", "nn.MSELoss(reduction='sum')")


def sequential(w: Writer) -> str:
    """A stack of layers from 3 features to 2; the name it is given."""
    name = w.fresh("m")
    hidden = w.pick("2", "4")
    inner = w.pick(*ACTIVATIONS)
    extra = w.pick("", "", f", nn.LayerNorm({hidden})", ", nn.Dropout(0.5)", f", nn.BatchNorm1d({hidden})")
    bias = w.pick("", "", ", bias=False")
    w.line(f"{name} = nn.Sequential(nn.Linear(3, {hidden}{bias}){extra}, {inner}, nn.Linear({hidden}, 2))")
    return name


def class_of_module(w: Writer) -> str:
    """A module written as a class from 3 features to 2; the name of an instance."""
    kind, name = w.fresh("N").capitalize(), w.fresh("m")
    form = w.chance.randrange(4)
    with w.block(f"class {kind}(nn.Module):"):
        with w.block(f"def __init__(self, hidden={w.pick('2', '4')}):"):
            w.line(w.pick("super().__init__()", f"super({kind}, self).__init__()"))
            if form == 0:
                w.line("self.first = nn.Linear(3, hidden)")
                w.line("self.second = nn.Linear(hidden, 2)")
            elif form == 1:
                w.line("self.layers = nn.ModuleList([nn.Linear(3, 3) for _ in range(2)])")
                w.line("self.last = nn.Linear(3, 2, bias=False)")
            elif form == 2:
                w.line("self.weight = nn.Parameter(torch.randn(3, 2) * 0.5)")
                w.line("self.bias = nn.Parameter(torch.zeros(2))")
                w.line("self.calls = 0")
            else:
                w.line("self.body = nn.Sequential(nn.Linear(3, hidden), nn.Tanh())")
                w.line("self.head = nn.Linear(hidden, 2)")
                w.line("self.register_buffer('scale', torch.tensor(0.5))")
        w.line("")
        with w.block("def forward(self, x):"):
            if form == 0:
                w.line(f"x = {w.pick('torch.relu', 'F.relu', 'torch.tanh', 'torch.sigmoid')}(self.first(x))")
                w.line("return self.second(x)")
            elif form == 1:
                with w.block("for layer in self.layers:"):
                    w.line("x = x + torch.tanh(layer(x))")
                w.line("return self.last(x)")
            elif form == 2:
                w.line("self.calls += 1")
                with w.block("if self.training and self.calls > 1:"):
                    w.line("x = x * 0.9")
                w.line("return x @ self.weight + self.bias")
            else:
                w.line("return self.head(self.body(x)) * self.scale")
    w.line("")
    w.line(f"{name} = {kind}({w.pick('', '3', 'hidden=2') if form != 2 else ''})")
    return name


def training(w: Writer) -> None:
    """A model, an optimizer, a loss, and a few epochs."""
    if w.often(0.4):
        w.line(f"torch.manual_seed({w.chance.randint(0, 9)})")
    model = sequential(w) if w.often(0.5) else class_of_module(w)
    rows = w.chance.randint(2, 4)
    classes = w.often(0.3)
    w.line(f"inputs = torch.randn({rows}, 3)")
    w.line(f"targets = torch.{'randint(0, 2, (' + str(rows) + ',))' if classes else f'randn({rows}, 2)'}")
    w.line(f"criterion = {'nn.CrossEntropyLoss()' if classes else w.pick(*LOSSES)}")
    w.line(f"optimizer = {w.pick(*OPTIMIZERS).format(f'{model}.parameters()')}")
    scheduled = w.often(0.2)
    if scheduled:
        w.line(
            f"scheduler = optim.lr_scheduler.{w.pick('StepLR(optimizer, step_size=1, gamma=0.5)', 'ExponentialLR(optimizer, 0.9)')}"
        )
    if w.often(0.3):
        w.line(f"print({w.pick(model, 'criterion')})")
    if w.often(0.3):
        w.line(f"print(sum(p.numel() for p in {model}.parameters()), [n for n, _ in {model}.named_parameters()])")
    if w.often(0.15):
        w.line(f"for p in list({model}.parameters())[:1]: p.requires_grad = False")
    epochs(w, model, scheduled=scheduled)
    if w.often(0.3):
        w.line(f"{model}.eval()")
        with w.block("with torch.no_grad():"):
            w.line(f"print({model}(inputs).argmax(dim=1))")


def epochs(w: Writer, model: str, *, scheduled: bool) -> None:
    """The training loop."""
    losses = w.often(0.4)
    if losses:
        w.line("losses = []")
    with w.block(f"for epoch in range({w.chance.randint(1, 3)}):"):
        if w.often(0.85):
            w.line(f"{w.pick('optimizer', 'optimizer', model)}.zero_grad({w.pick('', '', 'set_to_none=False')})")
        w.line(f"outputs = {model}(inputs)")
        w.line("loss = criterion(outputs, targets)")
        w.line("loss.backward()")
        if w.often(0.15):
            w.line(f"print(f'{{nn.utils.clip_grad_norm_({model}.parameters(), 0.5):.4f}}')")
        w.line("optimizer.step()")
        if scheduled:
            w.line("scheduler.step()")
        if losses:
            w.line("losses.append(loss.item())")
        w.line(
            w.pick(
                "print(epoch, loss.item())", "print('epoch {}, loss {:.4f}'.format(epoch + 1, loss.item()))",
                "if epoch % 2 == 0: print(f'{epoch}: {loss.item():.6f}')", "print('%d %f' % (epoch, loss))", "pass",
            )
        )  # fmt: skip
    if losses:
        w.line("print(['%.3f' % value for value in losses])")


def custom_function(w: Writer) -> None:
    """A function with a backward written by the user."""
    name, form = w.fresh("C").capitalize(), w.chance.randrange(3)
    with w.block(f"class {name}(torch.autograd.Function):"):
        w.line("@staticmethod")
        with w.block(f"def forward(ctx, x{', k' if form == 2 else ''}):"):
            if form == 2:
                w.line("ctx.k = k")
            w.line("ctx.save_for_backward(x)")
            w.line("return " + ("x.clamp(min=0)", "x ** 3", "x * k")[form])
        w.line("")
        w.line("@staticmethod")
        with w.block("def backward(ctx, grad_output):"):
            w.line(w.pick("x, = ctx.saved_tensors", "(x,) = ctx.saved_tensors"))
            w.line("return " + ("grad_output * (x > 0)", "grad_output * 3 * x ** 2", "grad_output * ctx.k, None")[form])
    w.line("")
    shape = w.chance.choice([(), (2,), (3,), (2, 3)])
    text, grad = w.expression(shape, 1)
    result = w.fresh("z")
    w.line(f"{result} = {name}.apply({text}{', 2.5' if form == 2 else ''})")
    w.keep(result, shape, grad=grad, leaf=not grad)


def plain_class(w: Writer) -> None:
    """A class of the user's own, with operators, a property and a subclass."""
    name = w.fresh("P").capitalize()
    with w.block(f"class {name}:"):
        w.line("count = 0")
        with w.block("def __init__(self, value):"):
            w.line("self.value = value")
            w.line(f"{name}.count += 1")
        with w.block("def __add__(self, other):"):
            w.line(f"return {name}(self.value + other.value)")
        with w.block("def __len__(self):"):
            w.line("return 3")
        with w.block("def __getitem__(self, index):"):
            with w.block("if index >= len(self):"):
                w.line("raise IndexError(index)")
            w.line("return self.value * index")
        with w.block("def __call__(self, x):"):
            w.line("return self.value * x")
        if w.often(0.5):
            with w.block("def __repr__(self):"):
                w.line(f"return f'{name}({{self.value}})'")
            w.line("@property")
            with w.block("def twice(self):"):
                w.line("return self.value * 2")
            printed = "print({}, {}.twice)"
        else:
            printed = "print({}.value, {}(3))"
    text, _ = w.expression(w.chance.choice([(), (2,)]), 1)
    thing = w.fresh("o")
    w.line(f"{thing} = {name}({w.pick(text, w.number())}) + {name}(1)")
    w.line(printed.format(thing, thing))
    w.line(f"print([part for part in {thing}], {name}.count, isinstance({thing}, {name}))")
    if w.often(0.5):
        with w.block(f"class Sub{name}({name}):"), w.block("def __call__(self, x):"):
            w.line("return super().__call__(x) + 1")
        w.line(f"print(Sub{name}(2)(5), Sub{name}.__name__)")

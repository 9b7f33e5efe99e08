"""The blocks a generated program is made of: each writes a few lines that a tutorial could hold."""

from __future__ import annotations

from tests.oracle.programs.writer import SHAPES, Held, Writer

OPTIMIZERS = (
    "optim.SGD({}, lr=0.1)", "optim.SGD({}, lr=0.05, momentum=0.9)", "optim.Adam({}, lr=0.1)", "optim.AdamW({}, lr=0.1)",
    "optim.RMSprop({}, lr=0.01)", "optim.Adagrad({}, lr=0.1)", "torch.optim.SGD({}, lr=0.1, momentum=0.5, nesterov=True)",
    "optim.SGD({}, lr=0.1, weight_decay=0.01)", "optim.Adam({}, lr=0.01, betas=(0.8, 0.9))",
)  # fmt: skip


def assign(w: Writer) -> None:
    """A new name, or an old one rebound."""
    shape = w.chance.choice(SHAPES)
    text, grad = w.expression(shape)
    old = [tensor for tensor in w.held if tensor.shape == shape]
    name = w.chance.choice(old).name if old and w.often(0.25) else w.fresh("cdefghpqrst")
    w.line(f"{name} = {text}")
    w.keep(name, shape, grad=grad, leaf=not grad)


def augmented(w: Writer) -> None:
    """``x += …`` on a result, or on what requires no grad."""
    options = [tensor for tensor in w.held if not (tensor.leaf and tensor.grad)]
    if not options:
        assign(w)
        return
    target = w.chance.choice(options)
    text, grad = w.expression(target.shape, 1)
    grad = target.grad or grad
    form = w.pick(
        "{0} += {1}", "{0} -= {1}", "{0} *= {1}", "{0} = {0} * {1}", "{0}.add_({1})", "{0}.mul_({1})", "{0} = {0} + {1}"
    )
    w.line(form.format(target.name, f"({text})"))
    w.renamed(target, grad=grad, leaf=not grad)


def written(w: Writer) -> None:
    """A part of a tensor is written, through an index or a view."""
    options = [tensor for tensor in w.held if tensor.shape and not (tensor.leaf and tensor.grad)]
    if not options:
        assign(w)
        return
    target = w.chance.choice(options)
    part = target.shape[1:]
    text, grad = w.expression(part, 1)
    index = w.chance.randrange(target.shape[0])
    form = w.chance.randrange(5)
    if form == 0:
        w.line(f"{target.name}[{index}] = {text}")
    elif form == 1:
        w.line(f"{target.name}[{index}:] = {w.number()}")
        grad = False
    elif form == 2:
        view = w.fresh("v")
        w.line(f"{view} = {target.name}[{index}]")
        w.line(f"{view}.mul_({w.number()})")
        grad = False
    elif form == 3:
        view = w.fresh("v")
        w.line(f"{view} = {target.name}.view(-1)")
        w.line(f"{view} += {w.number()}")
        grad = False
    else:
        w.line(f"{target.name}[{index}] += {text}")
    w.renamed(target, grad=target.grad or grad, leaf=not (target.grad or grad))


def shown(w: Writer) -> None:
    """Something is printed."""
    text, _ = w.expression(w.chance.choice(SHAPES), 1)
    number, _ = w.expression((), 1)
    plain = w.chance.choice(w.plain) if w.plain else w.number()
    w.line(
        w.pick(
            f"print({text})", f"print('value', {text})", f"print(f'{{({number}).item():.4f}}')", f"print({plain}, {number})",
            f"print('%.3f and %s' % (({number}).item(), {plain}))", f"print('{{:.2f}} {{}}'.format(({number}).item(), {plain!r}))",
            f"print(({text}).shape, ({text}).requires_grad)", f"print(f'{{{plain}:>10}}|{{({text}).dtype}}')",
            f"print({text}, sep='', end=';\\n')", f"print(({text}).tolist())", f"print(f'{{({number}).item()=:.3e}}')",
            f"print(repr({text}), str({number}))", f"print(({text}).size(), ({text}).dim(), ({text}).numel())",
        )
    )  # fmt: skip


def backward(w: Writer) -> None:
    """One pass, in one of the ways of asking for it."""
    if not w.tensors(grad=True):
        w.leaf(grad=True)
    form = w.chance.randrange(7)
    leaves = w.tensors(grad=True, leaf=True)
    if form == 0:
        shape = w.chance.choice(SHAPES[1:])
        text, grad = w.expression(shape)
        name = w.fresh("Qz")
        giver = w.chance.choice(w.tensors(grad=True)).name
        w.line(f"{name} = {text}" if grad else f"{name} = {text} + {giver}.sum()")
        w.line(f"{name}.backward({w.pick('', 'gradient=')}torch.ones_like({name}))")
    elif form == 1:
        text, _ = w.scalar()
        w.line(f"loss = {text}")
        w.line("loss.backward(retain_graph=True)")
        w.line(f"loss.backward({w.pick('', 'retain_graph=False', 'torch.tensor(2.0)')})")
    elif form == 2 and leaves:
        text, _ = w.scalar()
        leaf = w.chance.choice(leaves)
        w.line(f"loss = {text} + ({leaf.name} * {leaf.name}).sum()")
        name = w.fresh("g")
        w.line(
            f"{name}, = torch.autograd.grad(loss, {w.pick(leaf.name, f'[{leaf.name}]')}{w.pick('', ', create_graph=True')})"
        )
        w.line(f"print({name})")
    elif form == 3 and leaves:
        text, _ = w.scalar()
        leaf = w.chance.choice(leaves)
        w.line(f"loss = {text} + {leaf.name}.sum()")
        w.line(f"loss.backward(inputs=[{leaf.name}])")
    else:
        text, _ = w.scalar()
        w.line(f"loss = {text}")
        w.line(w.pick("loss.backward()", "loss.backward()", "torch.autograd.backward(loss)"))
    w.forget_graphs()
    w.held = [tensor for tensor in w.held if tensor.name != "loss"]
    if leaves and w.often(0.5):
        w.line(f"print({w.chance.choice(leaves).name}.grad)")


def stepped(w: Writer) -> None:
    """A training step by hand."""
    leaf = w.leaf(w.chance.choice(SHAPES[:4]), grad=True)
    data = w.leaf(leaf.shape, grad=False)
    style = w.chance.randrange(4)
    with w.block(f"for step in range({w.chance.randint(1, 4)}):"):
        w.line(f"error = {leaf.name} * {data.name} - {w.number()}")
        w.line(f"loss = {w.pick('(error ** 2).mean()', 'error.pow(2).sum()', '(error * error).sum()')}")
        w.line("loss.backward()")
        if style == 0:
            with w.block("with torch.no_grad():"):
                w.line(f"{leaf.name} -= 0.1 * {leaf.name}.grad")
                w.line(f"{leaf.name}.grad.zero_()")
        elif style == 1:
            w.line(f"{leaf.name}.data -= 0.1 * {leaf.name}.grad.data")
            w.line(f"{leaf.name}.grad.data.zero_()")
        elif style == 2:
            w.line(f"{leaf.name}.data = {leaf.name}.data - 0.1 * {leaf.name}.grad")
            w.line(f"{leaf.name}.grad = None")
        else:
            with w.block("with torch.no_grad():"):
                w.line(f"{leaf.name}.sub_({leaf.name}.grad * 0.1)")
            w.line(f"{w.pick('if step % 2 == 0: ', '')}{leaf.name}.grad.zero_()")
        if w.often(0.5):
            w.line("print(step, loss.item())")
    w.held = [tensor for tensor in w.held if tensor.name not in {"loss", "error"}]


def loop(w: Writer) -> None:
    """A loop that sums, with ``break``, ``continue`` or ``else`` now and then."""
    shape = w.chance.choice(SHAPES)
    total, term = w.fresh("s"), w.expression(shape, 1)
    w.line(f"{total} = {'0' if w.often(0.5) else f'torch.zeros({shape})'}")
    index = w.pick("i", "k", "n")
    count = w.chance.randint(1, 4)
    if w.often(0.7):
        with w.block(
            f"for {index} in {w.pick(f'range({count})', f'range(1, {count + 2}, 2)', '(1, 2, 3)', '[0.5, 1.5]')}:"
        ):
            if w.often(0.3):
                w.line(f"if {index} == 1: {w.pick('continue', 'break')}")
            w.line(f"{total} = {total} + {index} * ({term[0]})")
        if w.often(0.2):
            w.line("else:")
            w.line("    print('no break')")
    else:
        w.line(f"{index} = {count}")
        with w.block(f"while {index} > 0:"):
            w.line(f"{total} = {total} + ({term[0]}) / {index}")
            w.line(f"{index} -= 1")
    w.line(f"print(type({total}).__name__, {total})")


def branch(w: Writer) -> None:
    """A value decides which way to go."""
    shape = w.chance.choice(SHAPES)
    condition, _ = w.expression((), 1)
    first, grad = w.expression(shape, 1)
    second, other = w.expression(shape, 1)
    name = w.fresh("m")
    if w.often(0.3):
        w.line(f"{name} = {first} if {condition} > 0 else {second}")
    else:
        with w.block(f"if {condition} > {w.number()}{w.pick('', ' and True', ' or False')}:"):
            w.line(f"{name} = {first}")
        if w.often(0.3):
            with w.block(f"elif not ({condition} < -1):"):
                w.line(f"{name} = ({first}) * 2")
        with w.block("else:"):
            w.line(f"{name} = {second}")
    if grad == other:
        w.keep(name, shape, grad=grad, leaf=not grad)


def function(w: Writer) -> None:
    """A function with defaults, a closure, a lambda, or arguments gathered by a star."""
    shape = w.chance.choice(SHAPES)
    argument, grad = w.expression(shape, 1)
    name, form = w.fresh("f"), w.chance.randrange(6)
    if form == 0:
        with w.block(f"def {name}(x, scale={w.number()}, *, shift=0.5):"):
            w.line("y = x * scale")
            w.line(f"return {w.pick('torch.tanh(y)', 'y', 'y ** 2')} + shift")
        call = f"{name}({argument}{w.pick('', ', 2.0', ', scale=3', ', shift=1', ', 2, shift=-1')})"
    elif form == 1:
        with w.block(f"def {name}(factor):"):
            with w.block("def inner(x):"):
                w.line("nonlocal calls")
                w.line("calls += 1")
                w.line("return x * factor + calls")
            w.line("calls = 0")
            w.line("return inner")
        w.line(f"closure = {name}({w.number()})")
        w.line(f"closure({argument})")
        call = f"closure({argument})"
    elif form == 2:
        w.line(f"{name} = lambda x, k={w.number()}: {w.pick('x * k', 'torch.sin(x) + k', '(x + k) ** 2')}")
        call = f"{name}({argument})"
    elif form == 3:
        with w.block(f"def {name}(*parts, **named):"):
            with w.block("for key, value in named.items():"):
                w.line("parts = (*parts, parts[0] * value)")
            w.line("return sum(parts)")
        call = f"{name}({argument}, {argument}, half=0.5{w.pick('', ', third=3')})"
    elif form == 4:
        with w.block(f"def {name}(x, n):"):
            w.line('"""Again and again."""')
            with w.block("if n == 0:"):
                w.line("return x")
            w.line(f"return {name}(torch.tanh(x) + n, n - 1)")
        call = f"{name}({argument}, {w.chance.randint(0, 3)})"
    else:
        with w.block(f"def {name}(x):"):
            w.line("total = x.sum()")
            w.line(f"return x * 2, total{w.pick('', '.detach()')}")
        first, second = w.fresh("r"), w.fresh("t")
        w.line(f"{first}, {second} = {name}({argument})")
        w.keep(first, shape, grad=grad, leaf=not grad)
        return
    result = w.fresh("r")
    w.line(f"{result} = {call}")
    w.keep(result, shape, grad=grad, leaf=not grad)


def collected(w: Writer) -> None:
    """Comprehensions, sorting, dictionaries, slices."""
    name = w.fresh("l")
    text, _ = w.expression((3,), 1)
    w.line(
        w.pick(
            f"{name} = [x.item() * 2 for x in {text}]", f"{name} = [i * i for i in range(5) if i % 2]",
            f"{name} = {{str(i): v for i, v in enumerate(({text}).tolist())}}", f"{name} = sorted(({text}).tolist(), reverse=True)",
            f"{name} = [[j * i for j in range(3)] for i in range(2)]", f"{name} = list(zip('abc', ({text}).tolist()))",
            f"{name} = tuple(round(x, 2) for x in ({text}).tolist())", f"{name} = {{len(s) for s in 'a bb cc ddd'.split()}}",
            f"{name} = [*range(3), *({text}).shape]", f"{name} = dict(a=1, b=[2, 3], **{{'c': {w.number()}}})",
            f"{name} = list(map(lambda v: v > 0, ({text}).tolist()))",
        )
    )  # fmt: skip
    w.line(
        w.pick(f"print({name})", f"print(len({name}), {name})", f"print(f'{{{name}}}')", f"print(*{name}, sep=' / ')")
    )
    if w.often(0.4):
        w.line(f"rows = list(range(10)); rows[2:4] = [7]; rows.append({w.number()})")
        w.line("print(rows[::2], rows[-3:], rows.index(7), sum(rows), min(rows), max(rows))")
    if w.often(0.3):
        w.line(
            "print([a + b for a, b in zip([1, 2], [3, 4])], 'abc'.upper()[1:], 7 // 2, 7 % 3, 2 ** 10, -7 // 2, 1e-7)"
        )


def caught(w: Writer) -> None:
    """An exception that the program expects."""
    form = w.chance.randrange(6)
    vector = w.expression((2,), 1)[0]
    wrong, kind = [
        ("1 / 0", "ZeroDivisionError"), (f"({vector}) + torch.ones(3)", "RuntimeError"), ("{'a': 1}['b']", "KeyError"),
        ("int('seven')", "ValueError"), (f"({vector})[5]", "IndexError"), ("undefined_method_of_list = [].pop()", "IndexError"),
    ][form]  # fmt: skip
    with w.block("try:"):
        w.line("print('trying')")
        w.line(wrong)
        w.line("print('never here')")
    handler = w.pick(f"except {kind} as error:", f"except ({kind}, TypeError) as error:", "except Exception as error:")
    with w.block(handler):
        w.line(
            w.pick(
                "print('caught', error)", "print(type(error).__name__, error)", "print(isinstance(error, Exception))"
            )
        )
    if w.often(0.3):
        with w.block("finally:"):
            w.line("print('finally')")


def no_graph(w: Writer) -> None:
    """Values without a graph."""
    shape = w.chance.choice(SHAPES)
    text, _ = w.expression(shape)
    name = w.fresh("n")
    form = w.chance.randrange(3)
    if form == 0:
        with w.block("with torch.no_grad():"):
            w.line(f"{name} = {text}")
    elif form == 1:
        w.line(f"{name} = ({text}).detach().clone()")
    else:
        w.line("@torch.no_grad()")
        with w.block("def evaluated(x):"):
            w.line("return x * 2")
        w.line(f"{name} = evaluated({text})")
    w.keep(name, shape, grad=False, leaf=True)


def hooked(w: Writer) -> None:
    """A hook on a result or a leaf, and a pass through it."""
    leaf = w.leaf(w.chance.choice(SHAPES[1:]), grad=True)
    name = w.fresh("h")
    w.line(f"{name} = {w.pick('torch.tanh', 'torch.sin', 'torch.exp')}({leaf.name})")
    target = w.pick(name, name, leaf.name)
    w.line(
        w.pick(
            f"{target}.register_hook(lambda g: g * 2)", f"{target}.register_hook(lambda g: print('gradient', g))",
            f"handle = {target}.register_hook(lambda g: g.clamp(-0.1, 0.1)); handle.remove()", f"{name}.retain_grad()",
        )
    )  # fmt: skip
    w.line(f"({name} * {w.number()}).sum().backward()")
    w.line(f"print({leaf.name}.grad)")
    if "retain" in w.lines[-3]:
        w.line(f"print({name}.grad)")
    w.forget_graphs()


def frozen(w: Writer) -> None:
    """A leaf stops requiring grad, or begins to."""
    leaves = w.tensors(leaf=True)
    if not leaves:
        w.leaf()
        return
    leaf = w.chance.choice(leaves)
    w.line(w.pick(f"{leaf.name}.requires_grad_({not leaf.grad})", f"{leaf.name}.requires_grad = {not leaf.grad}"))
    w.renamed(leaf, grad=not leaf.grad)


def failing(w: Writer) -> None:
    """A line that stops the program."""
    leaf: Held = w.leaf((3,), grad=True)
    w.line(
        w.pick(
            f"({leaf.name} * 2).backward()", f"{leaf.name} += 1", f"{leaf.name} + torch.ones(2)", f"{leaf.name}[7]",
            f"print({leaf.name}.item())", f"torch.ones(2, 3) @ {leaf.name}[:2]", "print(1 // 0)", "raise ValueError('enough')",
            f"assert {leaf.name}.sum() > 100, 'too small'", f"{leaf.name}.numpy()", f"{leaf.name}.grad.zero_()",
            "torch.tensor([1, 2], requires_grad=True)", "torch.ones(2).sum().backward()", "[1, 2][2]", "'a' + 1", "int('x')",
            "nn.Linear(2, 3)(torch.ones(5))", f"{leaf.name}.view(2, 2)", "F.cross_entropy(torch.ones(2, 3), torch.tensor([0, 3]))",
            f"f = {leaf.name}.exp(); f += 1; f.sum().backward()", "a, b = 1, 2, 3", f"if {leaf.name} > 0: print('yes')",
        )
    )  # fmt: skip

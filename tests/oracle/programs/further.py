"""Blocks that go further: higher derivatives, transforms, views, hooks of modules, kinds of numbers, data in batches."""

from __future__ import annotations

from tests.oracle.programs.modules import sequential
from tests.oracle.programs.writer import SHAPES, Writer


def higher(w: Writer) -> None:
    """A gradient is differentiated again."""
    leaf = w.leaf(w.chance.choice(SHAPES[:3]), grad=True)
    name = w.fresh("g")
    w.line(f"y = {w.pick('({0} ** 3).sum()', 'torch.sin({0}).sum()', 'torch.exp({0}).prod()').format(leaf.name)}")
    if w.often(0.6):
        w.line(f"({name},) = torch.autograd.grad(y, {leaf.name}, create_graph=True)")
        w.line(f"{name}.sum().backward()")
    else:
        w.line("y.backward(create_graph=True)")
        w.line(f"{name} = {leaf.name}.grad.clone()")
        w.line(f"{leaf.name}.grad = None")
        w.line(f"{name}.sum().backward()")
    w.line(f"print({name}, {leaf.name}.grad)")
    w.forget_graphs()


def transformed(w: Writer) -> None:
    """``torch.func`` and ``torch.autograd.functional``."""
    shape = w.chance.choice(SHAPES[1:3])
    w.line(f"point = torch.tensor({w.literal(shape)})")
    with w.block("def bowl(x):"):
        w.line(w.pick("return (x ** 2).sum()", "return torch.sin(x).sum()", "return (x * x.roll(1)).sum()"))
    w.line(
        w.pick(
            "print(torch.func.grad(bowl)(point))", "print(torch.autograd.functional.hessian(bowl, point))",
            "print(torch.func.jacrev(lambda x: x ** 2)(point))", "print(torch.autograd.functional.jacobian(torch.exp, point))",
            "print(torch.func.vmap(lambda x: x * 2)(point))", "print(torch.autograd.functional.vjp(bowl, point))",
            "print(torch.func.hessian(bowl)(point))", "print(torch.func.vjp(torch.sin, point)[0])",
        )
    )  # fmt: skip


def viewed(w: Writer) -> None:
    """Shapes are changed and parts are chosen."""
    matrix = w.leaf((3, 3), grad=w.often(0.5))
    name = w.fresh("v")
    w.line(f"{name} = {matrix.name} * 1.5")
    w.line(
        w.pick(
            f"print({name}[1:, ::2], {name}[-1])", f"print({name}[{name} > 0])", f"print({name}[:, None, 0].shape, {name}[..., -1])",
            f"print({name}.gather(1, torch.tensor([[0], [2], [1]])).squeeze())", f"print({name}.diagonal(), {name}.trace())",
            f"print(torch.cat([{name}, {name}[:1]], dim=0).shape)", f"print({name}.view(9)[::3], {name}.permute(1, 0)[0])",
            f"print({name}[[0, 2]], {name}[torch.tensor([1])])", f"a, b, c = {name}; print(b)", f"print({name}.chunk(2)[1], {name}.split([1, 2])[0])",
            f"print({name}.topk(2, dim=1).values, {name}.sort(descending=True)[1])", f"print([row.sum().item() for row in {name}])",
            f"print({name}.triu(), {name}.cumsum(0))", f"print(torch.einsum('ij,jk->ik', {name}, {name}))",
        )
    )  # fmt: skip
    if matrix.grad:
        w.line(
            w.pick(
                f"{name}.diagonal().sum().backward()",
                f"{name}[1].prod().backward()",
                f"{name}.max(1)[0].sum().backward()",
            )
        )
        w.line(f"print({matrix.name}.grad)")
        w.forget_graphs()


def kinds(w: Writer) -> None:
    """Whole numbers, truth values, and numbers of twice the precision."""
    w.line(
        w.pick(
            "k = torch.arange(6).reshape(2, 3); print(k, k.dtype, k.float().mean(), k.sum())",
            "k = torch.tensor([1, 2, 3]); k += 2; print(k / 2, k // 2, k % 2, k ** 2)",
            "k = torch.tensor([True, False]); print(k, ~k, k.any(), k.all(), k.sum())",
            "k = torch.tensor([1.5, 2.5], dtype=torch.float64); print(k, k * torch.ones(2), k.to(torch.float32))",
            "k = torch.zeros(2, 2).bool(); print(k.int(), k.logical_not().float())",
            "k = F.one_hot(torch.tensor([0, 2, 1]), 3); print(k, k.argmax(1))",
            "k = torch.tensor([1e10, 1e-10, float('inf'), float('nan')]); print(k, k.isnan(), k.sum())",
            "k = torch.randperm(4); print(k.sort()[0], k.numel(), (k == 2).nonzero().numel())",
            "k = torch.tensor(3); print(k, int(k), float(k), k.item(), bool(k), f'{k}', f'{k.item():03d}')",
            "k = torch.eye(3).double(); print(torch.linalg.det(k), k.inverse()[0], torch.allclose(k, k.T))",
        )
    )  # fmt: skip


def batches(w: Writer) -> None:
    """A data set of the user's own, and a loader."""
    size = w.chance.randint(3, 6)
    w.line("from torch.utils.data import Dataset, DataLoader")
    with w.block("class Numbers(Dataset):"):
        with w.block("def __init__(self, n):"):
            w.line("self.x = torch.arange(n * 2, dtype=torch.float32).reshape(n, 2)")
        with w.block("def __len__(self):"):
            w.line("return len(self.x)")
        with w.block("def __getitem__(self, index):"):
            w.line("return self.x[index], self.x[index].sum()")
    w.line(
        f"loader = DataLoader(Numbers({size}), batch_size={w.chance.randint(1, 3)}, shuffle={w.often(0.5)}{w.pick('', ', drop_last=True')})"
    )
    with w.block("for index, (x, y) in enumerate(loader):"):
        w.line("print(index, x, y)")
    w.line("print(len(loader), len(loader.dataset))")


def module_hooks(w: Writer) -> None:
    """Hooks of a module, and what it is made of."""
    model = sequential(w)
    w.line(
        w.pick(
            f"{model}[0].register_forward_hook(lambda m, i, o: print(type(m).__name__, o.shape))",
            f"{model}[0].register_forward_pre_hook(lambda m, i: print('before', i[0].shape))",
            f"{model}.apply(lambda m: nn.init.constant_(m.weight, 0.5) if isinstance(m, nn.Linear) else None)",
            f"nn.init.xavier_uniform_({model}[0].weight)", f"{model}.requires_grad_(True)",
            f"print([name for name, _ in {model}.named_modules()], {model}.training)",
        )
    )  # fmt: skip
    w.line(f"output = {model}(torch.ones(2, 3))")
    w.line("output.sum().backward()")
    w.line(f"print({model}[0].weight.grad, {model}[-1].bias)")
    w.line(f"print(list({model}.state_dict().keys()))")


def several_graphs(w: Writer) -> None:
    """Gradients of several passes are accumulated; a graph is kept; a leaf is used twice."""
    leaf = w.leaf((2,), grad=True)
    count = w.chance.randint(2, 3)
    w.line(f"shared = torch.tanh({leaf.name})")
    with w.block(f"for k in range({count}):"):
        w.line(f"(shared * (k + 1)).sum().backward(retain_graph={w.pick('True', f'k < {count - 1}')})")
        if w.often(0.3):
            w.line(f"print(k, {leaf.name}.grad)")
        if w.often(0.2):
            w.line(f"{leaf.name}.grad *= 0.5")
    w.line(f"print({leaf.name}.grad, shared.grad_fn is not None, {leaf.name}.is_leaf)")
    w.line(
        w.pick(f"{leaf.name}.grad = torch.zeros(2)", f"{leaf.name}.grad.zero_()", f"{leaf.name}.grad = None", "pass")
    )
    w.forget_graphs()
    w.line("del shared")

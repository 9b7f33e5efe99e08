"""No value that a program can hold leads out of the tables: what was tried, and what each attempt ends in."""

from __future__ import annotations

import gc
import weakref

import pytest

from app.interpreter.script import access
from tests.interpreter.script.ran import ran

OPTIMIZER = "p = torch.zeros(1, requires_grad=True)\no = optim.SGD([p], lr=0.1)\n"
MULTIPLICATIVE = f"{OPTIMIZER}s = optim.lr_scheduler.MultiplicativeLR(o, F.relu)\n"

REFUSED = {
    "a real type by calling its token": ("type.__call__(type, 5)", "not-available"),
    "a real class from a real type": ("l = []\nl.append(type)\nl[0]('X', (), {})", "python-error"),
    "the same from a partial": ("import functools\nfunctools.partial(type)('X', (), {})", "python-error"),
    "the attributes of a class as a state": (
        f"{OPTIMIZER}optim.lr_scheduler.MultiplicativeLR(o, nn.Linear).state_dict()",
        "not-available",
    ),
    "an attribute of a function as a state": (
        f"{MULTIPLICATIVE}d = s.state_dict()\nd['lr_lambdas'] = [{{'a': 1}}]\ns.load_state_dict(d)",
        "not-available",
    ),
    "an attribute of a schedule as a state": (
        f"{MULTIPLICATIVE}d = s.state_dict()\nd['get_lr'] = 1\ns.load_state_dict(d)",
        "not-available",
    ),
    "an attribute as an entry": ("nn.ParameterDict()['__class__']", "torch-refused"),
    "an entry as an attribute": ("nn.ParameterDict()['forward'] = 1", "torch-refused"),
    "another way to entries": (
        "class P(nn.ParameterDict):\n    def _key_to_attr(self, key):\n        return 'x'",
        "not-assignable",
    ),
    "another way to be called": (
        "class A(nn.Module):\n    pass\nA._call_impl = 1",
        "not-assignable",
    ),
    "an attribute as a buffer": (
        """
class A:
    _buffers = {'__getattribute__': 1}
class M(nn.Module):
    def get_submodule(self, target):
        return A
M().get_buffer('x.__getattribute__')
""",
        "torch-refused",
    ),
    "a method of a layer for something else": ("class A: pass\nnn.Module.children(A())", "torch-refused"),
    "the same through super": (
        "class A(nn.Module):\n    pass\nsuper(A, A).children(5)",
        "torch-refused",
    ),
    "a sequence so many times as an object says": (
        "class A:\n    def __index__(self):\n        return 10 ** 9\n[1] * A()",
        "limit-sequence",
    ),
    "a number as large as an object says": (
        "class A:\n    def __index__(self):\n        return 10 ** 7\nmath.factorial(A())",
        "limit-integer",
    ),
    "a number with a million binary digits": ("int('1' * 10 ** 6, 2)", "limit-integer"),
    "weights of another size": (
        "r = nn.LSTM(4, 4)\nr.weight_ih_l0 = nn.Parameter(torch.zeros(1, 1))\nr(torch.zeros(3, 2, 4))",
        "torch-refused",
    ),
    "labels that are none": (
        "F.ctc_loss(torch.zeros(5, 1, 4), torch.tensor([[10 ** 7, 2]]), torch.tensor([5]), torch.tensor([2]))",
        "torch-refused",
    ),
    "a data set that takes all memory": (
        """
class D(Dataset):
    def __len__(self):
        return 1
    def __getitem__(self, i):
        return torch.zeros(10**9)
for x in DataLoader(D()):
    pass
""",
        "limit-elements",
    ),
    "dunder in a format": ("class A:\n    x = 1\nf = '{0.__dict__}'\nf.format(A())", "not-available"),
    "a generator made again": ("r = np.random.default_rng(0)\nr.__init__(1, 2)", "not-available"),
    "an endless list made again": ("x = []\nx.__init__(range(10 ** 9))", "not-available"),
    "workers of a number that says it is none": (
        "class W:\n    def __len__(self):\n        return 0\nDataLoader([1], 1, False, None, None, W())",
        "no-workers",
    ),
    "iterators through iterators": (
        "it = iter([1])\nfor _ in range(200):\n    it = map(abs, iter(it))",
        "limit-calls",
    ),
}


@pytest.mark.parametrize(("source", "code"), REFUSED.values(), ids=REFUSED)
def test_what_leads_out_is_refused(source, code):
    assert ran(source).error.code == code


def test_a_type_that_was_kept_is_the_same_token():
    written = (
        "l = [float]\nl.append(int)\nl.insert(0, str)\nd = {}\nd.setdefault('a', int)\nprint(l, l[2] == int == d['a'])"
    )
    assert ran(written).output == "[<class 'str'>, <class 'float'>, <class 'int'>] True\n"


def test_types_mean_dtypes_where_torch_and_numpy_take_them():
    source = """
x = torch.tensor([1, 2], dtype=float)
print(x.dtype, x.to(int).dtype, x.type(torch.FloatTensor).dtype, torch.zeros(2, dtype=bool).dtype)
print(nn.Linear(1, 1).type(torch.DoubleTensor).weight.dtype, np.ones(1, dtype=np.float32).dtype, np.ones(1).astype(int))
"""
    assert ran(source).output == "torch.float64 torch.int64 torch.float32 torch.bool\ntorch.float64 float32 [1]\n"


def test_a_copy_of_what_is_built_in_is_itself_and_spends_the_same_budget():
    source = (
        "import copy\nprint(copy.deepcopy(int) == int, copy.deepcopy([print])[0] == print)\nf = copy.deepcopy(list)\n"
    )
    assert ran(source).output == "True True\n"
    assert ran(f"{source}for i in range(100):\n    f(range(100000))").error.code == "limit-steps"


def test_messages_of_the_host_have_no_addresses():
    source = "class A: pass\ntry:\n    DataLoader([1], batch_size=A())\nexcept ValueError as e:\n    print(e)"
    assert ran(source).output.endswith("batch_size=<__main__.A object>\n")


def test_what_is_ours_does_not_show_its_room():
    source = "import itertools\nfrom tqdm import tqdm\nprint(iter(DataLoader([1])), (x for x in []), itertools.count(), tqdm([1]))"
    assert "app." not in ran(source).output
    assert "Machine" not in ran(source).output


def test_a_class_may_use_names_of_ours_and_of_methods_that_are_ours():
    source = """
class A(nn.Module):
    def __init__(self):
        nn.Module.__init__(self)
        self._own = 1
    def type(self):
        return "mine"
    def _helper(self):
        return self._own
    def forward(self, x):
        return x + self._helper()
a = A()
print(a.type(), nn.Module.__call__(a, 1), a.__call__(2), dict.fromkeys([1], 0), str.join("-", "ab"))
"""
    assert ran(source).output == "mine 2 3 {1: 0} a-b\n"


def test_schedules_save_and_load_their_state():
    source = f"""{OPTIMIZER}
lr = optim.lr_scheduler
for s in [lr.LambdaLR(o, lambda e: 0.9), lr.CyclicLR(o, 0.1, 0.2), lr.MultiStepLR(o, [1]), lr.ReduceLROnPlateau(o),
          lr.SequentialLR(o, [lr.ConstantLR(o), lr.ExponentialLR(o, 0.9)], [2])]:
    s.load_state_dict(s.state_dict())
print("done")
"""
    assert ran(source).output == "done\n"


def test_recurrent_layers_of_every_kind_and_labels_that_are_some_still_work():
    source = """
for kind in [{}, {"bias": False}, {"num_layers": 2, "bidirectional": True}, {"proj_size": 2, "num_layers": 2}]:
    y, _ = nn.LSTM(4, 5, **kind)(torch.randn(3, 2, 4, requires_grad=True))
    y.sum().backward()
    print(*y.shape)
packed = nn.utils.rnn.pack_padded_sequence(torch.randn(3, 2, 4), torch.tensor([3, 2]))
print(*nn.LSTM(4, 5, 2)(packed)[0].data.shape)
loss = F.ctc_loss(torch.zeros(5, 1, 4, requires_grad=True), torch.tensor([[1, 2]]), torch.tensor([5]), torch.tensor([2]))
loss.backward()
"""
    done = ran(source)
    assert done.error is None
    assert done.output == "3 2 5\n3 2 5\n3 2 10\n3 2 2\n5 5\n"


def test_no_layer_hands_out_memory_as_it_was():
    source = """
class L(nn.Linear):
    def reset_parameters(self):
        pass
class A:
    def __index__(self):
        return 300
left = [torch.full((300, 300), 7.25) for _ in range(4)]
left = None
print(L(300, 300).weight.abs().sum().item(), torch.Tensor(A(), A()).sum().item(), torch.Tensor(300, torch.tensor(300)).sum().item())
"""
    assert ran(source).output == "0.0 0.0 0.0\n"


def test_nothing_of_a_run_is_remembered_after_it():
    done = ran("loader = DataLoader([1])\nprint(loader.batch_size)")
    loader = weakref.ref(type(done.variables["loader"]))
    assert loader() in access._REMEMBERED
    del done
    gc.collect()
    assert loader() is None

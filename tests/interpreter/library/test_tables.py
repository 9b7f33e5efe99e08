"""Every name that a table offers is a name of the real module or type."""

import __future__

import builtins
import collections
import functools
import math
import random
import time

import pytest
import torch
from torch import nn

from app.interpreter.listener import Silent
from app.interpreter.script import access, library
from app.interpreter.script.library.real import REAL
from app.interpreter.script.machine import Machine
from app.interpreter.script.tables import MODULES, TYPES
from app.interpreter.script.tables.prelude import PRELUDE

MODULES_OF_OUR_OWN = {
    *("matplotlib", "matplotlib.pyplot", "torchvision", "torchvision.models"),
    *("tqdm", "tqdm.auto", "tqdm.notebook"),
}
ELSEWHERE = {"random": random, "time": time, "__future__": __future__}
FORBIDDEN = {
    "load",
    "save",
    "from_file",
    "compile",
    "jit",
    "hub",
    "os",
    "sys",
    "storage",
    "untyped_storage",
    "set_",
    "map_",
    "apply_",
    "as_strided",
    "resize_",
    "share_memory_",
}

x = torch.ones(2, requires_grad=True)
node = (x * 2).grad_fn
leaf = node.next_functions[0][0]
optimizer = torch.optim.SGD([x])
INSTANCES = {
    "Tensor": torch.ones(2, 2, dtype=torch.complex64),
    "Size": x.shape,
    "dtype": x.dtype,
    "device": x.device,
    "finfo": torch.finfo(torch.float32),
    "iinfo": torch.iinfo(torch.int64),
    "Generator": torch.Generator(),
    "Distribution": torch.distributions.Normal(0.0, 1.0),
    "Function": torch.autograd.Function,
    "Context": torch.autograd.function.BackwardCFunction,
    "GradientEdge": torch.autograd.graph.get_gradient_edge(x),
    "RemovableHandle": x.register_hook(lambda grad: grad),
    "Optimizer": optimizer,
    "LRScheduler": torch.optim.lr_scheduler.StepLR(optimizer, 1),
    "Module": nn.Linear(1, 1),
    "Sequential": nn.Sequential(),
    "ModuleList": nn.ModuleList(),
    "ModuleDict": nn.ModuleDict(),
    "ParameterList": nn.ParameterList(),
    "ParameterDict": nn.ParameterDict(),
    "RecurrentModule": nn.RNN(1, 1),
    "ResettableModule": nn.Linear(1, 1),
    "Embedding": nn.Embedding(1, 1),
    "PackedSequence": nn.utils.rnn.pack_sequence([torch.ones(1)]),
    "OrderedDict": collections.OrderedDict(),
    "defaultdict": collections.defaultdict(),
    "Counter": collections.Counter(),
    "deque": collections.deque(),
    "namedtuple": collections.namedtuple("Pair", "a b")(1, 2),  # noqa: PYI024 -- the table's own
    "partial": functools.partial(print),
    "StopIteration": StopIteration(),
    "Random": random.Random(),
}
SEVERAL = {"Node", "Layer", "Result", "Dataset", "DataLoader", "Sampler", "Distribution", "UnpackedDualTensor"}
OURS = {"Array", "numpy.dtype", "numpy.Random", "ResNet", "BasicBlock", "Weights", "chain", "Bar"}


@pytest.mark.parametrize("module", sorted(MODULES.keys() - MODULES_OF_OUR_OWN))
def test_names_of_modules_exist(module):
    real = REAL.get(module) or ELSEWHERE[module]
    assert {name for name in MODULES[module] if not hasattr(real, name)} == set()


@pytest.mark.parametrize("kind", sorted(TYPES.keys() - SEVERAL - OURS))
def test_names_of_types_exist(kind):
    real = INSTANCES[kind] if kind in INSTANCES else getattr(builtins, kind)
    assert {name for name in TYPES[kind] if not hasattr(real, name)} == set()


def test_names_of_nodes_exist():
    assert {name for name in TYPES["Node"] if not hasattr(node, name) and not hasattr(leaf, name)} == set()


def test_no_private_name_is_offered_but_those_that_tutorials_print():
    private = {name for names in (*MODULES.values(), *TYPES.values()) for name in names if name.startswith("_")}
    assert private == {"__version__", "_version", "_base", "_asdict", "_replace", "_fields"}


def test_what_reaches_the_machine_is_in_no_table():
    offered = set().union(
        *(names for module, names in MODULES.items() if module.startswith("torch")), TYPES["Tensor"], TYPES["Module"]
    )
    assert offered & FORBIDDEN == set()


def test_the_catalogue_names_what_a_run_holds():
    running = library.libraries(Machine(Silent(), []))
    assert library.catalogue().keys() == running.keys()
    for module, space in library.catalogue().items():
        assert space.members.keys() == running[module].members.keys() == MODULES[module]


def test_no_real_module_is_a_member():
    for space in library.libraries(Machine(Silent(), [])).values():
        assert {name for name, member in space.members.items() if type(member) is type(math)} == set()


def test_the_prelude_exists():
    running = library.libraries(Machine(Silent(), []))
    for where in PRELUDE.values():
        module, _, member = where.partition(":")
        assert not member or member in running[module].members


def test_every_name_is_known_before_the_run():
    assert MODULES["torch"] <= access.KNOWN
    assert TYPES["Tensor"] <= access.KNOWN

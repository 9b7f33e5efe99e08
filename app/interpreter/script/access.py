"""Which attributes of which objects a program may read and write, by the tables of their types and nothing else."""

from __future__ import annotations

import collections
import functools
import inspect
import re
from collections.abc import Iterable, Mapping
from types import FunctionType
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import numpy as np
import torch
from torch import autograd, nn
from torch.utils.data import Dataset, IterableDataset, Sampler

from app.interpreter.script.kind import Kind
from app.interpreter.script.library import chance, methods, numpy, progress, resnet
from app.interpreter.script.library.array import Array
from app.interpreter.script.library.python import Chain, Hint
from app.interpreter.script.namespace import Namespace
from app.interpreter.script.tables import MODULES, TYPES
from app.program.script.dunders import DEFINABLE

if TYPE_CHECKING:
    from app.interpreter.script.machine import Machine

# Every name that stands in any table. A program that uses another one, and defines it nowhere, is refused unrun.
KNOWN: frozenset[str] = frozenset().union(*MODULES.values(), *TYPES.values())

_SPECIAL = frozenset({"__call__", "__len__", "__getitem__"})  # of any instance that has them
_OF_BASES = _SPECIAL | {"__init__"}  # of a class that a program may derive from: nn.Module.__init__(self)
_SAVED = re.compile(r"_saved_[a-z0-9_]+")
_SETTABLE = frozenset({"data", "grad", "requires_grad"})
# What a program may derive a class from.
BASES = (nn.Module, autograd.Function, Dataset, IterableDataset, Sampler, torch.optim.Optimizer, Exception)
# What torch keeps for itself in a module or an optimizer: out of reach even for a class that derives from it.
_INTERNAL = frozenset(
    name
    for host in (nn.LSTM(1, 1), nn.MultiheadAttention(1, 1), nn.ParameterDict(), torch.optim.SGD([torch.zeros(1)]))
    for name in (*vars(host), *dir(type(host)))
    if name.startswith("_")
)

TABLES: Mapping[type, tuple[str, ...]] = {
    torch.Tensor: ("Tensor",),
    torch.Size: ("tuple", "Size"),
    torch.dtype: ("dtype",),
    torch.device: ("device",),
    torch.finfo: ("finfo",),
    torch.iinfo: ("iinfo",),
    torch.Generator: ("Generator",),
    torch.distributions.Distribution: ("Distribution",),
    torch.utils.data.Dataset: ("Dataset",),
    torch.utils.data.DataLoader: ("DataLoader",),
    torch.utils.data.Sampler: ("Sampler",),
    torch.autograd.Function: ("Function",),
    torch.autograd.function.BackwardCFunction: ("Context", "Node"),
    torch.autograd.function.FunctionCtx: ("Context",),
    torch.autograd.graph.GradientEdge: ("tuple", "GradientEdge"),
    torch.autograd.forward_ad.UnpackedDualTensor: ("tuple", "UnpackedDualTensor"),
    torch.utils.hooks.RemovableHandle: ("RemovableHandle",),
    torch.optim.Optimizer: ("Optimizer",),
    torch.optim.lr_scheduler.LRScheduler: ("LRScheduler",),
    nn.Module: ("Module",),
    nn.Sequential: ("Sequential",),
    nn.ModuleList: ("ModuleList",),
    nn.ModuleDict: ("ModuleDict",),
    nn.ParameterList: ("ParameterList",),
    nn.ParameterDict: ("ParameterDict",),
    nn.RNNBase: ("RecurrentModule",),
    nn.Embedding: ("Embedding",),
    nn.utils.rnn.PackedSequence: ("tuple", "PackedSequence"),
    np.dtype: ("numpy.dtype",),
    str: ("str",),
    bool: ("int",),
    int: ("int",),
    float: ("float",),
    complex: ("complex",),
    list: ("list",),
    tuple: ("tuple",),
    range: ("range",),
    slice: ("slice",),
    dict: ("dict",),
    set: ("set",),
    frozenset: ("frozenset",),
    collections.OrderedDict: ("OrderedDict",),
    collections.defaultdict: ("defaultdict",),
    collections.Counter: ("Counter",),
    collections.deque: ("deque",),
    functools.partial: ("partial",),
    BaseException: ("BaseException",),
    StopIteration: ("StopIteration",),
    property: ("property",),
    Array: ("Array",),
    chance.Random: ("Random",),
    numpy.Random: ("numpy.Random",),
    resnet.ResNet: ("ResNet",),
    resnet.BasicBlock: ("BasicBlock",),
    resnet.Weights: ("Weights",),
    Chain: ("chain",),
    progress.Bar: ("Bar",),
}

# What ``_offered`` found out, for as long as the class lives: some are made for one run and hold all of it.
_REMEMBERED: WeakKeyDictionary[type, frozenset[str]] = WeakKeyDictionary()
_OWN_ITEMS = (Array, Hint)
_CONTAINERS = (nn.Sequential, nn.ModuleList, nn.ModuleDict, nn.ParameterList, nn.ParameterDict)
_SEQUENCES = (list, dict, collections.deque)
_READABLE = (*_SEQUENCES, tuple, str, range, *_CONTAINERS, torch.utils.data.Dataset)
_MODULE_HOLDS = ("_parameters", "_buffers", "_modules")
_HOLDERS = (Namespace, Kind)
_ENTERABLE = (
    torch.no_grad,
    torch.enable_grad,
    torch.set_grad_enabled,
    torch.inference_mode,
    torch.autograd.graph.saved_tensors_hooks,
    torch.autograd.forward_ad.dual_level,
    progress.Bar,
)


def attribute(machine: Machine, obj: Any, name: str) -> Any:
    """``obj.name``. Raises Python's AttributeError for what is not there, RunError ``not-available`` for what is not here."""
    kind = type(obj)
    if kind in _HOLDERS or isinstance(obj, type):
        return _held(machine, obj, name)
    own = methods.METHODS[name].get(_first(kind, methods.METHODS[name])) if name in methods.METHODS else None
    if own is not None and not (machine.is_user_class(kind) and _is_own(machine, obj, kind, name)):
        return own(machine, obj)
    if name in _names(machine, kind) or _is_own(machine, obj, kind, name):
        return getattr(obj, name)
    if _SAVED.fullmatch(name) and isinstance(obj, torch.autograd.graph.Node) and hasattr(obj, name):
        return _saved(machine, obj, name)
    if name == "__name__" and hasattr(obj, "__name__"):
        return str(obj.__name__)
    there = hasattr(kind, name) or name in getattr(obj, "__dict__", ())
    raise _missing(machine, f"'{_shown(kind)}' object", kind, name, exists=there)


def assign(machine: Machine, obj: Any, name: str, value: object) -> None:
    """``obj.name = value``: on what the program made itself, and the few attributes of a tensor that may be set."""
    kind = type(obj)
    if isinstance(obj, torch.Tensor):
        allowed = name in _SETTABLE
    elif isinstance(obj, type):
        allowed = (
            machine.is_user_class(obj) and not name.startswith("__") and not is_internal(machine, obj.__mro__, name)
        )
    elif isinstance(obj, nn.Module):
        allowed = _is_free(machine, kind, name) or name == "forward"
    elif isinstance(obj, torch.autograd.function.FunctionCtx):
        allowed = not name.startswith("_") and not hasattr(torch.autograd.function.BackwardCFunction, name)
    else:
        allowed = machine.is_user_class(kind) and _is_free(machine, kind, name)
    if not allowed:
        machine.refuse("not-assignable", name=f"{_place(obj)}.{name}")
    setattr(obj, name, value)


def item(machine: Machine, obj: Any, key: Any) -> Any:
    """``obj[key]``. A 0-dim tensor gives its only element for ``[0]``, as torch did before 0.4, and a note says so."""
    if isinstance(obj, torch.Tensor):
        if type(key) is int and key == 0 and obj.dim() == 0:
            machine.note("old-index")
            return obj
        return obj[key]
    if isinstance(obj, (*_READABLE, *_OWN_ITEMS)) or machine.is_user_class(type(obj)):
        return obj[key]
    if isinstance(obj, (type, Namespace)):
        machine.refuse("not-available", name=f"{_place(obj)}[…]")
    raise TypeError(f"'{_shown(type(obj))}' object is not subscriptable")


def set_item(machine: Machine, obj: Any, key: Any, value: object) -> None:
    """``obj[key] = value``."""
    if not _may_set(machine, obj):
        raise TypeError(f"'{_shown(type(obj))}' object does not support item assignment")
    obj[key] = value


def delete_item(machine: Machine, obj: Any, key: Any) -> None:
    """``del obj[key]``."""
    if isinstance(obj, torch.Tensor) or not _may_set(machine, obj):
        raise TypeError(f"'{_shown(type(obj))}' object doesn't support item deletion")
    del obj[key]


def enterable(machine: Machine, obj: object) -> bool:
    """Whether ``with obj:`` is allowed."""
    return isinstance(obj, _ENTERABLE) or (machine.is_user_class(type(obj)) and hasattr(type(obj), "__enter__"))


def is_internal(machine: Machine, classes: Iterable[type], name: str) -> bool:
    """Whether ``name``, defined by a program, would take the place of what the host's own ``classes`` rely on."""
    if not name.startswith("_") or name in DEFINABLE:
        return False
    return any(name in vars(base) for base in classes if not machine.is_user_class(base))


def _may_set(machine: Machine, obj: object) -> bool:
    changeable = isinstance(obj, (torch.Tensor, *_SEQUENCES, *_CONTAINERS, *_OWN_ITEMS))
    return changeable or (machine.is_user_class(type(obj)) and hasattr(type(obj), "__setitem__"))


def _held(machine: Machine, obj: Any, name: str) -> Any:
    """An attribute of a module or of a class."""
    if isinstance(obj, Namespace):
        return _member(machine, obj, name)
    if isinstance(obj, type):
        return _of_class(machine, obj, name)
    if name == "__name__":
        return obj.name
    if isinstance(obj.real, type):
        return _of_class(machine, obj.real, name)
    raise _missing(machine, "'types.UnionType' object", obj, name, exists=False)


def _member(machine: Machine, space: Namespace, name: str) -> Any:
    if name in space.members:
        return space.members[name]
    raise _missing(machine, f"module '{space.name}'", space, name, exists=space.exists(name))


def _of_class(machine: Machine, kind: type, name: str) -> Any:
    if name in methods.OF_CLASSES and (base := _first(kind, methods.METHODS[name])) is not object:
        return methods.METHODS[name][base](machine, kind)
    user = [base for base in kind.__mro__ if machine.is_user_class(base)]
    if any(name in vars(base) for base in user) and (user or not name.startswith("_")):
        return getattr(kind, name)
    if name in methods.METHODS and (base := _first(kind, methods.METHODS[name])) is not object:
        return _unbound(machine, kind, name, methods.METHODS[name][base])
    if name in _OF_BASES:
        offered = issubclass(kind, BASES) and any(name in vars(base) for base in kind.__mro__)
    else:
        offered = name in _names(machine, kind) and hasattr(kind, name)
    if offered:
        return of_host(kind, name)
    if name == "__name__":
        return kind.__name__
    raise _missing(machine, f"type object '{kind.__name__}'", kind, name, exists=hasattr(kind, name))


def of_host(kind: type, name: str) -> Any:
    """A method of a class of the host, for instances of that class alone: its code trusts what it finds in them."""
    found = getattr(kind, name)
    if not isinstance(found, FunctionType) or isinstance(inspect.getattr_static(kind, name), staticmethod):
        if isinstance(found, property):
            raise AttributeError(f"type object '{kind.__name__}' has no attribute '{name}'")  # noqa: TRY004 -- so far as a program sees
        return found

    @functools.wraps(found, updated=())
    def call(obj: Any, *args: Any, **kwargs: Any) -> Any:
        if not isinstance(obj, kind):
            raise TypeError(f"{kind.__name__}.{name}() is for a '{kind.__name__}', not for a '{_shown(type(obj))}'")
        return found(obj, *args, **kwargs)

    del call.__wrapped__
    return call


def _unbound(machine: Machine, kind: type, name: str, own: methods.Method) -> Any:
    def call(obj: Any, *args: Any, **kwargs: Any) -> Any:
        if not isinstance(obj, kind):
            raise TypeError(
                f"descriptor '{name}' for '{kind.__name__}' objects doesn't apply to a '{_shown(type(obj))}' object"
            )
        return own(machine, obj)(*args, **kwargs)

    return call


def _names(machine: Machine, kind: type) -> frozenset[str]:
    """What the tables offer of instances of ``kind``. Classes of one program are not remembered for the next one."""
    for base in kind.__mro__:
        if not machine.is_user_class(base):
            return _offered(base) if base is not object else _SPECIAL
    return _SPECIAL


def _offered(kind: type) -> frozenset[str]:
    names = _REMEMBERED.get(kind)
    if names is None:
        names = _REMEMBERED[kind] = _looked_up(kind)
    return names


def _looked_up(kind: type) -> frozenset[str]:
    names = set(_SPECIAL)
    for base in kind.__mro__:
        for table in TABLES.get(base, ()):
            names |= TYPES[table]
        if issubclass(base, tuple):
            names |= {field for field in TYPES["Result"] if field in vars(base)}
            names |= set(getattr(base, "_fields", ())) | (TYPES["namedtuple"] if hasattr(base, "_fields") else set())
    if issubclass(kind, torch.autograd.graph.Node):
        names |= TYPES["Node"]
    return frozenset(names)


def _is_own(machine: Machine, obj: Any, kind: type, name: str) -> bool:
    """Whether the program itself, or the layer that it made, gave ``obj`` this attribute."""
    mine = machine.is_user_class(kind)
    if mine and any(name in vars(base) for base in kind.__mro__ if machine.is_user_class(base)):
        return True
    if name.startswith("_") and (not mine or name in _INTERNAL):
        return False
    if isinstance(obj, nn.Module) and any(name in vars(obj).get(held, ()) for held in _MODULE_HOLDS):
        return True
    if isinstance(obj, (nn.Module, torch.autograd.function.FunctionCtx)) or mine:
        return name in vars(obj)
    return False


def _is_free(machine: Machine, kind: type, name: str) -> bool:
    """Whether setting ``name`` on an instance of ``kind`` hides nothing that is torch's own."""
    if name.startswith("__") or name in _INTERNAL:
        return False
    hosts = [base for base in kind.__mro__ if not machine.is_user_class(base)]
    return not any(callable(vars(base).get(name)) for base in hosts)


def _saved(machine: Machine, node: Any, name: str) -> Any:
    value = getattr(node, name)
    parts = value if isinstance(value, (tuple, list)) else (value,)
    if all(part is None or isinstance(part, (torch.Tensor, bool, int, float, str, torch.dtype)) for part in parts):
        return value
    return machine.refuse("not-available", name=name)


def _missing(machine: Machine, owner: str, holder: object, name: str, *, exists: bool) -> AttributeError:
    """The AttributeError to raise; what exists in torch or Python, only not here, ends the run instead."""
    if exists:
        machine.refuse("not-available", name=f"{_place(holder)}.{name}")
    return AttributeError(f"{owner} has no attribute '{name}'")


def _first(kind: type, table: Mapping[type, object]) -> type:
    return next((base for base in kind.__mro__ if base in table), object)


def _place(obj: object) -> str:
    if isinstance(obj, Namespace):
        return obj.name
    return _shown(obj if isinstance(obj, type) else type(obj))


def _shown(kind: type) -> str:
    return getattr(kind, "shown", kind.__name__)

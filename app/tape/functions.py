"""What the recorder does with each function of torch: which ones are operations, and which of their arguments are operands."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, auto
from typing import Any, NamedTuple

import torch
from torch import Tensor


class Treatment(Enum):
    """How a call is treated."""

    PASS = auto()  # it computes no value that a picture shows
    OPERATION = auto()
    MUTATION = auto()  # an operation that writes into its operands
    BACKWARD = auto()
    HOOK = auto()
    DATA = auto()  # reading ``.data``
    GRAD = auto()  # reading ``.grad``
    SET = auto()  # writing an attribute


class Rule(NamedTuple):
    """``numbers``: how many leading arguments are operands even where they are plain numbers.

    ``keywords``: names under which plain numbers may follow them, in this order.
    """

    treatment: Treatment
    name: str
    numbers: int = 0
    swapped: bool = False
    keywords: tuple[str, ...] = ()


PASSED = frozenset(
    {
        *("size", "dim", "numel", "nelement", "ndimension", "stride", "storage_offset", "element_size", "data_ptr"),
        *("is_floating_point", "is_complex", "is_contiguous", "is_nonzero", "is_inference", "is_signed", "has_names"),
        *("is_same_size", "untyped_storage", "storage", "get_device", "result_type", "broadcast_shapes", "is_tensor"),
        *("item", "tolist", "numpy", "__len__", "__bool__", "__float__", "__int__", "__index__", "__complex__"),
        *("__repr__", "__format__", "__hash__", "__array__", "__dir__", "__reduce_ex__", "__deepcopy__"),
        *("retain_grad", "requires_grad_", "manual_seed", "_set_grad_enabled", "set_grad_enabled"),
        *("register_post_accumulate_grad_hook", "allclose", "equal", "_is_view", "__contains__", "__iter__"),
        *("_make_dual", "_unpack_dual", "_enter_dual_level", "_exit_dual_level"),
        *(f"{name}_like" for name in ("empty", "zeros", "ones", "full", "rand", "randn", "randint")),
        *(f"new_{name}" for name in ("empty", "zeros", "ones", "full", "tensor")),
    }
)
VIEWS = frozenset({"T", "mT", "H", "mH", "real", "imag"})
ATTRIBUTES = {"data": Treatment.DATA, "grad": Treatment.GRAD}
BINARY = frozenset(
    {
        *("add", "sub", "subtract", "mul", "multiply", "div", "divide", "true_divide", "floor_divide", "pow"),
        *("float_power", "remainder", "fmod", "rsub", "atan2", "arctan2", "ldexp", "xlogy"),
        *("eq", "ne", "lt", "le", "gt", "ge", "greater", "less"),
        *(f"__{side}{name}__" for name in ("add", "sub", "mul", "div", "truediv", "floordiv", "pow", "mod") for side in ("", "r")),
    }
)  # fmt: skip
WITH_NUMBERS = {"clamp": 3, "clip": 3, "leaky_relu": 2, "where": 3}
KEYWORDS = {"clamp": ("min", "max"), "clip": ("min", "max"), "leaky_relu": ("negative_slope",)}
SWAPPED = frozenset(
    {"rsub", *(f"__r{name}__" for name in ("sub", "div", "truediv", "floordiv", "pow", "mod", "matmul"))}
)
MUTATING = frozenset(
    {
        *("__setitem__", "batch_norm", "instance_norm"),  # the latter two write running statistics
        *(f"__i{name}__" for name in ("add", "sub", "mul", "div", "truediv", "floordiv", "pow", "mod", "and", "or", "xor")),
    }
)  # fmt: skip
OVERWRITING = frozenset(
    {
        *("copy_", "fill_", "zero_", "set_", "uniform_", "normal_", "random_", "bernoulli_", "exponential_", "cauchy_"),
        *("log_normal_", "geometric_", "constant_", "ones_", "zeros_", "eye_", "dirac_", "orthogonal_", "sparse_"),
        *("trunc_normal_", "kaiming_uniform_", "kaiming_normal_", "xavier_uniform_", "xavier_normal_"),
    }
)  # what they write into needs no value before: it may be memory that nobody has ever filled
RULES: dict[Callable[..., Any], Rule] = {}


def rule_of(func: Callable[..., Any]) -> Rule:
    """The rule of a function that ``RULES`` does not hold yet; of torch's own it does from now on.

    Any other function is a user's ``autograd.Function``, offered as one operation: it is called what its class is, and
    is not kept beyond the run.
    """
    if not str(getattr(func, "__module__", None) or "torch").startswith("torch"):
        return Rule(Treatment.OPERATION, str(getattr(func, "__name__", func)))
    rule = RULES[func] = _rule(func)
    return rule


def _rule(func: Callable[..., Any]) -> Rule:
    name = str(getattr(func, "__name__", func))
    if name in {"__get__", "__set__", "__delete__"}:
        return _attribute(name, str(func.__self__.__name__))  # type: ignore[attr-defined]
    plain = name.removesuffix("_") if name[-2:] != "__" else name
    if name == "backward" or func is torch.autograd.grad:
        treatment = Treatment.BACKWARD
    elif func is Tensor.register_hook:
        treatment = Treatment.HOOK
    elif name in PASSED or name.startswith("_record_function_"):
        treatment = Treatment.PASS
    elif plain != name or name in MUTATING:
        treatment = Treatment.MUTATION
    else:
        treatment = Treatment.OPERATION
    numbers = 2 if plain in BINARY else WITH_NUMBERS.get(plain, 0)
    return Rule(treatment, name, numbers, name in SWAPPED, KEYWORDS.get(plain, ()))


def _attribute(access: str, name: str) -> Rule:
    if access != "__get__":
        return Rule(Treatment.SET, name)
    return Rule(Treatment.OPERATION if name in VIEWS else ATTRIBUTES.get(name, Treatment.PASS), name)

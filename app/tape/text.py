"""What a value that is no tensor and no number is called in the list of variables. No code of the user runs for it."""

from __future__ import annotations

import re

from torch import Tensor
from torch.nn import Module

LONGEST = 400  # characters
DEEPEST = 4
MOST_MODULES = 8  # inside one another
MOST_ITEMS = 20
MOST_HELD = 4  # values of one object
ADDRESS = re.compile(r" at 0x[0-9a-f]+")
BRACKETS: dict[type, tuple[str, str]] = {list: ("[", "]"), tuple: ("(", ")"), set: ("{", "}")}


def text_of(value: object) -> str:
    """Text, numbers and collections of them as Python writes them, modules as torch does, all else as ``<Class>``.

    An object of the user's own class is told with the plain values that it holds.
    """
    text = _module(value, MOST_MODULES) if isinstance(value, Module) else _plain(value, DEEPEST)
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _plain(value: object, depth: int) -> str:
    kind = value.__class__
    if kind is str or kind is int or kind is float or kind is bool or value is None or kind is complex or kind is bytes:
        return repr(value)
    if depth and (kind is list or kind is tuple or kind is set) and isinstance(value, list | tuple | set):
        opening, closing = BRACKETS[kind]
        items = [_plain(item, depth - 1) for item in [*value][:MOST_ITEMS]]
        return opening + ", ".join(items) + ("," if kind is tuple and len(value) == 1 else "") + closing
    if depth and kind is dict and isinstance(value, dict):
        shown = [*value.items()][:MOST_ITEMS]
        pairs = [f"{_plain(key, depth - 1)}: {_plain(item, depth - 1)}" for key, item in shown]
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, range):
        return repr(value)
    if isinstance(value, Tensor):
        return f"<Tensor {'×'.join(map(str, value.shape))}>".replace(" >", ">")
    return f"<{type(value).__name__}{_held(value) if depth else ''}>"


def _held(value: object) -> str:
    """`` data=2.0 grad=0``: the first plain values that an object of the user's own class holds under public names."""
    if type(value).__module__ != "__main__" or not type(value).__dictoffset__:
        return ""
    names: dict[str, object] = object.__getattribute__(value, "__dict__")
    plain = [(name, held) for name, held in names.items() if not name.startswith("_") and _is_plain(held)]
    return "".join(f" {name}={_plain(held, 0)}" for name, held in plain[:MOST_HELD])


def _is_plain(value: object) -> bool:
    return value is None or value.__class__ in (int, float, bool, str) or isinstance(value, Tensor)


def _module(module: Module, depth: int) -> str:
    """As ``repr`` would, but a user's ``extra_repr`` is not asked. A module may hold itself."""
    kind = type(module)
    if "_modules" not in vars(module):  # its __init__ never called super().__init__()
        return f"<{kind.__name__}>"
    told = ADDRESS.sub("", module.extra_repr()) if kind.__module__.startswith("torch.nn.") else ""
    parts = [*told.split("\n")] if told else []
    inner = [
        f"({name}): {_module(child, depth - 1)}".replace("\n", "\n  ")
        for name, child in module._modules.items()
        if child is not None and depth
    ]
    if not inner and len(parts) <= 1:
        return f"{kind.__name__}({told})"
    return "\n  ".join([f"{kind.__name__}(", *parts, *inner]) + "\n)"

"""Everything a program can import, built for one run from the tables: real members, and ours where real ones will not do.

``catalogue()`` names what there is, for the check before the run; ``libraries(machine)`` holds the objects of a run.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import TYPE_CHECKING

from app.interpreter.script.library.real import REAL
from app.interpreter.script.namespace import Namespace
from app.interpreter.script.tables import MODULES

if TYPE_CHECKING:
    from app.interpreter.script.machine import Machine

# What needs no import, as in a notebook whose first cell was run: name → module, or module:member.
PRELUDE: Mapping[str, str] = {
    "torch": "torch",
    "nn": "torch.nn",
    "F": "torch.nn.functional",
    "optim": "torch.optim",
    "autograd": "torch.autograd",
    "Tensor": "torch:Tensor",
    "Variable": "torch.autograd:Variable",
    "Dataset": "torch.utils.data:Dataset",
    "DataLoader": "torch.utils.data:DataLoader",
    "np": "numpy",
    "plt": "matplotlib.pyplot",
    "math": "math",
    "random": "random",
    "torchvision": "torchvision",
}

# Members of our own, by module: a file of this folder each. They stand before real ones of the same name.
_OWN: Mapping[str, Callable[[Machine], Mapping[str, object]]] = {}


@cache
def catalogue() -> Mapping[str, Namespace]:
    """Every importable dotted name, with the names of its members. Where a member is a module, it is the Namespace."""
    return _assembled({module: dict.fromkeys(names) for module, names in MODULES.items() if module in REAL or module in _OWN})


def libraries(machine: Machine) -> dict[str, Namespace]:
    """Every importable dotted name, with the objects that this run works with."""
    members: dict[str, dict[str, object]] = {}
    for module, names in MODULES.items():
        if module not in REAL and module not in _OWN:
            continue
        own = _OWN[module](machine) if module in _OWN else {}
        real = REAL.get(module)
        members[module] = {
            name: own[name] if name in own else getattr(real, name)
            for name in names
            if (name in own or hasattr(real, name)) and f"{module}.{name}" not in MODULES
        }
    return _assembled(members)


def _assembled(members: Mapping[str, dict[str, object]]) -> dict[str, Namespace]:
    spaces = {module: Namespace(module, found, REAL.get(module)) for module, found in members.items()}
    for module, space in spaces.items():
        for name in MODULES[module]:
            if f"{module}.{name}" in spaces:
                members[module][name] = spaces[f"{module}.{name}"]
    return spaces

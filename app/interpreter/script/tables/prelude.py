"""The names that need no import, as in a notebook whose first cell was run: each a module, or ``module:member``."""

from __future__ import annotations

from collections.abc import Mapping

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

"""The real modules behind the tables. Only this file names them; a program meets their members one by one."""

from __future__ import annotations

import collections
import copy
import functools
import itertools
import math
import typing
import warnings
from collections.abc import Mapping

import numpy as np
import torch
import torch.distributions
import torch.fft
import torch.utils.data

REAL: Mapping[str, object] = {
    "torch": torch,
    "torch.linalg": torch.linalg,
    "torch.special": torch.special,
    "torch.fft": torch.fft,
    "torch.random": torch.random,
    "torch.cuda": torch.cuda,
    "torch.accelerator": torch.accelerator,
    "torch.backends": torch.backends,
    "torch.backends.mps": torch.backends.mps,
    "torch.distributions": torch.distributions,
    "torch.utils": torch.utils,
    "torch.utils.data": torch.utils.data,
    "torch.autograd": torch.autograd,
    "torch.autograd.variable": torch.autograd.variable,
    "torch.autograd.function": torch.autograd.function,
    "torch.autograd.functional": torch.autograd.functional,
    "torch.autograd.forward_ad": torch.autograd.forward_ad,
    "torch.autograd.graph": torch.autograd.graph,
    "torch.func": torch.func,
    "torch.optim": torch.optim,
    "torch.optim.lr_scheduler": torch.optim.lr_scheduler,
    "torch.nn": torch.nn,
    "torch.nn.modules": torch.nn.modules,
    "torch.nn.parameter": torch.nn.parameter,
    "torch.nn.functional": torch.nn.functional,
    "torch.nn.init": torch.nn.init,
    "torch.nn.utils": torch.nn.utils,
    "torch.nn.utils.rnn": torch.nn.utils.rnn,
    "math": math,
    "collections": collections,
    "itertools": itertools,
    "functools": functools,
    "copy": copy,
    "warnings": warnings,
    "typing": typing,
    "numpy": np,
    "numpy.random": np.random,
    "numpy.linalg": np.linalg,
}

"""Devices other than the processor, as torch answers on a machine that has none: whatever the host has, a run does not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import torch

if TYPE_CHECKING:
    from app.interpreter.script.machine import Machine


def cuda(_: Machine) -> Mapping[str, object]:
    """``torch.cuda``."""

    def nothing(*__: object) -> None:
        """There is no device to seed or to empty."""

    return {
        "is_available": lambda: False,
        "device_count": lambda: 0,
        "manual_seed": nothing,
        "manual_seed_all": nothing,
        "empty_cache": nothing,
    }


def accelerator(_: Machine) -> Mapping[str, object]:
    """``torch.accelerator``."""
    return {"is_available": lambda: False, "device_count": lambda: 0, "current_accelerator": lambda: None}


def mps(_: Machine) -> Mapping[str, object]:
    """``torch.backends.mps``."""
    return {"is_available": lambda: False, "is_built": lambda: False}


def chosen(machine: Machine) -> Mapping[str, object]:
    """The members of ``torch`` that choose a device: there is one to choose."""

    def set_default_device(device: object) -> None:
        name = "cpu" if device is None else str(torch.device(device))  # type: ignore[call-overload]
        if name.partition(":")[0] != "cpu":
            machine.refuse("no-such-device", device=name)

    return {"set_default_device": set_default_device}

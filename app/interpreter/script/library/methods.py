"""Methods of tensors and of Python's types that are ours: the real ones know no bounds, or hand out what is not safe."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Method = Callable[[Any, Any], Any]  # (machine, object) → what the program gets as the attribute

METHODS: Mapping[str, Mapping[type, Method]] = {}

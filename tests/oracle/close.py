"""When two figures for the same quantity agree."""

from __future__ import annotations


def close(x: float, y: float, scale: float) -> bool:
    """Whether x and y agree within 10⁻⁹ of their size, or within the rounding of the largest number on the way.

    ``scale`` is that largest number: a difference of large numbers cannot be better than their own last digits, so
    10⁻¹³·scale is allowed whatever the size of x and y.
    """
    return abs(x - y) <= 1e-9 * max(abs(x), abs(y)) + 1e-13 * scale

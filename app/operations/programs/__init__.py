"""Operations that only PyTorch programs use, in families; an expression has no notation for them.

An operation that writes into its operand (``add_``, ``x += y``) is described by the row of the one that does not; only
what exists in place alone has a row with an underscore at the end (``copy_``).
"""

from __future__ import annotations

from app.operations.programs import algebra, copies, elementwise, layers, losses, networks, selection, shapes

FAMILIES = (layers, losses, elementwise, algebra, shapes, selection, copies, networks)

"""``read_script(request) -> Script``: PyTorch code in, a checked syntax tree out."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from app.program.program import Script

if TYPE_CHECKING:
    from app.program.read import Request


def read_script(request: Request) -> Script:
    """Parse ``request.source`` and ``request.setup``."""
    return Script(
        source=request.source,
        tree=ast.parse(request.source),
        setup=request.setup,
        setup_tree=ast.parse(request.setup),
        seed=request.seed,
        window=request.window,
    )

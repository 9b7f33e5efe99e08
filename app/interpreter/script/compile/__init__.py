"""Syntax tree → closures over the state of one run. Nothing here becomes Python code.

An expression becomes a function of a frame that returns its value; a statement one that returns None, or a signal
where it leaves its block. A frame is a list: the frame of the enclosing scope, what is returned, then the local names.
"""

from app.interpreter.script.compile import (  # noqa: F401 -- each registers what it compiles
    calls,
    classes,
    comprehensions,
    expressions,
    functions,
    loops,
    names,
    operators,
    statements,
    strings,
    trying,
)

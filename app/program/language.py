"""Expression or PyTorch code: which of the two a text is, and the place that tells."""

from __future__ import annotations

import re

from app.errors import Span

_TELLING = re.compile(
    r"""
      ^[ \t]*(?:import|from)[ \t]+[A-Za-z_][\w.]*                       # import torch
    | ^[ \t]*(?:def|class)[ \t]+\w+[^\n]*:                                # def f(x):
    | ^[ \t]*(?:for|while|if|elif|with)\b[^\n]+:[ \t]*(?:\#[^\n]*)?$      # for epoch in range(3):
    | ^[ \t]*(?:else|try|finally)[ \t]*:
    | ^[ \t]*@[\w.]+(?:\(.*\))?[ \t]*$
    | ^[ \t]*(?:return|raise|assert|global|nonlocal)\b[ \t]+\S
    | ^[ \t]*(?:>>>|```|~~~|In[ ]?\[\d*\]:|[!%]{1,2}[a-z])           # pasted from a session, a page, a notebook
    | \b(?:torch|nn|F|np|numpy|plt|optim|autograd|math|random)\.[A-Za-z_]\w*
    | \.(?:backward|zero_grad|step|item|detach|requires_grad_|numpy|size|view|reshape)[ \t]*\(
    | \.(?:grad|grad_fn|data|requires_grad|shape|is_leaf)\b
    | \brequires_grad[ \t]*=
    | \bprint[ \t]*[("']
    | (?<![.\w])[A-Za-z_]\w*\.[A-Za-z_]\w*[ \t]*\(                    # model.parameters()
    | \b[A-Z][a-z]+(?:[A-Z][a-z]+)+[ \t]*\(                           # CustomDataset(text, labels)
    """,
    re.VERBOSE | re.MULTILINE,
)

# What pages call their model and their loss. In notation a function has to be defined in the text.
_CALLED = re.compile(r"\b(model|net|network|criterion|loss_fn|loss_func|optimizer)[ \t]*\(")

_MATHEMATICAL = re.compile(r"[⁰¹²³⁴-⁹₀-₉ᵀ√Σ∑∏‖½⅓¼¾·×÷∂∇]|\\(?:frac|sqrt|sum|cdot|sigma|left)\b")


def telling_place(source: str) -> Span | None:
    """The first place that only PyTorch code has; ``None`` for a text that may be an expression."""
    found = _TELLING.search(source)
    if found is None:
        called = _CALLED.search(source)
        if called is None or re.search(rf"^[ \t]*{called[1]}[ \t]*\([^()\n]*\)[ \t]*=(?!=)", source, re.MULTILINE):
            return None
        found = called
    text = found[0]
    return Span(found.start() + len(text) - len(text.lstrip()), found.end())


def is_mathematical(source: str) -> bool:
    """Whether ``source`` shows signs that mathematics has and no programming language."""
    return _MATHEMATICAL.search(source) is not None

"""Binding arguments to parameters, with Python's own words where they do not fit."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Any, NamedTuple

from app.interpreter.script.compile.scope import FIRST, UNBOUND


class Signature(NamedTuple):
    """The parameters of a function and where they lie in its frame."""

    name: str
    positional: tuple[str, ...]  # those before ``/`` included
    positional_only: frozenset[str]
    keyword_only: tuple[str, ...]
    slots: Mapping[str, int]  # of parameters that a keyword may name
    rest: int | None  # where ``*args`` lies
    keywords: int | None  # where ``**kwargs`` lies
    required: int  # how many positional parameters have no default

    @classmethod
    def of(cls, name: str, arguments: ast.arguments, slots: Mapping[str, int]) -> Signature:
        """The signature of a definition whose scope gave its names their ``slots``."""
        only = [one.arg for one in arguments.posonlyargs]
        positional = [*only, *(one.arg for one in arguments.args)]
        keyword_only = [one.arg for one in arguments.kwonlyargs]
        return cls(
            name,
            tuple(positional),
            frozenset(only),
            tuple(keyword_only),
            {one: slots[one] for one in (*positional, *keyword_only)},
            slots[arguments.vararg.arg] if arguments.vararg else None,
            slots[arguments.kwarg.arg] if arguments.kwarg else None,
            len(positional) - len(arguments.defaults),
        )


def lay_out(
    signature: Signature, defaults: Mapping[str, Any], frame: list[Any], args: tuple[Any, ...], kwargs: dict[str, Any]
) -> None:
    """Puts arguments and defaults into ``frame``. Raises Python's TypeError where they do not fit."""
    positional = signature.positional
    count = len(positional)
    given = min(len(args), count)
    frame[FIRST : FIRST + given] = args[:given]
    extra: dict[str, Any] = {}
    for name, value in kwargs.items():
        slot = signature.slots.get(name)
        if slot is None or name in signature.positional_only:
            extra[name] = value
        elif frame[slot] is not UNBOUND:
            raise TypeError(f"{signature.name}() got multiple values for argument '{name}'")
        else:
            frame[slot] = value
    if signature.keywords is not None:
        frame[signature.keywords] = extra
    elif extra:
        raise _unexpected(signature, extra)
    if signature.rest is not None:
        frame[signature.rest] = args[count:]
    elif len(args) > count:
        raise _too_many(signature, len(args), frame)
    for name, value in defaults.items():
        if frame[signature.slots[name]] is UNBOUND:
            frame[signature.slots[name]] = value
    missing = [name for name in positional if frame[signature.slots[name]] is UNBOUND]
    if missing:
        raise _missing(signature, "positional", missing)
    missing = [name for name in signature.keyword_only if frame[signature.slots[name]] is UNBOUND]
    if missing:
        raise _missing(signature, "keyword-only", missing)


def _unexpected(signature: Signature, extra: dict[str, Any]) -> TypeError:
    wrong = [name for name in extra if name in signature.positional_only]
    if wrong:
        names = ", ".join(wrong)
        return TypeError(
            f"{signature.name}() got some positional-only arguments passed as keyword arguments: '{names}'"
        )
    return TypeError(f"{signature.name}() got an unexpected keyword argument '{next(iter(extra))}'")


def _too_many(signature: Signature, given: int, frame: list[Any]) -> TypeError:
    count, required = len(signature.positional), signature.required
    takes = f"from {required} to {count}" if required != count else str(count)
    plural = "" if count == 1 and required == count else "s"
    keywords = sum(frame[signature.slots[name]] is not UNBOUND for name in signature.keyword_only)
    if keywords:
        also = f" positional argument{'' if given == 1 else 's'} (and {keywords} keyword-only argument{'' if keywords == 1 else 's'})"
        return TypeError(f"{signature.name}() takes {takes} positional argument{plural} but {given}{also} were given")
    were = "was" if given == 1 else "were"
    return TypeError(f"{signature.name}() takes {takes} positional argument{plural} but {given} {were} given")


def _missing(signature: Signature, kind: str, names: list[str]) -> TypeError:
    quoted = [f"'{name}'" for name in names]
    if len(quoted) == 1:
        listed = quoted[0]
    elif len(quoted) == 2:
        listed = " and ".join(quoted)
    else:
        listed = ", ".join(quoted[:-1]) + ", and " + quoted[-1]
    plural = "" if len(names) == 1 else "s"
    return TypeError(f"{signature.name}() missing {len(names)} required {kind} argument{plural}: {listed}")

"""What a user's program sees in place of a module: a name and a table of members, and nothing behind it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Self


class Shared:
    """What belongs to the run and not to the program's data: its own copy, however deep."""

    __slots__ = ()

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self


class Namespace(Shared):
    """A module as a program sees it. ``real`` is asked only whether a name exists that is not offered here."""

    __slots__ = ("members", "name", "real")

    def __init__(self, name: str, members: Mapping[str, object], real: object | None = None) -> None:
        self.name = name
        self.members = members
        self.real = real

    def __repr__(self) -> str:
        return f"<module '{self.name}'>"

    def exists(self, name: str) -> bool:
        """Whether the real module has ``name``, offered here or not. A module that is not installed has every name."""
        return name in self.members or self.real is None or name in dir(self.real)  # asked for, numpy would import some


Namespace.__name__ = Namespace.__qualname__ = "module"  # as Python's messages call what it stands for

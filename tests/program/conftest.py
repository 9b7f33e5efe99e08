"""Reading a text in one call: as a tree written in prefix form, or as the error it ends in."""

from dataclasses import dataclass

import pytest

from app.errors import AuthorError
from app.program.program import Program
from app.program.read import Request, read
from app.program.tree import Apply, Expression, Name


@dataclass(frozen=True)
class Understood:
    program: Program

    @property
    def tree(self) -> str:
        lines = ((statement.name, prefix(statement.value)) for statement in self.program.statements)
        return "; ".join(value if name is None else f"{name} = {value}" for name, value in lines)

    @property
    def notes(self) -> list[str]:
        return [note.code for note in self.program.reading.notes]


def prefix(node: Expression) -> str:
    if isinstance(node, Apply):
        return f"{node.operation}({', '.join(map(prefix, node.operands))})"
    return node.name if isinstance(node, Name) else repr(node.value)


@pytest.fixture(scope="session")
def understood():
    def understand(source, **values):
        return Understood(read(Request(source, **values)))

    return understand


@pytest.fixture(scope="session")
def refused():
    def refuse(source, **values) -> AuthorError:
        with pytest.raises(AuthorError) as caught:
            read(Request(source, **values))
        return caught.value

    return refuse

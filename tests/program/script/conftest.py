"""Reading PyTorch code in one call: as a Script, or as the error it ends in."""

import pytest

from app.errors import AuthorError
from app.program.read import Request
from app.program.script.read import read_script


@pytest.fixture(scope="session")
def script():
    return lambda source, **values: read_script(Request(source, "torch", **values))


@pytest.fixture(scope="session")
def unread(script):
    def refuse(source, **values) -> AuthorError:
        with pytest.raises(AuthorError) as caught:
            script(source, **values)
        return caught.value

    return refuse


@pytest.fixture(scope="session")
def applied():
    """A text after one repair."""
    return lambda source, repair: source[: repair.span.start] + repair.text + source[repair.span.end :]

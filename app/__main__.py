"""``python3 -m app``: sets up what is missing, then serves. It needs Python 3.11 and nothing else."""

import sys

from app.setup.sentences import sentence

if sys.version_info < (3, 11):  # noqa: UP036 (this file is the one that an older Python may meet)
    sys.exit(sentence("old-python"))

from app.setup import environment, frontend, node


def main() -> None:
    """Set up and serve; arguments go to ``tapedeck serve``."""
    environment.enter(environment.RUNTIME, "app", *sys.argv[1:])
    if node.find() is None:
        environment.install(environment.NODE)
    frontend.build()

    from app.cli import main as tapedeck  # noqa: PLC0415 (its requirements have just been installed)

    sys.exit(tapedeck(["serve", *sys.argv[1:]]))


if __name__ == "__main__":
    main()

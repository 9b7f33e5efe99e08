"""The command line: ``tapedeck serve``, ``trace`` and ``export``: the second front end on the same trace."""

from __future__ import annotations

import argparse
import gc
import re
import sys
from collections.abc import Callable, Sequence
from typing import Any, Literal

import app
from app.terminal import language_here
from app.words import Language, languages, say

NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")
INTEGER = re.compile(r"[+-]?[0-9]{1,18}")  # more digits than a 64-bit integer holds are a floating-point number
WINDOW = re.compile(r"([0-9]{1,9}):([0-9]{1,9})")
LINUX = {"landlock": "Landlock", "seccomp": "seccomp"}  # what the walls of the jail are called there
WRONG = 2  # exit code of a wrong command line
INPUT = re.compile(r"([^=\s]+)=(.*)", re.DOTALL)


def main(arguments: Sequence[str] | None = None) -> int:
    """Carry out one command; returns the exit code: 0, 1 for a program that fails, 2 for a wrong command line."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    lang = _language(given)
    options = _parser(lang).parse_args(given)
    return {"serve": _serve, "trace": _trace, "export": _export}[options.command](options, lang)


def _language(arguments: list[str]) -> Language:
    """``--lang``, else the terminal's own; needed before the arguments are understood, for the words of the help."""
    alone = argparse.ArgumentParser(add_help=False, allow_abbrev=False, exit_on_error=False)
    alone.add_argument("--lang", nargs="?")
    wanted = alone.parse_known_args(arguments)[0].lang
    return language_here(wanted)


def _parser(lang: Language) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("tapedeck", description=say(lang, "cli.tapedeck"))
    parser.add_argument("--version", action="version", version=app.__version__)
    commands = parser.add_subparsers(dest="command", required=True)

    serve = commands.add_parser("serve", help=say(lang, "cli.serve"))
    serve.add_argument("--host", help=say(lang, "cli.host"))
    serve.add_argument("--i-know-there-is-no-jail", action="store_true", default=None, help=say(lang, "cli.jail"))
    serve.add_argument("--port", type=int, help=say(lang, "cli.port"))
    serve.add_argument("--evaluator", choices=("local", "ray"), help=say(lang, "cli.evaluator"))
    serve.add_argument("--lang", choices=languages(), help=say(lang, "cli.lang"))

    trace = commands.add_parser("trace", help=say(lang, "cli.trace"))
    _add_program(trace, lang)
    trace.add_argument("--lang", choices=languages(), help=say(lang, "cli.lang"))
    shape = trace.add_mutually_exclusive_group()
    shape.add_argument("--table", action="store_true", help=say(lang, "cli.table"))
    shape.add_argument("--json", action="store_true", help=say(lang, "cli.json"))
    shape.add_argument("--check", action="store_true", help=say(lang, "cli.check"))

    export = commands.add_parser("export", help=say(lang, "cli.export"))
    _add_program(export, lang)
    export.add_argument(
        "-o",
        "--output",
        type=_page_or_refused(lang),
        required=True,
        metavar="lesson.html",
        help=say(lang, "cli.output"),
    )
    export.add_argument("--title", default="", help=say(lang, "cli.title"))
    export.add_argument("--lang", choices=languages(), help=say(lang, "cli.lang"))
    return parser


def _add_program(command: argparse.ArgumentParser, lang: Language) -> None:
    """What says which program is run, and with what."""
    command.add_argument("source", help=say(lang, "cli.source"))
    command.add_argument(
        "inputs", nargs="*", type=_or_refused(_input, lang), metavar="a=2,3", help=say(lang, "cli.inputs")
    )
    command.add_argument("--frozen", action="append", default=[], metavar="b", help=say(lang, "cli.frozen"))
    command.add_argument(
        "--grad-output", type=_or_refused(tensor, lang), metavar="1,1", help=say(lang, "cli.grad-output")
    )
    command.add_argument("--dtype", choices=("float32", "float64"), default="float64", help=say(lang, "cli.dtype"))
    command.add_argument("--seed", type=int, default=0, help=say(lang, "cli.seed"))
    command.add_argument("--setup", metavar="earlier.py", default="", help=say(lang, "cli.setup"))
    command.add_argument("--window", type=_window_or_refused(lang), metavar="100:120", help=say(lang, "cli.window"))


def _or_refused(read: Callable[[str], Any], lang: Language) -> Callable[[str], Any]:
    """``read``, with a sentence in ``lang`` where it finds no number."""

    def read_or_refuse(text: str) -> Any:
        try:
            return read(text)
        except ValueError:
            raise argparse.ArgumentTypeError(say(lang, "cli.bad-input", text=text)) from None

    return read_or_refuse


def _page_or_refused(lang: Language) -> Callable[[str], str]:
    """The name of a web page, with a sentence in ``lang`` for any other: what it names is overwritten."""

    def read(text: str) -> str:
        if not text.endswith((".html", ".htm")):
            raise argparse.ArgumentTypeError(say(lang, "cli.bad-output", name=text))
        return text

    return read


def _input(text: str) -> tuple[str, Any]:
    """``a=2,3`` → ``("a", [2, 3])``."""
    match = INPUT.fullmatch(text)
    if not match:
        raise ValueError("not a name and a number")
    return match[1], tensor(match[2])


def tensor(text: str) -> Any:
    """``2`` → 2, ``2,3`` → [2, 3], ``2,`` → [2], ``1,2;3,4`` → [[1, 2], [3, 4]]. ``ValueError`` for anything else."""
    if ";" in text:
        return [_row(row) for row in text.strip(";").split(";")]
    return _row(text) if "," in text else _number(text)


def _row(text: str) -> list[int | float]:
    return [_number(part) for part in text.removesuffix(",").split(",")]


def _number(text: str) -> int | float:
    text = text.strip().replace("−", "-")
    if not NUMBER.fullmatch(text):
        raise ValueError("not a number")
    return int(text) if INTEGER.fullmatch(text) else float(text)


def _window_or_refused(lang: Language) -> Callable[[str], tuple[int, int]]:
    """``100:120`` → (100, 120), with a sentence in ``lang`` for anything else."""

    def read(text: str) -> tuple[int, int]:
        match = WINDOW.fullmatch(text)
        if not match or int(match[1]) >= int(match[2]):
            raise argparse.ArgumentTypeError(say(lang, "cli.bad-window", text=text))
        return int(match[1]), int(match[2])

    return read


def _source(given: str) -> tuple[str, Literal["auto", "torch"]]:
    """The program's text and language: ``-`` is standard input, a path that ends in .py a file, all else the text itself.

    Raises OSError or UnicodeDecodeError for a file that cannot be read.
    """
    if given == "-":
        return sys.stdin.read(), "auto"
    return (_read(given), "torch") if given.endswith(".py") else (given, "auto")


def _read(path: str) -> str:
    with open(path, encoding="utf-8", newline="") as file:  # noqa: PTH123 -- newline="": places count every character
        return file.read()


def _serve(options: argparse.Namespace, lang: Language) -> int:
    from app.logs import write_to_standard_error  # noqa: PLC0415
    from app.main import create_app  # noqa: PLC0415 (the server's rooms are not needed for a trace)
    from app.runner.cluster import is_installed  # noqa: PLC0415
    from app.runner.jail import NEEDED  # noqa: PLC0415
    from app.runner.start import needed, offered  # noqa: PLC0415
    from app.settings import Settings  # noqa: PLC0415
    from app.web.server import server_of  # noqa: PLC0415

    names = ("host", "port", "evaluator", "i_know_there_is_no_jail")
    settings = Settings(**{name: value for name in names if (value := getattr(options, name)) is not None})
    walls = offered() if settings.evaluator == "local" else NEEDED  # machines that run programs look for themselves
    if missing := ", ".join(LINUX[wall] for wall in NEEDED if wall not in walls):
        if needed(settings):
            sys.stderr.write(say(lang, "cli.no-jail", host=settings.host, walls=missing) + "\n")
            return WRONG
        sys.stderr.write(say(lang, "cli.walls-missing", walls=missing) + "\n")
    if settings.evaluator == "ray" and not is_installed():
        sys.stderr.write(say(lang, "cli.no-ray") + "\n")
        return WRONG
    write_to_standard_error()

    def announce() -> None:
        gc.freeze()  # what is there now stays: to look through it again would hold everybody for a tenth of a second
        host, port = server.servers[0].sockets[0].getsockname()[:2]
        address = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
        print(say(lang, "cli.address", address=address), flush=True)  # noqa: T201 (a command speaks on its output)

    server = server_of(create_app(settings, announce), settings)
    server.run()
    return 0 if server.started else 1


def _trace(options: argparse.Namespace, lang: Language) -> int:
    request = _request(options, lang)
    if request is None:
        return WRONG
    from app.report import report  # noqa: PLC0415 (brings torch along, which serve must not)

    form: Literal["json", "check", "table"] = "json" if options.json else "check" if options.check else "table"
    return report(request, form, lang)


def _export(options: argparse.Namespace, lang: Language) -> int:
    request = _request(options, lang)
    if request is None:
        return WRONG
    from app.report import export  # noqa: PLC0415 (brings torch along, which serve must not)

    return export(request, options.output, options.title, lang)


def _request(options: argparse.Namespace, lang: Language) -> dict[str, Any] | None:
    """What is to be evaluated; None, and said, where a file cannot be read."""
    try:
        source, language = _source(options.source)
        setup = _read(options.setup) if options.setup else ""
    except (OSError, UnicodeDecodeError) as error:
        name = getattr(error, "filename", None) or options.source
        sys.stderr.write(say(lang, "cli.no-file", name=str(name)) + "\n")
        return None
    return {
        "source": source,
        "language": language,
        "inputs": dict(options.inputs),
        "frozen": options.frozen,
        "grad_output": options.grad_output,
        "dtype": options.dtype,
        "seed": options.seed,
        "setup": setup,
        "window": options.window,
    }


if __name__ == "__main__":
    sys.exit(main())

"""What the architecture says never happens, where import-linter cannot see it; the browser's own are in ``tests/static``."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MODULES = sorted((ROOT / "app").rglob("*.py"))
MAKES_CODE = {"eval", "exec", "compile", "__import__", "import_module", "sympify", "parse_expr", "lambdify"}
EXACT = ("program", "interpreter", "tape", "operations", "certificate", "trace", "words")  # what a number goes through
ROUND = {
    "app/trace/text.py",  # the table for a terminal rounds what it shows
    "app/interpreter/script/builtins.py",  # a program that says ``round`` means it
}
MEASURED = ["app/web/oembed.py"]  # oEmbed wants the width and height of a frame, and has no other unit
LOOKS = re.compile(r"#[0-9a-fA-F]{6}\b|rgba?\(|\b[0-9]+px\b|colou?r|pixel(?!_(?:un)?shuffle)|duration")
NAMESPACE = "http://www.w3.org/2000/svg"


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def nodes(path: Path) -> Iterator[ast.AST]:
    return ast.walk(ast.parse(path.read_text(encoding="utf-8")))


def called(path: Path) -> set[str]:
    """The names of everything that a module calls, methods of ``re`` apart."""
    functions = (node.func for node in nodes(path) if isinstance(node, ast.Call))
    return {
        function.id if isinstance(function, ast.Name) else function.attr
        for function in functions
        if isinstance(function, ast.Name)
        or (isinstance(function, ast.Attribute) and ast.unparse(function.value) != "re")
    }


def rounds(node: ast.AST) -> bool:
    """Whether it is a format of floating-point numbers: ``f"{x:.6g}"``."""
    return isinstance(node, ast.FormattedValue) and bool(
        node.format_spec and re.search(r"[eEfFgGn%]['\"]*$", ast.unparse(node.format_spec))
    )


def test_text_never_becomes_code():
    assert {name_of(path): names for path in MODULES if (names := called(path) & MAKES_CODE)} == {}


def test_python_knows_no_colour_pixel_or_duration():
    assert [name_of(path) for path in MODULES if LOOKS.search(path.read_text("utf-8"))] == MEASURED


def test_nothing_is_rounded_on_its_way_to_the_trace():
    rounding = {
        name_of(path)
        for room in EXACT
        for path in (ROOT / "app" / room).rglob("*.py")
        if "round" in called(path) or any(map(rounds, nodes(path)))
    }
    assert rounding == ROUND


def test_a_trace_depends_on_its_request_alone(tmp_path):
    """Two processes that share no order of sets, no folder and no addresses in memory write the same bytes."""
    command = [
        sys.executable,
        "-m",
        "app.cli",
        "trace",
        "z = A x + b c\ny = Σ z² / max(0, b)",
        "--frozen",
        "c",
        "--json",
    ]
    written = [
        subprocess.run(
            command,
            cwd=folder,
            env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for folder, seed in ((ROOT, "1"), (tmp_path, "2"))
    ]
    assert written[0] == written[1]
    assert json.loads(written[0])["program"]["defaulted"] == ["A", "b", "c", "x"]
    assert str(ROOT).encode() not in written[0]


def test_a_page_names_no_other_host():
    pages = {path.name: path.read_text("utf-8").replace(NAMESPACE, "") for path in (ROOT / "templates").glob("*.html")}
    assert pages
    assert [name for name, text in pages.items() if re.search(r"(?:https?:)?//[a-z]", text)] == []


def test_a_file_has_one_purpose_which_its_first_line_states():
    files = {name_of(path): path.read_text("utf-8").splitlines() for path in MODULES}
    assert [name for name, lines in files.items() if not re.match(r'r?"""\S.*[.,:]("""$|$)', lines[0])] == []
    assert [name for name, lines in files.items() if len(lines) > 400] == []

"""``tapedeck export``: what it writes, and when it refuses."""

import json
import re

import pytest

from app import places
from app.cli import main


def boot_in(path):
    return json.loads(re.search('id="tapedeck-boot">(.*)</script>', path.read_text("utf-8"))[1])


def test_an_expression_becomes_a_page(capsys, tmp_path):
    path = tmp_path / "q.html"
    more = ["--lang", "ko", "--title", "세제곱", "--seed", "7", "--frozen", "b"]
    assert main(["export", "Q = 3a³ − b²", "a=2,3", "b=6,4", "-o", str(path), *more]) == 0
    assert capsys.readouterr() == ("", "")
    boot = boot_in(path)
    assert (boot["lang"], boot["title"]) == ("ko", "세제곱")
    trace = boot["trace"]
    assert trace["values"][trace["variables"]["a"]["grad"]]["data"] == [36, 81]
    assert (trace["program"]["seed"], trace["program"]["frozen"]) == (7, ["b"])


def test_a_program_becomes_a_page_that_says_equal_iterations_once(tmp_path):
    program, earlier, path = tmp_path / "program.py", tmp_path / "earlier.py", tmp_path / "page.htm"
    earlier.write_text("import torch\nw = torch.tensor([1.0], requires_grad=True)\n")
    program.write_text("for i in range(9):\n    w.grad = None\n    (w * w).sum().backward()\n")
    path.write_text("what stood there before")
    assert main(["export", str(program), "--setup", str(earlier), "-o", str(path), "--lang", "en"]) == 0
    assert boot_in(path)["trace"]["format"] == "tapedeck/trace-folded"


def test_a_program_that_fails_becomes_a_page_up_to_there(capsys, tmp_path):
    program, path = tmp_path / "program.py", tmp_path / "page.html"
    program.write_text("import torch\na = torch.ones(2, requires_grad=True)\nb = a * a\nb.backward()\n")
    assert main(["export", str(program), "-o", str(path), "--lang", "en"]) == 1
    assert "4 | b.backward()" in capsys.readouterr().err
    assert boot_in(path)["trace"]["error"]["where"]["line"] == 4


def test_what_cannot_be_read_becomes_none(capsys, tmp_path):
    path = tmp_path / "page.html"
    assert main(["export", "Q = 3a + (", "-o", str(path), "--lang", "en"]) == 1
    assert "1 | Q = 3a + (" in capsys.readouterr().err
    assert main(["export", str(tmp_path / "none.py"), "-o", str(path), "--lang", "en"]) == 2
    assert "none.py" in capsys.readouterr().err
    assert not path.exists()


@pytest.mark.parametrize("output", [[], ["-o", "program.py"], ["-o", ""]])
def test_only_a_page_is_ever_overwritten(capsys, output):
    with pytest.raises(SystemExit) as caught:
        main(["export", "y = x", *output, "--lang", "en"])
    assert caught.value.code == 2
    assert capsys.readouterr().err


def test_a_page_that_cannot_be_written_is_told(capsys, tmp_path, monkeypatch):
    there = str(tmp_path / "no" / "page.html")
    assert main(["export", "y = x", "-o", there, "--lang", "en"]) == 1
    assert there in capsys.readouterr().err
    monkeypatch.setattr(places, "DIST", tmp_path)
    assert main(["export", "y = x", "-o", str(tmp_path / "page.html"), "--lang", "en"]) == 1
    assert "python3 -m app" in capsys.readouterr().err

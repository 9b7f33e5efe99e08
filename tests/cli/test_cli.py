import json
import re

import pytest

from app.cli import main, tensor

Q = ["trace", "Q = 3a³ − b²", "a=2,3", "b=6,4", "--lang", "en"]


def run(capsys, *arguments):
    code = main(arguments)
    told = capsys.readouterr()
    return code, told.out, told.err


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2", 2),
        ("-2.5", -2.5),
        ("−3", -3),
        ("1e3", 1000.0),
        ("2,3", [2, 3]),
        ("2,", [2]),
        (" 2 , 3 ", [2, 3]),
        ("1,2;3,4", [[1, 2], [3, 4]]),
        ("1,2;", [[1, 2]]),
        ("1;2", [[1], [2]]),
        ("1" + "0" * 30, 1e30),
    ],
)
def test_inputs_are_written_as_on_paper(text, value):
    assert tensor(text) == value
    assert type(tensor(text)) is type(value)


@pytest.mark.parametrize("text", ["", "x", "1,,2", "1;;2", ",", "[1]", "0x10", "1_000"])
def test_anything_else_is_no_input(text):
    with pytest.raises(ValueError, match="not a number"):
        tensor(text)


def test_a_trace_is_printed_as_json(capsys):
    code, out, err = run(capsys, *Q, "--json")
    trace = json.loads(out)
    assert (code, err) == (0, "")
    assert trace["values"][trace["variables"]["a"]["grad"]]["data"] == [36, 81]


@pytest.mark.parametrize("form", [[], ["--table"]])
def test_a_trace_is_printed_as_a_table_unless_told_otherwise(capsys, form):
    code, out, err = run(capsys, *Q, *form)
    assert (code, err) == (0, "")
    assert "36" in out
    assert "81" in out


def test_a_trace_is_verified_and_compared(capsys):
    code, out, err = run(capsys, *Q, "--check")
    assert (code, err) == (0, "")
    rows = out.splitlines()
    assert rows[0] == "The trace is right: every claim in it was derived again."
    assert re.split(r"\s{2,}", rows[1])[0] == "input"
    assert rows[3].startswith("a ")
    assert rows[3].count("[36, 81]") == 3


def test_what_has_no_gradient_is_told_and_not_compared(capsys):
    code, out, err = run(capsys, "trace", "y = 3", "--check", "--lang", "en")
    assert (code, err) == (0, "")
    assert len(out.splitlines()) == 2
    assert "nothing to differentiate" in out


def test_an_error_is_told_once_and_what_ran_before_it_is_shown(capsys):
    code, out, err = run(capsys, "trace", "z = x²\ny = leaky_relu(z, w)", "x=1,2", "w=1", "--lang", "en")
    assert code == 1
    assert out.splitlines()[-1].startswith("z ")
    assert err.splitlines()[1:] == ["2 | y = leaky_relu(z, w)", "  |                   ^"]


def test_settings_reach_the_program(capsys):
    more = ["--frozen", "b", "--grad-output=1,0", "--dtype", "float32", "--seed", "7"]
    program = json.loads(run(capsys, *Q, "--json", *more)[1])["program"]
    assert program["frozen"] == ["b"]
    assert program["grad_output"] == [1, 0]
    assert (program["dtype"], program["seed"]) == ("float32", 7)


@pytest.mark.parametrize(("lang", "word"), [("en", "error: "), ("ko", "오류: ")])
def test_an_error_points_at_its_place(capsys, lang, word):
    code, out, err = run(capsys, "trace", "Q = 3a + (", "--lang", lang)
    lines = err.splitlines()
    assert (code, out) == (1, "")
    assert lines[0].startswith(word)
    assert lines[1] == "1 | Q = 3a + ("
    assert lines[2].endswith("^")
    assert set(lines[2]) <= set(" |^")


@pytest.mark.parametrize(
    "arguments", [[], ["trace"], ["trace", "y = x", "x"], ["trace", "y = x", "x=a"], ["trace", "y", "--dtype", "half"]]
)
@pytest.mark.parametrize("lang", ["ko", "en"])
def test_a_wrong_command_line_is_told(capsys, arguments, lang):
    with pytest.raises(SystemExit) as caught:
        main([*arguments, f"--lang={lang}"])
    assert caught.value.code == 2
    assert capsys.readouterr().err


def test_an_input_that_cannot_be_read_is_told_in_the_readers_language(capsys):
    for lang, sentence in (("ko", "x=a는 입력이 아닙니다"), ("en", "x=a is not an input")):
        with pytest.raises(SystemExit):
            main(["trace", "y = x", "x=a", "--lang", lang])
        assert sentence in capsys.readouterr().err


@pytest.mark.parametrize(("variable", "word"), [("ko_KR.UTF-8", "프로그램을"), ("C.UTF-8", "run a program")])
def test_help_speaks_the_language_of_the_terminal(capsys, monkeypatch, variable, word):
    monkeypatch.setenv("LC_ALL", variable)
    with pytest.raises(SystemExit) as caught:
        main(["--help"])
    assert caught.value.code == 0
    assert word in capsys.readouterr().out

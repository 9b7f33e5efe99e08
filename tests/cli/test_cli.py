import io
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


TRAINING = """\
import torch
w = torch.tensor([1.0], requires_grad=True)
for epoch in range(20):
    loss = ((w * 2 - 4) ** 2).sum()
    loss.backward()
    with torch.no_grad():
        w -= 0.1 * w.grad
    w.grad.zero_()
print("done", "\\x1b[31m", epoch, sep="\\t")
"""


@pytest.fixture
def program(tmp_path):
    def write(text, name="program.py"):
        path = tmp_path / name
        path.write_bytes(text.encode())
        return str(path)

    return write


def test_a_file_is_read_as_pytorch_code_and_its_output_comes_first(capsys, program):
    code, out, err = run(capsys, "trace", program(TRAINING), "--lang", "en")
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[0] == "done\t�[31m\t19"
    assert lines[2] == "The loop on line 3"
    assert re.split(r"\s{2,}", lines[3])[:2] == ["iteration", "loss"]
    assert sum(line.startswith("⋮") for line in lines) == 1
    assert "Backward pass 1, from loss, called on line 5" in lines
    assert "Backward pass 20, from loss, called on line 5" in lines
    assert "… 17 more passes like these …" in lines
    assert "What the names hold at the end" in lines


def test_a_pass_shows_what_its_leaves_held_when_it_began(capsys, program):
    out = run(capsys, "trace", program(TRAINING), "--lang", "en")[1]
    passes = out.split("Backward pass ")[1:]
    leaves = [next(line for line in one.splitlines() if re.match(r"w\s", line)).split()[1:] for one in passes[:2]]
    assert leaves == [["[1]", "[−8]"], ["[1.8]", "[−1.6]"]]


def test_a_program_s_trace_is_printed_flat(capsys, program):
    trace = json.loads(run(capsys, "trace", program(TRAINING), "--json")[1])
    assert trace["format"] == "tapedeck/trace"
    assert trace["program"]["source"] == TRAINING
    assert len([step for step in trace["steps"] if step["kind"] == "seed"]) == 20


def test_a_program_s_trace_is_verified(capsys, program):
    code, out, _ = run(capsys, "trace", program(TRAINING), "--check", "--lang", "en")
    assert (code, out) == (0, "The trace is right: every claim in it was derived again.\n")


def test_a_window_of_iterations_can_be_asked_for(capsys, program):
    trace = json.loads(run(capsys, "trace", program(TRAINING), "--json", "--window", "5:7")[1])
    assert trace["window"]["recorded"] == [[5, 7]]


def test_a_program_is_read_from_standard_input(capsys, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("print('hello')"))
    assert run(capsys, "trace", "-")[1] == "hello\n"


def test_a_set_up_runs_first(capsys, program):
    code, out, _ = run(capsys, "trace", program("print(lr)"), "--setup", program("lr = 3\nprint(1)", "earlier.py"))
    assert (code, out) == (0, "3\n")


def test_what_is_missing_is_told_with_a_set_up_that_gives_it(capsys, program):
    code, out, err = run(capsys, "trace", program("print(lr)\nprint(epochs)"), "--lang", "en")
    assert (code, out) == (1, "")
    assert err.splitlines() == [
        "error: Nothing in the program defines lr, epochs.",
        "1 | print(lr)",
        "  |       ^^",
        "NameError: name 'lr' is not defined",
        "This name has no value either.",
        "2 | print(epochs)",
        "  |       ^^^^^^",
        "hint: An earlier block of the page gives them. Put that block before this one, or into the earlier blocks.",
        "A set-up that defines what is missing (--setup):",
        "lr = 0.01",
        "epochs = 3",
    ]


def test_a_repair_is_shown_as_the_lines_it_changes(capsys, program):
    err = run(capsys, "trace", program("x = 1\r\nfor i in range（3）:\r\n    print(“i”)\r\n    x\r\n"), "--lang", "ko")[
        2
    ]
    assert err.splitlines()[-3:] == ["이렇게 고치면 됩니다:", "2 | for i in range(3):", '3 |     print("i")']


def test_what_ran_before_an_error_is_shown(capsys, program):
    code, out, err = run(capsys, "trace", program("print('before')\nx = 1 / 0"), "--lang", "en")
    assert (code, out) == (1, "before\n")
    assert "ZeroDivisionError: division by zero" in err


@pytest.mark.parametrize("more", [["missing.py"], ["x = 1", "--setup", "missing.py"]])
def test_a_file_that_is_not_there_is_told(capsys, more):
    code, out, err = run(capsys, "trace", *more, "--lang", "en")
    assert (code, out, err) == (2, "", "The file missing.py cannot be read as UTF-8 text.\n")


def test_a_file_that_is_no_text_is_told(capsys, tmp_path):
    path = tmp_path / "program.py"
    path.write_bytes(b"\xff\xfe")
    assert run(capsys, "trace", str(path), "--lang", "en")[0] == 2


@pytest.mark.parametrize("window", ["5", "5:5", "7:5", "a:b", "-1:3", "5:"])
def test_a_wrong_window_is_told(capsys, window):
    with pytest.raises(SystemExit):
        main(["trace", "x", f"--window={window}", "--lang", "en"])
    assert "is not a range of iterations" in capsys.readouterr().err

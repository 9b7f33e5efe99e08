"""What the worker answers, asked directly: the same functions run in the worker process."""

import json

import pytest
import torch

from app.runner.evaluate import answer, carry_out
from app.runner.frames import Answer

Q = {"source": "Q = 3a³ − b²", "inputs": {"a": [2, 3], "b": [6, 4]}}


def test_the_same_request_gives_the_same_bytes():
    assert answer("trace", Q, "ko") == answer("trace", Q, "ko")


def test_a_certificate_agrees_with_the_trace():
    trace = json.loads(answer("trace", Q, "en").body)
    certificate = json.loads(answer("certificate", Q, "en").body)
    for name in "ab":
        grad = trace["values"][trace["variables"][name]["grad"]]["data"]
        assert certificate["inputs"][name]["autograd"] == grad
    assert certificate["largest_disagreement"] < 1e-6


def test_a_trace_says_where_torch_had_to_choose_a_derivative():
    trace = json.loads(answer("trace", {"source": "y = relu(x) + a", "inputs": {"x": 0, "a": 1}}, "en").body)
    assert [(note["code"], note["span"]) for note in trace["program"]["reading"]["notes"]] == [("kink-relu", [4, 11])]


def test_a_number_that_torch_takes_only_as_a_tensor_is_drawn_as_the_number():
    trace = json.loads(answer("trace", {"source": "y = max(0, x)", "inputs": {"x": 2}}, "en").body)
    assert [(node["kind"], node["label"]) for node in trace["nodes"]] == [
        ("leaf", "x"),
        ("constant", "0"),
        ("operation", "y"),
    ]
    assert [(edge["source"], edge["slot"]) for edge in trace["edges"]] == [(1, 0), (0, 1)]


@pytest.mark.parametrize(("source", "shown"), [("1/0", "Infinity"), ("9**9**9**9", "Infinity"), ("y = 3 + 4", 7)])
def test_an_output_without_inputs_is_seen(source, shown):
    trace = json.loads(answer("trace", {"source": source}, "en").body)
    assert [(node["kind"], trace["values"][node["value"]]["data"]) for node in trace["nodes"]] == [("constant", shown)]
    assert "nothing-to-differentiate" in [note["code"] for note in trace["program"]["reading"]["notes"]]


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_unreadable_text_is_refused_with_its_place(lang):
    status, body, *_ = answer("trace", {"source": "Q = 3a + ("}, lang)
    error = json.loads(body)
    assert status == 422
    assert error["where"]["line"] == 1
    assert error["message"]


def test_no_request_sees_what_another_one_set():
    before = answer("trace", Q, "en")
    torch.set_default_dtype(torch.float16)
    torch.set_grad_enabled(False)
    assert answer("trace", Q, "en") == before
    assert torch.get_default_dtype() == torch.float32
    assert torch.is_grad_enabled()


@pytest.mark.parametrize(("problem", "code"), [(MemoryError, "limit-memory"), (RecursionError, "limit-recursion")])
def test_an_exhausted_process_says_so(monkeypatch, problem, code):
    def exhausted(*_):
        raise problem

    monkeypatch.setattr("app.runner.evaluate.read", exhausted)
    status, body, last, _ = answer("trace", Q, "en")
    assert (status, json.loads(body)["code"], last) == (422, code, True)


def test_a_mistake_of_ours_leaves_a_line_in_the_log_and_no_text_in_the_answer(monkeypatch, caplog):
    def broken(*_):
        raise KeyError("inside")

    monkeypatch.setattr("app.runner.evaluate.read", broken)
    assert answer("trace", Q, "en") == Answer(500, b"", last=True)
    assert [record.getMessage() for record in caplog.records] == ["unexpected"]
    with pytest.raises(KeyError):
        carry_out("trace", Q, "en")


TRAINING = "w = torch.tensor(1.0, requires_grad=True)\nfor _ in range(2):\n    (w * w / {zero}).backward()"


@pytest.mark.parametrize(
    ("source", "parameters"), [(TRAINING.format(zero=1), ["w"]), ("x = 2", []), ("x = torch.ones(2)", [])]
)
def test_a_landscape_is_of_a_training_loop(source, parameters):
    answered = answer("landscape", {"source": source}, "en")
    assert answered.status == 200
    assert json.loads(answered.body)["parameters"] == parameters


def test_an_infinite_loss_keeps_its_name():
    told = json.loads(answer("landscape", {"source": TRAINING.format(zero=0)}, "en").body)
    assert {"Infinity"} <= {loss for loss in told["loss"][0] if isinstance(loss, str)}


@pytest.mark.parametrize("maker", ["FloatTensor", "Tensor", "LongTensor", "tensor"])
def test_data_of_old_types_is_one_input(maker):
    source = f"x = torch.{maker}([[1], [2]])\ny = x * 2"
    trace = json.loads(answer("trace", {"source": source, "language": "torch"}, "en").body)
    assert [node["label"] for node in trace["nodes"] if node["kind"] != "constant"] == ["x", "y"]


def test_an_object_of_the_program_is_told_with_what_it_holds():
    source = (
        "class Value:\n    def __init__(self, data):\n        self.data, self.grad, self._op = data, 0.0, '+'\n"
        "    def __repr__(self):\n        return 'never asked'\n"
        "v, x = Value(2), [Value(3)]\n"
    )
    trace = json.loads(answer("trace", {"source": source, "language": "torch"}, "en").body)
    told = {name: trace["variables"][name]["text"] for name in "vx"}
    assert told == {"v": "<Value data=2 grad=0.0>", "x": "[<Value data=3 grad=0.0>]"}


@pytest.mark.parametrize(
    "source",
    [
        'print("a\\ud800b")',
        'print("\\ud83d", "\\ude00")',
        "print(chr(0xDFFF))",
        'print(f"{1:\\ud800>5}")',
        'raise ValueError("\\ud800")',
        'assert False, "\\ud800"',
        'import matplotlib.pyplot as plt\nplt.title("\\ud800")\nplt.plot([1, 2])\nplt.show()',
        'getattr(torch, "\\ud800")',
        '"%\\ud800" % 1',
    ],
)
def test_half_of_a_surrogate_pair_is_answered_with_a_sign_in_its_place(source):
    answered = answer("trace", {"source": source, "language": "torch"}, "ko")
    assert answered.status in (200, 422)
    assert "\ufffd" in answered.body.decode()


@pytest.mark.parametrize(
    ("source", "last"),
    [
        ("x = 'a' * 10**9", True),
        ("y = 2\nfor i in range(3): y = y ** y ** y ** y", True),
        ("1 / 0", False),
        ("x = (", False),
    ],
)
def test_a_worker_whose_run_met_a_limit_is_not_used_again(source, last):
    answered = answer("trace", {"source": source, "language": "torch"}, "en")
    assert answered.last is last, answered.body


@pytest.mark.parametrize(
    "source",
    [
        "a = []\na.append(a)",
        "a = [1]\nb = [a]\na[0] = b",
        "a = (1,)\nfor i in range(3000): a = (a,)",
        "a = [1.0]\nfor i in range(3000): a = [a, ]\nb = [a]",
    ],
)
def test_a_name_may_hold_a_list_inside_a_list_and_so_on(source):
    answered = answer("trace", {"source": source, "language": "torch"}, "en")
    trace = json.loads(answered.body)
    assert (answered.status, trace["error"]) == (200, None)
    assert trace["variables"]["a"]["value"] is None


def test_modules_that_are_too_deep_to_be_told_are_refused_as_such():
    source = "m = nn.Linear(1, 1)\nfor i in range(3000): m = nn.Sequential(m)"
    answered = answer("trace", {"source": source, "language": "torch"}, "en")
    assert (answered.status, json.loads(answered.body)["code"], answered.last) == (422, "limit-recursion", True)

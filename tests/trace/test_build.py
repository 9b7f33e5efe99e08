"""A Trace says what ran, in the user's words, and nothing that depends on anything but the request."""

from __future__ import annotations

import copy

import orjson
import pytest
import torch

from app.operations import row_of
from app.tape import record
from app.trace.build import build, dump
from app.trace.check import check
from app.trace.names import KEYS, key_of
from app.trace.schema import Trace
from tests.tape.recorded import PLAIN, of_kind, recorded, traced
from tests.trace.evaluated import evaluated, node

Q = {"a": [2, 3], "b": [6, 4]}


def test_q_is_the_graph_of_the_textbook():
    trace = evaluated("Q = 3a³ − b²", **Q)
    rows = [
        (
            node["label"],
            node["operation"],
            [trace["nodes"][edge["source"]]["label"] for edge in trace["edges"] if edge["target"] == node["id"]],
        )
        for node in trace["nodes"]
        if node["kind"] == "operation"
    ]
    assert rows == [
        ("t₁", "pow", ["a", "3"]),
        ("t₂", "mul", ["3", "t₁"]),
        ("t₃", "pow", ["b", "2"]),
        ("Q", "sub", ["t₂", "t₃"]),
    ]
    source = trace["program"]["source"]
    assert [source[slice(*node(trace, label)["span"])] for label in ("t₁", "t₂", "t₃", "Q")] == [
        "a³", "3a³", "b²", "3a³ − b²",
    ]  # fmt: skip
    grads = {
        name: trace["values"][variable["grad"]]["data"] for name, variable in trace["variables"].items() if name != "Q"
    }
    assert grads == {"a": [36.0, 81.0], "b": [-12.0, -8.0]}
    assert trace["program"]["grad_output"] == [1.0, 1.0]


def test_local_derivatives_are_written_in_the_names_of_the_step():
    trace = evaluated("Q = 3a³ − b²", **Q)
    texts = [edge["local"] and edge["local"]["text"] for edge in trace["edges"]]
    assert texts == ["3·a²", None, None, "3", "2·b", None, "1", "−1"]


def test_the_same_request_gives_the_same_bytes():
    first, second = (dump(evaluated("y = log(x) + 1/x", x=[-1, 0, 2])) for _ in range(2))
    assert first == second


def test_building_changes_nothing_on_the_tape():
    tape, _ = recorded(lambda: (torch.ones(2, requires_grad=True) * 3).sum().backward())
    events, values = copy.deepcopy(tape.events), copy.deepcopy(tape.values)
    first = dump(build(tape, PLAIN, "en"))
    assert dump(build(tape, PLAIN, "en")) == first
    assert (tape.events, tape.values) == (events, values)


def test_not_a_number_and_infinity_are_words():
    trace = orjson.loads(dump(evaluated("y = log(x)", x=[-1, 0])))
    assert trace["values"][node(trace, "y")["value"]]["data"] == ["NaN", "-Infinity"]
    assert check(trace) == []


def test_a_name_bound_twice_is_numbered():
    def program(tape):
        b = torch.tensor(2.0, requires_grad=True)
        tape.bind("b", b)
        b = b * 2
        tape.bind("b", b)
        b.backward()

    with record() as tape:
        program(tape)
    trace = build(tape, PLAIN, "en")
    assert [node["label"] for node in trace["nodes"] if node["name"] == "b"] == ["b₁", "b₂"]
    assert trace["variables"]["b"]["is_leaf"] is False
    assert check(trace) == []


def test_a_temporary_never_takes_a_user_s_name():
    trace = evaluated("t₁ = 2x\ny = t₁ + x²", x=3)
    labels = [node["label"] for node in trace["nodes"] if node["kind"] != "constant"]
    assert len(set(labels)) == len(labels)


def test_names_of_things_that_are_no_tensors():
    with record() as tape:
        tape.bind("n", 3)
        tape.bind("rows", [[1, 2], [3, 4.5]])
        tape.bind("model", torch.nn.Linear(1, 1))
    variables = build(tape, PLAIN, "en")["variables"]
    assert (tape.values[variables["n"]["value"]]["dtype"], variables["n"]["text"]) == ("python", None)
    assert tape.values[variables["rows"]["value"]]["shape"] == [2, 2]
    assert (variables["model"]["value"], variables["model"]["text"]) == (
        None,
        "Linear(in_features=1, out_features=1, bias=True)",
    )


def test_a_frozen_input_gets_no_gradient():
    trace = evaluated("y = a b", frozen=("b",), a=2, b=3)
    frozen = node(trace, "b")
    assert frozen["requires_grad"] is False
    assert [edge["differentiable"] for edge in trace["edges"]] == [True, False]
    assert trace["variables"]["b"]["grad"] is None


def test_a_program_that_stops_is_told_up_to_there():
    trace = evaluated("z = x²\ny = leaky_relu(z, w)", x=[1, 2], w=1, lang="ko")
    assert trace["error"]["code"]
    assert trace["steps"][-1]["kind"] == "error"
    assert trace["steps"][-1]["line"] == trace["error"]["where"]["line"] == 2
    assert [step["kind"] for step in trace["steps"][:-1]] == ["forward"]
    assert trace["variables"]["z"]["value"] is not None
    assert check(trace) == []
    Trace.model_validate_json(dump(trace))


def test_an_operation_of_several_autograd_nodes_is_one_node():
    def program():
        x = torch.ones(2, 3)
        layer = torch.nn.Linear(3, 2)
        torch.nn.functional.cross_entropy(layer(x), torch.tensor([0, 1])).backward()

    trace = traced(program)
    linear, loss = (node for node in trace["nodes"] if node["kind"] == "operation")
    assert [trace["autograd"][index]["name"] for index in loss["autograd"]] == [
        "NllLossBackward0",
        "LogSoftmaxBackward0",
    ]
    assert [trace["autograd"][index]["name"] for index in linear["autograd"]] == ["AddmmBackward0", "TBackward0"]
    steps = of_kind(trace, "backward")
    assert [step["node"] for step in steps] == [loss["id"], linear["id"]]
    targets = {trace["nodes"][trace["edges"][c["edge"]]["source"]]["label"] for c in steps[1]["contributions"]}
    assert len(targets) == 2


def test_no_name_of_a_method_of_python_s_reaches_the_wire():
    assert [key_of(name) for name in ("__getitem__", "__iadd__", "__lshift__", "_private", "relu_")] == [
        "getitem",
        "add_",
        "lshift",
        "_private",
        "relu_",
    ]


def test_plain_numbers_under_their_names_are_operands_too():
    def program():
        x = torch.tensor([-1.0, 2.0], requires_grad=True)
        torch.nn.functional.leaky_relu(x, negative_slope=0.2).sum().backward()
        return x.clamp(min=0, max=1), x.clamp(max=1)

    trace = traced(program)
    formulas = {
        trace["nodes"][edge["target"]]["operation"]: edge["local"] and edge["local"]["text"]
        for edge in reversed(trace["edges"])
        if edge["differentiable"]
    }
    leaf = trace["nodes"][0]["label"]
    assert formulas["leaky_relu"] == f"[{leaf} > 0] + 0.2·[{leaf} ≤ 0]"
    assert formulas["clamp"] == f"[0 ≤ {leaf} ≤ 1]"


def test_what_torch_cannot_differentiate_is_an_operation_all_the_same():
    trace = traced(lambda: torch.ones(2, requires_grad=True) // 2)
    (node,) = (node for node in trace["nodes"] if node["kind"] == "operation")
    assert (node["operation"], node["grad_fn"], len(node["autograd"])) == ("floor_divide", "NotImplemented", 1)


@pytest.mark.parametrize("torch_name", sorted(KEYS))
def test_torch_s_names_lead_to_rows(torch_name):
    assert row_of(KEYS[torch_name]) is not None


def test_output_is_told_where_it_happened():
    with record() as tape:
        tape.printed("1\n", 1)
        tape.printed("2\n", 2)
    trace = build(tape, PLAIN, "en")
    assert trace["stdout"] == "1\n2\n"
    assert [step["line"] for step in of_kind(trace, "output")] == [1, 2]

"""Rules of what only programs use, as they are written, held against torch's own backward pass."""

from __future__ import annotations

import pytest
import torch

from app.operations import EXPRESSIBLE, ROWS
from tests.operations import rules_of_layers, rules_of_tensors

CASES = rules_of_layers.CASES | rules_of_tensors.CASES
WITHOUT_GRADIENT = {"detach", "data"}  # torch lets nothing through, as their rules say


def test_every_formula_is_tried() -> None:
    formulas = {key for key, row in ROWS.items() if row.rules} - EXPRESSIBLE
    assert formulas == {*CASES} | WITHOUT_GRADIENT


@pytest.mark.parametrize("key", CASES)
def test_a_rule_is_what_torch_does(key: str) -> None:
    row, (call, given, said) = ROWS[key], CASES[key]
    assert [rule.text for rule in row.rules] == [text for text, _ in said]
    operands = [
        operand.clone().requires_grad_(meant is not None) for operand, (_, meant) in zip(given, said, strict=True)
    ]
    result = call(*operands)
    upstream = torch.linspace(0.5, 2.0, result.numel(), dtype=result.dtype).reshape(result.shape)
    result.backward(upstream)
    for operand, (text, meant) in zip(operands, said, strict=True):
        if meant is None:
            continue
        with torch.no_grad():
            expected = meant(upstream, result, *operands) * (upstream if row.form == "derivative" else 1)
        torch.testing.assert_close(operand.grad, expected, msg=lambda why, text=text: f"{text}\n{why}")


@pytest.mark.parametrize("key", sorted(WITHOUT_GRADIENT))
def test_nothing_passes(key: str) -> None:
    assert {rule.text for rule in ROWS[key].rules} == {"0"}

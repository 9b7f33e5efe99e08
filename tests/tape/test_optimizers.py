"""The steps of optimizers: seen by their effect alone, and nothing of the recorder is left in torch."""

from __future__ import annotations

import pytest
import torch
from torch.autograd import profiler
from torch.optim import SGD, Optimizer

from app.tape import record


def test_torch_is_as_it_was_also_when_a_step_raises():
    before = (profiler.record_function, Optimizer.zero_grad)
    w = torch.tensor([1.0], requires_grad=True)
    optimizer = SGD([w], lr=0.1)
    with record():
        (w * w).sum().backward()
        optimizer.param_groups[0]["lr"] = "much"
        with pytest.raises(TypeError):
            optimizer.step()
        assert (w + w).item() == 2.0
    assert (profiler.record_function, Optimizer.zero_grad) == before
    optimizer.param_groups[0]["lr"] = 0.1
    optimizer.step()


def test_after_a_step_that_raised_everything_is_recorded_again():
    w = torch.tensor([1.0], requires_grad=True)
    optimizer = SGD([w], lr=0.1)
    optimizer.param_groups[0]["lr"] = "much"
    with record() as tape:
        w.sum().backward()
        with pytest.raises(TypeError):
            optimizer.step()
        _ = w * 3
    assert [node.operation for node in tape.nodes if node.operation] == ["sum", "mul"]


def test_what_a_closure_computes_is_recorded_and_the_step_around_it_is_not():
    w = torch.tensor([1.0], requires_grad=True)
    optimizer = SGD([w], lr=0.1)

    def closure():
        optimizer.zero_grad()
        loss = (w * w).sum()
        loss.backward()
        return loss.item()

    with record() as tape:
        optimizer.step(closure)
    assert [event[0] for event in tape.events] == [
        *("forward", "forward", "seed", "backward", "backward", "accumulate", "update"),
    ]


def test_a_users_own_optimizer_is_seen_by_its_effect_too():
    class Half(Optimizer):
        def step(self, closure=None):
            assert closure is None
            with torch.no_grad():
                for parameter in self.param_groups[0]["params"]:
                    parameter.mul_(0.5)

    w = torch.tensor([1.0], requires_grad=True)
    optimizer = Half([w], {})
    seen = []
    with record() as tape:
        assert tape.watch(lambda function, *_: seen.append(function.__name__))
        w.sum()
        optimizer.step()
    assert [event[0] for event in tape.events] == ["forward", "update"]
    assert "mul_" in seen  # whoever guards what programs call must see what they call


def test_clearing_goes_through_the_leaves_in_the_order_of_the_optimizer():
    a, b = (torch.tensor([value], requires_grad=True) for value in (1.0, 2.0))
    optimizer = SGD([b, a], lr=0.1)
    with record() as tape:
        (a * b).backward()
        optimizer.zero_grad()
        (a * b).backward()
        optimizer.zero_grad(set_to_none=False)
    cleared = [(event[1], event[3] is None) for event in tape.events if event[0] == "zero"]
    assert cleared == [(1, True), (0, True), (1, False), (0, False)]

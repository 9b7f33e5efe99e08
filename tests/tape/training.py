"""A training loop, told to the tape as an interpreter would."""

from __future__ import annotations

import torch
from torch import nn

from app.tape import Tape

LOOP, BODY = 5, 6  # lines


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(1, 1)
        self.body = nn.ModuleList([nn.Linear(1, 1), nn.Sequential(nn.Tanh())])

    def forward(self, x):
        x = self.linear(x)
        for layer in self.body:
            x = layer(x)
        return x


def repeated(tape: Tape, times: int, body, *, known: bool = True, line: int = LOOP) -> None:
    """``for i in range(times): body(i)``. Not ``known``: as a ``while`` that nobody knows the end of."""
    tape.at((0, 3), line)
    tape.loop((0, 3), line, times if known else None)
    for number in range(times):
        tape.iteration(number)
        tape.bind("i", number)
        body(number)
        tape.at((0, 3), line)
    tape.end_loop()


def train(tape: Tape, epochs: int, *, known: bool = True, lr: float = 0.1) -> None:
    torch.manual_seed(0)
    model = Net()
    tape.bind("model", model)
    criterion = nn.MSELoss()
    tape.bind("criterion", criterion)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    x = torch.randn(8, 1)
    tape.bind("x", x)
    y = 2 * x
    tape.bind("y", y)

    def epoch(number):
        tape.at((4, 9), BODY)
        optimizer.zero_grad()
        out = model(x)
        tape.bind("out", out)
        loss = criterion(out, y)
        tape.bind("loss", loss)
        tape.printed(f"{number}\n", BODY)
        loss.backward()
        optimizer.step()

    repeated(tape, epochs, epoch, known=known)
    tape.bind("z", model(x))

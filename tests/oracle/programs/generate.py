"""``program(number)``: the text of one of the generated PyTorch programs, the same on every machine."""

from __future__ import annotations

import random

from tests.oracle.programs import blocks, further, modules
from tests.oracle.programs.writer import Writer

SEED = 20_262
HEAD = """\
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch import optim
"""
BLOCKS = {
    blocks.assign: 10,
    blocks.augmented: 5,
    blocks.written: 3,
    blocks.shown: 6,
    blocks.backward: 6,
    blocks.stepped: 3,
    blocks.loop: 3,
    blocks.branch: 3,
    blocks.function: 4,
    blocks.collected: 3,
    blocks.caught: 2,
    blocks.no_graph: 2,
    blocks.hooked: 2,
    blocks.frozen: 1,
    modules.training: 2,
    modules.custom_function: 2,
    modules.plain_class: 2,
    further.higher: 1,
    further.transformed: 1,
    further.viewed: 2,
    further.kinds: 2,
    further.batches: 1,
    further.module_hooks: 1,
    further.several_graphs: 1,
}
FAILING = 0.12  # how many programs end with a line that stops them


def program(number: int) -> str:
    """The program with this number."""
    writer = Writer(random.Random(f"{SEED}-{number}"))
    writer.lines.extend(HEAD.splitlines())
    for _ in range(writer.chance.randint(2, 5)):
        writer.leaf()
    for write in writer.chance.choices([*BLOCKS], [*BLOCKS.values()], k=writer.chance.randint(3, 8)):
        write(writer)
    if writer.often(FAILING):
        blocks.failing(writer)
        blocks.shown(writer)
    return writer.text

"""``torchvision.models``: ResNet-18 and ResNet-34 written from the paper (He et al. 2015, table 1), with random weights.

The modules carry torchvision's names, so that ``model.fc`` and ``model.layer1[0].conv1`` are found where a tutorial
expects them. ResNet-18 has 11,689,512 parameters.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor, nn

if TYPE_CHECKING:
    from app.interpreter.script.machine import Machine


class BasicBlock(nn.Module):
    """Two 3×3 convolutions beside a shortcut: (N, from, H, W) → (N, to, H/stride, W/stride)."""

    __module__ = "torchvision.models.resnet"

    def __init__(self, width_in: int, width: int, stride: int = 1) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(width_in, width, 3, stride, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.relu = nn.ReLU(inplace=True)
        self.conv2 = nn.Conv2d(width, width, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(width)
        self.downsample: nn.Module | None = None
        if stride != 1 or width_in != width:
            self.downsample = nn.Sequential(nn.Conv2d(width_in, width, 1, stride, bias=False), nn.BatchNorm2d(width))

    def forward(self, x: Tensor) -> Tensor:
        """The sum of both ways, rectified."""
        out = self.bn2(self.conv2(self.relu(self.bn1(self.conv1(x)))))
        shortcut = x if self.downsample is None else self.downsample(x)
        return self.relu(out + shortcut)  # type: ignore[no-any-return]


class ResNet(nn.Module):
    """A stem, four stages of blocks and a classifier: images (N, 3, H, W) → scores (N, classes)."""

    __module__ = "torchvision.models.resnet"

    def __init__(self, blocks: tuple[int, int, int, int], num_classes: int = 1000) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(3, 64, 7, 2, padding=3, bias=False)
        self.bn1 = nn.BatchNorm2d(64)
        self.relu = nn.ReLU(inplace=True)
        self.maxpool = nn.MaxPool2d(3, 2, padding=1)
        self.layer1 = _stage(64, 64, blocks[0], 1)
        self.layer2 = _stage(64, 128, blocks[1], 2)
        self.layer3 = _stage(128, 256, blocks[2], 2)
        self.layer4 = _stage(256, 512, blocks[3], 2)
        self.avgpool = nn.AdaptiveAvgPool2d((1, 1))
        self.fc = nn.Linear(512, num_classes)
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")

    def forward(self, x: Tensor) -> Tensor:
        """The scores of each class, not yet normalised."""
        x = self.maxpool(self.relu(self.bn1(self.conv1(x))))
        x = self.layer4(self.layer3(self.layer2(self.layer1(x))))
        return self.fc(torch.flatten(self.avgpool(x), 1))  # type: ignore[no-any-return]


def _stage(width_in: int, width: int, blocks: int, stride: int) -> nn.Sequential:
    rest = (BasicBlock(width, width) for _ in range(blocks - 1))
    return nn.Sequential(BasicBlock(width_in, width, stride), *rest)


class Weights:
    """Stands for trained weights, which are not shipped."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return self.name

    @property
    def DEFAULT(self) -> Weights:  # noqa: N802 -- torchvision's name
        """The best ones."""
        return self

    IMAGENET1K_V1 = DEFAULT


def members(machine: Machine) -> Mapping[str, object]:
    """The members of ``torchvision.models``."""

    def model(name: str, blocks: tuple[int, int, int, int]) -> Callable[..., ResNet]:
        def make(*given: Any, weights: Any = None, num_classes: int = 1000, **options: Any) -> ResNet:
            pretrained = options.get("pretrained", given[0] if given else False)
            if weights is not None or pretrained:
                machine.note("weights-not-shipped", model=name)
            return ResNet(blocks, num_classes)

        make.__name__ = make.__qualname__ = name
        return make

    return {
        "resnet18": model("resnet18", (2, 2, 2, 2)),
        "resnet34": model("resnet34", (3, 4, 6, 3)),
        "ResNet18_Weights": Weights("ResNet18_Weights.DEFAULT"),
        "ResNet34_Weights": Weights("ResNet34_Weights.DEFAULT"),
    }

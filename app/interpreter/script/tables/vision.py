"""The names of ``torchvision`` that exist here, on modules of our own."""

from __future__ import annotations

MODULES = {
    "torchvision": "models",
    "torchvision.models": "resnet18 resnet34 ResNet18_Weights ResNet34_Weights",
}

TYPES = {
    "ResNet": "conv1 bn1 relu maxpool layer1 layer2 layer3 layer4 avgpool fc inplanes",
    "BasicBlock": "conv1 bn1 relu conv2 bn2 downsample stride",
    "Weights": "DEFAULT IMAGENET1K_V1",
}

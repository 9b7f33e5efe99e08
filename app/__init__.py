"""Tapedeck plays the tape that PyTorch's autograd records: forward, backward, one step at a time."""

__version__ = "0.1.0"

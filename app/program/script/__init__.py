"""PyTorch code → Script: reads and checks Python's syntax tree. Runs nothing, knows no torch."""

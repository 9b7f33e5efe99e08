"""Runs a Script: walks Python's syntax tree, and knows only the names that are in its tables."""

"""Runs a Program on real torch, through tables of allowed operations. Knows nothing of recording."""

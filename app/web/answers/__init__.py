"""Answers: from a store where the same was asked before, else from a run that its client pays for. Nothing here speaks HTTP."""

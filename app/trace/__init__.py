"""Tape → Trace: the immutable document that front ends play; checked by re-deriving it, printed as a table."""

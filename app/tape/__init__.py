"""Records what torch does: forward operations, autograd nodes, the real backward pass. ``with record() as tape:``."""

from app.tape.record import record
from app.tape.tape import Tape

__all__ = ["Tape", "record"]

"""Certificates: a run's gradients checked by a formula and by measuring. Runs in the worker; SymPy is imported late."""

from app.certificate.certify import certify
from app.certificate.kinks import kinks

__all__ = ["certify", "kinks"]

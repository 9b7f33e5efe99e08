"""What Python itself refuses: division by zero, endless recursion, wrong arguments, values of the wrong type."""

from __future__ import annotations

import ast

from app.errors import AuthorError, Repair
from app.trace.diagnosis.case import Case, row


def division(case: Case) -> AuthorError | None:
    """Division of plain numbers by zero. Tensors give ∞ instead."""
    piece = case.piece
    divisor = piece.right if isinstance(piece, ast.BinOp) else piece.value if isinstance(piece, ast.AugAssign) else None
    return case.teach("division-by-zero", name="" if divisor is None else case.text.short(divisor))


def raised(case: Case) -> AuthorError | None:
    """The program's own ``raise``: there is nothing to explain."""
    return case.teach("raised") if isinstance(case.text.statement(case.error.span), ast.Raise) else None


def assertion(case: Case) -> AuthorError | None:
    """The program's own check."""
    return case.teach("assertion-failed", said=case.found[1].strip(": "))


def unpacking(case: Case) -> AuthorError | None:
    """As many names on the left as values on the right."""
    few = case.found[1] == "not enough"
    return case.teach("too-few-values" if few else "too-many-values", expected=int(case.found[2]))


def too_many(case: Case) -> AuthorError | None:
    """More arguments than parameters."""
    return case.teach("too-many-arguments", name=case.found[1], expected=case.found[2], found=int(case.found[3]))


def too_few(case: Case) -> AuthorError | None:
    """A parameter that nobody gave."""
    return case.teach("argument-missing", name=case.found[1], missing=case.found[2])


def unknown_keyword(case: Case) -> AuthorError | None:
    """A keyword that is no parameter."""
    return case.teach("keyword-unknown", name=case.found[1], keyword=case.found[2])


def operator(case: Case) -> AuthorError | None:
    """An operator between values it is not defined for."""
    return case.teach("operator-types", operator=case.found[1], first=case.found[2], second=case.found[3])


def joined(case: Case) -> AuthorError | None:
    """Text and number are not joined by +."""
    piece, repairs = case.piece, list[Repair]()
    if isinstance(piece, ast.BinOp):
        repairs = [case.text.replaced(piece.right, f"str({case.text.of(piece.right)})")]
    return case.teach("text-plus-number", type=case.found[1], repairs=repairs)


def tensor_expected(case: Case) -> AuthorError | None:
    """A function of torch is given something that is no tensor."""
    function, argument, kind = case.found.groups()
    piece, repairs = case.call, list[Repair]()
    given = next((node for node in piece.args if isinstance(node, ast.List)), None) if piece is not None else None
    if kind == "list" and given is not None:
        repairs = [case.text.replaced(given, f"torch.tensor({case.text.of(given)}, dtype=torch.float32)")]
    return case.teach("tensor-expected", function=function, argument=argument, type=kind, repairs=repairs)


TABLE = (
    row(r"^ZeroDivisionError", division),
    row(r"^AssertionError(.*)$", assertion),
    row(r"^ValueError: (not enough|too many) values to unpack \(expected (?:at least )?(\d+)", unpacking),
    row(r"^TypeError: (\S+)\(\) takes (.+?) positional arguments? but (\d+) (?:was|were) given", too_many),
    row(r"^TypeError: (\S+)\(\) missing \d+ required (?:positional|keyword-only) arguments?: (.+)$", too_few),
    row(r"^TypeError: (\S+)\(\) got an unexpected keyword argument '(\w+)'", unknown_keyword),
    row(r"^TypeError: can only concatenate str \(not \"(\w+)\"\) to str", joined),
    row(r"^TypeError: unsupported operand type\(s\) for (\S+?):? '([\w.]+)' and '([\w.]+)'", operator),
    row(r"^TypeError: (\w+)\(\): argument '(\w+)' \(position \d+\) must be Tensor, not (\w+)", tensor_expected),
)

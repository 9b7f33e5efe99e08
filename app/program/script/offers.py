"""Typical definitions of names that a pasted block takes from an earlier one; their sizes fit each other.

One feature in, one out, so that any of the models, inputs and labels below can be put together.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple


class Offer(NamedTuple):
    """``text`` gives the name its value; it uses the names in ``needs``."""

    text: str
    needs: tuple[str, ...] = ()


_X, _Y = "[[1.0], [2.0], [3.0]]", "[[2.0], [4.0], [6.0]]"


def _tensors(name: str, rows: str) -> Offer:
    return Offer(f"{name} = torch.tensor({rows})")


def _arrays(name: str, rows: str) -> Offer:
    return Offer(f"{name} = np.array({rows}, dtype=np.float32)")


def _numbers(names: str, value: str) -> dict[str, Offer]:
    return {name: Offer(f"{name} = {value}") for name in names.split()}


def _optimizer(name: str, model: str = "model") -> Offer:
    return Offer(f"{name} = torch.optim.SGD({model}.parameters(), lr=0.01)", (model,))


_DATASET = """\
class CustomDataset(Dataset):
    def __init__(self, text, labels):
        self.labels = labels
        self.data = text

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, idx):
        return {"Text": self.data[idx], "Class": self.labels[idx]}"""
_PAIRS = "[(torch.tensor([1.0]), torch.tensor([2.0])), (torch.tensor([2.0]), torch.tensor([4.0]))]"

# A name with a point is offered beside the name before it, where the text reads that attribute and never goes backward.
OFFERS: dict[str, Offer] = {
    **_numbers("epochs num_epochs n_epochs nb_epochs total_epochs training_epochs EPOCHS NUM_EPOCHS", "3"),
    **_numbers("lr learning_rate LR LEARNING_RATE", "0.01"),
    **_numbers("batch_size BATCH_SIZE", "2"),
    **_numbers("epoch", "0"),
    **_numbers("input_size input_dim in_features n_features output_size output_dim out_features num_classes", "1"),
    **_numbers("hidden_size hidden_dim", "4"),
    **_numbers("momentum", "0.9"),
    **{name: _arrays(name, _X) for name in ("x_train", "X_train", "x_test", "X_test")},
    **{name: _arrays(name, _Y) for name in ("y_train", "Y_train", "y_test", "Y_test")},
    **{name: _tensors(name, _X) for name in ("x_data", "inputs", "data", "x", "X", "images")},
    **{name: _tensors(name, _Y) for name in ("y_data", "labels", "targets", "target", "y", "Y", "y_true")},
    **{name: Offer(f"{name} = nn.Linear(1, 1)") for name in ("model", "net", "network", "fc", "linear")},
    **{name: Offer(f"{name} = nn.MSELoss()") for name in ("criterion", "loss_fn", "loss_function", "loss_func")},
    **{name: _optimizer(name) for name in ("optimizer", "optim", "opt")},
    "scheduler": Offer("scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=1)", ("optimizer",)),
    **{name: Offer(f"{name} = model(inputs)", ("model", "inputs")) for name in ("outputs", "output", "y_pred", "pred")},
    "prediction": Offer("prediction = model(data)", ("model", "data")),
    "loss": Offer("loss = criterion(model(inputs), labels)", ("model", "criterion", "inputs", "labels")),
    **{name: Offer(f"{name} = {_PAIRS}") for name in ("dataset", "train_dataset", "trainset", "train_data")},
    **{
        name: Offer(f"{name} = DataLoader({_PAIRS}, batch_size=2)")
        for name in ("dataloader", "data_loader", "train_loader", "trainloader", "test_loader", "loader")
    },
    "device": Offer('device = torch.device("cpu")'),
    "w": Offer("w = torch.tensor([1.0], requires_grad=True)"),
    "w.grad": Offer("(2 * w).sum().backward()", ("w",)),
    "a": Offer("a = torch.tensor([2.0, 3.0], requires_grad=True)"),
    "b": Offer("b = torch.tensor([6.0, 4.0], requires_grad=True)"),
    "Q": Offer("Q = 3*a**3 - b**2", ("a", "b")),
    "external_grad": Offer("external_grad = torch.tensor([1.0, 1.0])"),
    "a.grad": Offer("Q.backward(gradient=external_grad)", ("Q", "external_grad")),
    "text": Offer('text = ["Happy", "Amazing", "Sad"]'),
    "CustomDataset": Offer(_DATASET),
}


def definitions(missing: Iterable[str], bound: Collection[str]) -> str | None:
    """A text that defines all of ``missing``; None where one is unknown or would need a name of ``bound``.

    ``bound`` are the names that the program itself gives a value, later than the set-up runs.
    """
    wanted: dict[str, str] = {}
    for name in missing:
        if not _collect(name, bound, wanted):
            return None
    return "\n".join(wanted.values()) + "\n"


def _collect(name: str, bound: Collection[str], wanted: dict[str, str]) -> bool:
    """Add ``name`` and, before it, what it needs."""
    if name in wanted:
        return True
    if name not in OFFERS or name in bound:
        return False
    offer = OFFERS[name]
    if not all(_collect(need, bound, wanted) for need in offer.needs):
        return False
    wanted[name] = offer.text
    return True

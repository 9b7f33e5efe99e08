"""What tutorials ask for and no program can have here, by what its reader can do instead: ``hint.instead.<topic>``."""

from __future__ import annotations

from app.errors import Fact

TOPICS = {
    "clock": "time timeit datetime",
    "files": "open torch.save torch.load pickle pathlib glob shutil json csv tempfile",
    "surroundings": "os sys argparse input subprocess platform dotenv google",
    "data": """
        pandas sklearn scipy torchvision.datasets torchvision.transforms torchvision.io torchtext torchaudio datasets
        numpy.loadtxt numpy.genfromtxt numpy.load numpy.save PIL cv2 requests urllib gym gymnasium
        """,
    "devices": """
        torch.backends torch.cuda torch.amp torch.autocast torch.compile torch.nn.DataParallel torch.distributed
        torch.multiprocessing torch.nn.parallel multiprocessing threading
        """,
    "picture": """
        torchviz torchsummary torchinfo torch.utils.tensorboard tensorboardX tensorboard wandb graphviz netron
        torch.profiler
        """,
    "charts": "matplotlib seaborn plotly IPython ipywidgets",
    "identity": "id",
    "classes": "dataclass dataclasses enum abc",
}
TOPIC_OF = {name: topic for topic, names in TOPICS.items() for name in names.split()}


def instead(name: str) -> dict[str, Fact]:
    """The fact ``instead``, the topic of the dotted ``name`` or of what holds it; nothing where there is no advice."""
    while name:
        if name in TOPIC_OF:
            return {"instead": TOPIC_OF[name]}
        name = name.rpartition(".")[0]
    return {}

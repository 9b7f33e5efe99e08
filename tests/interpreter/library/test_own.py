"""What is ours: charts, ResNet, initialised memory, old indexing, bounds of what would have none."""

import math

import pytest
import torch

from app.errors import AuthorError, LimitError, ReadError, RunError
from app.interpreter.listener import Silent
from app.interpreter.script import access, guard
from app.interpreter.script.library import libraries
from app.interpreter.script.library.creation import ELEMENTS
from app.interpreter.script.machine import Machine
from app.words import has
from tests.interpreter.library.run import run


def printed(source):
    return run(source)[0].text


def notes(source):
    return [note.code for note in run(source)[1] if note.code != "prelude"]


def failing(source):
    with pytest.raises(AuthorError) as caught:
        run(source)
    return caught.value


def test_a_chart_holds_what_was_plotted():
    [chart] = run(
        "x = torch.linspace(0, 1, 3)\n"
        "plt.plot(x, x ** 2, 'r--', label='square')\n"
        "plt.scatter([0, 1], range(2))\n"
        "plt.title('A'); plt.xlabel('x'); plt.ylabel('y'); plt.legend(); plt.grid(True)\n"
        "plt.show()\nplt.show()\n"
    )[0].charts
    assert chart["title"] == "A"
    assert [chart["xlabel"], chart["ylabel"]] == ["x", "y"]
    assert chart["lines"] == [
        {"kind": "line", "label": "square", "x": [0.0, 0.5, 1.0], "y": [0.0, 0.25, 1.0], "style": "r--"},
        {"kind": "scatter", "label": None, "x": [0.0, 1.0], "y": [0.0, 1.0], "style": None},
    ]


def test_each_part_of_a_figure_is_a_chart():
    charts = run(
        "plt.figure(figsize=(9, 3))\n"
        "plt.subplot(1, 2, 1); plt.plot([1, 2]); plt.title('A')\n"
        "plt.subplot(1, 2, 2); plt.plot([3, 4]); plt.title('B')\n"
        "plt.show()"
    )[0].charts
    assert [(chart["title"], chart["lines"][0]["y"]) for chart in charts] == [("A", [1.0, 2.0]), ("B", [3.0, 4.0])]


def test_a_chart_that_was_not_shown_is_shown_at_the_end():
    assert [line["y"] for line in run("plt.plot([1, 2, 4])")[0].charts[0]["lines"]] == [[1.0, 2.0, 4.0]]


def test_a_style_of_markers_alone_is_a_scatter():
    assert [line["kind"] for line in run("plt.plot([1], [2], 'ro', [1, 2], [3, 4], 'b-')")[0].charts[0]["lines"]] == [
        "scatter",
        "line",
    ]


def test_lengths_must_agree_as_in_matplotlib():
    assert (
        "x and y must have same first dimension, but have shapes (2,) and (1,)"
        in failing("plt.plot([1, 2], [1])").facts["torch"]
    )
    assert "x and y must be the same size" in failing("plt.scatter([1, 2], [1])").facts["torch"]


def test_a_tensor_that_needs_a_gradient_is_not_plotted():
    assert "requires grad" in failing("plt.plot(torch.ones(2, requires_grad=True))").facts["torch"]


@pytest.mark.parametrize(("name", "count"), [("resnet18", 11_689_512), ("resnet34", 21_797_672)])
def test_resnet_has_the_parameters_of_the_paper(name, count):
    source = (
        f"m = torchvision.models.{name}(pretrained=True)\n"
        "print(sum(p.numel() for p in m.parameters()), m.fc.weight.shape, m.layer1[0].conv1.kernel_size)\n"
        "print([n for n, _ in m.named_children()])\n"
        "print(m.eval()(torch.rand(1, 3, 32, 32)).shape, 'layer2.0.downsample.0.weight' in m.state_dict())\n"
    )
    text = printed(source)
    assert text.startswith(f"{count} torch.Size([1000, 512]) (3, 3)")
    assert "['conv1', 'bn1', 'relu', 'maxpool', 'layer1', 'layer2', 'layer3', 'layer4', 'avgpool', 'fc']" in text
    assert "torch.Size([1, 1000]) True" in text
    assert notes(source) == ["weights-not-shipped"]


@pytest.mark.parametrize(
    "made",
    ["torch.empty(1000)", "torch.Tensor(1000)", "torch.FloatTensor(10, 100)", "torch.zeros(1).new_empty(1000)",
     "torch.empty_like(torch.ones(1000))", "torch.empty_strided((10, 10), (1, 10))", "torch.LongTensor(1000)", "np.empty(1000)"],
)  # fmt: skip
def test_memory_is_always_initialised(made):
    assert printed(f"torch.rand(1000) + 1\nx = {made}\nprint(bool((x == 0).all()))") == "True\n"


def test_the_old_index_of_a_number_still_works():
    source = "loss = (torch.ones(2) * 2).sum()\nprint(loss.data[0])"
    assert printed(source) == "tensor(4.)\n"
    assert notes(source) == ["old-index"]
    assert "out of bounds" in failing("torch.tensor(1.)[1]").facts["torch"]


def test_inference_mode_computes_as_no_grad():
    source = "with torch.inference_mode():\n    print((torch.ones(1, requires_grad=True) * 2).requires_grad)"
    assert printed(source) == "False\n"
    assert notes(source) == ["inference-mode"]


def test_random_numbers_are_the_same_in_every_run():
    source = "print(random.random(), np.random.rand(2), torch.rand(2), np.random.default_rng().random())"
    assert printed(source) == printed(source)


def test_a_loader_refuses_other_processes_before_the_run():
    error = failing("DataLoader([1, 2], num_workers=2)")
    assert (type(error), error.code, error.repairs[0].text) == (ReadError, "no-workers", "0")
    assert failing("n = 2\nDataLoader([1, 2], num_workers=n)").code == "no-workers"


def test_a_device_is_refused_where_it_surely_is_used_and_not_where_it_is_asked_for():
    assert failing("x = torch.ones(2).to('cuda')").code == "no-such-device"
    assert failing("x = torch.ones(2).cuda()").code == "no-such-device"
    assert isinstance(failing("d = torch.device('cuda')\nx = torch.ones(2, device=d)"), RunError)
    assert printed("if torch.cuda.is_available():\n    x = torch.ones(2).to('cuda')\nprint(1)") == "1\n"


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("torch.zeros(10**12)", "limit-elements"),
        ("torch.ones(10**5)[:, None] * torch.ones(10**5)", "limit-elements"),
        ("nn.Linear(10**5, 10**4)", "limit-elements"),
        ("nn.Sequential(nn.Linear(1, 10**4))(torch.ones(10**4, 1))", "limit-elements"),
        ("np.zeros((10**5, 10**5))", "limit-elements"),
        ("np.outer(np.ones(10**5), np.ones(10**5))", "limit-elements"),
        ("np.arange(10**10)", "limit-elements"),
        ("np.ones((10**5, 1)) + np.ones(10**5)", "limit-memory"),
        ("np.random.rand(10**5, 10**5)", "limit-elements"),
        ("torch.zeros(10**6).unbind()", "limit-parts"),
        ("torch.zeros(2 * 10**6).tolist()", "limit-sequence"),
        ("torch.matrix_power(torch.ones(1500, 1500), 10**6)", "limit-multiplications"),
        ("math.factorial(10**7)", "limit-integer"),
        ("math.prod(range(1, 10**5))", "limit-integer"),
        ("'a'.center(10**9)", "limit-sequence"),
        ("','.join(str(i) * 1000 for i in range(10**4))", "limit-sequence"),
        ("[].extend(range(10**9))", "limit-sequence"),
        ("import itertools\nlist(itertools.count())", "limit-steps"),
        ("import time\ntime.sleep(1)", "limit-sleep"),
        ("plt.plot(range(10**5))", "limit-points"),
    ],
)  # fmt: skip
def test_what_has_no_bounds_gets_some(source, code):
    error = failing(source)
    assert isinstance(error, LimitError)
    assert error.code == code


def test_a_hook_of_the_engine_is_guarded_too():
    source = "x = torch.ones(1, requires_grad=True)\nx.register_hook(lambda g: torch.ones(10**12))\n(x * 2).backward()"
    assert failing(source).code == "limit-elements"


def test_nothing_of_ours_is_named_in_what_is_printed():
    text = printed(
        "from functools import partial\nprint(partial(print, 1), plt.plot, random.random, np.zeros, DataLoader([1]))"
    )
    assert "app." not in text
    assert " at 0x" not in text


@pytest.fixture
def machine():
    return Machine(Silent(), [])


def test_shapes_are_asked_for_without_memory_and_without_chance():
    before = torch.get_rng_state()
    assert guard._shapes(torch.randn, "randn", (10**5, 10**5), {}) == [(10**5, 10**5)]
    assert guard._shapes(torch.nn.functional.dropout, "dropout", (torch.ones(3),), {}) == [(3,)]
    assert torch.equal(before, torch.get_rng_state())


def test_small_calls_are_not_asked_about(machine, monkeypatch):
    monkeypatch.setattr(guard, "_shapes", lambda *_: pytest.fail("a small call was asked about"))
    with guard.Guard(machine):
        assert (torch.ones(3, 4) @ torch.ones(4, 5)).numel() == 15
        assert torch.ones(ELEMENTS // 100).sum() == ELEMENTS // 100


@pytest.mark.parametrize("name", ["storage", "untyped_storage", "map_", "__array__", "data_ptr", "share_memory_"])
def test_a_method_in_no_table_ends_the_run(machine, name):
    with pytest.raises(RunError) as caught:
        access.attribute(machine, torch.ones(1), name)
    assert caught.value.code == "not-available"


def test_an_attribute_that_does_not_exist_is_pythons_own_error(machine):
    with pytest.raises(AttributeError, match="'Tensor' object has no attribute 'nope'"):
        access.attribute(machine, torch.ones(1), "nope")
    with pytest.raises(AttributeError, match=r"module 'torch\.nn' has no attribute 'Moudle'"):
        access.attribute(machine, libraries(machine)["torch.nn"], "Moudle")


@pytest.mark.parametrize("obj", [torch.nn.Module, torch.relu, torch.ones(1), math.pi, "text", [], torch.nn.ReLU])
def test_nothing_shared_can_be_assigned_to(machine, obj):
    with pytest.raises(RunError) as caught:
        access.assign(machine, obj, "extra", 1)
    assert caught.value.code == "not-assignable"


def test_what_a_module_keeps_for_itself_cannot_be_reached(machine):
    layer = torch.nn.Linear(1, 1)
    for name in ("_parameters", "_modules", "_forward_hooks", "__dict__"):
        with pytest.raises((RunError, AttributeError)):
            access.attribute(machine, layer, name)
    for name in ("_parameters", "parameters", "__dict__", "register_forward_hook"):
        with pytest.raises(RunError):
            access.assign(Machine(Silent(), []), layer, name, {})


def test_a_progress_bar_passes_on_what_it_is_given():
    source = (
        "from tqdm import tqdm, trange\n"
        "bar = tqdm([4, 5], desc='epoch')\n"
        "for i, v in enumerate(bar):\n    bar.set_postfix(loss=v)\n    print(i, v, len(bar))\n"
        "with tqdm(total=3) as hand:\n    hand.update(2)\nprint(hand.n, hand.total, [*trange(2)])"
    )
    assert printed(source) == "0 4 2\n1 5 2\n2 3 [0, 1]\n"
    assert set(notes(source)) == {"progress-bar"}


def test_there_is_one_device_whatever_the_host_has():
    source = (
        "torch.set_default_device('cpu')\n"
        "print(torch.accelerator.is_available(), torch.accelerator.current_accelerator(), torch.backends.mps.is_available())"
    )
    assert printed(source) == "False None False\n"
    assert failing("d = 'cuda:0'\ntorch.set_default_device(d)").code == "no-such-device"


@pytest.mark.parametrize(
    ("source", "instead"),
    [
        ("import time\nprint(time.time())", "clock"),
        ("torch.save({}, 'm.pt')", "files"),
        ("x = open('m.txt')", "files"),
        ("import os.path", "surroundings"),
        ("n = input()", "surroundings"),
        ("import torchvision.transforms as T", "data"),
        ("np.loadtxt('d.csv')", "data"),
        ("torch.backends.cudnn.benchmark = True", "devices"),
        ("import torch.utils.tensorboard", "picture"),
        ("fig, ax = plt.subplots()", "charts"),
        ("print(id(torch))", "identity"),
        ("@dataclass\nclass A: pass", "classes"),
    ],
)
def test_what_is_not_to_be_had_says_what_to_do_instead(source, instead):
    error = failing(source)
    assert error.facts["instead"] == instead
    assert has("en", f"hint.instead.{instead}")
    assert has("ko", f"hint.instead.{instead}")


@pytest.mark.parametrize(
    ("source", "mended"),
    [
        ("import torch\nimport os\nprint(1)", "import torch\n# import os\nprint(1)"),
        ("from sklearn import datasets\nprint(1)", "# from sklearn import datasets\nprint(1)"),
        ("import torchvision.transforms as T\nprint(1)", "# import torchvision.transforms as T\nprint(1)"),
    ],
)
def test_an_import_that_nobody_needs_can_be_left_out(source, mended):
    [repair] = failing(source).repairs
    assert source[: repair.span.start] + repair.text + source[repair.span.end :] == mended
    run(mended)


@pytest.mark.parametrize("source", ["import os\nprint(os)", "import os; print(1)", "import torch, \\\n    os"])
def test_an_import_that_somebody_needs_stays(source):
    assert failing(source).repairs == ()

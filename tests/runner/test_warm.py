"""After the warm-up nothing is imported and no file is opened any more: a first request is as fast as a later one."""

import json
import subprocess
import sys

from app.places import ROOT
from app.runner.evaluate import answer
from app.runner.warm import PROGRAMS, REFUSED

UNSEEN = {
    "class": """
class Model(torch.nn.Module):
    def __init__(self):
        super(Model, self).__init__()
        self.linear = torch.nn.Linear(1, 1)
    def forward(self, x):
        return self.linear(x)
model = Model()
optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)
for epoch in range(3):
    loss = torch.nn.MSELoss(size_average=False)(model(torch.ones(3, 1)), torch.zeros(3, 1))
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(epoch, loss.data)
""",
    "hooks": "w = torch.ones(2, requires_grad=True)\nw.register_hook(lambda g: g * 2)\n(w ** 2).sum().backward()\nprint(w.grad)",
    "functional": "print(torch.autograd.functional.vhp(lambda x: (x ** 3).sum(), torch.ones(2), torch.ones(2)))",
    "transforms": "print(torch.func.jacrev(torch.sin)(torch.ones(2)), torch.func.vmap(torch.sin)(torch.ones(2)))",
    "resnet": "m = torchvision.models.resnet18()\nprint(m(torch.zeros(1, 3, 32, 32)).shape)",
    "schedule": "w = nn.Parameter(torch.ones(1))\no = optim.Adam([w])\ns = optim.lr_scheduler.CosineAnnealingLR(o, 5)\n"
    "w.sum().backward()\no.step()\ns.step()\nprint(s.get_last_lr())",
    "numbers": "print(np.arange(3.0).mean(), math.pi, random.random(), f'{torch.ones(1).item():.3f}')",
    "in place": "x = torch.ones(2, requires_grad=True)\nx += 1",
    "freed": "x = torch.ones(2, requires_grad=True)\ny = x.sum()\ny.backward()\ny.backward()",
    "forward mode": "print(torch.func.jvp(torch.exp, (torch.ones(2),), (torch.ones(2),)))",
    "numpy": "print(np.unique(np.array([3, 1, 1])), np.linalg.norm(np.ones(3)), np.sort(np.array([2, 1])))",
    "counted": "torch.utils.data.DataLoader([1, 2], num_workers=2)",
    "missing": "model.train()\nprint(epochs)",
}

SCRIPT = """
import json, sys
from app.runner.evaluate import answer, warm_up
warm_up()
touched, listening = [], False
def listen(event, arguments):
    if listening and event in ("open", "import", "os.listdir", "os.scandir", "ctypes.dlopen", "subprocess.Popen"):
        touched.append([event, str(arguments[0])])
sys.addaudithook(listen)
found = {}
for name, source in json.loads(sys.argv[1]).items():
    touched.clear()
    listening = True
    status = [answer("trace", {"source": source, "language": "torch"}, lang).status for lang in ("ko", "en")][0]
    listening = False
    found[name] = [status, *touched]
print(json.dumps(found))
"""


def test_what_warms_up_runs_as_it_should():
    for source in PROGRAMS:
        status, body, *_ = answer("trace", {"source": source, "language": "torch"}, "en")
        stopped = status != 200 or json.loads(body)["error"] is not None
        assert stopped == (source in REFUSED), body[:400]


def test_nothing_is_imported_or_opened_after_the_warm_up():
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, json.dumps(UNSEEN)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    found = json.loads(done.stdout.splitlines()[-1])
    assert {name: touched for name, (_, *touched) in found.items() if touched} == {}
    assert {name for name, (status, *_) in found.items() if status == 500} == set()

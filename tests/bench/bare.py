"""What the server is measured beside: bare FastAPI endpoints that run torch in the web process, with nothing around.

``plain`` is forward and backward of Q and its gradients as JSON; ``same`` is all that a worker does for a trace: reading,
recording, building, JSON. Started by ``load``: ``python -m tests.bench.bare`` prints its port.
"""

from __future__ import annotations

import gc
import os

os.environ.setdefault("OMP_NUM_THREADS", "1")  # as in a worker, before torch is imported

import torch
import uvicorn
from fastapi import FastAPI, Response
from pydantic import BaseModel

from app.runner.evaluate import carry_out, warm_up
from app.web.schema import EvaluationRequest

app = FastAPI()


class Inputs(BaseModel):
    a: list[float]
    b: list[float]


class Question(BaseModel):
    source: str
    inputs: Inputs


@app.post("/plain")
async def plain(question: Question) -> dict[str, list[float]]:
    a = torch.tensor(question.inputs.a, dtype=torch.float64, requires_grad=True)
    b = torch.tensor(question.inputs.b, dtype=torch.float64, requires_grad=True)
    output = 3 * a**3 - b**2
    output.backward(gradient=torch.ones_like(output))  # type: ignore[no-untyped-call]
    assert a.grad is not None
    assert b.grad is not None
    return {"Q": output.tolist(), "a": a.grad.tolist(), "b": b.grad.tolist()}


@app.post("/same")
async def same(question: EvaluationRequest) -> Response:
    return Response(carry_out("trace", question.filled(), "en").body, media_type="application/json")


def main() -> None:
    warm_up()
    gc.collect()
    gc.freeze()
    server = uvicorn.Server(uvicorn.Config(app, port=0, loop="uvloop", http="httptools", log_level="warning"))
    config, announce = server.config, server.startup

    async def startup(sockets: object = None) -> None:
        await announce(sockets)  # type: ignore[arg-type]
        print(f"http://{config.host}:{server.servers[0].sockets[0].getsockname()[1]}", flush=True)

    server.startup = startup  # type: ignore[method-assign]
    server.run()


if __name__ == "__main__":
    main()

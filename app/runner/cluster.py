"""The connection to Ray: joins a cluster or starts one of its own, and sees to it that replicas are deployed there."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import secrets
import shutil
import tempfile
from importlib.metadata import version
from importlib.util import find_spec
from typing import Any

import app
from app.runner.start import needed
from app.settings import Settings

DEPLOYMENT = "evaluator"
KEPT = {"workers", "spare_workers", "queue_length", "run_seconds", "run_megabytes", "runs_per_worker", "start_seconds"}
STORE_BYTES = 80 * 2**20  # Ray's store of objects, which nothing is put into, at its smallest
DRAIN_SECONDS = 10  # for what a replica still runs when it is told to end
QUIET: dict[str, Any] = {"log_to_driver": False, "configure_logging": False}
LOGGING: dict[str, Any] = {"enable_access_log": False, "log_level": "WARNING"}


def is_installed() -> bool:
    """Whether Ray Serve, an optional extra, is here."""
    return find_spec("ray") is not None


def replica_settings(settings: Settings) -> dict[str, Any]:
    """What a replica is told: the settings for its runs, and whether its workers may do without a jail."""
    walls = {"host": "0.0.0.0", "i_know_there_is_no_jail": not needed(settings)}  # noqa: S104 (nothing listens there)
    return settings.model_dump(mode="json", include=KEPT) | walls


def application_of(settings: Settings) -> str:
    """The name of the replicas that fit: of the same version, as many, and told the same."""
    told = [version("torch"), str(settings.ray_replicas), json.dumps(replica_settings(settings), sort_keys=True)]
    return f"tapedeck-{app.__version__}-{hashlib.sha256(' '.join(told).encode()).hexdigest()[:12]}"


class Cluster:
    """Every method blocks, and is called by one thread at a time. ``replica``: the class whose instances are deployed."""

    def __init__(self, settings: Settings, replica: type) -> None:
        self._settings = settings
        self._replica = replica
        self._address = settings.ray_address or os.environ.get("RAY_ADDRESS")
        self._folder: str | None = None  # of a Ray of our own
        self._connected = False
        self.name = application_of(settings)
        self.handle: Any = None  # of the replicas, once they are asked for

    def running(self) -> int:
        """How many replicas can run programs. Connects and deploys where that is not done, or was undone meanwhile.

        Raises whatever Ray raises where there is no cluster.
        """
        serve = self._serve()
        connected, self._connected = self._connected, False
        if not connected:
            self._connect()
        found = serve.status().applications.get(self.name)
        if found is None:
            self._deploy()
        elif not connected:
            self.handle = serve.get_app_handle(self.name).options(stream=True)
        self._connected = True
        evaluator = found and found.deployments.get(DEPLOYMENT)
        return evaluator.replica_states.get("RUNNING", 0) if evaluator else 0

    def close(self) -> None:
        """Leave the cluster, whose replicas stay for other servers; end one of our own."""
        import ray  # noqa: PLC0415 (optional)

        ray.shutdown()
        if self._folder:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _connect(self) -> None:
        import ray  # noqa: PLC0415 (optional)

        if not ray.is_initialized():
            if self._address:
                ray.init(address=self._address, **QUIET)
            else:
                self._start()
        self._serve().start(proxy_location="Disabled", logging_config=LOGGING)

    def _start(self) -> None:
        """A Ray on this machine that ends with this process, and that only this process may order about."""
        import ray  # noqa: PLC0415 (optional)

        self._folder = tempfile.mkdtemp(prefix="tapedeck-")  # for its sockets and logs
        cores = self._settings.ray_replicas * self._settings.workers
        here: dict[str, Any] = {
            "include_dashboard": False,
            "object_store_memory": STORE_BYTES,
            "_temp_dir": self._folder,
        }
        ray.init(address="local", num_cpus=cores, **here, **QUIET)

    def _deploy(self) -> None:
        serve = self._serve()
        settings = self._settings
        asked = serve.deployment(self._replica).options(
            name=DEPLOYMENT,
            num_replicas=settings.ray_replicas,
            max_ongoing_requests=settings.workers + settings.queue_length,
            graceful_shutdown_timeout_s=DRAIN_SECONDS,
            ray_actor_options={"num_cpus": settings.workers},
            user_config=replica_settings(settings),
            logging_config=LOGGING,
        )
        target = serve.RunTarget(asked.bind(), name=self.name, route_prefix=None)
        (handle,) = serve.run_many([target], wait_for_applications_running=False)
        self.handle = handle.options(stream=True)

    def _serve(self) -> Any:
        """Ray Serve, imported so that it reports to nobody and leaves our log and Python's own ``print`` alone.

        A Ray of our own asks for a token.
        """
        os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
        os.environ.setdefault("RAY_TQDM_PATCH_PRINT", "0")
        if not self._address:
            os.environ.setdefault("RAY_AUTH_MODE", "token")
            os.environ.setdefault("RAY_AUTH_TOKEN", secrets.token_hex(32))
        from ray import serve  # noqa: PLC0415 (optional, and slow to import)

        for name in ("ray", "ray.serve"):
            logging.getLogger(name).setLevel(logging.ERROR)
        return serve

"""Every limit of the server, its unit in its name and its reason beside it. Each can be set as ``TAPEDECK_<NAME>``."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict


def _listed(given: object) -> object:
    """``a, b`` → ("a", "b"): the environment knows no lists."""
    return tuple(one.strip() for one in given.split(",") if one.strip()) if isinstance(given, str) else given


Listed = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_listed)]


class Settings(BaseSettings):
    """What a person who runs the server may decide. Read from the environment when the server starts."""

    model_config = SettingsConfigDict(env_prefix="TAPEDECK_", frozen=True, allow_inf_nan=False)

    host: str = Field(default="127.0.0.1", description="the address to listen on: this machine alone, unless told")
    port: int = Field(default=8000, ge=0, le=65535, description="the port to listen on; 0 takes any free one")

    i_know_there_is_no_jail: bool = Field(
        default=False, description="serve other machines even where the system cannot jail worker processes"
    )

    hosts: Listed = Field(
        default=(), description="names that the server is reached by; addresses and localhost are known without"
    )
    public_url: str | None = Field(
        default=None, description="how the world reaches the server; where links to it are given out"
    )
    proxies: Listed = Field(
        default=(), description="addresses or networks whose X-Forwarded-For is believed; nobody's unless told"
    )

    evaluator: Literal["local", "ray"] = Field(default="local", description="who runs programs: workers here, or Ray")
    ray_address: str | None = Field(
        default=None, description="the Ray cluster to join; RAY_ADDRESS or a Ray of this server's own unless told"
    )
    ray_replicas: int = Field(
        default=2, ge=1, le=1000, description="on Ray, each with workers of its own: one may be lost"
    )
    workers: int = Field(default=1, ge=1, le=64, description="runs at the same time; torch uses one core for each")
    spare_workers: int = Field(default=1, ge=0, le=64, description="stand ready to replace a worker that was killed")
    queue_length: int = Field(default=32, ge=0, description="requests that may wait: a second or two of ordinary runs")
    run_seconds: float = Field(
        default=5,
        gt=0,
        description="a run that takes longer is stopped; ordinary ones take 0.01, 500 epochs of a small model 0.5",
    )
    run_megabytes: int = Field(
        default=1024, ge=64, description="what a run may add to its worker; ResNet-18, trained with Adam, needs 400"
    )
    runs_per_worker: int = Field(default=2000, ge=1, description="then it is replaced, so that no leak can grow")
    start_seconds: float = Field(
        default=120, gt=0, description="importing torch takes 2 s warm, a minute on a cold disk"
    )

    body_bytes: int = Field(default=64 * 1024, ge=1, description="a request; the longest lesson takes a tenth of it")
    body_seconds: float = Field(default=10, gt=0, description="for a request's body to arrive whole")
    header_seconds: float = Field(default=10, gt=0, description="for a request's head to arrive whole")
    connections: int = Field(
        default=800,
        ge=2,
        description="open at the same time, half of them from one address; most systems allow a process 1,024 files",
    )
    json_depth: int = Field(
        default=20, ge=1, description="nesting of a request: tensors have at most 4 dimensions here"
    )

    cache_bytes: int = Field(
        default=64 * 1024 * 1024, ge=0, description="answers kept in memory: ten thousand small ones"
    )
    lessons_ahead: bool = Field(
        default=True, description="evaluate every lesson at the start, so that viewing one computes nothing; takes 1 s"
    )
    redis_url: str | None = Field(
        default=None, description="where several servers share answers and limits; each keeps its own unless told"
    )
    redis_seconds: float = Field(
        default=0.2, gt=0, description="for an answer of Redis, connecting included; a visitor waits no longer for it"
    )

    client_seconds: float = Field(
        default=30, ge=0, description="of worker time for one client in a window; 0: as much as it likes"
    )
    client_window_seconds: int = Field(default=60, ge=1, description="then a client has all its worker time again")
    metrics_port: int | None = Field(
        default=None,
        ge=0,
        le=65535,
        description="a second port for /metrics alone; else it is told to this machine only",
    )
    metrics_host: str = Field(default="127.0.0.1", description="the address of that port")

    @property
    def this_machine_only(self) -> bool:
        """Whether nobody elsewhere can reach ``host``. A name other than ``localhost`` may be anybody's."""
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"

"""The Kubernetes manifest: its settings exist, its ports and labels fit each other, its probes ask real routes."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from app.settings import Settings
from tests.hosting.parts import asked_before_the_start

FILE = Path(__file__).resolve().parents[2] / "docs/hosting/kubernetes.yaml"
OBJECTS = {(each["kind"], each["metadata"]["name"]): each for each in yaml.safe_load_all(FILE.read_text("utf-8"))}
DEPLOYMENTS = [each for (kind, _), each in OBJECTS.items() if kind == "Deployment"]
SERVICES = [each for (kind, _), each in OBJECTS.items() if kind == "Service"]
POD = OBJECTS["Deployment", "tapedeck"]["spec"]["template"]["spec"]
(SERVER,) = POD["containers"]
VARIABLES = {each["name"]: each["value"] for each in SERVER["env"]}


def ports_of(deployment):
    (container,) = deployment["spec"]["template"]["spec"]["containers"]
    return {port["name"]: port["containerPort"] for port in container["ports"]}


def deployment_of(selector):
    """The one whose pods ``selector`` finds."""
    (found,) = [
        each for each in DEPLOYMENTS if selector.items() <= each["spec"]["template"]["metadata"]["labels"].items()
    ]
    return found


def test_it_holds_what_a_service_needs():
    assert set(OBJECTS) == {
        ("Deployment", "tapedeck"),
        ("Service", "tapedeck"),
        ("Ingress", "tapedeck"),
        ("Deployment", "tapedeck-redis"),
        ("Service", "tapedeck-redis"),
        ("NetworkPolicy", "tapedeck"),
        ("NetworkPolicy", "tapedeck-redis"),
        ("PodDisruptionBudget", "tapedeck"),
        ("HorizontalPodAutoscaler", "tapedeck"),
    }


def test_every_variable_is_a_setting_with_a_value_that_it_takes(monkeypatch):
    assert {name.removeprefix("TAPEDECK_").lower() for name in VARIABLES} <= set(Settings.model_fields)
    for name, value in VARIABLES.items():
        assert isinstance(value, str)
        monkeypatch.setenv(name, value)
    settings = Settings()
    (rule,) = OBJECTS["Ingress", "tapedeck"]["spec"]["rules"]
    assert settings.hosts == (rule["host"],)
    assert settings.public_url == f"https://{rule['host']}"
    assert ports_of(OBJECTS["Deployment", "tapedeck"])["metrics"] == settings.metrics_port


def test_no_variable_of_the_cluster_is_taken_for_a_setting():
    """A Service named tapedeck would be told to its pods as TAPEDECK_PORT=tcp://…"""
    assert all(each["spec"]["template"]["spec"]["enableServiceLinks"] is False for each in DEPLOYMENTS)


@pytest.mark.parametrize("deployment", DEPLOYMENTS, ids=lambda each: each["metadata"]["name"])
def test_its_pods_may_do_as_little_as_possible(deployment):
    labels = deployment["spec"]["template"]["metadata"]["labels"]
    assert deployment["spec"]["selector"]["matchLabels"].items() <= labels.items()
    pod = deployment["spec"]["template"]["spec"]
    assert pod["automountServiceAccountToken"] is False
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["securityContext"]["runAsUser"] > 0
    assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    (container,) = pod["containers"]
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert {"cpu", "memory"} == container["resources"]["limits"].keys() == container["resources"]["requests"].keys()


def test_a_server_has_a_folder_for_what_is_temporary_and_no_other():
    (volume,) = POD["volumes"]
    assert volume["emptyDir"]["medium"] == "Memory"
    assert SERVER["volumeMounts"] == [{"name": volume["name"], "mountPath": "/tmp"}]


@pytest.mark.parametrize("probe", ["startupProbe", "readinessProbe", "livenessProbe"])
def test_every_probe_asks_a_real_route(probe):
    asked = SERVER[probe]["httpGet"]
    assert asked["port"] in ports_of(OBJECTS["Deployment", "tapedeck"])
    assert asked["path"] == ("/healthz" if probe == "livenessProbe" else "/readyz")
    assert asked_before_the_start(asked["path"]) == (503 if asked["path"] == "/readyz" else 200)


def test_a_start_is_given_as_long_as_a_server_waits_for_its_first_worker():
    probe = SERVER["startupProbe"]
    assert probe["periodSeconds"] * probe["failureThreshold"] >= Settings().start_seconds


@pytest.mark.parametrize("service", SERVICES, ids=lambda each: each["metadata"]["name"])
def test_every_service_leads_to_a_port_that_is_open(service):
    ports = ports_of(deployment_of(service["spec"]["selector"]))
    assert {port["targetPort"] for port in service["spec"]["ports"]} <= set(ports)


def test_the_ingress_leads_to_the_service():
    (rule,) = OBJECTS["Ingress", "tapedeck"]["spec"]["rules"]
    (path,) = rule["http"]["paths"]
    service = OBJECTS["Service", path["backend"]["service"]["name"]]
    assert path["backend"]["service"]["port"]["name"] in {port["name"] for port in service["spec"]["ports"]}


def test_a_server_reaches_nobody_but_redis_and_the_names_of_the_cluster():
    policy = OBJECTS["NetworkPolicy", "tapedeck"]["spec"]
    assert policy["policyTypes"] == ["Ingress", "Egress"]
    deployment_of(policy["podSelector"]["matchLabels"])
    redis, names = policy["egress"]
    assert ports_of(deployment_of(redis["to"][0]["podSelector"]["matchLabels"]))["redis"] == redis["ports"][0]["port"]
    assert {port["port"] for port in names["ports"]} == {53}
    assert VARIABLES["TAPEDECK_REDIS_URL"].startswith("redis://tapedeck-redis:6379")
    assert OBJECTS["NetworkPolicy", "tapedeck-redis"]["spec"]["egress"] == []


def test_it_stays_up_while_machines_go_and_grows_with_the_load():
    replicas = OBJECTS["Deployment", "tapedeck"]["spec"]["replicas"]
    assert OBJECTS["PodDisruptionBudget", "tapedeck"]["spec"]["minAvailable"] < replicas
    scaler = OBJECTS["HorizontalPodAutoscaler", "tapedeck"]["spec"]
    assert (scaler["scaleTargetRef"]["kind"], scaler["scaleTargetRef"]["name"]) in OBJECTS
    assert scaler["minReplicas"] == replicas < scaler["maxReplicas"]

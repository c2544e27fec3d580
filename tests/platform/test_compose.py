"""docker/ as far as it can be judged without Docker: no default secret, loopback only, not root, the same lock."""

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipelines.platform.airflow_rest import POOLS
from pipelines.platform.postgres import MIN_PGVECTOR
from pipelines.settings import ROOT

DOCKER = ROOT / "docker"
TEXT = (DOCKER / "compose.yaml").read_text(encoding="utf8")
COMPOSE: dict[str, Any] = yaml.safe_load(TEXT)
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if service["image"].startswith("linernotes")}
SECRETS = {
    "POSTGRES_PASSWORD",
    "REDIS_PASSWORD",
    "AIRFLOW_PASSWORD",
    "AIRFLOW_FERNET_KEY",
    "AIRFLOW_JWT_SECRET",
    "AIRFLOW_API_SECRET",
}


def test_no_secret_has_a_default() -> None:
    """Every `${...}` either demands its variable or is a port."""
    used = set(re.findall(r"\$\{([^}]+)\}", TEXT))
    assert {each.split(":")[0] for each in used} == SECRETS | {"AIRFLOW_PORT", "SITE_PORT"}
    assert all(":?" in each for each in used if each.split(":")[0] in SECRETS)


def test_generated_secrets_are_all_there_private_and_never_made_twice(tmp_path: Path) -> None:
    (tmp_path / "make-env.sh").write_text((DOCKER / "make-env.sh").read_text(encoding="utf8"), encoding="utf8")
    command = ["/bin/sh", str(tmp_path / "make-env.sh")]
    subprocess.run(command, check=True, capture_output=True)
    lines = (tmp_path / ".env").read_text(encoding="utf8").splitlines()
    made = dict(line.split("=", 1) for line in lines)
    assert set(made) == SECRETS
    assert len(set(made.values())) == len(SECRETS)
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}=", made["AIRFLOW_FERNET_KEY"])
    assert (tmp_path / ".env").stat().st_mode & 0o077 == 0
    again = subprocess.run(command, check=False, capture_output=True, text=True)
    assert again.returncode == 2
    assert (tmp_path / ".env").read_text(encoding="utf8").splitlines() == lines


def test_what_is_published_is_published_on_loopback() -> None:
    published = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert set(published) == {"airflow-api", "site"}
    assert all(port.startswith("127.0.0.1:") for ports in published.values() for port in ports)


def test_our_containers_run_without_root_and_without_capabilities() -> None:
    dockerfile = (DOCKER / "Dockerfile").read_text(encoding="utf8")
    assert re.findall(r"^USER (\S+)$", dockerfile, flags=re.MULTILINE) == ["linernotes"]
    for name, service in OURS.items():
        assert service["user"] == "10001:10001", name
        assert service["cap_drop"] == ["ALL"], name


def test_every_lasting_service_says_whether_it_is_well() -> None:
    assert [name for name, service in SERVICES.items() if "healthcheck" not in service] == ["init"]


@pytest.mark.parametrize(
    ("profile", "parts"),
    [
        (
            "core",
            {
                "postgres",
                "init",
                "airflow-api",
                "airflow-dag-processor",
                "airflow-scheduler",
                "airflow-triggerer",
                "site",
            },
        ),
        (
            "celery",
            {
                "postgres",
                "init",
                "airflow-api",
                "airflow-dag-processor",
                "airflow-scheduler-celery",
                "airflow-triggerer",
                "site",
                "redis",
                "worker",
            },
        ),
    ],
)
def test_each_profile_is_whole(profile: str, parts: set[str]) -> None:
    chosen = {name: service for name, service in SERVICES.items() if profile in service["profiles"]}
    assert set(chosen) == parts
    for name, service in chosen.items():
        assert set(service.get("depends_on", {})) <= parts, name


def test_celery_runs_on_redis_and_its_results_in_postgres() -> None:
    for name in ("worker", "airflow-scheduler-celery"):
        environment = SERVICES[name]["environment"]
        assert environment["AIRFLOW__CORE__EXECUTOR"] == "CeleryExecutor"
        assert environment["AIRFLOW__CELERY__BROKER_URL"].startswith("redis://:${REDIS_PASSWORD:?")
        assert "@postgres:5432/airflow" in environment["AIRFLOW__CELERY__RESULT_BACKEND"]


def test_the_database_image_has_the_pgvector_that_we_need() -> None:
    tag = SERVICES["postgres"]["image"].split(":")[1]
    found = re.fullmatch(r"(\d+)\.(\d+)\.(\d+)-pg18", tag)
    assert found is not None
    assert tuple(int(part) for part in found.groups()) >= MIN_PGVECTOR


def test_the_image_installs_the_lock_by_hash_and_copies_only_what_is_there() -> None:
    dockerfile = (DOCKER / "Dockerfile").read_text(encoding="utf8")
    assert "uv pip sync --system --no-cache --require-hashes requirements.lock" in dockerfile
    for line in re.findall(r"^COPY (.+)$", dockerfile, flags=re.MULTILINE):
        for source in line.split()[:-1]:
            assert (ROOT / source).exists(), source


def test_the_pools_are_those_of_one_machine() -> None:
    script = SERVICES["init"]["command"][-1]
    assert {name: int(slots) for name, slots in re.findall(r"airflow pools set (\w+) (\d+) ", script)} == POOLS


def test_the_first_start_makes_both_databases_and_the_extension() -> None:
    sql = (DOCKER / "initdb" / "10-databases.sql").read_text(encoding="utf8")
    assert "create database airflow" in sql
    assert "create extension if not exists vector" in sql

"""How our Airflow is configured: the repository's airflow.cfg, and by environment all that differs between machines."""

import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

from cryptography.fernet import Fernet
from sqlalchemy.engine import make_url

from pipelines.db import database_url
from pipelines.platform.environment import child_environment
from pipelines.platform.ports import LOOPBACK, choose_port
from pipelines.platform.postgres import AIRFLOW_DATABASE
from pipelines.platform.secret_files import keep_secret, write_secret
from pipelines.settings import ROOT, Settings

USER = "admin"


@dataclass(frozen=True)
class Ports:
    """The loopback ports of one Airflow."""

    api: int
    worker_log: int
    trigger_log: int


def airflow_home(settings: Settings) -> Path:
    """AIRFLOW_HOME."""
    return settings.home / "airflow"


def kept_ports(settings: Settings) -> Ports | None:
    """The ports of the last start; None before the first one."""
    path = airflow_home(settings) / "ports.json"
    return Ports(**json.loads(path.read_text(encoding="utf8"))) if path.exists() else None


def take_ports(settings: Settings) -> Ports:
    """Ports for a start: those of the last one while they are free.

    Raises:
        BadInputError: LINERNOTES_AIRFLOW_PORT is set and in use.
    """
    kept = kept_ports(settings)
    api = choose_port(settings.airflow_port, kept.api if kept else None, "LINERNOTES_AIRFLOW_PORT")
    logs: list[int] = []
    for last in (kept.worker_log, kept.trigger_log) if kept else (None, None):
        port = choose_port(0, last, "")
        while port in {api, *logs}:
            port = choose_port(0, None, "")
        logs.append(port)
    ports = Ports(api, *logs)
    write_secret(airflow_home(settings) / "ports.json", json.dumps(asdict(ports)))
    return ports


def address(settings: Settings) -> str:
    """Where the UI is; empty before the first start."""
    ports = kept_ports(settings)
    return f"http://{LOOPBACK}:{ports.api}" if ports else ""


def password(settings: Settings) -> str:
    """The generated password of the one user."""
    path = airflow_home(settings) / "passwords.json"
    text = keep_secret(path, lambda: json.dumps({USER: secrets.token_urlsafe(12)}))
    return str(json.loads(text)[USER])


def metadata_url(settings: Settings) -> str:
    """SQLAlchemy's URL of Airflow's own database, on the same server as ours."""
    url = make_url(database_url(settings)).set(drivername="postgresql+psycopg2", database=AIRFLOW_DATABASE)
    return url.render_as_string(hide_password=False)


def airflow_environment(settings: Settings, dags: Path = ROOT / "dags") -> dict[str, str]:
    """The whole environment of every Airflow process of a home; needs the ports of a start."""
    home, ports = airflow_home(settings), kept_ports(settings)
    api_port = ports.api if ports else 0
    own = {
        "AIRFLOW_HOME": str(home),
        "AIRFLOW_CONFIG": str(ROOT / "airflow.cfg"),
        "AIRFLOW__CORE__DAGS_FOLDER": str(dags),
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(home / "plugins"),
        "AIRFLOW__CORE__HOSTNAME_CALLABLE": "pipelines.platform.ports.loopback_name",
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"http://{LOOPBACK}:{api_port}/execution/",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(home / "passwords.json"),
        "AIRFLOW__CORE__FERNET_KEY": keep_secret(home / "keys" / "fernet", lambda: Fernet.generate_key().decode()),
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": metadata_url(settings),
        "AIRFLOW__API__PORT": str(api_port),
        "AIRFLOW__API__BASE_URL": f"http://{LOOPBACK}:{api_port}",
        "AIRFLOW__API__SECRET_KEY": keep_secret(home / "keys" / "api"),
        "AIRFLOW__API_AUTH__JWT_SECRET": keep_secret(home / "keys" / "jwt", lambda: secrets.token_urlsafe(64)),
        "AIRFLOW__LOGGING__BASE_LOG_FOLDER": str(home / "logs"),
        "AIRFLOW__LOGGING__DAG_PROCESSOR_CHILD_PROCESS_LOG_DIRECTORY": str(home / "logs" / "dag_processor"),
        "AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT": str(ports.worker_log if ports else 0),
        "AIRFLOW__LOGGING__TRIGGER_LOG_SERVER_PORT": str(ports.trigger_log if ports else 0),
    }
    password(settings)
    inherited = child_environment(settings)
    # a triggerer reads no DAG file and finds our trigger beside them; so does a scheduler our executor
    paths = [*dict.fromkeys([str(dags), str(ROOT / "dags")]), *filter(None, [inherited.get("PYTHONPATH")])]
    return {**inherited, **own, "PYTHONPATH": os.pathsep.join(paths)}

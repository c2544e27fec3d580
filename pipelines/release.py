"""The release: one hash of all code, locked dependencies, settings and hardware paths that bear on results."""

import os
import platform
from collections.abc import Iterator
from functools import lru_cache
from importlib import import_module
from pathlib import Path

from pipelines.domain.hashing import content_hash, sha256_hex
from pipelines.settings import ROOT, Settings

FOLDERS = ("dags", "dbt", "pipelines", "explain")
_LEFT_OUT = frozenset({"__pycache__", "target", "logs", "node_modules", "dist", "dbt_packages"})
"""Folders of caches and build products, by name; hidden files and folders are left out too."""
_PAGES = Path("explain/web")
"""What shows results, and makes none."""


def source_files(root: Path = ROOT) -> list[Path]:
    """The files that a release is made of, sorted by path."""
    kept = [path for folder in FOLDERS for path in _walk(root / folder, root)]
    lock = root / "requirements.lock"
    return sorted([*kept, *([lock] if lock.exists() else [])])


def _walk(folder: Path, root: Path) -> Iterator[Path]:
    """Files below a folder; what is left out is not even entered, since node_modules is large."""
    for place, folders, files in os.walk(folder):
        inside = Path(place)
        folders[:] = [name for name in folders if not _is_left_out(inside / name, root)]
        yield from (inside / name for name in files if not _is_left_out(inside / name, root))


def _is_left_out(path: Path, root: Path) -> bool:
    is_product = path.name in _LEFT_OUT or path.relative_to(root) == _PAGES or path.suffix in {".pyc", ".pyo"}
    return is_product or path.name.startswith(".")


@lru_cache(maxsize=4)
def code_hash(root: Path = ROOT) -> str:
    """Hash over paths and bytes of the source files; read once per process."""
    return content_hash({str(path.relative_to(root)): sha256_hex(path.read_bytes()) for path in source_files(root)})


@lru_cache(maxsize=1)
def cpu_kernel() -> str:
    """What numpy found in this CPU: sums and products may differ in the last bit between kernels."""
    import numpy as np

    features = import_module("numpy._core._multiarray_umath").__cpu_features__

    found = sorted(name for name, is_found in features.items() if is_found)
    blas = np.show_config(mode="dicts")["Build Dependencies"]["blas"]
    return content_hash([platform.machine(), np.__version__, blas["name"], blas["version"], found])


def release(settings: Settings) -> str:
    """Hex SHA-256 that names this release; equal releases and inputs promise equal bytes."""
    return content_hash([code_hash(), cpu_kernel(), settings.bearing_on_results()])

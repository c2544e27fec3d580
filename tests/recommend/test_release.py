"""The release hash: what changes it, and what must not."""

from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines.release import code_hash, release, source_files
from pipelines.settings import Settings


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name in ("pipelines/a.py", "dbt/models/b.sql", "requirements.lock"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name, encoding="utf8")
    return tmp_path


def test_caches_build_products_and_pages_are_no_part_of_it(root: Path) -> None:
    before = [str(path.relative_to(root)) for path in source_files(root)]
    assert ["dbt/models/b.sql", "pipelines/a.py", "requirements.lock"] == before
    for name in (
        "pipelines/__pycache__/a.pyc",
        "dbt/target/run.json",
        "explain/web/static/island/x.js",
        "explain/web/pages.py",
        "dags/.hidden",
    ):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x", encoding="utf8")
    assert before == [str(path.relative_to(root)) for path in source_files(root)]


def test_a_changed_byte_or_name_changes_it(root: Path) -> None:
    before = code_hash(root)
    (root / "pipelines/a.py").write_text("changed", encoding="utf8")
    code_hash.cache_clear()
    changed = code_hash(root)
    (root / "pipelines/a.py").rename(root / "pipelines/c.py")
    code_hash.cache_clear()
    assert 3 == len({before, changed, code_hash(root)})


def test_only_settings_that_bear_on_results_change_it(pure_settings: Callable[..., Settings]) -> None:
    assert release(pure_settings()) == release(pure_settings(web_port=1234))
    assert release(pure_settings()) != release(pure_settings(weight_trend=0.1))

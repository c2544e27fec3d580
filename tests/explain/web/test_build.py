"""The island builds from its locked sources, once."""

import shutil
from pathlib import Path

import pytest

from explain.web import build
from pipelines.errors import BadInputError

pytestmark = pytest.mark.e2e
MOST_CHARACTERS = 80_000
"""Vue's production build and our component; its development build alone is larger."""


@pytest.fixture
def island(tmp_path: Path) -> Path:
    """A copy of the sources beside the installed packages; tests install nothing."""
    if not build.is_installed():
        pytest.skip("the island's packages are not installed: run `python -m explain.web.build`")
    copy = tmp_path / "web" / "island"
    shutil.copytree(build.ISLAND, copy, ignore=shutil.ignore_patterns("node_modules"))
    (copy / "node_modules").symlink_to(build.ISLAND / "node_modules")
    return copy


def test_the_island_is_built_once_and_again_only_when_its_sources_change(island: Path) -> None:
    assert build.build_island(island)
    script = build.output_of(island) / "feedback.js"
    text = script.read_text(encoding="utf8")
    assert "/api/feedback" in text
    assert "the reason is wrong" not in text  # the page brings the words
    assert "eval(" not in text
    assert len(text) < MOST_CHARACTERS
    assert not build.build_island(island)
    (island / "src" / "main.ts").write_text((island / "src" / "main.ts").read_text() + "\nexport {}\n", encoding="utf8")
    assert not build.is_built(island)


def test_a_type_error_is_one_clear_failure_and_keeps_what_was_built(island: Path) -> None:
    build.output_of(island).mkdir(parents=True)
    (build.output_of(island) / "feedback.js").write_text("old", encoding="utf8")
    (island / "src" / "broken.ts").write_text("export const songs: number = 'three'\n", encoding="utf8")
    with pytest.raises(BadInputError, match="does not build") as refused:
        build.build_island(island)
    assert "broken.ts" in str(refused.value)
    assert "old" == (build.output_of(island) / "feedback.js").read_text(encoding="utf8")
    assert not build.is_built(island)

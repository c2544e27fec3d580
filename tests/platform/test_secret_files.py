"""Secrets: made once, readable by the owner alone."""

import os
from pathlib import Path

from pipelines.platform.secret_files import keep_secret, write_secret


def test_a_secret_is_made_once_and_different_elsewhere(tmp_path: Path) -> None:
    first = keep_secret(tmp_path / "deep" / "one")
    assert len(first) >= 32
    assert keep_secret(tmp_path / "deep" / "one") == first
    assert keep_secret(tmp_path / "two") != first


def test_only_the_owner_may_read_it_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        write_secret(tmp_path / "secret", "x")
        write_secret(tmp_path / "secret", "y")
    finally:
        os.umask(before)
    assert (tmp_path / "secret").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret"]

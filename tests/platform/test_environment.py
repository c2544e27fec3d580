"""Children read the same settings as we do."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from pipelines.platform.environment import child_environment, settings_environment
from pipelines.settings import read_settings


def test_a_child_comes_to_equal_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One of each kind: path, secret, tuple, bool, number, text."""
    ours = read_settings(
        home=tmp_path,
        openai_api_key=SecretStr("sk-test"),
        reddit_subreddits=("Jazz", "Metal"),
        llm_enabled=False,
        weight_trend=0.25,
        clock="2026-11-23T00:00:00Z",
    )
    for name, value in settings_environment(ours).items():
        monkeypatch.setenv(name, value)
    assert read_settings() == ours


def test_only_what_differs_is_handed_on(tmp_path: Path) -> None:
    assert settings_environment(read_settings(home=tmp_path)) == {"LINERNOTES_HOME": str(tmp_path)}


def test_a_child_goes_to_loopback_without_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "intranet")
    assert child_environment(read_settings())["no_proxy"] == "intranet,127.0.0.1,localhost"

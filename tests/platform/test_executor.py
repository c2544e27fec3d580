"""The executor that preloads: libraries alone, and all of them there."""

from importlib.util import find_spec

from pipelines.platform.executor import LIBRARIES


def test_what_is_preloaded_is_there_and_not_ours() -> None:
    assert [name for name in LIBRARIES if find_spec(name) is None] == []
    assert [name for name in LIBRARIES if name.split(".")[0] in {"pipelines", "explain", "dags"}] == []

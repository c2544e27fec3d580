"""The graph of the dbt project: who may read what, and that every weekly model owns its week. Needs no database."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from pipelines.settings import ROOT

PROJECT = ROOT / "dbt"
UNUSED = {
    "LINERNOTES_DBT_HOST": "127.0.0.1",
    "LINERNOTES_DBT_PORT": "9",
    "LINERNOTES_DBT_USER": "nobody",
    "LINERNOTES_DBT_DATABASE": "nowhere",
    "DO_NOT_TRACK": "1",
}
"""A place for every variable of profiles.yml; parsing connects to nothing."""
DOORS = {"delivered_item", "own_item"}
"""Models of schema restricted that others may read: ids, counts and times, no names."""


@pytest.fixture(scope="module")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The view that dbt has of the project."""
    target = tmp_path_factory.mktemp("target")
    command = [str(Path(sys.executable).with_name("dbt")), "--quiet", "parse", "--project-dir", str(PROJECT)]
    command += ["--profiles-dir", str(PROJECT), "--target-path", str(target), "--log-path", str(target)]
    subprocess.run(command, env={**os.environ, **UNUSED}, check=True, capture_output=True, timeout=120)
    return json.loads((target / "manifest.json").read_text(encoding="utf8"))


@pytest.fixture(scope="module")
def models(manifest: dict[str, Any]) -> dict[str, Any]:
    return {node["name"]: node for node in manifest["nodes"].values() if node["resource_type"] == "model"}


def names_read(model: dict[str, Any]) -> set[str]:
    return {place.rsplit(".", 1)[1] for place in model["depends_on"]["nodes"]}


def sources_read(manifest: dict[str, Any], model: dict[str, Any], schema: str) -> set[str]:
    return {
        place
        for place in model["depends_on"]["nodes"]
        if place.startswith("source.") and manifest["sources"][place]["schema"] == schema
    }


def weekly(models: dict[str, Any]) -> dict[str, Any]:
    return {name: model for name, model in models.items() if model["config"]["materialized"] == "incremental"}


def test_only_models_in_restricted_read_what_spotify_said(manifest: dict[str, Any], models: dict[str, Any]) -> None:
    readers = {name for name, model in models.items() if sources_read(manifest, model, "restricted")}
    assert readers
    assert {"restricted"} == {models[name]["schema"] for name in readers}


def test_the_ways_out_of_restricted_are_models_of_ids(models: dict[str, Any]) -> None:
    inside = {name for name, model in models.items() if model["schema"] == "restricted"}
    outside = [model for name, model in models.items() if name not in inside]
    crossed = set().union(*(names_read(model) & inside for model in outside))
    assert DOORS == crossed


def test_only_staging_models_read_landing(manifest: dict[str, Any], models: dict[str, Any]) -> None:
    readers = {name for name, model in models.items() if sources_read(manifest, model, "landing")}
    assert readers
    assert {True} == {name.startswith("stg_") for name in readers}


def test_every_weekly_model_takes_its_week_and_belongs_to_one_part(models: dict[str, Any]) -> None:
    """The hook waits for other writers, respects the fence and deletes the week; the tags are what a build selects."""
    found = weekly(models)
    assert found
    for name, model in found.items():
        assert ["{{ own_the_week() }}"] == [hook["sql"] for hook in model["config"]["pre-hook"]], name
        assert 1 == len(set(model["config"]["tags"]) & {"catalogue", "trend"}), name


def test_the_grain_of_every_weekly_model_is_tested(manifest: dict[str, Any], models: dict[str, Any]) -> None:
    tested = {
        node["attached_node"].rsplit(".", 1)[1]
        for node in manifest["nodes"].values()
        if node["resource_type"] == "test" and node["test_metadata"]["name"] == "unique_combination"
    }
    assert set() == set(weekly(models)) - tested


def test_every_model_says_its_grain_first(models: dict[str, Any]) -> None:
    assert [] == sorted(name for name, model in models.items() if "Grain: one row per " not in model["raw_code"][:40])


def test_models_are_named_after_their_layer(models: dict[str, Any]) -> None:
    layers = {"staging": "stg_", "intermediate": "int_"}
    wrong = [name for name, model in models.items() if not name.startswith(layers.get(model["schema"], ""))]
    assert [] == wrong


def test_the_project_needs_no_package(manifest: dict[str, Any]) -> None:
    assert not any((PROJECT / name).exists() for name in ("packages.yml", "dependencies.yml"))
    assert {"dbt", "dbt_postgres", "linernotes"} >= {macro["package_name"] for macro in manifest["macros"].values()}

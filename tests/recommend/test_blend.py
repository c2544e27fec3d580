"""Weights of the weekly score, fitted on hidden own songs."""

import json
from pathlib import Path
from typing import Any

import pytest

from pipelines.errors import BadInputError
from pipelines.recommend.blend import FOLDS, LEAST_DELIVERIES, fit_blend
from pipelines.recommend.deliveries import make_delivery
from pipelines.recommend.hold_out import hidden_songs
from pipelines.settings import read_settings


def misled(make: Any) -> Any:
    """Songs 1 to 40 are on public lists together, twenty of them owned; what is imported leads to 41 to 80."""
    tracks = [make.track(n) for n in range(1, 81)]
    similar = {(own, own + 40): 0.9 for own in range(1, 21)}
    lists = {number: [1 + (number * 7 + step) % 40 for step in range(12)] for number in range(1, 31)}
    return make.World(tracks=tracks, own={(1, n): 10.0 for n in range(1, 21)}, similar=similar, listings=lists)


def test_the_provider_that_finds_hidden_songs_gains_weight(make: Any, pure_settings: Any) -> None:
    world = misled(make)
    settings = pure_settings(weight_cosine=0.01)
    blend = fit_blend(world.catalogue(), [world.taste()], settings)
    assert blend.weights["weight_imported"] == 1.0, "the unit stays"
    assert blend.weights["weight_cosine"] > 0.01
    assert blend.after > blend.before + 0.1
    assert blend == fit_blend(world.catalogue(), [world.taste()], settings)


def test_songs_that_the_week_measures_with_are_never_hidden_here(make: Any, pure_settings: Any) -> None:
    world = misled(make)
    measured = hidden_songs(world.catalogue(), world.taste())
    blend = fit_blend(world.catalogue(), [world.taste()], pure_settings())
    assert (len(measured), blend.songs, blend.listeners) == (4, 16, 1)
    assert blend.songs == 20 - len(measured), f"each of the others once, in {FOLDS} folds"


def test_weights_that_no_hidden_song_speaks_of_stay(make: Any, pure_settings: Any) -> None:
    blend = fit_blend(misled(make).catalogue(), [misled(make).taste()], pure_settings())
    assert set(blend.weights) == {
        *("weight_imported", "weight_learned", "weight_cosine"),
        *("weight_sound", "weight_popularity"),
    }


def test_what_became_of_delivered_songs_is_asked_when_there_is_enough_of_it(make: Any, pure_settings: Any) -> None:
    """Nothing that is hidden tells the two sides apart; every delivery was kept for its sound, and lost without it."""
    tracks = [make.track(n) for n in range(1, 61)]
    vectors = {n: [1.0, 0.0] if n <= 40 else [0.0, 1.0] for n in range(1, 61)}
    world = make.World(tracks=tracks, own={(1, n): 10.0 for n in range(1, 21)}, vectors=vectors, excluded=range(21, 61))
    settings = pure_settings(weight_sound=0.0)
    catalogue, taste = world.catalogue(), world.taste()
    songs = [(row, int(row < 40)) for row in range(30, 50)]  # rows 30 to 39 sound like what is kept
    delivery = make_delivery(songs)
    few, many = (
        fit_blend(catalogue, [taste], settings, {taste.listener_id: [delivery] * count})
        for count in (LEAST_DELIVERIES - 1, LEAST_DELIVERIES)
    )
    assert (few.deliveries, few.agreed_before, few.weights["weight_sound"]) == (0, None, 0.0)
    assert (many.deliveries, many.agreed_before, many.agreed_after) == (LEAST_DELIVERIES, 0.5, 1.0)
    assert many.weights["weight_sound"] > 0


def test_a_delivered_song_that_was_saved_is_not_its_own_reason(make: Any, pure_settings: Any) -> None:
    """It is an own song now, and alone has a sound; as it was unknown when it came, nothing speaks for it: a tie."""
    tracks = [make.track(n) for n in range(1, 31)]
    own = {(1, n): 10.0 for n in range(1, 21)}
    measured = hidden_songs(make.World(tracks=tracks, own=own).catalogue(), make.World(tracks=tracks, own=own).taste())
    saved = next(row for row in range(20) if row not in measured)
    world = make.World(tracks=tracks, own=own, vectors={saved + 1: [1.0, 0.0]}, excluded=range(21, 31))
    delivered = {world.taste().listener_id: [make_delivery([(saved, 2), (24, 0)])] * LEAST_DELIVERIES}
    blend = fit_blend(world.catalogue(), [world.taste()], pure_settings(weight_sound=0.1), delivered)
    assert blend.agreed_before == 0.5


def test_nobody_with_ten_songs_is_said(make: Any, pure_settings: Any) -> None:
    world = make.World(tracks=[make.track(n) for n in range(1, 20)], own={(1, n): 1.0 for n in range(1, 10)})
    with pytest.raises(BadInputError, match="no listener has 10 own songs"):
        fit_blend(world.catalogue(), [world.taste()], pure_settings())


def test_settings_take_the_weights_of_a_file_unless_told_otherwise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "weights.json"
    path.write_text(json.dumps({"weights": {"weight_sound": 0.3, "weight_learned": 2.0}, "fitted_on": {}}))
    monkeypatch.setenv("LINERNOTES_WEIGHTS_FILE", str(path))
    monkeypatch.setenv("LINERNOTES_WEIGHT_LEARNED", "0.5")
    settings = read_settings()
    assert (settings.weight_sound, settings.weight_learned) == (0.3, 0.5)
    assert read_settings(weight_sound=0.2).weight_sound == 0.2


@pytest.mark.parametrize("text", ["", "[]", '{"weights": {}}', '{"weights": {"slate_size": 3}}', '{"weights": [1]}'])
def test_a_file_that_fit_did_not_write_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    path = tmp_path / "weights.json"
    path.write_text(text)
    monkeypatch.setenv("LINERNOTES_WEIGHTS_FILE", str(path))
    with pytest.raises(BadInputError, match="is not what `linernotes fit --week` writes"):
        read_settings()


def test_a_weight_that_cannot_be_names_the_setting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "weights.json"
    path.write_text('{"weights": {"weight_sound": -1}}')
    monkeypatch.setenv("LINERNOTES_WEIGHTS_FILE", str(path))
    with pytest.raises(BadInputError, match="LINERNOTES_WEIGHT_SOUND"):
        read_settings()
    monkeypatch.setenv("LINERNOTES_WEIGHTS_FILE", str(tmp_path / "none.json"))
    with pytest.raises(BadInputError, match="No such file"):
        read_settings()

"""Hashing: equal values, equal text."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from pipelines.domain import ids
from pipelines.domain.hashing import canonical_json, content_hash


def test_the_order_of_keys_does_not_matter() -> None:
    assert canonical_json({"b": 1, "a": [1.5, None]}) == '{"a":[1.5,null],"b":1}'
    assert content_hash({"a": 1, "b": 2}) == content_hash({"b": 2, "a": 1})


def test_times_and_ids_have_one_form() -> None:
    value = {"at": datetime(2026, 11, 23, tzinfo=UTC), "id": UUID(int=1)}
    assert canonical_json(value) == '{"at":"2026-11-23T00:00:00+00:00","id":"00000000-0000-0000-0000-000000000001"}'


def test_what_has_no_canonical_form_is_refused() -> None:
    with pytest.raises(TypeError, match="cannot hash"):
        canonical_json({"x": object()})


def test_an_id_depends_on_kind_and_every_part() -> None:
    assert ids.recording_id("mbid", "x") == ids.recording_id("mbid", "x")
    assert len({ids.recording_id("mbid", "x"), ids.recording_id("isrc", "x"), ids.artist_id("mbid", "x")}) == 3

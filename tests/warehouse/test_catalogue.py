"""What the catalogue models make of one listener's two weeks; the numbers are in conftest.py."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

import psycopg2
import pytest
from pydantic import SecretStr

from pipelines import db, warehouse
from pipelines.domain.ids import recording_id
from pipelines.errors import BadInputError
from pipelines.identity.resolve import resolve
from pipelines.manifest import freeze_week

if TYPE_CHECKING:
    from pipelines.settings import Settings

Rows = dict[str, list[str]]

MARTS = (
    "dim_track",
    "dim_artist",
    "recording_similarity",
    "fct_interaction",
    "listener_profile",
    "listener_range",
    "listener_exclusion",
    "listener_coverage",
)


def read(settings: Settings, sql: str, *params: object) -> list[dict[str, Any]]:
    with db.transaction(settings) as connection:
        return db.rows(connection, sql, list(params))


def all_rows(settings: Settings, week: str) -> Rows:
    """Every row of every catalogue mart of a week, as sorted text."""
    return {
        name: sorted(
            row["line"] for row in read(settings, f"select t::text as line from marts.{name} t where week = %s", week)
        )
        for name in MARTS
    }


def build_anew(settings: Settings, week: str) -> None:
    """Build although an equal build is there."""
    with db.transaction(settings) as connection:
        db.execute(connection, "delete from ops.week_built where week = %s", [week])
    warehouse.build(settings, week, "catalogue")


def one_track(settings: Settings, make: Any, number: int) -> dict[str, Any]:
    sql = "select * from marts.dim_track where week = %s and recording_id = %s"
    return read(settings, sql, make.WEEK, recording_id("mbid", make.mbid(number)))[0]


def test_genres_and_moods_are_weights(built: Settings, make: Any) -> None:
    """
    Three indie, one folk: 0.75 and 0.25; of the tags only melancholic is a mood.
    """
    found = one_track(built, make, 1)
    assert [{"name": "indie", "weight": 0.75}, {"name": "folk", "weight": 0.25}] == found["genres"]
    assert [{"name": "melancholic", "weight": 1.0}] == found["moods"]


def test_unknown_facts_are_null_and_a_tempo_of_zero_is_unknown(built: Settings, make: Any) -> None:
    found = one_track(built, make, 3)
    assert found["tempo_bpm"] is None
    assert found["release_year"] is None
    assert (0.9, 0.8, 1000) == (found["energy"], found["valence"], found["listener_count"])


def test_names_have_no_characters_that_nobody_sees(built: Settings, make: Any) -> None:
    """A direction mark, a zero-width space and a line break in the title; an isolate and a tag in the artist's name."""
    assert one_track(built, make, 3)["title"] == "Bright Day"
    names = read(built, "select distinct name from marts.dim_artist where week = %s order by 1", make.WEEK)
    assert [row["name"] for row in names] == ["Loud & Late", "The Quiet Ones"]


def test_versions_of_a_song_are_one_group(built: Settings, make: Any) -> None:
    studio, live, other = (one_track(built, make, number)["group_id"] for number in (1, 2, 3))
    assert studio == live
    assert studio != other


def test_similarity_is_relative_to_the_best_of_the_list(built: Settings, make: Any) -> None:
    """
    50 / 50 = 1 and 25 / 50 = 0.5.
    """
    sql = (
        "select similar_recording_id, similarity from marts.recording_similarity where week = %s and recording_id = %s"
    )
    found = read(built, sql, make.WEEK, recording_id("mbid", make.mbid(1)))
    assert {recording_id("mbid", make.mbid(3)): 1.0, recording_id("mbid", make.mbid(2)): 0.5} == {
        row["similar_recording_id"]: row["similarity"] for row in found
    }


def test_a_listener_has_the_songs_with_an_open_identity(built: Settings, make: Any) -> None:
    sql = "select kind, recording_id from marts.fct_interaction where week = %s and listener_id = %s order by kind"
    assert [
        ("playlist", recording_id("mbid", make.mbid(1))),
        ("saved", recording_id("mbid", make.mbid(3))),
    ] == [(row["kind"], row["recording_id"]) for row in read(built, sql, make.WEEK, make.ANN)]


def test_each_week_has_what_was_there_at_its_end(built: Settings, make: Any) -> None:
    sql = "select count(*) as n from marts.fct_interaction where week = %s"
    assert [1, 2] == [read(built, sql, week)[0]["n"] for week in (make.EARLIER, make.WEEK)]


def test_songs_without_an_open_identity_are_counted(built: Settings, make: Any) -> None:
    """
    Two identified songs, one that MusicBrainz lacks, one local file; an episode is no song.
    """
    sql = "select item_count, identified_count from marts.listener_coverage where week = %s"
    found = read(built, sql, make.WEEK)[0]
    assert (4, 2) == (found["item_count"], found["identified_count"])


def test_everything_owned_is_excluded_and_what_is_not_identified_by_hash_only(built: Settings, make: Any) -> None:
    """
    Groups of Slow Rain and Bright Day; hashes of the secret title and of the local file.
    """
    sql = "select group_id, song_hash from marts.listener_exclusion where week = %s and listener_id = %s"
    found = read(built, sql, make.WEEK, make.ANN)
    groups = {row["group_id"] for row in found if row["group_id"] is not None}
    assert {one_track(built, make, number)["group_id"] for number in (1, 3)} == groups
    assert 2 == sum(row["song_hash"] is not None for row in found)
    assert all((row["group_id"] is None) != (row["song_hash"] is None) for row in found)


def test_no_name_from_spotify_stands_outside_of_restricted(built: Settings, make: Any) -> None:
    shown = read(built, "select title from restricted.display_track where week = %s", make.WEEK)
    assert make.SECRET in {row["title"] for row in shown}
    for week in (make.EARLIER, make.WEEK):
        assert make.SECRET not in str(all_rows(built, week))


def test_names_of_playlists_are_for_role_display_only(built: Settings, make: Any) -> None:
    """The playlist that we wrote is none of the listener's."""
    sql = "select playlist_id, name from restricted.display_playlist where week = %s"
    with db.transaction(built, "display") as connection:
        found = db.rows(connection, sql, [make.WEEK])
    assert [("rain", "Playlist rain")] == [(row["playlist_id"], row["name"]) for row in found]
    with pytest.raises(psycopg2.errors.InsufficientPrivilege), db.transaction(built, "open") as connection:
        db.rows(connection, sql, [make.WEEK])


def test_a_profile_sums_to_one_per_facet(built: Settings, make: Any) -> None:
    """
    Slow Rain: indie 0.75, folk 0.25. Bright Day has its artist's pop 1. Of 2: 0.375, 0.125, 0.5.
    """
    sql = "select facet, value, share from marts.listener_profile where week = %s and listener_id = %s"
    found = {(row["facet"], row["value"]): row["share"] for row in read(built, sql, make.WEEK, make.ANN)}
    genres = {value: share for (facet, value), share in found.items() if facet == "genre"}
    assert {"indie": 0.375, "folk": 0.125, "pop": 0.5} == pytest.approx(genres)
    assert found["tempo", "mid"] == found["decade", "1990s"] == pytest.approx(1.0)


@pytest.fixture(scope="module")
def before_and_after(built: Settings, make: Any) -> tuple[Rows, Rows]:
    """The week's rows, and again after a recording and a listener's day came late, known within the week."""
    before = all_rows(built, make.WEEK)
    lander, wednesday = make.Lander(built), make.MONDAY + timedelta(days=2)
    late = make.recording(9, 2, "Found After All", genres=make.tags(pop=1))
    lander.shared("musicbrainz", wednesday, ("recording", make.mbid(9), late))
    lander.spotify(make.ANN, wednesday, {"rain": [make.track(2, "Slow Rain (Live at Home)")]}, [])
    resolve(built)
    freeze_week(built, make.WEEK, [make.ANN])
    build_anew(built, make.WEEK)
    return before, all_rows(built, make.WEEK)


def without_exclusion(marts: Rows) -> Rows:
    return {name: rows for name, rows in marts.items() if name != "listener_exclusion"}


def test_a_capture_that_arrives_late_changes_no_frozen_week(before_and_after: tuple[Rows, Rows]) -> None:
    before, after = before_and_after
    assert all(before.values())
    assert without_exclusion(before) == without_exclusion(after)


def test_a_capture_that_arrives_late_changes_nobody_s_exclusions(before_and_after: tuple[Rows, Rows]) -> None:
    """The late recording has the ISRC of Ann's secret song: what stood for that song must go on standing for it."""
    before, after = before_and_after
    assert before["listener_exclusion"] == after["listener_exclusion"]


def test_a_week_that_is_none_never_reaches_dbt(built: Settings) -> None:
    with pytest.raises(BadInputError, match="2026-W99"):
        warehouse.build(built, "2026-W99", "catalogue")


def test_what_another_run_has_just_built_is_used(built: Settings, make: Any) -> None:
    """A build of frozen inputs that stands is not made again: rows written by hand would be gone."""
    with db.transaction(built) as connection:
        db.execute(
            connection,
            "insert into marts.dim_artist (week, artist_id, name, genres) values (%s, %s, 'By hand', '[]')",
            [make.EARLIER, make.BOB],
        )
    warehouse.build(built, make.EARLIER, "catalogue")
    by_hand = "select 1 from marts.dim_artist where week = %s and artist_id = %s"
    assert [] != read(built, by_hand, make.EARLIER, make.BOB)
    with db.transaction(built) as connection:
        db.execute(connection, "delete from marts.dim_artist where artist_id = %s", [make.BOB])


def test_a_failure_shows_the_words_of_dbt_and_no_password(settings: Settings, make: Any) -> None:
    with db.transaction(settings) as connection:
        db.execute(connection, "drop view staging.stg_musicbrainz__artists cascade")
    url = urlsplit(settings.database_url.get_secret_value())
    password = url.password or "hunter2"
    with_password = urlunsplit(url._replace(netloc=f"{url.username}:{password}@{url.hostname}:{url.port}"))
    broken = settings.model_copy(update={"database_url": SecretStr(with_password)})
    with pytest.raises(warehouse.WarehouseError, match=f"{make.WEEK}: dbt run .* failed") as refused:
        warehouse.build(broken, make.WEEK, "catalogue")
    assert "stg_musicbrainz__artists" in str(refused.value)
    assert password not in str(refused.value)


def test_the_one_door_out_of_restricted_has_no_names(built: Settings) -> None:
    """Other models read own_item; tests/dbt holds that it is the only one."""
    where = "(table_schema, table_name) = ('restricted', 'own_item')"
    sql = f"select column_name from information_schema.columns where {where}"
    assert {"week", "listener_id", "playlist_id", "kind", "spotify_uri", "recording_id", "added_at"} == {
        row["column_name"] for row in read(built, sql)
    }

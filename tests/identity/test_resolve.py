"""Identity: what is the same recording, artist, song; the same rows whenever and how often it is asked."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from pipelines import db
from pipelines.domain.ids import artist_id, recording_id
from pipelines.domain.names import salted_song_hash
from pipelines.identity.resolve import resolve
from pipelines.landing import LandingRow, seal
from pipelines.settings import Settings

DAY = date(2026, 11, 18)
KNOWN = datetime(2026, 11, 19, tzinfo=UTC)
LISTENER = UUID(int=7)
MBID, ARTIST = "0b5e6a3e-0000-4000-8000-000000000001", "0b5e6a3e-0000-4000-8000-000000000002"
TABLES = ("recording_key", "recording_merge", "recording_group", "song_hash", "artist_key", "playable")

pytestmark = pytest.mark.db


def track(uri: str, title: str, artist: str = "Anna Ternheim", isrc: str | None = None) -> dict[str, Any]:
    ids = {"isrc": isrc} if isrc else {}
    artists = [{"name": artist, "uri": f"spotify:artist:{artist}"}]
    return {"type": "track", "uri": uri, "name": title, "artists": artists, "external_ids": ids}


def land_spotify(
    settings: Settings, *items: dict[str, Any] | None, day: date = DAY, known_at: datetime = KNOWN
) -> None:
    payload = {"playlist_id": "p", "snapshot_id": "s", "items": [{"item": item} for item in items]}
    seal(settings, "spotify", LISTENER, day, [LandingRow("playlist_items", f"p:{day}", payload, None, known_at)])


def land_musicbrainz(
    settings: Settings, *recordings: dict[str, Any], day: date = DAY, known_at: datetime = KNOWN
) -> None:
    rows = [LandingRow("recording", each["id"], each, None, known_at) for each in recordings]
    seal(settings, "musicbrainz", None, day, rows)


def recording(title: str, mbid: str = MBID, **more: Any) -> dict[str, Any]:
    credit = [{"name": "Anna Ternheim", "joinphrase": "", "artist": {"id": ARTIST, "name": "Anna Ternheim"}}]
    return {"id": mbid, "title": title, "artist-credit": credit, "isrcs": [], **more}


def land_file(settings: Settings, *songs: tuple[str | None, str, str], key: str = "f") -> None:
    rows = [
        LandingRow("library_item", f"l:{n}", {"uri": uri, "artist_name": artist, "title": title}, None, KNOWN)
        for n, (uri, artist, title) in enumerate(songs)
    ]
    seal(settings, "file:x", LISTENER, DAY, rows, key=key)


def rows(settings: Settings, table: str) -> list[dict[str, Any]]:
    with db.transaction(settings) as connection:
        return db.rows(connection, f"select * from identity.{table} order by 1, 2")


def keys(settings: Settings) -> dict[tuple[str, str], UUID]:
    return {(row["key_kind"], row["key_value"]): row["recording_id"] for row in rows(settings, "recording_key")}


def test_a_track_is_the_recording_of_its_isrc_else_its_own(settings: Settings) -> None:
    """Two URIs of one ISRC are one recording; small letters in an ISRC make no difference."""
    land_spotify(
        settings,
        track("spotify:track:a", "Shoreline", isrc="SEAYD0500001"),
        track("spotify:track:b", "Shoreline", isrc="seayd0500001"),
        track("spotify:track:c", "Shoreline"),
    )
    resolve(settings)
    shared = recording_id("isrc", "SEAYD0500001")
    assert keys(settings) == {
        ("spotify_uri", "spotify:track:a"): shared,
        ("spotify_uri", "spotify:track:b"): shared,
        ("isrc", "SEAYD0500001"): shared,
        ("spotify_uri", "spotify:track:c"): recording_id("spotify_uri", "spotify:track:c"),
    }


def test_nothing_and_episodes_and_local_files_break_nothing(settings: Settings) -> None:
    episode = {"type": "episode", "uri": "spotify:episode:e", "name": "112"}
    local = {"type": "track", "uri": "spotify:local:Dad::Take+3:194", "name": "Take 3", "artists": [{"name": "Dad"}]}
    items = [{"item": None}, {"item": episode}, {"item": local, "is_local": True}, {}]
    payload = {"playlist_id": "p", "snapshot_id": "s", "items": items}
    seal(settings, "spotify", LISTENER, DAY, [LandingRow("playlist_items", "p:s", payload, None, KNOWN)])
    resolve(settings)
    assert set(keys(settings)) == {("spotify_uri", "spotify:local:Dad::Take+3:194")}


def test_of_a_spotify_name_only_a_salted_hash_is_kept(settings: Settings) -> None:
    land_spotify(settings, track("spotify:track:a", "Shoreline (Zq7Canary Remaster)", isrc="SEAYD0500001"))
    resolve(settings)
    with db.transaction(settings) as connection:
        salt = db.rows(connection, "select salt from identity.salt")[0]["salt"]
        text = db.rows(
            connection, " union all ".join(f"select t::text as text from identity.{table} t" for table in TABLES)
        )
    assert not [row for row in text if "shoreline" in row["text"].lower() or "ternheim" in row["text"].lower()]
    assert [row["song_hash"] for row in rows(settings, "song_hash")] == [
        salted_song_hash(salt, "Anna Ternheim", "Shoreline")
    ]


def test_both_sides_of_the_border_give_one_song_the_same_hash(settings: Settings) -> None:
    """Spotify's title has a canary, MusicBrainz's has none; capitals, accents and guests make no difference."""
    land_spotify(settings, track("spotify:track:a", "Shoreline (Zq7Canary Remaster)", artist="ANNA TERNHEIM"))
    land_musicbrainz(settings, recording("Shoréline (feat. Somebody)"))
    resolve(settings)
    assert len({row["song_hash"] for row in rows(settings, "song_hash")}) == 1


def test_an_isrc_that_musicbrainz_knows_merges_into_its_recording(settings: Settings) -> None:
    land_spotify(settings, track("spotify:track:a", "Shoreline", isrc="SEAYD0500001"))
    land_musicbrainz(settings, recording("Shoreline", isrcs=["SEAYD0500001"]))
    resolve(settings)
    [merge] = rows(settings, "recording_merge")
    assert merge["from_recording_id"] == keys(settings)["spotify_uri", "spotify:track:a"]
    assert merge["into_recording_id"] == recording_id("mbid", MBID)


def test_versions_are_one_group_and_other_artists_songs_are_not(settings: Settings) -> None:
    other = recording("Shoreline", mbid=f"{MBID[:-1]}9")
    other["artist-credit"] = [{"name": "Broder Daniel", "artist": {"id": ARTIST[:-1] + "9", "name": "Broder Daniel"}}]
    land_musicbrainz(
        settings,
        recording("Shoreline"),
        recording("Shoreline (Live at Home)", mbid=f"{MBID[:-1]}3"),
        recording("Shoreline - 2011 Remaster", mbid=f"{MBID[:-1]}4"),
        other,
    )
    resolve(settings)
    groups = rows(settings, "recording_group")
    assert len(groups) == 4
    assert len({row["group_id"] for row in groups}) == 2
    assert {row["artist_id"] for row in groups} == {artist_id("mbid", ARTIST), artist_id("mbid", ARTIST[:-1] + "9")}


def test_a_link_to_spotify_says_where_it_plays(settings: Settings) -> None:
    link = {"type": "free streaming", "url": {"resource": "https://open.spotify.com/track/4uLU6hMCjMI75M1A2tKUQC?si=1"}}
    elsewhere = {"type": "purchase", "url": {"resource": "https://example.org/track/1"}}
    land_musicbrainz(settings, recording("Shoreline", relations=[elsewhere, link]))
    resolve(settings)
    [playable] = rows(settings, "playable")
    assert (playable["market"], playable["spotify_uri"]) == ("*", "spotify:track:4uLU6hMCjMI75M1A2tKUQC")


def test_a_file_names_songs_by_uri_else_by_their_names(settings: Settings) -> None:
    land_file(
        settings, ("spotify:track:a", "Tinashe; ScHoolboy Q", "2 On (feat. ScHoolboy Q)"), (None, "Tinashe", "2 On")
    )
    resolve(settings)
    assert keys(settings) == {
        ("spotify_uri", "spotify:track:a"): recording_id("spotify_uri", "spotify:track:a"),
        ("name", "tinashe\x1f2 on"): recording_id("name", "tinashe\x1f2 on"),
    }
    assert len({row["group_id"] for row in rows(settings, "recording_group")}) == 1


def test_running_twice_adds_nothing(settings: Settings) -> None:
    land_spotify(settings, track("spotify:track:a", "Shoreline", isrc="SEAYD0500001"))
    land_musicbrainz(settings, recording("Shoreline", isrcs=["SEAYD0500001"]))
    land_file(settings, ("spotify:track:a", "Anna Ternheim", "Shoreline"), (None, "A", "B"))
    assert resolve(settings) > 0
    before = {table: rows(settings, table) for table in TABLES}
    assert resolve(settings) == 0
    assert {table: rows(settings, table) for table in TABLES} == before


def test_a_key_is_known_since_it_was_first_seen(settings: Settings) -> None:
    for n in (2, 0, 1):
        seen = KNOWN + timedelta(days=n)
        land_spotify(settings, track("spotify:track:a", "Shoreline"), day=DAY + timedelta(days=n), known_at=seen)
    resolve(settings)
    assert [row["known_at"] for row in rows(settings, "recording_key")] == [KNOWN]


def test_what_was_never_sealed_is_not_there(settings: Settings) -> None:
    """A row without its seal, as no writer of ours leaves it."""
    payload = {"items": [{"item": track("spotify:track:a", "Shoreline")}]}
    record = {
        "record_id": UUID(int=1),
        "slice_id": UUID(int=2),
        "source": "spotify",
        "kind": "playlist_items",
        "source_key": "p:s",
        "listener_id": LISTENER,
        "payload": payload,
        "sha256": "x",
        "event_at": None,
        "known_at": KNOWN,
    }
    with db.transaction(settings) as connection:
        db.insert_rows(connection, "restricted.landing_spotify", [record])
    assert resolve(settings) == 0


def test_twenty_thousand_songs_of_a_file_have_an_identity_each(settings: Settings) -> None:
    """Each song is its own, and of four songs by one artist the artist is one."""
    land_file(settings, *[(f"spotify:track:{n}", f"Artist {n % 5000}", f"Song {n}") for n in range(20_000)])
    resolve(settings)
    assert {table: len(rows(settings, table)) for table in ("recording_key", "recording_group", "artist_key")} == {
        "recording_key": 20_000,
        "recording_group": 20_000,
        "artist_key": 5_000,
    }

"""What MusicBrainz and a file of public playlists both tell of is one song to whoever has it, and one artist."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pipelines import db, warehouse
from pipelines.domain.ids import recording_id
from pipelines.identity.resolve import resolve
from pipelines.manifest import freeze_week

if TYPE_CHECKING:
    from pipelines.settings import Settings

SONGS = range(1, 9)
"""Several, because ids are hashes: which of two is the smaller is chance."""


def uri(number: int) -> str:
    return f"spotify:track:{number:022d}"


def listing(
    number: int, title: str, artist_name: str = "The Quiet Ones", **facts: object
) -> tuple[str, str, dict[str, Any]]:
    """A line of a public playlist in a file."""
    playlist = "00000000-0000-0000-0000-0000000000aa"
    payload = {"uri": uri(number), "title": title, "artist_name": artist_name, "playlist_id": playlist, **facts}
    return "public_listing", f"{number}-{title}-{artist_name}", payload


def namesake(make: Any, number: int) -> dict[str, Any]:
    """A recording of one of several artists who bear one name."""
    artist = {"id": make.mbid(number + 100), "name": "Twin"}
    credit = [{"name": "Twin", "joinphrase": "", "artist": artist}]
    return make.recording(number, 1, "Echo") | {"artist-credit": credit}  # type: ignore[no-any-return]


def test_songs_and_artists_of_both_sources_are_one(settings: Settings, world: Any, make: Any) -> None:
    """Ann has eight songs from Spotify, all known to MusicBrainz by ISRC.

    The file lists them by the same URIs, by those of another release, and one by an artist spelled in two ways; one
    more of the artist's, that MusicBrainz does not know; one by a name that two artists of MusicBrainz bear; and of
    somebody else it lists a song with an equal title.
    """
    day = make.MONDAY
    world.spotify(make.ANN, day, {"rain": [make.track(n, f"Song {n}") for n in SONGS]}, [])
    told = [("recording", make.mbid(n), make.recording(n, 1, f"Song {n}")) for n in SONGS]
    told += [("recording", make.mbid(n), namesake(make, n)) for n in (201, 202)]
    about = {"id": make.mbid(101), "name": "The Quiet Ones", "genres": make.tags(indie=2), "tags": []}
    world.shared("musicbrainz", day, *told, ("artist", make.mbid(101), about))
    same = [listing(n, f"Song {n}", tempo_bpm=100 + n, explicit=n == 1) for n in SONGS]
    other = [listing(n + 50, f"Song {n} - 2011 Remaster") for n in SONGS] + [listing(104, "Song 99")]
    spelled = [listing(101, "Song 1"), listing(101, "Song 1", "Quiet Ones"), listing(102, "Song 1", "Quiet Ones")]
    others = [listing(103, "Song 1", "Somebody Else"), listing(105, "Echo", "Twin")]
    world.shared("file:lists", day, *same, *other, *spelled, *others)
    resolve(settings)
    freeze_week(settings, make.WEEK, [make.ANN])
    warehouse.build(settings, make.WEEK, "catalogue")
    with db.transaction(settings) as connection:
        tracks = db.rows(connection, "select * from marts.dim_track")
        owned = db.rows(connection, "select group_id from marts.listener_exclusion where group_id is not null")
        own = db.rows(connection, "select recording_id from marts.fct_interaction")
        sql = "select artist_id from marts.dim_artist where mbid = %s"
        known = db.rows(connection, sql, [make.mbid(101)])
    excluded = {row["group_id"] for row in owned}
    assert len(excluded) == len(SONGS)
    assert {"Song 1", "Song 99", "Echo"} == {row["title"] for row in tracks if row["group_id"] not in excluded}
    # of MusicBrainz, which has what is similar, and not of the file that has the same URI
    assert {recording_id("mbid", make.mbid(n)) for n in SONGS} == {row["recording_id"] for row in own}
    in_file = {recording_id("spotify_uri", uri(n)) for n in (*(n + 50 for n in SONGS), 101, 102, 103, 104, 105)}
    namesakes = {recording_id("mbid", make.mbid(n)) for n in (201, 202)}
    assert {row["recording_id"] for row in own} | in_file | namesakes == {row["recording_id"] for row in tracks}
    # but with what the file measured, and what it knows of the words
    facts = {(row["tempo_bpm"], row["is_explicit"]) for row in tracks if {"recording_id": row["recording_id"]} in own}
    assert facts == {(100.0 + n, n == 1) for n in SONGS}
    assert {row["sources"]["sound"] for row in tracks if row["tempo_bpm"] is not None} == {"file"}
    # the artist of all of them is MusicBrainz's, also of a song that only the file has
    (artist,) = {row["artist_id"] for row in tracks if row["artist_name"] == "The Quiet Ones"}
    assert known == [{"artist_id": artist}]
    assert [row["artist_id"] for row in tracks if row["artist_name"] == "Somebody Else"] != [artist]
    # and so are their genres
    # whom MusicBrainz tells apart a name in a file does not join
    assert len({row["artist_id"] for row in tracks if row["artist_name"] == "Twin"}) == 3
    indie = [{"name": "indie", "weight": 1.0}]
    assert all(row["genres"] == indie for row in tracks if row["artist_id"] == artist)

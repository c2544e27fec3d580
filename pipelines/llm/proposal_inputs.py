"""What one listener's proposals are asked from: derived numbers, open names, and songs to choose from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

from pipelines import db
from pipelines.domain.names import holds_words, normalise, song_key
from pipelines.domain.telling import ENGLISH
from pipelines.domain.wishes import ACTIVITIES, era_years
from pipelines.llm import tables
from pipelines.llm.schemas import MAX_TEXT
from pipelines.llm.text import clean

OFFERED_SONGS = 40
"""Recordings of the catalogue that one request offers to choose from."""
OFFERED = "recording:"
"""Before the recording_id in what the short id of an offered song means."""
_PER_ARTIST = 2
_VALUES_PER_FACET = 8
_TREND_ARTISTS = 8
_BRIEF_SENTENCES = 12
_GENRES, _MOODS = 3, 2
"""First genres and moods that are told of a song."""
_TEMPO_BELOW = (("slow", 90), ("mid", 120), ("fast", 150))
"""Tempo words by BPM."""


@dataclass(frozen=True)
class OpenCatalogue:
    """What a week's request may name, by open names, and who is talked about; the same for all listeners."""

    tracks: list[dict[str, Any]]
    trend: list[dict[str, Any]]
    brief: list[str] = field(default_factory=list)

    @cached_property
    def by_recording(self) -> dict[str, dict[str, Any]]:
        """Tracks by recording_id as text."""
        return {str(track["recording_id"]): track for track in self.tracks}

    @cached_property
    def artist_names(self) -> dict[str, str]:
        """Names by artist_id as text."""
        return {str(track["artist_id"]): track["artist_name"] for track in reversed(self.tracks)}

    @cached_property
    def by_song(self) -> dict[str, list[dict[str, Any]]]:
        """Versions by their song: first artist and base title, normalised."""
        songs: dict[str, list[dict[str, Any]]] = {}
        for track in self.tracks:
            songs.setdefault(song_key(track["artist_name"], track["title"]), []).append(track)
        return songs


@dataclass(frozen=True)
class KnownListener:
    """What is known of one listener, before the model is asked."""

    catalogue: OpenCatalogue
    profile: list[dict[str, Any]]
    rules: list[dict[str, Any]]
    owned_groups: frozenset[UUID]
    owned_recordings: frozenset[UUID]
    delivered_groups: frozenset[UUID]


def read_catalogue(connection: db.Connection, week: str) -> OpenCatalogue:
    """The tracks that have open names, by recording_id, and the week's trend, strongest first."""
    key = {"week": week, "artists": _TREND_ARTISTS}
    tracks = db.rows(
        connection,
        "select recording_id, group_id, artist_id, title, artist_name, release_year, genres, moods, tempo_bpm,"
        " energy, is_explicit, language from marts.dim_track where week = %(week)s"
        " and title is not null and artist_name is not null order by recording_id",
        key,
    )
    trend = db.rows(
        connection,
        "select t.artist_id, a.name, t.lift from marts.trend_artist_week as t"
        " join marts.dim_artist as a using (week, artist_id) where t.week = %(week)s and t.trend > 0"
        " order by t.trend desc, t.artist_id limit %(artists)s",
        key,
    )
    return OpenCatalogue(tracks=tracks, trend=trend, brief=_read_brief(connection, week))


def _read_brief(connection: db.Connection, week: str) -> list[str]:
    """The checked sentences of the week's trend brief that cite posts, in English."""
    found = db.one(connection, "select sentences from recs.trend_brief where week = %s", [week])
    sentences = [] if found is None else found["sentences"]
    english = [one for one in sentences if one.get("language", ENGLISH) == ENGLISH]
    return [clean(str(one["text"]), MAX_TEXT) for one in english if one.get("post_ids")][:_BRIEF_SENTENCES]


def read_known(connection: db.Connection, week: str, listener_id: UUID, catalogue: OpenCatalogue) -> KnownListener:
    """Everything that a listener's request and its judgement need."""
    key = {"week": week, "listener": listener_id, "values": _VALUES_PER_FACET}
    profile = db.rows(
        connection,
        "select facet, value, share from (select facet, value, share, row_number() over"
        " (partition by facet order by share desc, value) as place from marts.listener_profile"
        " where week = %(week)s and listener_id = %(listener)s) as p where place <= %(values)s order by facet, place",
        key,
    )
    rules = db.rows(
        connection,
        "select rule_id, effect, facet, value, strength from recs.rule"
        " where week = %(week)s and listener_id = %(listener)s order by facet, value",
        key,
    )
    owned = db.rows(
        connection,
        "select group_id, song_hash from marts.listener_exclusion where week = %(week)s and listener_id = %(listener)s",
        key,
    )
    hashes = sorted(row["song_hash"] for row in owned if row["song_hash"] is not None)
    hashed = db.rows(
        connection, "select distinct recording_id from identity.song_hash where song_hash = any (%s)", [hashes]
    )
    delivered = db.rows(
        connection,
        "select distinct week, group_id from recs.slate_song where listener_id = %(listener)s and edition in (0, 1)",
        key,
    )
    return KnownListener(
        catalogue=catalogue,
        profile=profile,
        rules=rules,
        owned_groups=frozenset(row["group_id"] for row in owned if row["group_id"] is not None),
        owned_recordings=frozenset(row["recording_id"] for row in hashed),
        delivered_groups=frozenset(row["group_id"] for row in delivered if row["week"] < week),
    )


def is_owned(track: Mapping[str, Any], known: KnownListener) -> bool:
    """Whether the listener has the song, in any version."""
    return track["group_id"] in known.owned_groups or track["recording_id"] in known.owned_recordings


def is_excluded(track: Mapping[str, Any], known: KnownListener) -> bool:
    """Whether a rule of the listener forbids the song; what novelty forbids is kept out by the score alone."""
    return any(_meets(track, rule, known) for rule in known.rules if rule["effect"] == "exclude")


def _meets(  # noqa: PLR0911  (one line per facet)
    track: Mapping[str, Any], rule: Mapping[str, Any], known: KnownListener
) -> bool:
    value = rule["value"]
    match rule["facet"]:
        case "genre":
            return _has_label(track["genres"], value)
        case "mood":
            return _has_label(track["moods"], value)
        case "tempo":
            return bool(_tempo_word(track["tempo_bpm"]) == value)
        case "decade" | "years":
            first, last = era_years(value) or (1, 0)
            return track["release_year"] is not None and bool(first <= track["release_year"] <= last)
        case "activity":
            return _suits(track, value)
        case "language":
            return bool(track["language"] == value)
        case "explicit":
            return bool(track["is_explicit"] and value == "true")
        case "artist":
            return bool(str(track["artist_id"]) == value)
        case "recording":
            forbidden = known.catalogue.by_recording.get(value)
            return forbidden is not None and bool(track["group_id"] == forbidden["group_id"])
        case _:
            return False


def _suits(track: Mapping[str, Any], value: str) -> bool:
    """Whether all conditions of an activity hold, as in scoring; an unknown fact does not."""
    wanted, tempo, energy = ACTIVITIES.get(value), track["tempo_bpm"], track["energy"]
    if wanted is None:
        return False
    holding = [
        wanted.tempo is None or (tempo is not None and wanted.tempo[0] <= tempo < wanted.tempo[1]),
        wanted.energy is None or (energy is not None and wanted.energy[0] <= energy <= wanted.energy[1]),
        not wanted.moods or any(normalise(one["name"]) in wanted.moods for one in track["moods"] or []),
    ]
    return all(holding)


def _has_label(labels: list[dict[str, Any]], value: str) -> bool:
    """As in scoring: "rock" is also in "indie rock"."""
    return any(holds_words(label["name"], value) for label in labels)


def _tempo_word(tempo_bpm: float | None) -> str | None:
    if tempo_bpm is None:
        return None
    return next((word for word, below in _TEMPO_BELOW if tempo_bpm < below), "very fast")


def _decade(year: int | None) -> str | None:
    return None if year is None else f"{year // 10 * 10}s"


def build_inputs(known: KnownListener) -> tuple[dict[str, Any], dict[str, str]]:
    """The request's data with short ids, and what each short id means: `genre:jazz`, `trend:<artist_id>`, `brief:1`.

    Numbers that we derived and open names only.
    """
    ids: dict[str, str] = {}

    def short(prefix: str, number: int, meaning: str) -> str:
        ids[f"{prefix}{number}"] = meaning
        return f"{prefix}{number}"

    inputs = {
        "profile": tables.shares(
            {
                short("f", number, f"{row['facet']}:{row['value']}"): row
                for number, row in enumerate(known.profile, start=1)
            }
        ),
        "trend": {
            short("t", number, f"trend:{row['artist_id']}"): [tables.name(row["name"]), round(float(row["lift"]), 1)]
            for number, row in enumerate(known.catalogue.trend, start=1)
        },
        "brief": {
            short("b", number, f"brief:{number}"): text for number, text in enumerate(known.catalogue.brief, start=1)
        },
        "rules": {
            short("r", number, f"rule:{row['rule_id']}"): [
                row["effect"],
                row["facet"],
                tables.name(readable(row, known)),
            ]
            for number, row in enumerate(known.rules, start=1)
        },
        "songs": [
            tables.row(
                short("s", number, f"{OFFERED}{row['recording_id']}"),
                row["artist_name"],
                row["title"],
                [part["name"] for part in row["genres"][:_GENRES]],
                [part["name"] for part in row["moods"][:_MOODS]],
                _tempo_word(row["tempo_bpm"]),
                _decade(row["release_year"]),
            )
            for number, row in enumerate(_offered(known), start=1)
        ],
    }
    return inputs, ids


def readable(rule: Mapping[str, Any], known: KnownListener) -> str:
    """A rule's value in words; ids of artists and recordings as their open names."""
    value, catalogue = str(rule["value"]), known.catalogue
    if rule["facet"] == "artist":
        return catalogue.artist_names.get(value, value)
    if rule["facet"] == "recording" and value in catalogue.by_recording:
        track = catalogue.by_recording[value]
        return f"{track['artist_name']}: {track['title']}"
    return value


def _offered(known: KnownListener) -> list[dict[str, Any]]:
    """New songs that share most with the listener's profile, two per artist, best first; ties by recording_id."""
    shares = {(row["facet"], row["value"]): float(row["share"]) for row in known.profile}
    talked = {row["artist_id"] for row in known.catalogue.trend}

    def overlap(track: Mapping[str, Any]) -> float:
        own = sum(shares.get(("genre", part["name"]), 0.0) * float(part["weight"]) for part in track["genres"])
        own += sum(shares.get(("mood", part["name"]), 0.0) * float(part["weight"]) for part in track["moods"])
        own += 0.5 * shares.get(("tempo", _tempo_word(track["tempo_bpm"]) or ""), 0.0)
        own += 0.5 * shares.get(("decade", _decade(track["release_year"]) or ""), 0.0)
        return own + (0.1 if track["artist_id"] in talked else 0.0)

    fresh = [
        track
        for track in known.catalogue.tracks
        if not is_owned(track, known)
        and track["group_id"] not in known.delivered_groups
        and not is_excluded(track, known)
    ]
    chosen: list[dict[str, Any]] = []
    by_artist: dict[UUID, int] = {}
    groups: set[UUID] = set()
    for track in sorted(fresh, key=lambda one: (-overlap(one), str(one["recording_id"]))):
        if by_artist.get(track["artist_id"], 0) == _PER_ARTIST or track["group_id"] in groups:
            continue
        by_artist[track["artist_id"]] = by_artist.get(track["artist_id"], 0) + 1
        groups.add(track["group_id"])
        chosen.append(track)
        if len(chosen) == OFFERED_SONGS:
            break
    return chosen

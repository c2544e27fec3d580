"""Weeks of the sandbox world in arrays: what the marts would say of it, without HTTP, dbt or a database."""

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

import numpy as np

from pipelines.domain.hashing import sha256_hex
from pipelines.domain.ids import artist_id, listener_id, recording_id, stable_id
from pipelines.domain.weeks import previous_week, week_end
from pipelines.embed.tracks import compute, track_text
from pipelines.neighbours.nearest import nearest
from pipelines.neighbours.vectors import WeekVectors
from pipelines.recommend.catalogue import Catalogue, Talk, both_directions, make_catalogue
from pipelines.recommend.taste import SAVED, Taste
from pipelines.recommend.weights import Interactions
from pipelines.sandbox import World, make_world
from pipelines.sandbox.genres import GENRES
from pipelines.sandbox.listeners import Listener
from pipelines.sandbox.playlists import Item, apply_change
from pipelines.sandbox.recordings import Recording
from pipelines.settings import Settings

_GENRE_NAMES = {name for genre in GENRES for name in (genre.name, *genre.subgenres)}
_WEEKS_BEFORE, _LEAST_VOICES = 4, 3
"""As dbt/models/marts/trend/trend_artist_week.sql compares weeks."""


@dataclass(frozen=True)
class SandboxWeeks:
    """A world, and what each of its weeks looks like to the recommender.

    Everybody knows every fact of the world; who says what, and when, is left to the tests that go over HTTP.
    """

    world: World
    settings: Settings

    @classmethod
    def of(cls, settings: Settings, seed: int, recordings: int, listeners: int, anchor: date) -> "SandboxWeeks":
        """The world of a seed."""
        return cls(make_world(seed, anchor, recordings, listeners=listeners), settings)

    def catalogue(self, week: str) -> Catalogue:
        """The week's recordings; only what is talked about changes from week to week."""
        return replace(self._timeless, week=week, talk=self._talk(week))

    def taste(self, catalogue: Catalogue, listener: Listener) -> Taste:
        """What a listener keeps at the end of the week, before anything was recommended."""
        cells = sorted(self._cells(catalogue, listener))
        names = tuple(sorted({name for _, name, _ in cells}))
        number = {name: place for place, name in enumerate(names)}
        owned = np.zeros(len(catalogue.group_ids), dtype=bool)
        owned[[catalogue.groups[row] for row, _, _ in cells]] = True
        return Taste(
            listener_id=listener_id(listener.account_id),
            week=catalogue.week,
            interactions=Interactions(
                recordings=np.array([row for row, _, _ in cells], dtype=np.int64),
                playlists=np.array([number[name] for _, name, _ in cells], dtype=np.int64),
                age_days=np.array([age for _, _, age in cells], dtype=np.float64),
                playlist_ids=names,
            ),
            excluded=owned[catalogue.groups],
        )

    @cached_property
    def playable(self) -> Mapping[object, str | None]:
        """Spotify URI of each recording that has one."""
        return {_id(one): f"spotify:track:{one.spotify_ids[0]}" for one in self.world.recordings if one.spotify_ids}

    @cached_property
    def _timeless(self) -> Catalogue:
        tracks = sorted((_track(one) for one in self.world.recordings), key=lambda track: track["recording_id"])
        row = {track["recording_id"]: place for place, track in enumerate(tracks)}
        texts = {track["recording_id"]: track_text(track) for track in tracks}
        distinct = sorted({text for text in texts.values() if text}, key=sha256_hex)
        values = compute(self.settings, distinct)
        embedded = [one for one in row if texts[one]]
        numbers = np.array([distinct.index(texts[one]) for one in embedded], dtype=np.int64)
        return make_catalogue(
            "",
            tracks,
            artist_genres={artist_id("mbid", str(one.mbid)): _weights(one.genres) for one in self.world.artists},
            vectors=WeekVectors(embedded, numbers, values),
            near=nearest(values, self.settings.sound_reach, self.settings.sound_threshold),
            similar=self._similar(row),
        )

    def _similar(self, row: Mapping[UUID, int]) -> Any:  # noqa: ANN401  (sparse)
        cells = [
            (row[recording_id("mbid", str(own))], row[recording_id("mbid", str(one.mbid))], one.score / found[0].score)
            for own, found in sorted(self.world.similar.items())
            for one in found
        ]
        heads, tails, values = np.array(cells, dtype=np.float64).reshape(-1, 3).T
        return both_directions(heads.astype(np.int64), tails.astype(np.int64), values, len(row))

    def _cells(self, catalogue: Catalogue, listener: Listener) -> list[tuple[int, str, float]]:
        """(row, playlist, age in days), the newest addition of each."""
        end = week_end(catalogue.week)
        last_moment = end - timedelta(microseconds=1)
        saved: list[Item] = []
        for change in self.world.saved[listener.account_id].until(last_moment):
            apply_change(saved, change)
        lists = {SAVED: saved}
        for playlist in self.world.playlists[listener.account_id]:
            lists[str(stable_id("playlist", playlist.playlist_id))] = playlist.items(last_moment)
        ages: dict[tuple[int, str], float] = {}
        for name, items in lists.items():
            for item in items:
                if item.uri in self._by_uri:
                    key = (catalogue.index[self._by_uri[item.uri]], name)
                    age = (end - item.added_at).total_seconds() / 86_400.0
                    ages[key] = min(age, ages.get(key, math.inf))
        return [(row, name, age) for (row, name), age in ages.items()]

    @cached_property
    def _by_uri(self) -> dict[str, UUID]:
        return {f"spotify:track:{copy}": _id(one) for one in self.world.recordings for copy in one.spotify_ids}

    def _talk(self, week: str) -> dict[UUID, Talk]:
        weeks = [week]
        while len(weeks) <= _WEEKS_BEFORE:
            weeks.append(previous_week(weeks[-1]))
        now, *before = (self._mentions(one) for one in weeks)
        talk = {}
        for mbid, count in now.items():
            baseline = sum(one[mbid] for one in before) / _WEEKS_BEFORE
            lift = (count + 1) / (baseline + 1)
            trend = min(1.0, max(0.0, math.log10(lift))) if count >= _LEAST_VOICES else 0.0
            talk[artist_id("mbid", str(mbid))] = Talk("", count, count, baseline, lift, trend, ())
        return talk

    def _mentions(self, week: str) -> Counter[UUID]:
        return Counter(
            mention.artist.mbid
            for subreddit in self.world.subreddits
            for day in range(7)
            for mention in self.world.plan.mentions(week, subreddit, day)
        )


def _id(recording: Recording) -> UUID:
    return recording_id("mbid", str(recording.mbid))


def _track(recording: Recording) -> dict[str, Any]:
    genres = {name: count for name, count in recording.tags.items() if name in _GENRE_NAMES}
    moods = {name: count for name, count in recording.tags.items() if name in recording.artist.moods}
    return {
        "recording_id": _id(recording),
        "group_id": stable_id("song", recording.song),
        "artist_id": artist_id("mbid", str(recording.artist.mbid)),
        "title": recording.title,
        "artist_name": recording.artist.name,
        "release_year": recording.released.year,
        "genres": _weights(genres or recording.artist.genres),
        "moods": _weights(moods or recording.artist.moods),
        "tempo_bpm": recording.tempo_bpm,
        "energy": recording.energy,
        "valence": recording.valence,
        "listener_count": recording.listener_count,
        "is_explicit": recording.is_explicit,
        "language": recording.artist.language,
    }


def _weights(counts: Mapping[str, int]) -> list[dict[str, Any]]:
    """Counts as weights that sum to 1, best first, ties by name."""
    total = sum(counts.values())
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return [{"name": name, "weight": count / total} for name, count in ordered]

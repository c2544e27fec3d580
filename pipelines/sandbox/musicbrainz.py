"""musicbrainz.org: identity, tags and links of recordings and artists, as the web service version 2 gives them."""

import re
from typing import Any

from flask import Flask, Response, request

from pipelines.domain.names import normalise
from pipelines.sandbox.artists import Artist
from pipelines.sandbox.context import Context
from pipelines.sandbox.genres import GENRES
from pipelines.sandbox.recordings import Recording
from pipelines.sandbox.rng import make_uuid
from pipelines.sandbox.service import ApiError, add_paths, answer, integer, make_service
from pipelines.sandbox.world import World

_HELP = "For usage, please see: https://musicbrainz.org/development/mmd"
_GENRE_NAMES = {name for genre in GENRES for name in (genre.name, *genre.subgenres)}
_TERM = re.compile(r'(\w+):\s*("(?:[^"\\]|\\.)*"|\([^)]*\)|\S+)')
_ENOUGH = 0.5
_ANONYMOUS = ("python-requests", "python-urllib3", "Python-urllib")
"""Libraries that speak in their own name, and nobody's."""


def make_musicbrainz(context: Context) -> Flask:
    """The server; its paths begin with `/ws/2/`."""
    app = make_service("musicbrainz", context, lambda _, message: {"error": message, "help": _HELP})
    app.before_request(_check_manners)
    paths = MusicBrainzPaths(context.world)
    add_paths(
        app,
        ("GET", "/ws/2/isrc/<isrc>", paths.isrc),
        ("GET", "/ws/2/recording/<mbid>", paths.recording),
        ("GET", "/ws/2/artist/<mbid>", paths.artist),
        ("GET", "/ws/2/recording", paths.search_recordings),
        ("GET", "/ws/2/artist", paths.search_artists),
    )
    return app


def _check_manners() -> None:
    agent = request.headers.get("User-Agent", "")
    if not agent or agent.startswith(_ANONYMOUS):
        raise ApiError(403, "Please send a meaningful User-Agent")
    if request.args.get("fmt") != "json" and "json" not in request.headers.get("Accept", ""):
        raise ApiError(406, "The sandbox speaks JSON only: ask with fmt=json")


class MusicBrainzPaths:
    """Answers what is asked about recordings and artists."""

    def __init__(self, world: World) -> None:
        self._recordings = {str(one.mbid): one for one in world.recordings}
        self._artists = {str(one.mbid): one for one in world.artists}
        self._by_isrc = {one.isrc: one for one in world.recordings if one.known_isrc}

    def isrc(self, isrc: str) -> Response:
        """Recordings with a code."""
        if isrc not in self._by_isrc:
            raise ApiError(404, "Not Found")
        return answer({"isrc": isrc, "recordings": [recording_shape(self._by_isrc[isrc], _inc())]})

    def recording(self, mbid: str) -> Response:
        """One recording."""
        if mbid not in self._recordings:
            raise ApiError(404, "Not Found")
        return answer(recording_shape(self._recordings[mbid], _inc()))

    def artist(self, mbid: str) -> Response:
        """One artist."""
        if mbid not in self._artists:
            raise ApiError(404, "Not Found")
        return answer(artist_shape(self._artists[mbid], _inc()))

    def search_recordings(self) -> Response:
        """Recordings by a Lucene query, best first."""
        terms = _terms()
        found = [(_score(one, terms), one) for one in self._recordings.values()]
        everything = {"artist-credits", "isrcs", "tags", "releases"}
        return _found("recordings", [(score, recording_shape(one, everything)) for score, one in found if score])

    def search_artists(self) -> Response:
        """Artists by a Lucene query, best first."""
        terms = _terms()
        wanted = terms.get("artist") or terms.get("name") or terms[""]
        found = [(_overlap(wanted, one.name), one) for one in self._artists.values()]
        return _found("artists", [(score, artist_shape(one, {"tags"})) for score, one in found if score >= _ENOUGH])


def recording_shape(recording: Recording, inc: set[str]) -> dict[str, Any]:
    """A recording with what was asked for."""
    body: dict[str, Any] = {
        "id": str(recording.mbid),
        "title": recording.title,
        "length": recording.length_ms,
        "video": False,
        "disambiguation": "live" if recording.version == "live" else "",
        "first-release-date": recording.released.isoformat(),
    }
    if "artist-credits" in inc or "artists" in inc:
        last = recording.artists[-1]
        body["artist-credit"] = [
            {"name": one.name, "joinphrase": "" if one is last else " feat. ", "artist": artist_shape(one, set())}
            for one in recording.artists
        ]
    if "isrcs" in inc:
        body["isrcs"] = [recording.isrc] if recording.known_isrc else []
    body |= _tag_lists(recording.tags, inc)
    if "releases" in inc:
        body["releases"] = [
            {
                "id": str(make_uuid("release", recording.artist.mbid, recording.album)),
                "title": recording.album,
                "status": "Official",
                "date": recording.released.isoformat(),
                "country": recording.artist.country,
            }
        ]
    relations = []
    if "url-rels" in inc and recording.known_isrc:
        links = [f"https://open.spotify.com/track/{track}" for track in recording.spotify_ids]
        relations += [_relation("free streaming", "url", {"resource": link}) for link in links]
    if "work-rels" in inc:
        work = {"title": recording.title.split(" (")[0], "languages": [recording.artist.language]}
        relations.append(_relation("performance", "work", work))
    if {"url-rels", "work-rels"} & inc:
        body["relations"] = relations
    return body


def artist_shape(artist: Artist, inc: set[str]) -> dict[str, Any]:
    """An artist with what was asked for."""
    body: dict[str, Any] = {
        "id": str(artist.mbid),
        "name": artist.name,
        "sort-name": artist.name.removeprefix("The ") + (", The" if artist.name.startswith("The ") else ""),
        "type": "Group" if artist.name.startswith("The ") else "Person",
        "disambiguation": "",
        "country": artist.country,
        "life-span": {"begin": str(artist.started), "end": None, "ended": False},
    }
    return body | _tag_lists(artist.tags, inc)


def _tag_lists(tags: dict[str, int], inc: set[str]) -> dict[str, Any]:
    """Genres are the tags that MusicBrainz knows as such; moods are tags only."""
    lists: dict[str, Any] = {}
    if "genres" in inc:
        lists["genres"] = [
            {"id": str(make_uuid("genre", name)), "name": name, "count": count, "disambiguation": ""}
            for name, count in tags.items()
            if name in _GENRE_NAMES
        ]
    if "tags" in inc:
        lists["tags"] = [{"name": name, "count": count} for name, count in tags.items()]
    return lists


def _relation(kind: str, target: str, thing: dict[str, Any]) -> dict[str, Any]:
    linked = {"id": str(make_uuid(target, *thing.values())), **thing}
    return {"type": kind, "target-type": target, "direction": "forward", "ended": False, target: linked}


def _inc() -> set[str]:
    return set(re.split(r"[ +]+", request.args.get("inc", "")))


def _terms() -> dict[str, str]:
    """The fields of a Lucene query; what stands without a field under ""."""
    query = request.args.get("query", "")
    if not query.strip():
        raise ApiError(400, "Unable to search without a query")
    found = {match[1].lower(): match[2].strip('"()').replace("\\", "") for match in _TERM.finditer(query)}
    return {**found, "": re.sub(r"\b(AND|OR)\b", " ", _TERM.sub(" ", query)).strip()}


def _score(recording: Recording, terms: dict[str, str]) -> float:
    if "isrc" in terms:
        return float(recording.known_isrc and recording.isrc == terms["isrc"].upper())
    if "rid" in terms:
        return float(str(recording.mbid) == terms["rid"])
    parts = []
    for name, text in (("recording", recording.title), ("artist", recording.credit), ("artistname", recording.credit)):
        if name in terms:
            parts.append(_overlap(terms[name], text))
    if terms[""]:
        parts.append(_overlap(terms[""], f"{recording.title} {recording.credit}"))
    score = min(parts, default=0.0)
    return score if score >= _ENOUGH else 0.0


def _overlap(wanted: str, text: str) -> float:
    """0 to 1: words in common, less for words too many."""
    words, known = set(normalise(wanted).split()), set(normalise(text).split())
    return len(words & known) / len(words) * (0.8 + 0.2 * len(words & known) / len(known)) if words and known else 0.0


def _found(name: str, scored: list[tuple[float, dict[str, Any]]]) -> Response:
    limit, offset = integer("limit", 25, 1, 100), integer("offset", 0, 0, 10_000)
    ranked = sorted(scored, key=lambda one: (-one[0], one[1]["id"]))
    rows = [{**body, "score": round(100 * score)} for score, body in ranked[offset : offset + limit]]
    return answer({"count": len(ranked), "offset": offset, name: rows})

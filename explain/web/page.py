"""The report page, made from stored rows: pure, so that a page can be tested without a database."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil
from typing import Any
from uuid import UUID

from explain.brief import by_subject
from explain.web.colophon import publication_of, seals_of, sources_read, writer, writers_of
from explain.web.frame import Frame
from explain.web.model import ModelView, chain_of, model_of, sources_of
from explain.web.names import Names
from explain.web.proofs import Checked, check_view, together
from explain.web.song import (
    Picture,
    SongView,
    facts_of,
    miss_of,
    permalink,
    picture_of,
    talk_of,
    terms_of,
    weakest_of,
    what_ifs_of,
)
from explain.web.steers import Answer, Steer, answer_of, steer_of
from explain.web.store import StoredReport

Payload = dict[str, Any]
ONE_SIDE = 8
"""A list of up to this many songs has one side; a longer one has two, as a record has."""


@dataclass(frozen=True)
class Addresses:
    """Where links lead: the talk's host, and whether Spotify's own site knows our songs."""

    reddit: str
    is_spotify_live: bool


@dataclass(frozen=True)
class Side:
    """Songs that stand together."""

    name: str
    songs: list[SongView]


@dataclass(frozen=True)
class Page:
    """All that the template shows, and the texts of its language."""

    frame: Frame
    listener_id: UUID
    listener: str
    week: str
    edition: int
    title: str
    span: str
    previous: str
    following: str
    headline: Checked
    counts: list[str]
    short: str
    picture: Picture | None
    trend: Checked
    has_trend: bool
    brief: list[list[Payload]]
    brief_told_by: str
    variety: Checked
    changes: Checked
    about: Checked
    steers: list[Steer]
    unread: list[str]
    answers: list[Answer]
    first_out: str
    sides: list[Side]
    writers: str
    sources: list[tuple[str, str]]
    missing: list[str]
    publication: str
    metrics: list[tuple[str, str]]
    seals: list[tuple[str, str]]
    claims_supported: int
    claims_total: int
    model: ModelView | None = None
    source_shares: str = ""

    @property
    def songs(self) -> list[SongView]:
        """All songs in order."""
        return [song for side in self.sides for song in side.songs]


def make_page(stored: StoredReport, addresses: Addresses, given: dict[UUID, list[str]]) -> Page:
    """Shape the rows of one report for the template."""
    names = Names.of(stored.evidence, stored.playlist_names, stored.links)
    frame = names.frame
    songs = [_song_view(stored, row, names, addresses, given.get(row["recording_id"], [])) for row in stored.songs]
    about_slate = _payloads(stored.evidence, None)
    slate = next(iter(about_slate.get("slate", [])), {})
    rules = about_slate.get("rule", [])
    answered = {rule_id for event in stored.answered for rule_id in event["rule_ids"]}
    words = _slate_words(stored, names)
    place = stored.weeks.index(stored.edition["week"])
    checked = [song.checked for song in songs] + list(words.values())
    return Page(
        frame=frame,
        listener_id=stored.listener["listener_id"],
        listener=stored.listener["display_name"],
        week=stored.edition["week"],
        edition=stored.edition["edition"],
        title=frame.week_title(stored.edition["week"]),
        span=frame.week_span(stored.edition["week"]),
        previous=stored.weeks[place - 1] if place else "",
        following=stored.weeks[place + 1] if place + 1 < len(stored.weeks) else "",
        headline=words["headline"],
        counts=_counts(slate, len(songs), frame),
        short=_short(slate, stored.edition, len(songs), frame),
        picture=next((picture_of(chart, names) for chart in stored.charts if chart["subject"] == "slate"), None),
        trend=words["trend"],
        has_trend=bool(slate.get("trend_used")),
        brief=by_subject([{**said, "posts": _linked(said["posts"], addresses)} for said in stored.brief]),
        brief_told_by=_told_by(stored.brief, frame),
        variety=words["variety"],
        changes=words["changes"],
        about=together(words.values(), frame),
        steers=[steer_of(rule, stored.evidence, frame) for rule in rules if str(rule["rule_id"]) not in answered],
        unread=list(dict.fromkeys(word for source in [slate, *rules] for word in source.get("unread_words") or [])),
        answers=[answer_of(event, rules, stored.evidence, frame) for event in stored.answered],
        first_out=miss_of(about_slate.get("nearest_miss", []), frame),
        sides=_sides(songs, frame),
        writers=writers_of(stored.texts, frame),
        sources=sources_read(stored.sources, frame),
        missing=list(dict.fromkeys([*stored.missing, *(slate.get("sources_missing") or [])])),
        publication=publication_of(stored.publication, frame),
        metrics=[(frame.metric(row["name"]), frame.number(row["value"])) for row in stored.metrics],
        seals=seals_of(stored.edition, frame),
        claims_supported=sum(one.supported for one in checked),
        claims_total=sum(one.total for one in checked),
        model=model_of(about_slate.get("model", []), frame),
        source_shares=sources_of(slate, frame),
    )


def _payloads(evidence: Iterable[Payload], recording_id: UUID | None) -> dict[str, list[Payload]]:
    """Payloads of one song (or of the slate) by kind, in order of evidence id."""
    found: dict[str, list[Payload]] = {}
    for row in evidence:
        if row["recording_id"] == recording_id:
            found.setdefault(row["kind"], []).append(row["payload"])
    return found


def _slate_words(stored: StoredReport, names: Names) -> dict[str, Checked]:
    """The four texts about the whole slate, their claims numbered through, in the order of the page."""
    words: dict[str, Checked] = {}
    first = 1
    for slot in ("headline", "variety", "trend", "changes"):
        words[slot] = _checked(stored, slot, names, first)
        first += words[slot].total
    return words


def _checked(stored: StoredReport, slot: str, names: Names, first: int = 1) -> Checked:
    text = next((row for row in stored.texts if row["slot"] == slot), None)
    return check_view(text, stored.claims, {row["evidence_id"]: row for row in stored.evidence}, names, first)


def _linked(posts: Iterable[Payload], addresses: Addresses) -> list[Payload]:
    linked = [{**post, "permalink": permalink(post["permalink"], addresses.reddit)} for post in posts]
    return [post for post in linked if post["permalink"]]


def _told_by(brief: Iterable[Payload], frame: Frame) -> str:
    """Who wrote the brief, and in which language where that is not the page's."""
    said = [one for one in brief if one["subject_kind"] != "none"]
    if not said:  # nobody told anything: no trend was used
        return ""
    told_by = frame.told_by if all(one["language"] == frame.language for one in said) else frame.told_by_in_english
    return told_by.format(frame.listing(sorted({writer(one["writer"], frame) for one in said})))


def _song_view(stored: StoredReport, row: Payload, names: Names, addresses: Addresses, given: list[str]) -> SongView:
    found = _payloads(stored.evidence, row["recording_id"])
    song, frame = next(iter(found.get("song", [])), {}), names.frame
    what_ifs, unmoved = what_ifs_of(found.get("what_if", []), names)
    recording_id = str(row["recording_id"])
    order = {"parts": 0, "range": 1}
    charts = sorted(
        (chart for chart in stored.charts if chart["subject"] == recording_id),
        key=lambda chart: (order.get(chart["kind"], 2), chart["kind"]),
    )
    uri = row.get("spotify_uri") or ""
    return SongView(
        recording_id=row["recording_id"],
        position=row["position"],
        title=song.get("title") or frame.nameless_song,
        artist=song.get("artist_name") or frame.unknown_artist,
        role=row["role"],
        role_label=frame.roles.get(str(row["role"]), str(row["role"])),
        facts=facts_of(song, frame),
        is_new_artist=bool(song.get("is_new_artist")),
        checked=_checked(stored, f"song:{recording_id}", names),
        pictures=[picture_of(chart, names) for chart in charts],
        what_ifs=what_ifs,
        unmoved=unmoved,
        weakest=weakest_of(found.get("weakest", []), frame),
        nearest_miss=miss_of(found.get("nearest_miss", []), frame),
        talk=talk_of(found.get("trend", []), stored.links, addresses.reddit, frame),
        terms=terms_of(found.get("terms", []), frame),
        score=frame.score(row["score"]),
        rank=_rank(row["rank"], song.get("pool_size"), frame),
        listen_href=spotify_href(uri) if addresses.is_spotify_live else "",
        given=given,
        chain=chain_of(found, names),
    )


def _rank(rank: int, pool_size: int | None, frame: Frame) -> str:
    return frame.rank_of.format(frame.whole(rank), frame.whole(pool_size)) if pool_size else frame.whole(rank)


def spotify_href(uri: str) -> str:
    """`spotify:track:X` as an address on open.spotify.com; anything else is no address."""
    pieces = uri.split(":")
    is_track = len(pieces) == 3 and pieces[:2] == ["spotify", "track"] and pieces[2].isalnum()  # noqa: PLR2004
    return f"https://open.spotify.com/track/{pieces[2]}" if is_track else ""


def _counts(slate: Payload, song_count: int, frame: Frame) -> list[str]:
    found = [frame.songs(slate.get("song_count", song_count))]
    if "new_artist_count" in slate:
        found.append(frame.new_artists(slate["new_artist_count"]))
    if "repeats" in slate:
        weeks, repeats = frame.weeks(slate.get("weeks_before", 0) + 1), slate["repeats"]
        found.append(frame.repeats(repeats, weeks=weeks) if repeats else frame.no_repeats.format(weeks=weeks))
    if slate.get("pool_size"):
        found.append(frame.out_of.format(frame.candidates(slate["pool_size"])))
    return found


def _short(slate: Payload, edition: Payload, song_count: int, frame: Frame) -> str:
    wanted = edition["wanted"]
    if song_count >= wanted:
        return ""
    because = slate.get("short_because") or (edition["notes"] or {}).get("short_because")
    return frame.short.format(song_count, wanted) + (f" ({frame.short_reason(because)})." if because else ".")


def _sides(songs: list[SongView], frame: Frame) -> list[Side]:
    if len(songs) <= ONE_SIDE:
        return [Side(frame.the_songs, songs)] if songs else []
    half = ceil(len(songs) / 2)
    return [Side(frame.side.format("A"), songs[:half]), Side(frame.side.format("B"), songs[half:])]

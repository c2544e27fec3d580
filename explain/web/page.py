"""The report page, made from stored rows: pure, so that a page can be tested without a database."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil
from typing import Any
from uuid import UUID

from explain.brief import by_subject
from explain.web import wording
from explain.web.model import ModelView, chain_of, model_of, sources_of
from explain.web.proofs import Checked, Names, check_view, together
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
class Steer:
    """A wish or an edit of this week and what it did."""

    words: str
    effect: str
    met: str
    kept_out: list[str]
    gone_without: int


@dataclass(frozen=True)
class Answer:
    """Feedback that this week was the first to read, and what it changed."""

    said: str
    about: str
    given_on: str
    did: list[str]


@dataclass(frozen=True)
class Side:
    """Songs that stand together."""

    name: str
    songs: list[SongView]


@dataclass(frozen=True)
class Page:
    """All that the template shows."""

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
    brief_writers: str
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
    songs = [_song_view(stored, row, names, addresses, given.get(row["recording_id"], [])) for row in stored.songs]
    about_slate = _payloads(stored.evidence, None)
    slate = next(iter(about_slate.get("slate", [])), {})
    rules = about_slate.get("rule", [])
    answered = {rule_id for event in stored.answered for rule_id in event["rule_ids"]}
    words = _slate_words(stored, names)
    place = stored.weeks.index(stored.edition["week"])
    checked = [song.checked for song in songs] + list(words.values())
    return Page(
        listener_id=stored.listener["listener_id"],
        listener=stored.listener["display_name"],
        week=stored.edition["week"],
        edition=stored.edition["edition"],
        title=wording.week_title(stored.edition["week"]),
        span=wording.week_span(stored.edition["week"]),
        previous=stored.weeks[place - 1] if place else "",
        following=stored.weeks[place + 1] if place + 1 < len(stored.weeks) else "",
        headline=words["headline"],
        counts=_counts(slate, len(songs)),
        short=_short(slate, stored.edition, len(songs)),
        picture=next((picture_of(chart, names) for chart in stored.charts if chart["subject"] == "slate"), None),
        trend=words["trend"],
        has_trend=bool(slate.get("trend_used")),
        brief=by_subject([{**said, "posts": _linked(said["posts"], addresses)} for said in stored.brief]),
        brief_writers=wording.listing(sorted({wording.writer(said["writer"]) for said in stored.brief})),
        variety=words["variety"],
        changes=words["changes"],
        about=together(words.values()),
        steers=[_steer(rule, stored.evidence) for rule in rules if str(rule["rule_id"]) not in answered],
        unread=list(dict.fromkeys(word for source in [slate, *rules] for word in source.get("unread_words") or [])),
        answers=[_answer(event, rules, stored.evidence) for event in stored.answered],
        first_out=miss_of(about_slate.get("nearest_miss", [])),
        sides=_sides(songs),
        writers=_writers(stored.texts),
        sources=_sources(stored.sources),
        missing=list(dict.fromkeys([*stored.missing, *(slate.get("sources_missing") or [])])),
        publication=_publication(stored.publication),
        metrics=[(wording.plain(row["name"]), wording.number(row["value"])) for row in stored.metrics],
        seals=_seals(stored.edition),
        claims_supported=sum(one.supported for one in checked),
        claims_total=sum(one.total for one in checked),
        model=model_of(about_slate.get("model", [])),
        source_shares=sources_of(slate),
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


def _song_view(stored: StoredReport, row: Payload, names: Names, addresses: Addresses, given: list[str]) -> SongView:
    found = _payloads(stored.evidence, row["recording_id"])
    song = next(iter(found.get("song", [])), {})
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
        title=song.get("title") or "A song whose name is gone",
        artist=song.get("artist_name") or "unknown artist",
        role=row["role"],
        role_label=wording.ROLES.get(str(row["role"]), str(row["role"])),
        facts=facts_of(song),
        is_new_artist=bool(song.get("is_new_artist")),
        checked=_checked(stored, f"song:{recording_id}", names),
        pictures=[picture_of(chart, names) for chart in charts],
        what_ifs=what_ifs,
        unmoved=unmoved,
        weakest=weakest_of(found.get("weakest", [])),
        nearest_miss=miss_of(found.get("nearest_miss", [])),
        talk=talk_of(found.get("trend", []), stored.links, addresses.reddit),
        terms=terms_of(found.get("terms", [])),
        score=f"{row['score']:.3f}",
        rank=f"{row['rank']:,} of {song['pool_size']:,}" if song.get("pool_size") else f"{row['rank']:,}",
        listen_href=spotify_href(uri) if addresses.is_spotify_live else "",
        given=given,
        chain=chain_of(found, names),
    )


def spotify_href(uri: str) -> str:
    """`spotify:track:X` as an address on open.spotify.com; anything else is no address."""
    pieces = uri.split(":")
    is_track = len(pieces) == 3 and pieces[:2] == ["spotify", "track"] and pieces[2].isalnum()  # noqa: PLR2004
    return f"https://open.spotify.com/track/{pieces[2]}" if is_track else ""


def _counts(slate: Payload, song_count: int) -> list[str]:
    found = [wording.count(slate.get("song_count", song_count), "song")]
    if "new_artist_count" in slate:
        found.append(wording.count(slate["new_artist_count"], "artist") + " new to you")
    if "repeats" in slate:
        weeks = wording.count(slate.get("weeks_before", 0) + 1, "week")
        found.append(f"{wording.number(slate['repeats']) if slate['repeats'] else 'no'} repeats in {weeks}")
    if slate.get("pool_size"):
        found.append(f"out of {wording.count(slate['pool_size'], 'candidate')}")
    return found


def _short(slate: Payload, edition: Payload, song_count: int) -> str:
    wanted = edition["wanted"]
    if song_count >= wanted:
        return ""
    because = slate.get("short_because") or (edition["notes"] or {}).get("short_because")
    return f"A short list: {song_count} of {wanted} songs" + (f" ({because})." if because else ".")


def _gone_without(rule: Payload, evidence: Iterable[Payload]) -> int:
    """How many songs of this slate would not be on it without a rule, or without the whole feedback it is of."""
    return _songs_gone({str(rule["rule_id"]), str(rule.get("event_id"))}, evidence)


def _songs_gone(ids: set[str], evidence: Iterable[Payload]) -> int:
    """How many songs of this slate would not be on it without one of these."""
    return sum(
        row["kind"] == "what_if" and row["payload"]["without_id"] in ids and not row["payload"]["on_slate"]
        for row in evidence
    )


def _steer(rule: Payload, evidence: list[Payload]) -> Steer:
    words = rule["words"] or f"{wording.plain(rule['facet'])} {rule['value']}"
    done = wording.OUTCOMES.get(rule["origin"])
    return Steer(
        words=f"{done}: {words}" if done else words,
        effect=_effect(rule),
        met=f"{wording.number(rule['songs_met'])} of {wording.count(rule['song_count'], 'song')}",
        kept_out=_kept_out(rule),
        gone_without=_gone_without(rule, evidence),
    )


def _effect(rule: Payload) -> str:
    """`decade 1990s is preferred`; artists and recordings are ids, their names stand in the words."""
    effect = wording.EFFECTS.get(rule["effect"], rule["effect"])
    if rule["facet"] in {"artist", "recording"}:
        return f"this {wording.plain(rule['facet'])} is {effect}"
    return f"{wording.asked(rule['facet'], rule['value'])} is {effect}"


def _kept_out(rule: Payload) -> list[str]:
    named = [f"{one['title']} by {one['artist_name']}" for one in rule.get("kept_out") or []]
    more = int(rule.get("kept_out_count") or 0) - len(named)
    return [*named, *([f"{wording.number(more)} more"] if more > 0 and named else [])]


def _answer(event: Payload, rules: list[Payload], evidence: list[Payload]) -> Answer:
    song = event["song"] or {}
    mine = [rule for rule in rules if str(rule["rule_id"]) in set(event["rule_ids"])]
    did = [_what_it_did(rule) for rule in mine]
    gone = max((_gone_without(rule, evidence) for rule in mine), default=0)
    if gone:
        did.append(f"Without it {wording.count(gone, 'song')} of this list would not be here.")
    did += [line for one in evidence for line in _what_it_weighed(one, event, evidence)]
    if any(one["kind"] == "overruled" and one["payload"]["event_id"] == str(event["event_id"]) for one in evidence):
        did.append("It no longer counts: you said something else later.")
    did = did or ["It changed nothing on this list."]
    return Answer(
        said=wording.FEEDBACK.get(str(event["kind"]), str(event["kind"])),
        about=f"{song['title']} by {song['artist_name']}" if song.get("title") else "a song",
        given_on=event["given_on"],
        did=did,
    )


def _what_it_weighed(row: Payload, event: Payload, evidence: list[Payload]) -> list[str]:
    """What a wrong reason did, as the evidence row of its own things says it."""
    factor = row["payload"]
    if row["kind"] != "own_factor" or factor["source_id"] != str(event["event_id"]):
        return []
    if not factor["own_count"]:
        return ["Nothing that you keep made that reason, so it changed nothing."]
    lines = [f"{wording.count(factor['own_count'], 'song')} that you keep weighed less: {factor['own_title']} first."]
    gone = _songs_gone({factor["source_id"]}, evidence)
    if gone:
        lines.append(f"Without it {wording.count(gone, 'song')} of this list would not be here.")
    return lines


def _what_it_did(rule: Payload) -> str:
    if rule["effect"] == "exclude":
        kept_out = _kept_out(rule)
        return f"Kept off this list: {wording.listing(kept_out)}." if kept_out else "Nothing of it came near this list."
    has = wording.count(int(rule.get("songs_with") or 0), "song")
    if rule["facet"] == "artist":
        return f"The artist was {wording.EFFECTS[rule['effect']]} and has {has} here."
    return f"{rule['value'].capitalize()} was {wording.EFFECTS[rule['effect']]}: {has} here."


def _sides(songs: list[SongView]) -> list[Side]:
    if len(songs) <= ONE_SIDE:
        return [Side("The songs", songs)] if songs else []
    half = ceil(len(songs) / 2)
    return [Side("Side A", songs[:half]), Side("Side B", songs[half:])]


def _writers(texts: list[Payload]) -> str:
    counted: dict[str, int] = {}
    for row in texts:
        counted[row["writer"]] = counted.get(row["writer"], 0) + 1
    named = {name: wording.writer(name) for name in counted}
    if len(counted) == 1:
        return named[next(iter(counted))]
    return wording.listing([f"{named[name]} for {wording.count(counted[name], 'text')}" for name in sorted(counted)])


def _sources(rows: list[Payload]) -> list[tuple[str, str]]:
    """Each source with what it gave: `7 slices, 312 rows; 1 missing`."""
    said: dict[str, list[str]] = {}
    for row in rows:
        what = {
            "landed": f"{wording.count(row['slice_count'], 'slice')}, {wording.count(int(row['row_count']), 'row')}",
            "empty": f"{wording.count(row['slice_count'], 'slice')} without news",
            "missing": f"{wording.count(row['slice_count'], 'slice')} missing",
            "off": "switched off",
        }.get(str(row["state"]), str(row["state"]))
        licence = f" ({row['licence']})" if row.get("licence") else ""
        said.setdefault(wording.source(row["source"]), []).append(what + licence)
    return [(name, "; ".join(parts)) for name, parts in said.items()]


def _publication(row: Payload | None) -> str:
    if row is None:
        return "Not published as a playlist."
    if row["state"] == "sent":
        return f"Published as the playlist “{row['title']}” on {wording.day(row['sent_at'])}."
    return {"failed": "Publishing it as a playlist failed."}.get(row["state"], "On its way to become a playlist.")


def _seals(edition: Payload) -> list[tuple[str, str]]:
    """Hashes that name this edition, short enough to read aloud."""
    hashes = {
        "release": edition["release"],
        "inputs": edition["input_hash"],
        "rows": edition["rows_hash"],
        "report": edition["report_sha256"],
        "pictures": edition["png_hash"],
    }
    return [("edition", str(edition["edition"])), *((name, value[:12]) for name, value in hashes.items() if value)]

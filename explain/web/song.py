"""One song as the page shows it: words with their claims, pictures with their numbers, what-ifs, weak points, talk."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from explain.web.frame import Frame
from explain.web.model import Chain
from explain.web.names import Names
from explain.web.proofs import Checked
from explain.web.tables import Table, as_table

Payload = dict[str, Any]
MOST_WHAT_IFS = 8


@dataclass(frozen=True)
class Picture:
    """A stored chart: its address needs subject, kind and hash."""

    subject: str
    kind: str
    alt: str
    sha256: str
    table: Table


@dataclass(frozen=True)
class WhatIf:
    """One "without": where the song would be, and the change as a sentence."""

    without: str
    rank_with: int
    rank_without: int
    pool_size: int
    on_slate: bool
    says: str

    @property
    def moves(self) -> bool:
        """Whether anything changes."""
        return self.rank_with != self.rank_without or not self.on_slate


@dataclass(frozen=True)
class Post:
    """A post that named the artist."""

    href: str
    subreddit: str
    posted: str
    share: str


@dataclass(frozen=True)
class Talk:
    """The artist's week of talk."""

    summary: str
    posts: list[Post]


@dataclass(frozen=True)
class SongView:
    """Everything about one song of the slate."""

    recording_id: UUID
    position: int
    title: str
    artist: str
    role: str
    role_label: str
    facts: list[str]
    is_new_artist: bool
    checked: Checked
    pictures: list[Picture]
    what_ifs: list[WhatIf]
    unmoved: list[str]
    weakest: str
    nearest_miss: str
    talk: Talk | None
    terms: list[tuple[str, str]]
    score: str
    rank: str
    listen_href: str
    given: list[str] = field(default_factory=list)
    chain: Chain | None = None


def facts_of(song: Payload, frame: Frame) -> list[str]:
    """Year, first genres and moods, tempo, listeners: only what some source knows."""
    names = [part["name"] for part in (song.get("genres") or [])[:2]] + [
        part["name"] for part in (song.get("moods") or [])[:1]
    ]
    found = [
        frame.number(song.get("release_year"), "release_year") if song.get("release_year") else "",
        ", ".join(names),
        frame.feature("tempo_bpm", song["tempo_bpm"]) if song.get("tempo_bpm") else "",
        frame.listeners(song["listener_count"]) if song.get("listener_count") else "",
    ]
    return [fact for fact in found if fact]


def terms_of(payloads: list[Payload], frame: Frame) -> list[tuple[str, str]]:
    """The six sums of the score, in their fixed order; terms that are zero are left out."""
    sums = payloads[0] if payloads else {}
    return [(label, frame.signed(sums[term])) for term, label in frame.terms.items() if sums.get(term)]


def what_ifs_of(payloads: list[Payload], names: Names) -> tuple[list[WhatIf], list[str]]:
    """What moves the song, largest move first; and the names of what does not."""
    found = [_what_if(payload, names) for payload in payloads]
    moving = [one for one in found if one.moves]
    moving.sort(key=lambda one: (-abs(one.rank_without - one.rank_with), one.on_slate))
    return moving[:MOST_WHAT_IFS], [one.without for one in found if not one.moves]


def _what_if(payload: Payload, names: Names) -> WhatIf:
    frame, what = names.frame, names.without(payload["without_kind"], payload["without_id"])
    before, after, stays = payload["rank_with"], payload["rank_without"], payload["on_slate"]
    if after == before:
        said = frame.keeps if stays else frame.keeps_and_goes
    elif after > before:
        said = frame.falls if stays else frame.falls_and_goes
    else:
        said = frame.rises if stays else frame.rises_and_goes
    ranks = {"before": frame.whole(before), "after": frame.whole(after), "pool": frame.whole(payload["pool_size"])}
    return WhatIf(what, before, after, payload["pool_size"], stays, says=said.format(what=what, **ranks))


def weakest_of(payloads: list[Payload], frame: Frame) -> str:
    """The weakest point in one sentence; empty when none is stored."""
    if not payloads:
        return ""
    payload = payloads[0]
    name, value = str(payload["feature"]), payload["value"]
    if payload.get("reason", "range") == "range":
        label = frame.features.get(name, name).capitalize()
        low, high = frame.number(payload["p10"], name), frame.feature(name, payload["p90"])
        return frame.outside.format(name=label, value=frame.feature(name, value), low=low, high=high)
    label = frame.terms.get(name, name)
    if value < 0:
        said = frame.takes_off.format(term=label, value=frame.number(-value))
        return said[:1].upper() + said[1:]
    return frame.thinnest.format(term=label, share=frame.percent(payload.get("share", 0.0)))


def miss_of(payloads: list[Payload], frame: Frame) -> str:
    """The candidate that came closest, and why it is not here; empty when none is stored."""
    if not payloads:
        return ""
    payload = payloads[0]
    thing = frame.by.format(title=payload["title"], artist=payload["artist_name"])
    because = frame.because.get(payload.get("because") or "", "")
    said = frame.missed.format(thing=thing, rank=frame.whole(payload["rank"]))
    return f"{said}; {because}." if because else f"{said}."


def talk_of(payloads: list[Payload], links: Mapping[str, Payload], reddit: str, frame: Frame) -> Talk | None:
    """Mentions of the artist and links to those that still stand; None when nobody talked."""
    if not payloads:
        return None
    payload = payloads[0]
    usual = payload.get("baseline_mean")
    this_week = frame.talk_this_week.format(
        artist=payload["artist_name"],
        mentions=frame.mentions(payload["mention_count"]),
        people=frame.people(payload["author_count"]),
    )
    before = frame.talk_before.format(frame.number(usual)) if usual is not None else ""
    posts = [
        Post(
            href=permalink(links.get(post.get("post_id", ""), {}).get("permalink"), reddit),
            subreddit=str(post.get("subreddit") or ""),
            posted=frame.day(post.get("posted_at")),
            share=frame.percent(post["share"]) if post.get("share") is not None else "",
        )
        for post in payload.get("posts", [])
    ]
    return Talk(f"{this_week}{before}.", posts)


def permalink(stored: str | None, reddit: str) -> str:
    """An address that may stand in a link: http(s) or a path on the talk's host; else empty."""
    if not stored:
        return ""
    if stored.startswith("/") and not stored.startswith("//"):
        return reddit.rstrip("/") + stored
    return stored if stored.startswith(("https://", "http://")) else ""


def picture_of(chart: Mapping[str, Any], names: Names) -> Picture:
    """A chart row with its numbers as a table."""
    return Picture(
        subject=chart["subject"],
        kind=chart["kind"],
        alt=names.fill(chart["alt"]),
        sha256=chart["sha256"],
        table=as_table(chart["numbers"], names.spell, names.frame),
    )

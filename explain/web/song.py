"""One song as the page shows it: words with their claims, pictures with their numbers, what-ifs, weak points, talk."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from explain.web import wording
from explain.web.model import Chain
from explain.web.proofs import Checked, Names
from explain.web.tables import Table, as_table
from pipelines.domain.telling import ENGLISH, Language

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
    language: Language = ENGLISH


@dataclass(frozen=True)
class WhatIf:
    """One "without": where the song would be."""

    without: str
    rank_with: int
    rank_without: int
    pool_size: int
    on_slate: bool

    @property
    def says(self) -> str:
        """The change as a sentence."""
        before, after = f"{self.rank_with:,}", f"{self.rank_without:,}"
        if self.rank_with == self.rank_without:
            how = f"keeps rank {before} of {self.pool_size:,}"
        else:
            verb = "falls" if self.rank_without > self.rank_with else "rises"
            how = f"{verb} from rank {before} to {after} of {self.pool_size:,}"
        return f"Without {self.without} it {how}{'' if self.on_slate else ', and is not chosen'}."

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


def facts_of(song: Payload) -> list[str]:
    """Year, first genres and moods, tempo, listeners: only what some source knows."""
    names = [part["name"] for part in (song.get("genres") or [])[:2]] + [
        part["name"] for part in (song.get("moods") or [])[:1]
    ]
    found = [
        wording.number(song.get("release_year"), "release_year") if song.get("release_year") else "",
        ", ".join(names),
        wording.feature("tempo_bpm", song["tempo_bpm"]) if song.get("tempo_bpm") else "",
        wording.count(song["listener_count"], "listener") if song.get("listener_count") else "",
    ]
    return [fact for fact in found if fact]


def terms_of(payloads: list[Payload]) -> list[tuple[str, str]]:
    """The six sums of the score, in their fixed order; terms that are zero are left out."""
    sums = payloads[0] if payloads else {}
    return [(label, wording.signed(sums[term])) for term, label in wording.TERMS.items() if sums.get(term)]


def what_ifs_of(payloads: list[Payload], names: Names) -> tuple[list[WhatIf], list[str]]:
    """What moves the song, largest move first; and the names of what does not."""
    found = [
        WhatIf(
            without=names.without(payload["without_kind"], payload["without_id"]),
            rank_with=payload["rank_with"],
            rank_without=payload["rank_without"],
            pool_size=payload["pool_size"],
            on_slate=payload["on_slate"],
        )
        for payload in payloads
    ]
    moving = [one for one in found if one.moves]
    moving.sort(key=lambda one: (-abs(one.rank_without - one.rank_with), one.on_slate))
    return moving[:MOST_WHAT_IFS], [one.without for one in found if not one.moves]


def weakest_of(payloads: list[Payload]) -> str:
    """The weakest point in one sentence; empty when none is stored."""
    if not payloads:
        return ""
    payload = payloads[0]
    name, value = str(payload["feature"]), payload["value"]
    if payload.get("reason", "range") == "range":
        usual = f"{wording.number(payload['p10'], name)} to {wording.feature(name, payload['p90'])}"
        label = wording.FEATURES.get(name, name).capitalize()
        return f"{label} {wording.feature(name, value)}: outside your usual {usual}."
    label = wording.TERMS.get(name, name)
    if value < 0:
        return f"The {label} takes {wording.number(-value)} off its score."
    return f"Its thinnest support is {label}: {wording.percent(payload.get('share', 0.0))} of the score."


BECAUSE = {
    "same_song": "it is another version of a song on this list",
    "artist_limit": "its artist is on this list as often as allowed",
    "re_ranking": "variety put others before it",
}


def miss_of(payloads: list[Payload]) -> str:
    """The candidate that came closest, and why it is not here; empty when none is stored."""
    if not payloads:
        return ""
    payload = payloads[0]
    because = f"; {BECAUSE[payload['because']]}" if payload.get("because") in BECAUSE else ""
    return f"{payload['title']} by {payload['artist_name']}, rank {payload['rank']:,}{because}."


def talk_of(payloads: list[Payload], links: Mapping[str, Payload], reddit: str) -> Talk | None:
    """Mentions of the artist and links to those that still stand; None when nobody talked."""
    if not payloads:
        return None
    payload = payloads[0]
    usual = payload.get("baseline_mean")
    summary = (
        f"{payload['artist_name']}: {wording.count(payload['mention_count'], 'mention')} "
        f"by {wording.count(payload['author_count'], 'person', 'people')} this week"
        + (f"; the four weeks before had {wording.number(usual)} a week." if usual is not None else ".")
    )
    posts = [
        Post(
            href=permalink(links.get(post.get("post_id", ""), {}).get("permalink"), reddit),
            subreddit=str(post.get("subreddit") or ""),
            posted=wording.day(post.get("posted_at")),
            share=wording.percent(post["share"]) if post.get("share") is not None else "",
        )
        for post in payload.get("posts", [])
    ]
    return Talk(summary, posts)


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
        table=as_table(chart["numbers"], names.spell),
        language=names.language,
    )

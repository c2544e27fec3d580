"""Names behind the ids of a report, as its page spells them in the report's language."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from explain.reports import language_of
from explain.web import wording
from explain.web.frame import FRAMES, Frame
from pipelines.domain.telling import ENGLISH, Language

Payload = dict[str, Any]


@dataclass
class Names:
    """Names behind ids: playlists (restricted), rules (the listener's words), recordings and artists (open), posts.

    `language` is that of the report, and so of its page.
    """

    playlists: dict[str, str] = field(default_factory=dict)
    rules: dict[str, str] = field(default_factory=dict)
    things: dict[str, str] = field(default_factory=dict)
    posts: dict[str, str] = field(default_factory=dict)
    language: Language = ENGLISH

    @property
    def frame(self) -> Frame:
        """The texts of the page."""
        return FRAMES[self.language]

    @classmethod
    def of(
        cls,
        evidence: Iterable[Payload],
        playlists: Mapping[str, str],
        links: Mapping[str, Payload] = MappingProxyType({}),
    ) -> "Names":
        """Collect the names that evidence rows carry; `links` are those of the posts that still stand."""
        rows = list(evidence)
        posts = {post_id: link["permalink"] for post_id, link in links.items()}
        names = cls(playlists=dict(playlists), posts=posts, language=language_of(rows))
        frame = names.frame
        for row in rows:
            payload = row["payload"]
            if row["kind"] == "rule":
                for key in ("rule_id", "event_id"):  # a feedback is left out whole, by its event
                    if payload.get(key):
                        words = frame.words(payload.get("words") or "", payload.get("origin") or "")
                        names.rules[str(payload[key])] = words or payload.get("value") or ""
            if row["kind"] == "own_factor":
                names.rules[str(payload["source_id"])] = payload.get("title") or ""
            if payload.get("title"):
                thing = frame.by.format(title=payload["title"], artist=payload["artist_name"])
                for key in ("recording_id", "subject_id"):
                    if payload.get(key):
                        names.things[str(payload[key])] = thing
            if payload.get("artist_id"):
                names.things[str(payload["artist_id"])] = payload["artist_name"]
        return names

    def fill(self, text: str) -> str:
        """A stored text with playlist names filled in, in the marks of the language."""
        return wording.fill_playlists(text, self.playlists, self.language)

    def knows(self, what: str) -> bool:
        """Whether there is a name behind an id."""
        return what in self.rules or what in self.playlists or what in self.things

    def spell(self, value: str) -> str:
        """The name behind an id, or the value with playlist names filled in."""
        if value in self.rules:
            return self.frame.quoted(self.rules[value])
        return self.playlists.get(value) or self.things.get(value) or self.fill(value)

    def without(self, kind: str, what: str) -> str:
        """What is taken away in a what-if."""
        frame = self.frame
        if kind == "playlist":
            known = what in self.playlists
            return frame.the_playlist.format(frame.quoted(self.playlists[what])) if known else frame.a_playlist
        if kind == "own_thing":
            return frame.your_song.format(self.things[what]) if what in self.things else frame.one_of_your_songs
        words = self.rules.get(what)
        if not words:
            return frame.taken_alone.get(kind, frame.taken.get(kind, kind))
        return f"{frame.taken.get(kind, kind)} {frame.quoted(words)}"

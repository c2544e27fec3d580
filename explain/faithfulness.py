"""Whether finished texts say what the score did: measured on the printed words, not on what a writer meant to say."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from explain.checker import Checker
from explain.claims import Claim
from explain.evidence import Evidence, Part, WhatIf
from explain.grammar import statements
from explain.lexer import read_tokens
from explain.reasons import kendall_tau, parts_named, trend_share
from explain.sentences import split_sentences
from pipelines.domain.telling import ENGLISH, GERMAN

WhatIfs = Mapping[tuple[str, str, str], tuple[int, bool]]
"""Stored rank without something, and whether the song is still on the slate, by recording, kind and id."""
_NUMBER = {ENGLISH: re.compile(r"\d[\d,]*"), GERMAN: re.compile(r"\d[\d.]*")}


@dataclass
class Faithfulness:
    """Counts over the songs of a report; as_metrics has the shares."""

    sentences: int = 0
    supported: int = 0
    named: list[float] = field(default_factory=list)
    taus: list[float] = field(default_factory=list)
    what_ifs: int = 0
    what_ifs_exact: int = 0

    def as_metrics(self) -> dict[str, float]:
        """Run metrics.

        published_support: share of the printed sentences that their evidence carries. score_named: share of a song's
        positive score whose parts its text names, mean over songs. order_tau: Kendall's tau between the order of the
        reasons in a text and the order of their parts, mean over songs with two or more. what_ifs_told: what-ifs in the
        texts; what_ifs_exact: the share of them whose printed ranks are the stored ones.
        """
        found = {"published_sentences": float(self.sentences), "what_ifs_told": float(self.what_ifs)}
        if self.sentences:
            found["published_support"] = self.supported / self.sentences
        if self.named:
            found["score_named"] = sum(self.named) / len(self.named)
        if self.taus:
            found["order_tau"] = sum(self.taus) / len(self.taus)
        if self.what_ifs:
            found["what_ifs_exact"] = self.what_ifs_exact / self.what_ifs
        return found


def measure(
    evidence: Evidence, checker: Checker, texts: Mapping[str, str], songs: Sequence[Mapping[str, Any]]
) -> Faithfulness:
    """Read finished texts again and hold them against what is stored.

    Args:
        evidence: Of the edition.
        checker: On the claims that hold.
        texts: Finished texts by slot name.
        songs: `slate` of the report: recording_id, rank, what_ifs.
    """
    found = Faithfulness()
    what_ifs = {
        (song["recording_id"], one["without_kind"], one["without_id"]): (one["rank"], one["on_slate"])
        for song in songs
        for one in song["what_ifs"]
    }
    ranks = {song["recording_id"]: song["rank"] for song in songs}
    for slot, text in texts.items():
        about = UUID(slot.removeprefix("song:")) if slot.startswith("song:") else None
        told: list[Claim] = []
        for sentence, claims in _read(checker, text, about):
            found.sentences += 1
            found.supported += bool(claims)
            told += claims
            exact = [_is_exact(evidence, checker, one, sentence, (what_ifs, ranks)) for one in claims]
            found.what_ifs += sum(one is not None for one in exact)
            found.what_ifs_exact += sum(one is True for one in exact)
        if about is not None and text:
            of_song = [claim for claim in checker.claims.values() if claim.recording_id == about]
            found.named.append(_share_named(evidence, about, told))
            tau = kendall_tau(list(parts_named(told, trend_share(of_song)).values()))
            found.taus += [] if tau is None else [tau]
    return found


def _read(checker: Checker, text: str, about: UUID | None) -> Iterator[tuple[str, list[Claim]]]:
    """Sentences of a finished text with the claims that carry them; none when one is not carried."""
    for sentence in split_sentences(text, checker.spellings.names):
        judged = checker.judge_finished(sentence, about)
        yield sentence, [checker.claims[one] for one in judged.claim_ids if judged.verdict == "supported"]


def _share_named(evidence: Evidence, about: UUID, told: Sequence[Claim]) -> float:
    """Share of the positive score whose stored parts are cited by what is told."""
    cited = {evidence_id for claim in told for evidence_id in claim.evidence_ids}
    parts = [(one, part.share) for one, part in evidence.of(Part, about) if part.share > 0]
    talk = {one.evidence_ids[0] for one in told if one.predicate == "trend_mentions"}
    is_talk = {one for one, part in evidence.of(Part, about) if part.term == "trend" and talk}
    return sum(share for one, share in parts if one in cited or one in is_talk)


def _is_exact(
    evidence: Evidence, checker: Checker, claim: Claim, sentence: str, stored: tuple[WhatIfs, Mapping[str, int]]
) -> bool | None:
    """Whether a sentence says of a what-if what is stored of it, number by number; None of a claim that is none."""
    if not claim.predicate.startswith("what_if"):
        return None
    row = evidence.by_id[claim.evidence_ids[0]].typed
    assert isinstance(row, WhatIf)
    what_ifs, ranks = stored
    song = str(claim.recording_id)
    without = what_ifs.get((song, row.without_kind, row.without_id))
    if without is None or (claim.predicate == "what_if_gone" and without[1]):
        return False
    return _printed(checker, claim, sentence) <= {without[0], ranks[song], row.pool_size}


def _printed(checker: Checker, claim: Claim, sentence: str) -> set[int]:
    """The numbers that stand in a sentence where it states a claim."""
    tokens = read_tokens(sentence, checker.spellings)
    places = {
        place
        for one in statements(tokens, checker.claims, checker.language)
        if claim.claim_id in one.claim_ids
        for place in one.covers
    }
    number = _NUMBER[checker.language]
    return {int(re.sub(r"\D", "", tokens[place].text)) for place in places if number.fullmatch(tokens[place].text)}

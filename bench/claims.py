"""How many lies the checker of claims catches, and how many true sentences it refuses; writes docs/benchmarks.md."""

import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID

from bench._lies import OTHER_LISTENER, Lie, lies_of
from bench._reports import Report
from bench._sandbox_weeks import SandboxWeeks
from bench._sections import machine_and_date, write_section
from explain.checker import CHECKER_VERSION
from pipelines.domain.telling import LANGUAGES, Language
from pipelines.domain.weeks import previous_week, week_key
from pipelines.recommend.catalogue import Catalogue, Post, Talk
from pipelines.recommend.evidence import Scene, evidence_rows
from pipelines.recommend.slate import compute_slate
from pipelines.recommend.steering import Rule
from pipelines.settings import Settings, read_settings

ANCHOR, SEED, RECORDINGS, LISTENERS = date(2026, 11, 23), 7, 600, 4
MOST_PER_KIND = 400
"""Lies of a kind that are tried, drawn by the seed; all of them when there are fewer."""
LEAST_CAUGHT, MOST_REFUSED = 0.99, 0.01
_TEXT = """## Claims

The true sentences of one sandbox week (seed {seed}, {recordings} recordings, {listeners} listeners) in each language,
by the template writer and by the scripted model, and lies made out of them by [bench/_lies.py](../bench/_lies.py). A
changed text that happens to be true, by the claims and without the checker, is no lie: {skipped} were skipped. A lie is
caught when one of its sentences is refused. The checker (version {version}) sees the finished text, the evidence, the
report's language, and under which song it stands.

{caught} of {lies} lies of {kinds} kinds are caught ({caught_share}); {refused} of {true} true sentences are refused
({refused_share}). The promise, per language {least} caught of each kind and at most {most} of each writer's true
sentences refused, {kept}.
Measured by `python -m bench claims`, {machine_and_date}.
"""


@dataclass
class Outcome:
    """Counts by kind of lie and by writer, and what went wrong, for a look."""

    tried: Counter[str] = field(default_factory=Counter)
    caught: Counter[str] = field(default_factory=Counter)
    skipped: Counter[str] = field(default_factory=Counter)
    true: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    believed: list[Lie] = field(default_factory=list)
    wrongly_refused: list[tuple[str, str]] = field(default_factory=list)

    @property
    def is_kept(self) -> bool:
        """Whether the promise holds, kind by kind and writer by writer."""
        caught = all(self.caught[kind] >= LEAST_CAUGHT * count for kind, count in self.tried.items())
        return caught and all(self.refused[one] <= MOST_REFUSED * count for one, count in self.true.items())


def sandbox_reports(
    settings: Settings, recordings: int = RECORDINGS, listeners: int = LISTENERS
) -> dict[Language, list[Report]]:
    """What each listener of a world reads of the newest week, in each language."""
    reports: dict[Language, list[Report]] = {language: [] for language in LANGUAGES}
    for number, (rows, week, names) in enumerate(sandbox_evidence(settings, recordings, listeners)):
        for language, found in reports.items():
            found.append(Report.of(rows, week, names, str(number), language))
    return reports


def sandbox_evidence(
    settings: Settings, recordings: int = RECORDINGS, listeners: int = LISTENERS
) -> Iterator[tuple[list[dict[str, Any]], str, dict[str, str]]]:
    """Evidence rows of each listener's newest week, the week, and names of playlists by id.

    Wishes, feedback, a turned dial and talk are included.
    """
    weeks = SandboxWeeks.of(settings, SEED, recordings, listeners, ANCHOR)
    week = previous_week(week_key(ANCHOR))
    catalogue = weeks.catalogue(week)
    catalogue = replace(catalogue, talk=_told(catalogue))
    for number, listener in enumerate(weeks.world.listeners):
        taste = weeks.taste(catalogue, listener)
        taste = replace(taste, rules=_rules(catalogue, number), dial=(0.5, 0.8, 0.25)[number % 3], weeks_before=number)
        computed = compute_slate(catalogue, taste, settings)
        lists = weeks.world.playlists[listener.account_id]
        names = {name: f"List {place} of {listener.name}" for place, name in enumerate(taste.interactions.playlist_ids)}
        assert len(names) <= len(lists) + 1
        yield evidence_rows(Scene(catalogue, taste, computed, settings)), week, names


def _told(catalogue: Catalogue) -> dict[UUID, Talk]:
    """The week's talk with artists' names and a post each."""
    names = {catalogue.artist_ids[int(artist)]: name for artist, name in _artist_names(catalogue)}
    return {
        artist: replace(talk, name=names[artist], posts=(_post(place),))
        for place, (artist, talk) in enumerate(sorted(catalogue.talk.items()))
        if artist in names
    }


def _artist_names(catalogue: Catalogue) -> Iterator[tuple[int, str]]:
    yield from zip(catalogue.artists.tolist(), catalogue.artist_names, strict=True)


def _post(place: int) -> Post:
    subreddit = ("indieheads", "Jazz", "electronicmusic")[place % 3]
    return Post(f"t3_{place}", subreddit, None, 1.0)


def _rules(catalogue: Catalogue, number: int) -> tuple[Rule, ...]:
    genres = sorted(catalogue.genre_names)
    told = (
        ("wish", "prefer", "genre", genres[number % len(genres)], 0.6, f"more {genres[number % len(genres)]}"),
        (
            "wish",
            "exclude",
            "genre",
            genres[(number + 5) % len(genres)],
            1.0,
            f"no {genres[(number + 5) % len(genres)]}",
        ),
        ("feedback", "avoid", "tempo", "fast", 0.6, "less: something fast"),
    )
    return tuple(Rule(UUID(int=place + 1), one[0], UUID(int=place + 11), *one[1:]) for place, one in enumerate(told))


def judge(reports: Sequence[Report], most_per_kind: int = MOST_PER_KIND) -> Outcome:
    """Both halves of one language: true sentences first, then lies."""
    rng = random.Random(SEED)
    found = Outcome()
    made: dict[str, list[tuple[Report, Lie]]] = {}
    for report, other in zip(reports, [*reports[1:], reports[0]], strict=True):
        for sentence in report.sentences:
            found.true[sentence.writer] += 1
            judgement = report.checker.judge_finished(sentence.text, sentence.about)
            if judgement.verdict != "supported":
                found.refused[sentence.writer] += 1
                found.wrongly_refused.append((sentence.text, judgement.reason))
            for lie in lies_of(report, other, sentence, rng):
                if lie.is_true:
                    found.skipped[lie.kind] += 1
                else:
                    made.setdefault(lie.kind, []).append((other if lie.kind == OTHER_LISTENER else report, lie))
    for kind, lies in made.items():
        for report, lie in rng.sample(lies, min(most_per_kind, len(lies))):
            found.tried[kind] += 1
            if is_caught(report, lie):
                found.caught[kind] += 1
            else:
                found.believed.append(lie)
    return found


def is_caught(report: Report, lie: Lie) -> bool:
    """Whether one of its sentences is refused."""
    return any(one.verdict != "supported" for one in report.checker.judge_text(lie.text, lie.about))


def measure() -> dict[str, float]:
    """Shares caught and refused, and the smallest share caught of any kind in any language."""
    found = {language: judge(reports) for language, reports in sandbox_reports(read_settings()).items()}
    write_section("claims", section(found))
    every = list(found.values())
    lies, true = sum(one.tried.total() for one in every), sum(one.true.total() for one in every)
    return {
        "lies": lies,
        "kinds": len({kind for one in every for kind in one.tried}),
        "caught": sum(one.caught.total() for one in every) / lies,
        "caught_of_worst_kind": min(one.caught[kind] / count for one in every for kind, count in one.tried.items()),
        "true_sentences": true,
        "refused": sum(one.refused.total() for one in every) / true,
        "skipped_as_true": sum(one.skipped.total() for one in every),
    }


def section(found: Mapping[Language, Outcome]) -> str:
    """The tables, in Markdown."""
    every = list(found.values())
    lies, caught = sum(one.tried.total() for one in every), sum(one.caught.total() for one in every)
    true, refused = sum(one.true.total() for one in every), sum(one.refused.total() for one in every)
    text = _TEXT.format(
        seed=SEED,
        recordings=RECORDINGS,
        listeners=LISTENERS,
        skipped=f"{sum(one.skipped.total() for one in every):,}",
        version=CHECKER_VERSION,
        caught=f"{caught:,}",
        lies=f"{lies:,}",
        kinds=len({kind for one in every for kind in one.tried}),
        caught_share=f"{caught / lies:.2%}",
        refused=refused,
        true=f"{true:,}",
        refused_share=f"{refused / true:.2%}",
        least=f"{LEAST_CAUGHT:.0%}",
        most=f"{MOST_REFUSED:.0%}",
        kept="is kept" if all(one.is_kept for one in every) else "is not kept",
        machine_and_date=machine_and_date(),
    )
    lines = [text, "| language | lies | kinds | caught | worst kind | true sentences | refused |", f"|{'---|' * 7}"]
    lines += [_row(LANGUAGES[language], one) for language, one in found.items()]
    lines += ["", "| lie | language | tried | caught | skipped as true |", "|---|---|---|---|---|"]
    lines += [
        f"| {kind} | {language} | {one.tried[kind]} | {one.caught[kind] / one.tried[kind]:.1%} | {one.skipped[kind]} |"
        for kind in dict.fromkeys(kind for one in every for kind in one.tried)
        for language, one in found.items()
        if one.tried[kind]
    ]
    lines += ["", "| writer | language | true sentences | refused |", "|---|---|---|---|"]
    lines += [
        f"| {writer} | {language} | {count} | {one.refused[writer] / count:.1%} |"
        for language, one in found.items()
        for writer, count in one.true.items()
    ]
    return "\n".join(lines)


def _row(language: str, found: Outcome) -> str:
    worst = min(found.caught[kind] / count for kind, count in found.tried.items())
    lies, true = found.tried.total(), found.true.total()
    return (
        f"| {language} | {lies:,} | {len(found.tried)} | {found.caught.total() / lies:.2%} | {worst:.1%} "
        f"| {true:,} | {found.refused.total() / true:.2%} |"
    )

"""Claims about the whole slate: one small computation per predicate, from evidence rows alone."""

from collections import Counter
from collections.abc import Callable, Iterator

from explain.derive_own_factors import own_factor, own_factor_gone, own_factor_idle
from explain.drafts import Draft
from explain.evidence import Evidence, Model, NearestMiss, Overruled, OwnFactor, Rule, Slate, Terms, WhatIf
from pipelines.domain.dial import MIDDLE

Derivation = Callable[[Evidence], Iterator[Draft]]


def slate_counts(evidence: Evidence) -> Iterator[Draft]:
    """Songs, artists, and how many artists are new to the listener."""
    for evidence_id, slate in evidence.of(Slate):
        if slate.song_count < 1:
            continue
        kind = {0: "none_new", slate.artist_count: "all_new"}.get(slate.new_artist_count, "some_new")
        objects = (kind, slate.artist_count, slate.new_artist_count)
        yield Draft("slate_counts", (evidence_id,), objects, float(slate.song_count), "songs")


def slate_pool(evidence: Evidence) -> Iterator[Draft]:
    """How many candidates the slate was chosen from."""
    for evidence_id, slate in evidence.of(Slate):
        if slate.pool_size:
            yield Draft("slate_pool", (evidence_id,), (), float(slate.pool_size), "candidates")


def slate_no_repeats(evidence: Evidence) -> Iterator[Draft]:
    """Nothing was on an earlier slate."""
    for evidence_id, slate in evidence.of(Slate):
        if slate.weeks_before and not slate.repeats and slate.song_count:
            yield Draft("slate_no_repeats", (evidence_id,), (slate.weeks_before,), 0.0, "songs")


def slate_rested(evidence: Evidence) -> Iterator[Draft]:
    """How many songs are by artists who were on no earlier slate; only where that is known of every song."""
    songs = [(one, song.artist_weeks_ago) for _, one, song in evidence.songs]
    cited = tuple(one for one, weeks_ago in songs if weeks_ago == ())
    for evidence_id, slate in evidence.of(Slate):
        if slate.weeks_before and cited and all(weeks_ago is not None for _, weeks_ago in songs):
            yield Draft("slate_rested", (evidence_id, *cited), (slate.weeks_before,), float(len(cited)), "songs")


def slate_term_share(evidence: Evidence) -> Iterator[Draft]:
    """The share of the slate's positive score that one term makes."""
    for evidence_id, slate in evidence.of(Slate):
        for term, share in sorted(slate.term_shares.items(), key=lambda one: (-one[1], one[0])):
            if share * 100 >= 0.5:  # noqa: PLR2004  (less would be printed as 0%)
                yield Draft("slate_term_share", (evidence_id,), (term,), share * 100, "%")


def slate_playlist(evidence: Evidence) -> Iterator[Draft]:
    """The playlist without which most songs would not be here; only where every song has its what-if."""
    rows: dict[str, list[tuple[str, WhatIf]]] = {}
    for recording_id, _, _ in evidence.songs:
        for evidence_id, one in evidence.of(WhatIf, recording_id):
            if one.without_kind == "playlist":
                rows.setdefault(one.without_id, []).append((evidence_id, one))
    gone = {
        playlist_id: [one for one, what_if in found if not what_if.on_slate]
        for playlist_id, found in rows.items()
        if len(found) == len(evidence.songs)
    }
    best = min(gone, key=lambda one: (-len(gone[one]), one), default=None)
    if best is not None and gone[best]:
        yield Draft("slate_playlist", tuple(gone[best]), (best,), float(len(gone[best])), "songs")


def slate_role(evidence: Evidence) -> Iterator[Draft]:
    """How many songs have each role."""
    found: dict[str, list[str]] = {}
    for _, evidence_id, song in evidence.songs:
        found.setdefault(song.role, []).append(evidence_id)
    for role, cited in sorted(found.items()):
        yield Draft("slate_role", tuple(cited), (role,), float(len(cited)), "songs")


def slate_stretch(evidence: Evidence) -> Iterator[Draft]:
    """How many songs are there to stretch, and towards which first tags most."""
    away = [(one, song) for _, one, song in evidence.songs if song.role == "stretch"]
    counted = Counter(song.genres[0].name for _, song in away if song.genres)
    first = sorted(counted, key=lambda name: (-counted[name], name))[:2]
    if not away or not first:
        return
    objects = ("one" if len(first) == 1 else "two", *first)
    yield Draft("slate_stretch", tuple(one for one, _ in away), objects, float(len(away)), "songs")


def slate_dial(evidence: Evidence) -> Iterator[Draft]:
    """Where a dial that was turned stands, and how many songs are by artists who are new."""
    cited = tuple(one for _, one, song in evidence.songs if song.is_new_artist)
    for evidence_id, slate in evidence.of(Slate):
        if slate.dial != MIDDLE and slate.song_count:
            kind = "adventurous" if slate.dial > MIDDLE else "familiar"
            yield Draft("slate_dial", (evidence_id, *cited), (kind, len(cited)), slate.dial)


def slate_genres(evidence: Evidence) -> Iterator[Draft]:
    """How many different first tags the songs have."""
    tagged = [(one, song.genres[0].name) for _, one, song in evidence.songs if song.genres]
    count = len({name for _, name in tagged})
    if count > 1:
        yield Draft("slate_genres", tuple(one for one, _ in tagged), (), float(count), "genres")


def slate_years(evidence: Evidence) -> Iterator[Draft]:
    """The oldest and the newest known year."""
    dated = [(one, song.release_year) for _, one, song in evidence.songs if song.release_year is not None]
    years = [year for _, year in dated]
    if years and min(years) < max(years):
        yield Draft("slate_years", tuple(one for one, _ in dated), (min(years), max(years)))


def slate_trend(evidence: Evidence) -> Iterator[Draft]:
    """How many songs owe a part of their score to the week's talk."""
    cited = [
        evidence_id
        for recording_id, _, _ in evidence.songs
        for evidence_id, terms in evidence.of(Terms, recording_id)
        if terms.trend > 0
    ]
    if cited:
        yield Draft("slate_trend", tuple(cited), (), float(len(cited)), "songs")


def no_trend(evidence: Evidence) -> Iterator[Draft]:
    """No talk made a part of any score; `quiet` when Reddit was read, `missing` when it never came."""
    for evidence_id, slate in evidence.of(Slate):
        if not slate.trend_used:
            is_missing = any(one.startswith("reddit") for one in slate.sources_missing)
            yield Draft("no_trend", (evidence_id,), ("missing" if is_missing else "quiet",))


def short_slate(evidence: Evidence) -> Iterator[Draft]:
    """Fewer songs than wanted, and why."""
    for evidence_id, slate in evidence.of(Slate):
        if slate.song_count < slate.wanted and slate.short_because:
            objects = (slate.wanted, slate.short_because)
            yield Draft("short_slate", (evidence_id,), objects, float(slate.song_count), "songs")


def slate_model(evidence: Evidence) -> Iterator[Draft]:
    """How many songs would not be here without the model, and the first of those that would be in their place."""
    for evidence_id, model in evidence.of(Model):
        if not model.song_count or (model.displaced and not model.model_song_count):
            continue
        objects: tuple[str | int, ...] = ("none", model.song_count)
        if model.model_song_count and model.displaced:
            objects = ("some", model.song_count, model.displaced[0].title, model.displaced[0].artist_name)
        elif model.model_song_count:
            objects = ("alone", model.song_count)
        yield Draft("slate_model", (evidence_id,), objects, float(model.model_song_count), "songs")


def rule_met(evidence: Evidence) -> Iterator[Draft]:
    """How many songs keep to a wish or a feedback."""
    for evidence_id, rule in evidence.of(Rule):
        if rule.words and rule.song_count:
            objects = (rule.origin, rule.effect, rule.song_count, rule.words)
            yield Draft("rule_met", (evidence_id,), objects, float(rule.songs_met), "songs")


def rule_novelty(evidence: Evidence) -> Iterator[Draft]:
    """How many songs are what a wish for novelty names: by new or familiar artists, popular, obscure."""
    yield from _rules_counted(evidence, "novelty")


def rule_activity(evidence: Evidence) -> Iterator[Draft]:
    """How many songs meet all conditions of the activity that a wish names."""
    yield from _rules_counted(evidence, "activity")


def _rules_counted(evidence: Evidence, facet: str) -> Iterator[Draft]:
    for evidence_id, rule in evidence.of(Rule):
        if rule.facet == facet and rule.words and rule.song_count:
            objects = (rule.value, rule.song_count, rule.words)
            yield Draft(f"rule_{facet}", (evidence_id,), objects, float(rule.songs_with), "songs")


def rule_kept_out(evidence: Evidence) -> Iterator[Draft]:
    """How many candidates a rule kept out, and the best of them."""
    for evidence_id, rule in evidence.of(Rule):
        if rule.words and rule.kept_out_count and rule.kept_out:
            best = rule.kept_out[0]
            objects = (rule.origin, rule.words, best.title, best.artist_name)
            yield Draft("rule_kept_out", (evidence_id,), objects, float(rule.kept_out_count), "songs")


def rule_unknown(evidence: Evidence) -> Iterator[Draft]:
    """How many of the candidates that a wish for one thing alone kept out it kept out because nobody knows."""
    for evidence_id, rule in evidence.of(Rule):
        if rule.words and rule.effect == "only" and rule.kept_out_unknown:
            objects = (rule.origin, rule.words)
            yield Draft("rule_unknown", (evidence_id,), objects, float(rule.kept_out_unknown), "songs")


def rule_gone(evidence: Evidence) -> Iterator[Draft]:
    """How many songs of the slate would not be on it without a rule, or without a whole feedback."""
    for evidence_id, rule in _spoken(evidence):
        cited = _what_ifs(evidence, rule)
        gone = [one for one, what_if in cited if not what_if.on_slate]
        if rule.words and gone:
            rows = (evidence_id, *gone)
            yield Draft("rule_gone", rows, (rule.origin, rule.words), float(len(gone)), "songs")


def rule_idle(evidence: Evidence) -> Iterator[Draft]:
    """A rule, or a whole feedback, that kept nothing out and moved nothing."""
    for evidence_id, rule in _spoken(evidence):
        cited = _what_ifs(evidence, rule)
        moved = any(one.rank_with != one.rank_without or not one.on_slate for _, one in cited)
        if rule.words and cited and not moved and not rule.kept_out_count:
            rows = (evidence_id, *(one for one, _ in cited))
            yield Draft("rule_idle", rows, (rule.origin, rule.words))


def _spoken(evidence: Evidence) -> Iterator[tuple[str, Rule]]:
    """The rules, of one feedback the first only: its what-if leaves all of them out."""
    told: set[str] = set()
    for evidence_id, rule in evidence.of(Rule):
        if rule.origin != "feedback" or not rule.event_id or rule.event_id not in told:
            yield evidence_id, rule
        told.add(rule.event_id)


def _what_ifs(evidence: Evidence, rule: Rule) -> list[tuple[str, WhatIf]]:
    return [
        (row.evidence_id, row.typed)
        for row in evidence.rows
        if isinstance(row.typed, WhatIf) and row.typed.without_id in (rule.rule_id, rule.event_id)
    ]


def overruled(evidence: Evidence) -> Iterator[Draft]:
    """What the listener said or did of which no rule is in force."""
    for evidence_id, one in evidence.of(Overruled):
        yield Draft("overruled", (evidence_id,), (one.origin, one.words))


def no_rules(evidence: Evidence) -> Iterator[Draft]:
    """No wish and no feedback was given, and nothing that was delivered was saved, removed or put back."""
    told = [evidence.of(kind) for kind in (Rule, OwnFactor, Overruled)]
    for evidence_id, slate in evidence.of(Slate):
        if not any(told) and not slate.unread_words:
            yield Draft("no_rules", (evidence_id,))


def unread_words(evidence: Evidence) -> Iterator[Draft]:
    """Words of a wish that no rule came from."""
    for evidence_id, slate in evidence.of(Slate):
        for words in dict.fromkeys(slate.unread_words):
            yield Draft("unread_words", (evidence_id,), (words,))


def source_missing(evidence: Evidence) -> Iterator[Draft]:
    """What a source owed and never gave."""
    for evidence_id, slate in evidence.of(Slate):
        for what in slate.sources_missing:
            yield Draft("source_missing", (evidence_id,), (what,))


def slate_nearest_miss(evidence: Evidence) -> Iterator[Draft]:
    """The best candidate that is not on the slate."""
    for evidence_id, one in evidence.of(NearestMiss):
        yield Draft("slate_nearest_miss", (evidence_id,), (one.title, one.artist_name), float(one.rank), "rank")


SLATE_DERIVATIONS: dict[str, Derivation] = {
    "slate_counts": slate_counts,
    "slate_pool": slate_pool,
    "slate_no_repeats": slate_no_repeats,
    "slate_rested": slate_rested,
    "slate_term_share": slate_term_share,
    "slate_playlist": slate_playlist,
    "slate_role": slate_role,
    "slate_stretch": slate_stretch,
    "slate_dial": slate_dial,
    "slate_genres": slate_genres,
    "slate_years": slate_years,
    "slate_trend": slate_trend,
    "slate_model": slate_model,
    "no_trend": no_trend,
    "short_slate": short_slate,
    "rule_met": rule_met,
    "rule_novelty": rule_novelty,
    "rule_activity": rule_activity,
    "rule_kept_out": rule_kept_out,
    "rule_unknown": rule_unknown,
    "rule_gone": rule_gone,
    "rule_idle": rule_idle,
    "overruled": overruled,
    "own_factor": own_factor,
    "own_factor_gone": own_factor_gone,
    "own_factor_idle": own_factor_idle,
    "no_rules": no_rules,
    "unread_words": unread_words,
    "source_missing": source_missing,
    "slate_nearest_miss": slate_nearest_miss,
}

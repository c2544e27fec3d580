"""Evidence about a whole slate: counts and shares, why it is short, what each rule did."""

import math
from dataclasses import asdict
from typing import Any

import numpy as np

from pipelines.recommend.model_evidence import source_shares
from pipelines.recommend.scene import Scene, named
from pipelines.recommend.score import TERMS
from pipelines.recommend.slate import playable_reach
from pipelines.recommend.steering import HARD, Rule, has, is_known, match

KEPT_OUT_SHOWN = 3


def slate_payload(scene: Scene) -> dict[str, Any]:
    """Counts, shares and roles of the whole slate."""
    computed, taste, catalogue = scene.computed, scene.taste, scene.catalogue
    songs = [scene.recording(row) for row in scene.rows]
    artists = {int(catalogue.artists[song]) for song in songs}
    sums = {
        term: math.fsum(max(part.value, 0.0) for parts in computed.parts for part in parts if part.term == term)
        for term in TERMS
    }
    total = math.fsum(sums.values())
    return {
        "song_count": len(songs),
        "wanted": scene.settings.slate_size,
        "artist_count": len(artists),
        "new_artist_count": len(artists - scene.own_artists),
        "pool_size": len(computed.scored.scores),
        "found_count": computed.scored.candidates.found_count,
        "playable_count": len(computed.uris) if computed.playable_only else None,
        "weeks_before": taste.weeks_before,
        "repeats": sum(catalogue.group_ids[catalogue.groups[song]] in taste.repeats_of for song in songs),
        "term_shares": {term: (value / total if total > 0 else 0.0) for term, value in sums.items()},
        "source_shares": source_shares(computed),
        "role_counts": {role: computed.roles.count(role) for role in sorted(set(computed.roles))},
        "sources_missing": list(taste.missing),
        "trend_used": bool(sums["trend"] > 0),
        "dial": taste.dial,
        "telling": asdict(taste.telling),
        "own_count": len(computed.scored.weights.things),
        "item_count": taste.item_count,
        "identified_count": taste.identified_count,
        "unread_words": [words for _, found in sorted((taste.unread_words or {}).items()) for words in found],
        "short_because": short_because(scene),
    }


def short_because(scene: Scene) -> str | None:
    """Why a slate has fewer songs than wanted; None when it has all."""
    computed = scene.computed
    missing = scene.settings.slate_size - len(scene.rows)
    if missing <= 0:
        return None
    pool, eligible = len(computed.scored.scores), int(computed.eligible.sum())
    kept_out = _kept_out_by_only(scene)
    asked = f"; {kept_out} lacked what was asked for alone" if kept_out else ""
    if pool == 0:
        return f"no candidate was found{asked}"
    reach = playable_reach(scene.taste.weeks_before, scene.settings)
    if computed.playable_only and eligible < min(pool, reach):
        return f"{pool} candidates, {eligible} of the best {reach} known to play on Spotify{asked}"
    limits = f"at most {scene.settings.max_per_artist} per artist and one version of each song"
    return f"{eligible} candidates, {limits}{asked}"


def _kept_out_by_only(scene: Scene) -> int:
    """How many songs that a source offered lack what an `only` rule asks for; each counts once."""
    hard = [rule.effect for rule in scene.taste.rules if rule.effect in HARD]
    found = [
        rows for effect, rows in zip(hard, scene.computed.scored.candidates.kept_out, strict=True) if effect == "only"
    ]
    return len(np.unique(np.concatenate(found))) if found else 0


def rule_payload(scene: Scene, rule: Rule, place: int) -> dict[str, Any]:
    """A rule, and how many songs of the slate keep to it; of a hard one also what it kept out."""
    songs = np.array([scene.recording(row) for row in scene.rows], dtype=np.int64)
    own_artists = scene.taste.own_artists(scene.catalogue)
    # a taste for a recording is met by what is like it; excluded are its versions alone
    is_like = rule.facet == "recording" and rule.effect != "exclude"
    found = match(rule, scene.catalogue, own_artists) > 0 if is_like else has(rule, scene.catalogue, own_artists)
    has_it = found[songs]
    known = is_known(rule, scene.catalogue)[songs]
    payload: dict[str, Any] = {
        "rule_id": str(rule.rule_id),
        "event_id": str(rule.event_id),
        "origin": rule.origin,
        "words": rule.words,
        "effect": rule.effect,
        "facet": rule.facet,
        "value": rule.value,
        "strength": rule.strength,
        "songs_met": int(has_it.sum()) if rule.effect in ("prefer", "only") else int((known & ~has_it).sum()),
        "songs_with": int(has_it.sum()),
        "songs_unknown": int((~known).sum()),
        "song_count": len(songs),
        "unread_words": list((scene.taste.unread_words or {}).get(rule.event_id, ())),
        "rule_number": place + 1,
    }
    hard = [one for one in scene.taste.rules if one.effect in HARD]
    if rule in hard:
        kept_out = scene.computed.scored.candidates.kept_out[hard.index(rule)]
        payload["kept_out_count"] = len(kept_out)
        payload["kept_out_unknown"] = int((~is_known(rule, scene.catalogue))[kept_out].sum())
        payload["kept_out"] = [named(scene, int(row)) for row in kept_out[:KEPT_OUT_SHOWN]]
    return payload

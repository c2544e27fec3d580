"""Scoring evidence: the rows that claims about a slate and its songs rest on. Open names and ids only."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import numpy as np

from pipelines.domain.hashing import content_hash
from pipelines.recommend.catalogue import FEATURES, Catalogue, named_weights
from pipelines.recommend.own_factor_evidence import own_factor_payloads
from pipelines.recommend.parts import Part
from pipelines.recommend.score import TERMS
from pipelines.recommend.select import RERANK_STEPS
from pipelines.recommend.slate import ComputedSlate, playable_reach
from pipelines.recommend.steering import HARD, Rule, is_known, kept_out_by, match
from pipelines.recommend.taste import Taste
from pipelines.recommend.what_if import OWN_THING
from pipelines.settings import Settings

PLAYLISTS_SHOWN = 20
"""What-ifs of playlists that become evidence per song: those that move it most; recs.what_if has all."""
KEPT_OUT_SHOWN = 3
LEAST_SHARE = 0.005
"""Share of the positive parts from which a term can be told of."""


@dataclass(frozen=True)
class Evidence:
    """One row; `recording_id` is None when it is about the slate."""

    recording_id: UUID | None
    kind: str
    payload: dict[str, Any]


@dataclass(frozen=True)
class Scene:
    """All that evidence is made from."""

    catalogue: Catalogue
    taste: Taste
    computed: ComputedSlate
    settings: Settings

    @property
    def rows(self) -> list[int]:
        """Pool rows of the slate, in slate order."""
        return [int(row) for row in self.computed.selection.order]

    def recording(self, row: int) -> int:
        """Catalogue row of a pool row."""
        return int(self.computed.scored.candidates.pool.rows[row])


def evidence_rows(scene: Scene) -> list[dict[str, Any]]:
    """Rows for recs.evidence: e1, e2, ...: the slate, its rules, then song by song in slate order."""
    return [
        {
            "evidence_id": f"e{number}",
            "recording_id": row.recording_id,
            "kind": row.kind,
            "payload": row.payload,
            "sha256": content_hash(row.payload),
        }
        for number, row in enumerate(_all_evidence(scene), start=1)
    ]


def _all_evidence(scene: Scene) -> Iterator[Evidence]:
    yield Evidence(None, "slate", slate_payload(scene))
    for place, rule in enumerate(scene.taste.rules):
        yield Evidence(None, "rule", _rule_payload(scene, rule, place))
    for factor_payload in own_factor_payloads(scene.catalogue, scene.taste, scene.computed.scored.weights):
        yield Evidence(None, "own_factor", factor_payload)
    for one in scene.taste.overruled:
        overruled = {"event_id": str(one.event_id), "origin": one.origin, "words": one.words}
        yield Evidence(None, "overruled", overruled)
    miss = _first_miss(scene)
    if miss is not None:
        yield Evidence(None, "nearest_miss", miss)
    for position, row in enumerate(scene.rows):
        yield from _song_evidence(scene, position, row)


def _song_evidence(scene: Scene, position: int, row: int) -> Iterator[Evidence]:
    recording_id = scene.catalogue.ids[scene.recording(row)]
    parts = scene.computed.parts[position]
    ranges = _range_payloads(scene, row)
    yield Evidence(recording_id, "song", _song_payload(scene, position, row))
    yield Evidence(recording_id, "terms", _terms_payload(scene, row))
    positive = math.fsum(max(part.value, 0.0) for part in parts)
    for part in parts:
        yield Evidence(recording_id, "part", _part_payload(scene, row, part, positive))
    for payload in ranges:
        yield Evidence(recording_id, "range", payload)
    for payload in _what_if_payloads(scene, position, row):
        yield Evidence(recording_id, "what_if", payload)
    trend = _trend_payload(scene, row)
    if trend is not None:
        yield Evidence(recording_id, "trend", trend)
    miss = _next_miss(scene, row)
    if miss is not None:
        yield Evidence(recording_id, "nearest_miss", miss)
    yield Evidence(recording_id, "weakest", weakest(parts, ranges, positive))


# ------------------------------------------------------------------ the slate
def slate_payload(scene: Scene) -> dict[str, Any]:
    """Counts, shares and roles of the whole slate."""
    computed, taste, catalogue = scene.computed, scene.taste, scene.catalogue
    songs = [scene.recording(row) for row in scene.rows]
    artists = {int(catalogue.artists[song]) for song in songs}
    own_artists = {int(artist) for artist in catalogue.artists[computed.scored.weights.things]}
    sums = {
        term: math.fsum(max(part.value, 0.0) for parts in computed.parts for part in parts if part.term == term)
        for term in TERMS
    }
    total = math.fsum(sums.values())
    return {
        "song_count": len(songs),
        "wanted": scene.settings.slate_size,
        "artist_count": len(artists),
        "new_artist_count": len(artists - own_artists),
        "pool_size": len(computed.scored.scores),
        "found_count": computed.scored.candidates.found_count,
        "playable_count": len(computed.uris) if computed.playable_only else None,
        "weeks_before": taste.weeks_before,
        "repeats": sum(catalogue.group_ids[catalogue.groups[song]] in taste.repeats_of for song in songs),
        "term_shares": {term: (value / total if total > 0 else 0.0) for term, value in sums.items()},
        "role_counts": {role: computed.roles.count(role) for role in sorted(set(computed.roles))},
        "sources_missing": list(taste.missing),
        "trend_used": bool(sums["trend"] > 0),
        "dial": taste.dial,
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


def _rule_payload(scene: Scene, rule: Rule, place: int) -> dict[str, Any]:
    songs = np.array([scene.recording(row) for row in scene.rows], dtype=np.int64)
    has_it = match(rule, scene.catalogue)[songs] > 0
    if rule.effect == "exclude":
        has_it = kept_out_by([rule], scene.catalogue)[0][1][songs]
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
        payload["kept_out"] = [_named(scene, int(row)) for row in kept_out[:KEPT_OUT_SHOWN]]
    return payload


def _named(scene: Scene, recording: int) -> dict[str, Any]:
    catalogue = scene.catalogue
    return {
        "recording_id": str(catalogue.ids[recording]),
        "title": catalogue.titles[recording],
        "artist_name": catalogue.artist_names[recording],
    }


# ------------------------------------------------------------------ one song
def _song_payload(scene: Scene, position: int, row: int) -> dict[str, Any]:
    catalogue, scored, selection = scene.catalogue, scene.computed.scored, scene.computed.selection
    recording = scene.recording(row)
    artist_id = catalogue.artist_ids[catalogue.artists[recording]]
    facts = {name: _value(catalogue.features[recording, column]) for column, name in enumerate(FEATURES)}
    facts["release_year"] = None if facts["release_year"] is None else int(facts["release_year"])
    count = _value(catalogue.listener_count[recording])
    places = scored.candidates.place_in_source
    return {
        **_named(scene, recording),
        "artist_id": str(artist_id),
        "position": position + 1,
        "rank": int(scored.ranks[row]),
        "pool_size": len(scored.scores),
        "score": float(scored.scores[row]),
        "role": scene.computed.roles[position],
        **facts,
        "genres": named_weights(catalogue.genres, catalogue.genre_names, recording),
        "moods": named_weights(catalogue.moods, catalogue.mood_names, recording),
        "listener_count": None if count is None else int(count),
        "is_explicit": catalogue.explicit[recording],
        "language": catalogue.languages[recording],
        "is_new_artist": bool(
            catalogue.artists[recording] not in set(catalogue.artists[scored.weights.things].tolist())
        ),
        "sources": {name: int(place[row]) for name, place in places.items() if place[row] > 0},
        **{step: float(getattr(selection, step)[position]) for step in RERANK_STEPS},
        "picked": int(selection.picked[position]),
        "picked_value": float(selection.value[position]),
        "artist_weeks_ago": list(scene.taste.recent_artists.get(artist_id, ())),
    }


def _terms_payload(scene: Scene, row: int) -> dict[str, Any]:
    scored = scene.computed.scored
    values = {term: float(value) for term, value in zip(TERMS, scored.terms[row], strict=True)}
    return {**values, "score": float(scored.scores[row])}


def _part_payload(scene: Scene, row: int, part: Part, positive: float) -> dict[str, Any]:
    payload: dict[str, Any] = {
        "term": part.term,
        "subject_kind": part.subject_kind,
        "subject_id": part.subject_id,
        "value": part.value,
        "share": part.value / positive if positive > 0 else 0.0,
    }
    match part.subject_kind:
        case "recording":
            own = scene.catalogue.index[UUID(part.subject_id)]
            named = _named(scene, own)
            payload |= {"title": named["title"], "artist_name": named["artist_name"]}
            payload["playlist_ids"] = [one["playlist_id"] for one in part.detail["playlists"]]
            payload |= {"similarity": part.detail["similarity"], "weight": part.detail["weight"]}
            if "because_you" in part.detail:
                payload["because_you"] = part.detail["because_you"]
        case "post":
            talk = scene.catalogue.talk[scene.catalogue.artist_ids[scene.catalogue.artists[scene.recording(row)]]]
            post = next(one for one in talk.posts if one.post_id == part.subject_id)
            payload |= {"permalink": post.permalink, "subreddit": post.subreddit, "posted_at": _time(post.posted_at)}
            payload |= {"mention_count": talk.mention_count, "fit": part.detail["fit"]}
        case "rule":
            rule = next(one for one in scene.taste.rules if str(one.rule_id) == part.subject_id)
            payload |= {"words": rule.words, "effect": rule.effect, "facet": rule.facet, "rule_value": rule.value}
            payload |= {"origin": rule.origin, "steer": part.detail["steer"]}
        case _:
            payload |= part.detail
    return payload


def _range_payloads(scene: Scene, row: int) -> list[dict[str, Any]]:
    catalogue, recording = scene.catalogue, scene.recording(row)
    by_artist = catalogue.features[catalogue.artists == catalogue.artists[recording]]
    payloads = []
    for column, feature in enumerate(FEATURES):
        usual: Mapping[str, Any] = (scene.taste.ranges or {}).get(feature, {})
        known = by_artist[~np.isnan(by_artist[:, column]), column]
        payloads.append(
            {
                "feature": feature,
                "song": _value(catalogue.features[recording, column]),
                "artist": float(np.median(known)) if len(known) else None,
                "artist_count": len(known),
                "p10": usual.get("p10"),
                "p50": usual.get("p50"),
                "p90": usual.get("p90"),
                "known_count": usual.get("known_count", 0),
            }
        )
    return payloads


def _what_if_payloads(scene: Scene, position: int, row: int) -> list[dict[str, Any]]:
    with_it = int(scene.computed.scored.ranks[row])
    payloads: list[dict[str, Any]] = [
        {
            "without_kind": one.kind,
            "without_id": one.without_id,
            "rank_with": with_it,
            "rank_without": int(one.ranks[position]),
            "pool_size": len(scene.computed.scored.scores),
            "on_slate": bool(one.on_slate[position]),
            **(_own_thing(scene, one.without_id) if one.kind == OWN_THING else {}),
        }
        for one in scene.computed.what_ifs
        if one.songs[position]
    ]
    playlists = [one for one in payloads if one["without_kind"] == "playlist"]
    moved = sorted(
        playlists, key=lambda one: (-abs(one["rank_without"] - with_it), one["on_slate"], one["without_id"])
    )[:PLAYLISTS_SHOWN]
    return moved + [one for one in payloads if one["without_kind"] != "playlist"]


def _own_thing(scene: Scene, recording_id: str) -> dict[str, Any]:
    named = _named(scene, scene.catalogue.index[UUID(recording_id)])
    return {"title": named["title"], "artist_name": named["artist_name"]}


def _trend_payload(scene: Scene, row: int) -> dict[str, Any] | None:
    artist_id = scene.catalogue.artist_ids[scene.catalogue.artists[scene.recording(row)]]
    talk = scene.catalogue.talk.get(artist_id)
    if talk is None or talk.mention_count == 0:
        return None
    return {
        "artist_id": str(artist_id),
        "artist_name": talk.name,
        "mention_count": talk.mention_count,
        "author_count": talk.author_count,
        "baseline_mean": talk.baseline_mean,
        "lift": talk.lift,
        "trend": talk.trend,
        "posts": [
            {
                "post_id": post.post_id,
                "permalink": post.permalink,
                "subreddit": post.subreddit,
                "posted_at": _time(post.posted_at),
                "share": post.share,
            }
            for post in talk.posts
        ],
    }


# ------------------------------------------------------------------ what came close, what is weak
def _off_slate(scene: Scene) -> np.ndarray:
    """Pool rows that could have been taken and were not, best score first."""
    computed = scene.computed
    left = computed.eligible.copy()
    left[computed.selection.order] = False
    order = np.argsort(computed.scored.ranks, kind="stable")
    return np.asarray(order[left[order]])


def _first_miss(scene: Scene) -> dict[str, Any] | None:
    left = _off_slate(scene)
    return _miss_payload(scene, int(left[0])) if len(left) else None


def _next_miss(scene: Scene, row: int) -> dict[str, Any] | None:
    """What would come next in a song's place: the best candidate off the slate that ranks below it.

    For a song that ranks below all of these, the last of them; None when every candidate is on the slate.
    """
    ranks, scores = scene.computed.scored.ranks, scene.computed.scored.scores
    left = [int(one) for one in _off_slate(scene)]
    if not left:
        return None
    miss = next((one for one in left if ranks[one] > ranks[row]), left[-1])
    return {**_miss_payload(scene, miss), "score_gap": float(scores[row] - scores[miss])}


def _miss_payload(scene: Scene, row: int) -> dict[str, Any]:
    return {
        **_named(scene, scene.recording(row)),
        "rank": int(scene.computed.scored.ranks[row]),
        "score": float(scene.computed.scored.scores[row]),
        "because": _why_not(scene, row),
    }


def _why_not(scene: Scene, row: int) -> str:
    """same_song, artist_limit or re_ranking."""
    catalogue, slate = scene.catalogue, [scene.recording(one) for one in scene.rows]
    recording = scene.recording(row)
    if any(catalogue.groups[one] == catalogue.groups[recording] for one in slate):
        return "same_song"
    same_artist = sum(catalogue.artists[one] == catalogue.artists[recording] for one in slate)
    return "artist_limit" if same_artist >= scene.settings.max_per_artist else "re_ranking"


def weakest(parts: list[Part], ranges: list[dict[str, Any]], positive: float) -> dict[str, Any]:
    """A song's weakest point.

    The feature farthest outside the listener's usual range, in widths of that range; without one the largest negative
    part; without one the smallest positive term of at least half a percent.
    """
    outside = []
    for one in ranges:
        if one["song"] is None or one["p10"] is None or one["p90"] is None:
            continue
        beyond = max(one["p10"] - one["song"], one["song"] - one["p90"])
        width = (one["p90"] - one["p10"]) or 1.0
        if beyond > 0:
            outside.append((beyond / width, one))
    if outside:
        distance, one = max(outside, key=lambda pair: pair[0])
        return {
            "reason": "range",
            **{k: one[k] for k in ("feature", "p10", "p50", "p90")},
            "value": one["song"],
            "distance": distance,
        }
    sums = {term: math.fsum(part.value for part in parts if part.term == term) for term in TERMS}
    name = min((term for term in TERMS if sums[term] < 0), key=lambda term: sums[term], default=None)
    if name is None:
        told = [term for term in TERMS if sums[term] > 0 and sums[term] >= LEAST_SHARE * positive]
        name = min(told, key=lambda term: sums[term], default="own")
    return {
        "reason": "term",
        "feature": name,
        "value": sums[name],
        "share": sums[name] / positive if positive > 0 else 0.0,
    }


def _value(number: Any) -> float | None:  # noqa: ANN401  (numpy scalar)
    return None if math.isnan(number) else float(number)


def _time(moment: Any) -> str | None:  # noqa: ANN401  (datetime or None)
    return None if moment is None else moment.isoformat()

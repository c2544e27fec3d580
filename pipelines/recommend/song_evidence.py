"""Evidence about one song: facts, parts, ranges, what-ifs, the talk, and its weakest point."""

import math
from typing import TYPE_CHECKING, Any

from pipelines.recommend.catalogue import FEATURES, named_weights
from pipelines.recommend.parts import Part
from pipelines.recommend.scene import Scene, named
from pipelines.recommend.score import TERMS
from pipelines.recommend.select import RERANK_STEPS
from pipelines.recommend.what_if import OWN_THING

if TYPE_CHECKING:
    from collections.abc import Mapping

PLAYLISTS_SHOWN = 20
"""What-ifs of playlists that become evidence per song: those that move it most; recs.what_if has all."""
SHARED_TAGS = 3
"""Tags in common with an own thing that become evidence."""
LEAST_SHARE = 0.005
"""Share of the positive parts from which a term can be told of."""


def song_payload(scene: Scene, position: int, row: int) -> dict[str, Any]:
    """A song's facts, its places and the deltas with which it was picked."""
    catalogue, scored, selection = scene.catalogue, scene.computed.scored, scene.computed.selection
    recording = scene.recording(row)
    artist_id = catalogue.artist_ids[catalogue.artists[recording]]
    facts = {name: _value(catalogue.features[recording, column]) for column, name in enumerate(FEATURES)}
    facts["release_year"] = None if facts["release_year"] is None else int(facts["release_year"])
    count = _value(catalogue.listener_count[recording])
    places = scored.candidates.place_in_source
    return {
        **named(scene, recording),
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
        "is_new_artist": int(catalogue.artists[recording]) not in scene.own_artists,
        "sources": {name: int(place[row]) for name, place in places.items() if place[row] > 0},
        **{step: float(getattr(selection, step)[position]) for step in RERANK_STEPS},
        "picked": int(selection.picked[position]),
        "picked_value": float(selection.value[position]),
        "artist_weeks_ago": list(scene.taste.recent_artists.get(artist_id, ())),
    }


def terms_payload(scene: Scene, row: int) -> dict[str, Any]:
    """A song's six terms."""
    scored = scene.computed.scored
    values = {term: float(value) for term, value in zip(TERMS, scored.terms[row], strict=True)}
    return {**values, "score": float(scored.scores[row])}


def part_payload(scene: Scene, row: int, part: Part, positive: float) -> dict[str, Any]:
    """A stored part, with the names of what it rests on; `positive` is the sum of the song's positive parts."""
    payload: dict[str, Any] = {
        "term": part.term,
        "subject_kind": part.subject_kind,
        "subject_id": part.subject_id,
        "value": part.value,
        "share": part.value / positive if positive > 0 else 0.0,
    }
    match part.subject_kind:
        case "recording":
            own = scene.catalogue.row_of[part.subject_id]
            payload |= {"title": scene.catalogue.titles[own], "artist_name": scene.catalogue.artist_names[own]}
            payload["playlist_ids"] = [one["playlist_id"] for one in part.detail["playlists"]]
            payload |= {"similarity": part.detail["similarity"], "weight": part.detail["weight"]}
            payload["shared_tags"] = _shared_tags(scene, scene.recording(row), own)
            if "because_you" in part.detail:
                payload["because_you"] = part.detail["because_you"]
        case "post":
            talk = scene.catalogue.talk[scene.catalogue.artist_ids[scene.catalogue.artists[scene.recording(row)]]]
            post = next(one for one in talk.posts if one.post_id == part.subject_id)
            payload |= {"subreddit": post.subreddit, "posted_at": _time(post.posted_at)}
            payload |= {"mention_count": talk.mention_count, "fit": part.detail["fit"]}
        case "rule":
            rule = next(one for one in scene.taste.rules if str(one.rule_id) == part.subject_id)
            payload |= {"words": rule.words, "effect": rule.effect, "facet": rule.facet, "rule_value": rule.value}
            payload |= {"origin": rule.origin, "steer": part.detail["steer"]}
        case _:
            payload |= part.detail
    return payload


def _shared_tags(scene: Scene, recording: int, own: int) -> list[str]:
    """Genres, then moods, that a song and an own thing have in common, the song's strongest first; at most three."""
    both = zip(scene.catalogue.tags(recording), scene.catalogue.tags(own), strict=True)
    shared = [name for of_song, of_own in both for name in of_song if name in of_own]
    return shared[:SHARED_TAGS]


def range_payloads(scene: Scene, row: int) -> list[dict[str, Any]]:
    """A song and its artist against the listener's usual range, feature by feature."""
    catalogue, recording = scene.catalogue, scene.recording(row)
    of_artist = catalogue.artist_features(int(catalogue.artists[recording]))
    payloads = []
    for column, (feature, (usual_of_artist, artist_count)) in enumerate(zip(FEATURES, of_artist, strict=True)):
        usual: Mapping[str, Any] = (scene.taste.ranges or {}).get(feature, {})
        payloads.append(
            {
                "feature": feature,
                "song": _value(catalogue.features[recording, column]),
                "artist": usual_of_artist,
                "artist_count": artist_count,
                "p10": usual.get("p10"),
                "p50": usual.get("p50"),
                "p90": usual.get("p90"),
                "known_count": usual.get("known_count", 0),
            }
        )
    return payloads


def what_if_payloads(scene: Scene, position: int, row: int) -> list[dict[str, Any]]:
    """A song's what-ifs: the playlists that move it most, then everything else."""
    with_it = int(scene.computed.scored.ranks[row])
    told = [one for one in scene.computed.what_ifs if one.songs[position]]
    playlists = sorted(
        (one for one in told if one.kind == "playlist"),
        key=lambda one: (-abs(int(one.ranks[position]) - with_it), bool(one.on_slate[position]), one.without_id),
    )
    return [
        {
            "without_kind": one.kind,
            "without_id": one.without_id,
            "rank_with": with_it,
            "rank_without": int(one.ranks[position]),
            "pool_size": len(scene.computed.scored.scores),
            "on_slate": bool(one.on_slate[position]),
            **(_own_thing(scene, one.without_id) if one.kind == OWN_THING else {}),
        }
        for one in (*playlists[:PLAYLISTS_SHOWN], *(one for one in told if one.kind != "playlist"))
    ]


def _own_thing(scene: Scene, recording_id: str) -> dict[str, Any]:
    own = scene.catalogue.row_of[recording_id]
    return {"title": scene.catalogue.titles[own], "artist_name": scene.catalogue.artist_names[own]}


def trend_payload(scene: Scene, row: int) -> dict[str, Any] | None:
    """The artist's week of talk; None without any."""
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
                "subreddit": post.subreddit,
                "posted_at": _time(post.posted_at),
                "share": post.share,
            }
            for post in talk.posts
        ],
    }


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

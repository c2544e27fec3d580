"""Evidence of the language model: what it said of a song, and what it changed on the slate."""

from typing import Any

from pipelines.recommend.catalogue import Catalogue
from pipelines.recommend.scene import Scene, named
from pipelines.recommend.score import TERMS
from pipelines.recommend.slate import ComputedSlate

PROPOSAL = "proposal"


def model_songs(catalogue: Catalogue, computed: ComputedSlate) -> tuple[list[int], list[int]]:
    """Places on the slate (from 0) of songs that are the model's, and catalogue rows of those that it displaced.

    A song is the model's when no version of it is on the slate that the same inputs give without the model.
    """
    if computed.without_model is None:
        return [], []
    songs = computed.scored.candidates.pool.rows[computed.selection.order]
    without = computed.without_model.songs
    with_groups, without_groups = set(catalogue.groups[songs].tolist()), set(catalogue.groups[without].tolist())
    brought = [place for place, song in enumerate(songs) if int(catalogue.groups[song]) not in without_groups]
    return brought, [int(song) for song in without if int(catalogue.groups[song]) not in with_groups]


def source_shares(computed: ComputedSlate) -> dict[str, float]:
    """What share of the slate each source of candidates brought, sums to 1; empty for an empty slate.

    A song that several sources offered counts in equal parts for each of them.
    """
    places = computed.scored.candidates.place_in_source
    order = [int(row) for row in computed.selection.order]
    shares = dict.fromkeys(places, 0.0)
    for row in order:
        offered = [name for name, place in places.items() if place[row] > 0]
        for name in offered:
            shares[name] += 1.0 / len(offered) / len(order)
    return shares if order else {}


def model_payload(scene: Scene) -> dict[str, Any] | None:
    """Songs that are the model's and those that it displaced, and how it did; None where it was not there.

    proposals and answers by outcome, steps_kept and steps_dropped of the judgement, shortlisted songs.
    """
    taste, computed = scene.taste, scene.computed
    counts = taste.model_counts
    if computed.without_model is None and not counts.proposals and not counts.answers:
        return None
    brought, displaced = model_songs(scene.catalogue, computed)
    songs = scene.rows
    return {
        "song_count": len(songs),
        "model_song_count": len(brought),
        "model_songs": [
            {**named(scene, scene.recording(songs[place])), "position": place + 1, "by": _by(scene, songs[place])}
            for place in brought
        ],
        "displaced": [named(scene, row) for row in displaced],
        "proposals": dict(counts.proposals),
        "answers": dict(counts.answers),
        "steps_kept": counts.steps_kept,
        "steps_dropped": counts.steps_dropped,
        "shortlisted": counts.shortlisted,
    }


def judgement_payload(scene: Scene, position: int, row: int) -> dict[str, Any] | None:
    """The chain of steps that the model stated about a slate song; None where it stated none.

    by (judgement or proposal), given (its verdict), verdict (what counts, in [-1, 1]), outcome, value (in the score),
    steps that survived, dropped_count, is_model_song.
    """
    catalogue, taste = scene.catalogue, scene.taste
    recording_id = catalogue.ids[scene.recording(row)]
    counted = float(scene.computed.scored.candidates.pool.judgement[row])
    value = float(scene.computed.scored.terms[row, TERMS.index("judgement")])
    brought, _ = model_songs(catalogue, scene.computed)
    told: dict[str, Any] = {"value": value, "is_model_song": position in brought}
    found = taste.verdicts.get(recording_id)
    if found is not None:
        told |= {"by": "judgement", "given": found.given, "verdict": counted, "outcome": found.outcome}
        return {**told, "steps": [dict(one) for one in found.steps], "dropped_count": found.dropped_count}
    proposal = next((one for one in taste.proposals if one.recording_id == recording_id), None)
    if proposal is None:
        return None
    told |= {"by": PROPOSAL, "given": proposal.verdict, "verdict": counted, "outcome": "resolved"}
    return {**told, "steps": [dict(one) for one in proposal.steps], "dropped_count": 0}


def _by(scene: Scene, row: int) -> str:
    """What of the model brought a song: its proposal, its verdict, or room that another song left."""
    if scene.computed.scored.candidates.place_in_source[PROPOSAL][row] > 0:
        return PROPOSAL
    return "judgement" if scene.computed.scored.candidates.pool.judgement[row] > 0 else "room"

"""Evidence of what came close: the best candidates off the slate, and what kept them off."""

from typing import Any

import numpy as np

from pipelines.recommend.scene import Scene, named


def first_miss(scene: Scene) -> dict[str, Any] | None:
    """The best candidate that is not on the slate; None when every one is."""
    left = scene.off_slate
    return _miss_payload(scene, int(left[0])) if len(left) else None


def next_miss(scene: Scene, row: int) -> dict[str, Any] | None:
    """What would come next in a song's place: the best candidate off the slate that ranks below it.

    For a song that ranks below all of these, the last of them; None when every candidate is on the slate.
    """
    ranks, scores = scene.computed.scored.ranks, scene.computed.scored.scores
    left = scene.off_slate
    if not len(left):
        return None
    miss = int(left[min(np.searchsorted(ranks[left], ranks[row]), len(left) - 1)])
    return {**_miss_payload(scene, miss), "score_gap": float(scores[row] - scores[miss])}


def _miss_payload(scene: Scene, row: int) -> dict[str, Any]:
    return {
        **named(scene, scene.recording(row)),
        "rank": int(scene.computed.scored.ranks[row]),
        "score": float(scene.computed.scored.scores[row]),
        "because": _why_not(scene, row),
    }


def _why_not(scene: Scene, row: int) -> str:
    """same_song, artist_limit or re_ranking."""
    groups, artists, recording = scene.catalogue.groups, scene.catalogue.artists, scene.recording(row)
    if np.any(groups[scene.songs] == groups[recording]):
        return "same_song"
    same_artist = np.count_nonzero(artists[scene.songs] == artists[recording])
    return "artist_limit" if same_artist >= scene.settings.max_per_artist else "re_ranking"

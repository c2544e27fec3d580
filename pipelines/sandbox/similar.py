"""Which recordings people play together, as ListenBrainz labs would have counted it."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

import numpy as np

from pipelines.sandbox.recordings import Recording

LIST_LENGTH = 50
_SAME_GENRE = 0.35
_SCORE_OF_TWINS = 400
_BURIED_PLACES = 5
_BURIED_SHARE = 0.03
"""Few play a buried artist, so few sessions hold one: few places of a list, with small scores."""


class Neighbour(NamedTuple):
    """A recording that is played with another one; `score` counts sessions."""

    mbid: UUID
    score: int


def make_similar(recordings: Sequence[Recording]) -> dict[UUID, tuple[Neighbour, ...]]:
    """At most 50 neighbours of each recording, best first, none by the same artist and no other version of the song."""
    taste = np.array([recording.taste for recording in recordings], dtype=np.float64)  # (n, 8)
    taste /= np.linalg.norm(taste, axis=1, keepdims=True)
    genres = np.array([recording.artist.genre.name for recording in recordings])
    buried = np.array([recording.artist.is_buried for recording in recordings])
    fame = np.log10([10 + recording.listener_count for recording in recordings])
    main = np.array([str(recording.artist.mbid) for recording in recordings])
    mbids = [recording.mbid for recording in recordings]
    by_mbid = np.argsort(np.argsort([str(mbid) for mbid in mbids]))
    found = {}
    for row, recording in enumerate(recordings):
        closeness = taste @ taste[row] + _SAME_GENRE * (genres == genres[row])
        closeness[main == main[row]] = -1.0
        scores = np.rint(_SCORE_OF_TWINS * np.clip(closeness - 0.55, 0, None) * np.minimum(fame, fame[row]) / 4)
        scores = np.where(buried & (scores > 0), np.maximum(1, np.rint(_BURIED_SHARE * scores)), scores)
        best_first = np.lexsort((by_mbid, -scores))
        known = best_first[~buried[best_first]][: LIST_LENGTH - _BURIED_PLACES]
        listed = set(known) | set(best_first[buried[best_first]][:_BURIED_PLACES])
        order = [n for n in best_first if n in listed]
        guests = {artist.mbid for artist in recording.artists}
        found[recording.mbid] = tuple(
            Neighbour(mbids[n], int(scores[n]))
            for n in order
            if scores[n] >= 1 and recordings[n].artist.mbid not in guests
        )
    return found

"""What turning the dial would have made of a stored slate: picked again on its frozen inputs; nothing is stored."""

from collections.abc import Sequence
from typing import Any

from pipelines import db
from pipelines.domain.dial import require_place
from pipelines.recommend.catalogue import Catalogue
from pipelines.recommend.frozen import Frozen, recompute
from pipelines.recommend.stored import StoredEdition
from pipelines.recommend.trial import Change, run_with
from pipelines.settings import Settings


def preview_dial(connection: db.Connection, settings: Settings, stored: StoredEdition, value: float) -> dict[str, Any]:
    """The slate that this edition would have been with the dial at `value`, exact.

    Everything but the dial is as the week was frozen: the pool, the scores, the model's answers, whose artists rest,
    who plays. The next week has other inputs, so its slate will differ from this by more than the dial.

    Args:
        connection: As role open.
        settings: Those that the edition was made with.
        stored: The edition.
        value: From 0 (familiar) to 1 (adventurous).

    Returns:
        dial and new_artist_count (of songs by artists of whom the listener keeps nothing), both [as it was, as it would
        be], and songs: recording_id, position_before and position_after, None where it is not on the slate.

    Raises:
        BadInputError: The value is not in [0, 1].
        ReproductionError: The edition comes out differently.
    """
    require_place(value)
    frozen = recompute(connection, settings, stored)
    before = frozen.computed.selection.order.tolist()
    turned = run_with(frozen, 0, [Change("dial", amount=value)], settings).selection.order.tolist()
    rows = frozen.computed.scored.candidates.pool.rows
    return {
        "listener_id": str(stored.listener_id),
        "week": stored.week,
        "edition": stored.edition,
        "dial": [frozen.taste.dial, value],
        "new_artist_count": [_by_new_artists(frozen, before), _by_new_artists(frozen, turned)],
        "songs": song_places(frozen.catalogue, rows[before].tolist(), rows[turned].tolist()),
    }


def song_places(catalogue: Catalogue, before: Sequence[int], after: Sequence[int]) -> list[dict[str, Any]]:
    """Each song of two slates, given as catalogue rows in slate order, with its places from 1; None: not on it."""
    return [
        {
            "recording_id": catalogue.id_texts[row],
            "position_before": before.index(row) + 1 if row in before else None,
            "position_after": after.index(row) + 1 if row in after else None,
        }
        for row in dict.fromkeys([*before, *after])
    ]


def _by_new_artists(frozen: Frozen, slate: list[int]) -> int:
    own = set(frozen.taste.own_artists(frozen.catalogue).tolist())
    artists = frozen.catalogue.artists[frozen.computed.scored.candidates.pool.rows[slate]]
    return sum(artist not in own for artist in artists.tolist())

"""The dial from familiar to adventurous: how new each candidate is to the listener, and where the dial stands."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from pipelines import db
from pipelines.domain.dial import MIDDLE
from pipelines.recommend.arrays import Flags, Floats


def novelty(is_own_artist: Flags, fit: Floats) -> Floats:
    """How new each candidate is: 0 for an artist of whom the listener keeps something, else 1 - fit / 2.

    So an artist who is new counts half even in the listener's strongest genre, and wholly where no genre fits.

    Args:
        is_own_artist: Whether the listener keeps something of the candidate's artist, shape (m,).
        fit: How well each candidate's genres fit the profile, in [0, 1], shape (m,).

    Returns:
        In [0, 1], shape (m,).
    """
    return np.where(is_own_artist, 0.0, 1.0 - 0.5 * fit)


def lift(dial: float, strength: float, new: Floats) -> Floats:
    """What the dial adds per scale: strength x (2 dial - 1) x novelty; in the middle exactly 0; shape as given."""
    return strength * (2.0 * dial - 1.0) * new + 0.0


def read_dial(connection: db.Connection, key: Mapping[str, Any]) -> float:
    """Where the dial stood when the week was frozen: the newest edit that sets it, MIDDLE without one.

    Args:
        connection: As role open.
        key: week and listener.
    """
    found = db.one(
        connection,
        """
        select cast(e.edit ->> 'dial' as double precision) as dial
        from recs.week_input as i
        join app.profile_edit as e on e.event_id = i.input_id and e.listener_id = i.listener_id
        where i.week = %(week)s and i.listener_id = %(listener)s and i.input_kind = 'profile_edit' and e.edit ? 'dial'
        order by e.created_at desc, e.event_id desc limit 1
        """,
        key,
    )
    return MIDDLE if found is None else float(found["dial"])

"""What the site is handed by whoever puts the program together: it knows callables, not the rooms behind them."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from explain.web.feedback import Feedback, Stored, store_feedback
from pipelines.clock import make_clock
from pipelines.settings import Settings


@dataclass(frozen=True)
class Services:
    """What the site may ask for.

    Attributes:
        give_feedback: Stores one feedback event and says what will come of it.
    """

    give_feedback: Callable[[Feedback], Stored]


def default_services(settings: Settings) -> Services:
    """The services of `python -m explain.web`: feedback goes to app.feedback, at the time of the injected clock."""
    return Services(give_feedback=partial(store_feedback, settings, make_clock(settings.clock)))

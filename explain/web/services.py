"""What the site is handed by whoever puts the program together: it knows callables, not the rooms behind them."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from explain.web.dial import Turn, Turned, store_dial
from explain.web.feedback import Feedback, Stored, store_feedback
from explain.web.telling import Choice, Chosen, store_choice
from pipelines.clock import make_clock
from pipelines.settings import Settings


@dataclass(frozen=True)
class Services:
    """What the site may ask for.

    Attributes:
        give_feedback: Stores one feedback event and says what will come of it.
        turn_dial: Stores where a listener wants the dial, likewise.
        choose_telling: Stores how a listener wants reports told, likewise.
    """

    give_feedback: Callable[[Feedback], Stored]
    turn_dial: Callable[[Turn], Turned]
    choose_telling: Callable[[Choice], Chosen]


def default_services(settings: Settings) -> Services:
    """The services of `python -m explain.web`: events go to app.*, at the time of the injected clock."""
    clock = make_clock(settings.clock)
    return Services(
        give_feedback=partial(store_feedback, settings, clock),
        turn_dial=partial(store_dial, settings, clock),
        choose_telling=partial(store_choice, settings, clock),
    )

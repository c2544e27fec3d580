"""Has everything landed that a week reads? Six hours after its end is worth waiting for; then it goes on without."""

from pipelines.clock import make_clock
from pipelines.domain.weeks import known_until
from pipelines.errors import NotYetLandedError
from pipelines.manifest import missing_slices
from pipelines.settings import Settings

LOOK_AGAIN_SECONDS = 15 * 60


def wait_for_slices(settings: Settings, week: str) -> list[str]:
    """The slices that never came, such as "reddit 2026-11-18"; empty when all are there.

    Raises:
        NotYetLandedError: Some are missing and may still come.
    """
    missing = missing_slices(settings, week)
    if missing and make_clock(settings.clock)() < known_until(week):
        first = ", ".join(missing[:3])
        raise NotYetLandedError(f"{len(missing)} slices are still missing ({first}, ...)", LOOK_AGAIN_SECONDS)
    return missing

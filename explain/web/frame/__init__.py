"""The frame of a page: every text that is no sentence of a report, in English or in the language of the report.

Templates and views read texts of a `Frame` by name and know no language; what is told of values (numbers, weeks,
closed values) it tells too. A page of a report has the report's language, a listener's other pages the one that the
listener has chosen, and pages of nobody are English.
"""

from collections.abc import Mapping

from explain.web.frame.asked import Asked
from explain.web.frame.controls import Controls
from explain.web.frame.model import ModelTexts
from explain.web.frame.report import Report
from explain.web.frame.site import Site
from explain.web.frame.song import SongTexts
from explain.web.frame.values import Values
from pipelines.domain.telling import LANGUAGES, Language


class Frame(Site, Report, SongTexts, ModelTexts, Controls, Asked, Values):
    """All texts of the pages in one language."""


FRAMES: Mapping[Language, Frame] = {language: Frame(language) for language in LANGUAGES}

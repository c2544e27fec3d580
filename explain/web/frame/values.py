"""Numbers, shares, days and weeks as a page writes them in its language: 44% and 1,204, or 44 % and 1.204."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from explain import values_german
from explain.values import in_marks, spellings
from explain.web.frame.text import Labels, Speaker, Text
from pipelines.domain.telling import ENGLISH
from pipelines.domain.weeks import calendar_week, is_first_slate, known_until, week_start

MINUS = "−"
_GERMAN_MARKS = str.maketrans(",.", ".,")
_HALF_A_PERCENT, _THOUSANDTH = 0.005, 0.001


class Values(Speaker):
    """Values in one language; an unknown one is never zero."""

    unknown = Text(en="unknown", de="unbekannt")
    yes = Text(en="yes", de="ja")
    no = Text(en="no", de="nein")
    little = Text(en="under 1%", de="unter 1\N{NO-BREAK SPACE}%")
    hundredths = Text(en="{:.0f}%", de="{:.0f}\N{NO-BREAK SPACE}%")
    bpm = Text(en="{} bpm", de="{} BPM")
    pair = Text(en="{} and {}", de="{} und {}")
    months = Text(
        en="January February March April May June July August September October November December",
        de="Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    )
    whole_day = Text(en="{day} {month} {year}", de="{day}. {month} {year}")
    in_month = Text(en="{day} {month}", de="{day}. {month}")
    in_this_month = Text(en="{day}", de="{day}.")
    from_to = Text(en="{} to {}", de="{} bis {}")
    week_of_year = Text(en="week {}, {}", de="Woche {}, {}")
    first_slate = Text(en="First slate, {}", de="Erste Liste, {}")
    features = Labels(
        en={"tempo_bpm": "tempo", "energy": "energy", "valence": "brightness", "release_year": "year"},
        de={"tempo_bpm": "Tempo", "energy": "Energie", "valence": "Helligkeit", "release_year": "Jahr"},
    )

    def number(self, value: Any, feature: str = "") -> str:  # noqa: ANN401  (any JSON value)
        """A number for reading: thousands apart, at most three decimals, a true minus sign; None is "unknown"."""
        if value is None:
            return self.unknown
        if isinstance(value, bool):
            return self.yes if value else self.no
        if not isinstance(value, int | float):
            return str(value)
        if feature in {"release_year", "tempo_bpm"}:
            return f"{value:.0f}"
        if float(value).is_integer():
            return self.whole(value).replace("-", MINUS)
        return self.marked(f"{value:,.3f}".rstrip("0").rstrip(".") if abs(value) >= _THOUSANDTH else f"{value:.1e}")

    def marked(self, number: str) -> str:
        """A number with a decimal point, as it is written: with a true minus sign, in German with German marks."""
        text = number.replace("-", MINUS)
        return text if self.language == ENGLISH else text.translate(_GERMAN_MARKS)

    def score(self, value: float) -> str:
        """A score: three decimals."""
        return self.signed(value).removeprefix("+")

    def signed(self, value: float) -> str:
        """A part of a sum: with its sign, three decimals."""
        text = f"{value:+.3f}"
        return self.marked("0.000" if float(text) == 0 else text)

    def percent(self, share: float) -> str:
        """A share in [0, 1] as whole percent; a small one is "under 1%"."""
        return self.little if 0 < share < _HALF_A_PERCENT else self.hundredths.format(share * 100)

    def feature(self, name: str, value: Any) -> str:  # noqa: ANN401  (number or None)
        """A feature's value with its unit."""
        text = self.number(value, name)
        return self.bpm.format(text) if name == "tempo_bpm" and value is not None else text

    def listing(self, items: Sequence[str]) -> str:
        """`a, b and c`."""
        if len(items) < 2:  # noqa: PLR2004  (a pair)
            return "".join(items)
        return self.pair.format(", ".join(items[:-1]), items[-1])

    def quoted(self, name: str) -> str:
        """A name between the marks of the language."""
        return in_marks(name, self.language)

    def words(self, words: str, origin: str) -> str:
        """What a listener said; of a feedback the kind is a word of ours, and a German one in German."""
        return words if self.language == ENGLISH or origin != "feedback" else values_german.feedback(words)

    def short_reason(self, reason: str) -> str:
        """Why a list is short (pipelines.recommend.slate_evidence), or which day of a source is missing."""
        return reason if self.language == ENGLISH else values_german.reason(reason)

    # ------------------------------------------------------------ days and weeks
    def day(self, moment: datetime | str | None) -> str:
        """A day as sentences write it: `18 November 2026`, in German `18.11.2026`."""
        if moment is None:
            return self.unknown
        at = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
        return spellings("date", at.isoformat(), {}, self.language)[0]

    def week(self, week: str) -> str:
        """A week in a sentence."""
        return f"week {week}" if self.language == ENGLISH else spellings("week", week, {}, self.language)[0]

    def week_title(self, week: str) -> str:
        """`Week 47, 2026`; of a first slate `First slate, week 48, 2026`."""
        year, number = calendar_week(week).split("-W")
        title = self.week_of_year.format(int(number), year)
        return self.first_slate.format(title) if is_first_slate(week) else title[:1].upper() + title[1:]

    def week_span(self, week: str) -> str:
        """`16 to 22 November 2026`: Monday to Sunday; of a first slate the day on which it was made."""
        if is_first_slate(week):
            return self._day(self.whole_day, known_until(week))
        first = week_start(week)
        last = first + timedelta(days=6)
        start = self.in_this_month if first.month == last.month else self.in_month
        start = start if first.year == last.year else self.whole_day
        return self.from_to.format(self._day(start, first), self._day(self.whole_day, last))

    def _day(self, form: str, at: datetime) -> str:
        return form.format(day=at.day, month=self.months.split()[at.month - 1], year=at.year)

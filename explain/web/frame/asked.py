"""What a rule asks for, in words: decade 1990s, music for running, music until 1979."""

from explain.phrases.german.changes import ACTIVITIES
from explain.web.frame.proofs import Proofs
from explain.web.frame.text import Labels, Text
from pipelines.domain.telling import ENGLISH


class Asked(Proofs):
    """Facets and values of rules."""

    novelty = Labels(
        en={
            "new": "music by artists new to you",
            "familiar": "music by artists you keep",
            "popular": "what is heard most",
            "obscure": "what is heard least",
        },
        de={
            "new": "Musik von Acts, die neu für dich sind",
            "familiar": "Musik von Acts, die du schon hast",
            "popular": "was am meisten gehört wird",
            "obscure": "was am seltensten gehört wird",
        },
    )
    music = Text(en="music {}", de="Musik {}")
    for_activity = Text(en="for {}", de="für {}")
    until = Text(en="until {}", de="bis {}")
    since_year = Text(en="from {} on", de="ab {}")
    between = Text(en="from {} to {}", de="von {} bis {}")

    def asked(self, facet: str, value: str) -> str:
        """What a rule names."""
        first, is_range, last = value.partition("..")
        match facet:
            case "novelty":
                return self.novelty.get(value, f"{self.code(facet)} {value}")
            case "activity":
                return self.music.format(self._activity(value))
            case "years" if is_range:
                form = self.until if not first else self.between if last else self.since_year
                return self.music.format(form.format(*(year for year in (first, last) if year)))
            case _:
                return f"{self.code(facet)} {self.value_of(facet, value)}"

    def value_of(self, facet: str, value: str) -> str:
        """The value of a rule or a profile; what is a name stays as it is."""
        if self.language == ENGLISH:
            return value
        if facet == "decade" and value.endswith("0s"):
            return f"{value[:-1]}er"
        return self.code(value) if facet in {"tempo", "explicit", "novelty", "activity"} else value

    def _activity(self, value: str) -> str:
        known = {} if self.language == ENGLISH else ACTIVITIES
        return known.get(value) or self.for_activity.format(value)

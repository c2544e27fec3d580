"""The words of the pictures and their alt texts, by language; a report's pictures speak the language of its words."""

from collections.abc import Mapping
from dataclasses import dataclass

from explain.charts.style import percent, signed
from pipelines.domain.telling import ENGLISH, GERMAN, Language


@dataclass(frozen=True, eq=False)  # one object per language, by which figures are kept
class ChartWords:
    """What pictures say in one language; `{...}` are filled with values.

    Attributes:
        terms: Names of the terms of a score.
        features: Names of what is compared with the usual range.
        units: Their units, as they stand on the axis.
    """

    language: Language
    terms: Mapping[str, str]
    features: Mapping[str, str]
    units: Mapping[str, str]
    other_own: str
    # titles and alt texts of a song's parts
    no_reason: str
    own_most: str
    first_part: str
    parts_alt: str
    points: str
    total: str
    # of its range
    range_unknown: str
    range_inside: str
    range_outside: tuple[str, str]
    both: str
    range_alt: str
    its_artist: str
    line_unknown: str
    line: str
    unknown: str
    usual: str
    legend: tuple[str, str, str]
    no_range: str
    no_song: str
    few: str
    none: str
    bpm: str
    # of the slate
    slate_from: str
    slate_first: str
    slate_alt: str
    position: str
    of_score: str

    def percent(self, share: float) -> str:
        """A share in [0, 1] as whole percent: 38%, in German 38 %."""
        plain = percent(share)
        return plain if self.language == ENGLISH else plain.replace("%", "\N{NO-BREAK SPACE}%")

    def signed(self, value: float) -> str:
        """A part of a sum, with its sign."""
        return self._marked(signed(value))

    def value(self, value: float, feature: str, *, with_unit: bool = True) -> str:
        """A value of a feature."""
        if feature == "tempo_bpm":
            return self.bpm.format(f"{value:.0f}") if with_unit else f"{value:.0f}"
        return f"{value:.0f}" if feature == "release_year" else self._marked(f"{value:.2f}")

    def tick(self, value: float, _: int) -> str:
        """A number at an axis, for matplotlib's FuncFormatter."""
        return self._marked(f"{value:.6g}".replace("-", "−"))

    def _marked(self, number: str) -> str:
        return number if self.language == ENGLISH else number.replace(".", ",")


_ENGLISH = ChartWords(
    language=ENGLISH,
    terms={
        "own": "your own songs",
        "sound": "sound and tags",
        "trend": "talk of the week",
        "wish": "your wishes",
        "judgement": "the model's judgement",
        "popularity": "popularity correction",
    },
    features={"tempo_bpm": "tempo", "energy": "energy", "valence": "brightness", "release_year": "year"},
    units={"tempo_bpm": "bpm", "energy": "0 to 1", "valence": "0 to 1", "release_year": "released"},
    other_own="other songs of yours",
    no_reason="Nothing speaks for it but its place",
    own_most="Songs you already keep make {share} of its score",
    first_part="{name}: {share} of its score",
    parts_alt="Parts of the score of {title} by {artist}: {bars}. Sum {total}.",
    points="points of the score",
    total="sum: {}",
    range_unknown="No source knows how it compares with your usual range",
    range_inside="All that is known of it lies inside your usual range",
    range_outside=("{} lies outside your usual range", "{} lie outside your usual range"),
    both=" and ",
    range_alt="{title} by {artist} against your usual range: {lines}.",
    its_artist=", its artist {}",
    line_unknown="{name} {song}{artist}, your range unknown",
    line="{name} {song}{artist}, usually {low} to {high} ({count} known)",
    unknown="unknown",
    usual="your usual range: the middle 80% of your songs",
    legend=("this song", "its artist", "your middle song"),
    no_range="your usual range is unknown",
    no_song="song unknown",
    few="only {} known",
    none="none known",
    bpm="{} bpm",
    slate_from="Where this list comes from",
    slate_first="{name}: {share} of what made this list",
    slate_alt="Where this list comes from: {whole}. Largest source by song: {songs}.",
    position="position on the list",
    of_score="% of the score",
)
_GERMAN = ChartWords(
    language=GERMAN,
    terms={
        "own": "deine eigenen Songs",
        "sound": "Klang und Tags",
        "trend": "Gespräche der Woche",
        "wish": "deine Wünsche",
        "judgement": "das Urteil des Modells",
        "popularity": "Abzug für Bekanntheit",
    },
    features={"tempo_bpm": "Tempo", "energy": "Energie", "valence": "Helligkeit", "release_year": "Jahr"},
    units={"tempo_bpm": "BPM", "energy": "0 bis 1", "valence": "0 bis 1", "release_year": "erschienen"},
    other_own="andere deiner Songs",
    no_reason="Für den Song spricht nichts als sein Platz",
    own_most="Songs, die du schon hast, machen {share} der Wertung aus",
    first_part="{name}: {share} der Wertung",
    parts_alt="Teile der Wertung von {title} von {artist}: {bars}. Summe {total}.",
    points="Punkte der Wertung",
    total="Summe: {}",
    range_unknown="Keine Quelle kennt Werte zum Vergleich mit deinem üblichen Bereich",
    range_inside="Alles, was bekannt ist, liegt in deinem üblichen Bereich",
    range_outside=("{} liegt außerhalb deines üblichen Bereichs", "{} liegen außerhalb deines üblichen Bereichs"),
    both=" und ",
    range_alt="{title} von {artist} neben deinem üblichen Bereich: {lines}.",
    its_artist=", der Act {}",
    line_unknown="{name} {song}{artist}, dein Bereich unbekannt",
    line="{name} {song}{artist}, üblich {low} bis {high} ({count} bekannt)",
    unknown="unbekannt",
    usual="dein üblicher Bereich: die mittleren 80\N{NO-BREAK SPACE}% deiner Songs",
    legend=("dieser Song", "der Act", "dein mittlerer Song"),
    no_range="dein üblicher Bereich ist unbekannt",
    no_song="Song unbekannt",
    few="nur {} bekannt",
    none="nichts bekannt",
    bpm="{} BPM",
    slate_from="Woher diese Liste kommt",
    slate_first="{name}: {share} von dem, was diese Liste ausmacht",
    slate_alt="Woher diese Liste kommt: {whole}. Größte Quelle je Song: {songs}.",
    position="Platz auf der Liste",
    of_score="% der Wertung",
)
WORDS: Mapping[Language, ChartWords] = {ENGLISH: _ENGLISH, GERMAN: _GERMAN}

"""Texts of what can be pressed: feedback, the dial, how notes are told; and what the site answers."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from explain.web.frame.text import Labels, Speaker, Text
from pipelines.domain.dial import MIDDLE
from pipelines.domain.telling import CHOICES, GERMAN, LANGUAGES, VOICES


@dataclass(frozen=True)
class IslandTexts:
    """What the scripts of a page say; `{}` in it is filled there. `explain/web/island/src/texts.ts` has its twin."""

    kinds: dict[str, str]
    feedback_on: str
    stored: str
    storing: str
    not_stored: str
    no_answer: str
    answered: str
    dial_label: str
    familiar: str
    adventurous: str
    keep: str
    turn_note: str
    not_stored_yet: str
    dial_words: dict[str, str]


class Controls(Speaker):
    """Texts of the forms on a listener's pages."""

    # ------------------------------------------------------------ feedback
    feedback_on = Text(en="Feedback on {}", de="Feedback zu {}")
    feedback = Labels(
        en={
            "more": "more of this",
            "less": "less of this",
            "never": "never again",
            "wrong_reason": "the reason is wrong",
        },
        de={
            "more": "mehr davon",
            "less": "weniger davon",
            "never": "nie wieder",
            "wrong_reason": "der Grund stimmt nicht",
        },
    )
    is_stored = Text(en=", stored", de=", gespeichert")
    stored = Text(en="Stored: {}.", de="Gespeichert: {}.")
    storing = Text(en="Storing …", de="Wird gespeichert …")
    not_stored = Text(en="Nothing was stored.", de="Nichts wurde gespeichert.")
    no_answer = Text(
        en="The site does not answer; nothing was stored.", de="Die Seite antwortet nicht; nichts wurde gespeichert."
    )
    answered = Text(
        en="The site answered {}; nothing was stored.", de="Die Seite antwortete {}; nichts wurde gespeichert."
    )
    feedback_answers = Labels(
        en={
            "more": "Stored. The list of {week} will lean towards {artist}.",
            "more_of_genres": "Stored. The list of {week} will lean towards {artist}, and a little towards {genres}.",
            "less": "Stored. The list of {week} will lean away from {artist}.",
            "never": "Stored. From {week} on, no version of this song will be considered.",
            "wrong_reason": "Stored beside the reason. From {week} on, the songs you keep that were the strongest"
            " reasons for it weigh half as much.",
        },
        de={
            "more": "Gespeichert. Die Liste von {week} neigt mehr zu {artist}.",
            "more_of_genres": "Gespeichert. Die Liste von {week} neigt mehr zu {artist}, und ein wenig zu {genres}.",
            "less": "Gespeichert. Die Liste von {week} rückt von {artist} ab.",
            "never": "Gespeichert. Ab {week} kommt keine Fassung dieses Songs mehr in Betracht.",
            "wrong_reason": "Neben dem Grund gespeichert. Ab {week} wiegen die Songs aus deiner Sammlung, die der"
            " stärkste Grund dafür waren, halb so viel.",
        },
    )
    this_artist = Text(en="this artist", de="diesem Act")
    # ------------------------------------------------------------ the dial
    dial_title = Text(en="How new your lists are", de="Wie neu deine Listen sind")
    dial_about = Text(
        en="The dial goes from familiar (0) to adventurous (1). Towards adventurous, artists of whom you keep nothing"
        " are lifted; towards familiar, they are held back. In the middle it does nothing.",
        de="Der Regler geht von vertraut (0) bis abenteuerlich (1). Richtung abenteuerlich steigen Acts, von denen du"
        " nichts hast; Richtung vertraut werden sie gebremst. In der Mitte tut er nichts.",
    )
    dial_label = Text(
        en="From familiar to adventurous, for the weeks to come",
        de="Von vertraut bis abenteuerlich, für die kommenden Wochen",
    )
    familiar = Text(en="familiar", de="vertraut")
    adventurous = Text(en="adventurous", de="abenteuerlich")
    keep = Text(en="Keep it there", de="Dort lassen")
    not_stored_yet = Text(en=", not stored yet", de=", noch nicht gespeichert")
    this_list = Text(en="This list", de="Diese Liste")
    made_with = Text(en="was made with the dial at {}.", de="entstand mit dem Regler auf {}.")
    now = Text(en="Now", de="Jetzt")
    stands_at = Text(en="the dial stands at", de="steht der Regler auf")
    turn_note = Text(
        en="A turn made now counts from {} on; lists that are made stay as they are.",
        de="Wer jetzt dreht, hört es ab {}; fertige Listen bleiben, wie sie sind.",
    )
    dial_places = Labels(
        en={
            "middle": "{}, in the middle",
            "adventurous": "{}, on the adventurous side",
            "familiar": "{}, on the familiar side",
        },
        de={
            "middle": "{}, in der Mitte",
            "adventurous": "{}, auf der abenteuerlichen Seite",
            "familiar": "{}, auf der vertrauten Seite",
        },
    )
    dial_answers = Labels(
        en={
            "middle": "Stored. From {week} on your lists will lean neither way; lists that are made stay as they are.",
            "adventurous": "Stored. From {week} on your lists will lean towards artists who are new to you;"
            " lists that are made stay as they are.",
            "familiar": "Stored. From {week} on your lists will lean towards artists you keep;"
            " lists that are made stay as they are.",
        },
        de={
            "middle": "Gespeichert. Ab {week} neigen deine Listen zu keiner Seite;"
            " fertige Listen bleiben, wie sie sind.",
            "adventurous": "Gespeichert. Ab {week} neigen deine Listen zu Acts, die neu für dich sind;"
            " fertige Listen bleiben, wie sie sind.",
            "familiar": "Gespeichert. Ab {week} neigen deine Listen zu Acts, die du schon hast;"
            " fertige Listen bleiben, wie sie sind.",
        },
    )
    # ------------------------------------------------------------ how notes are told
    telling_title = Text(en="How your notes are told", de="Wie deine Liner Notes erzählt werden")
    told_in = Text(en="These notes are in {}.", de="Diese Liner Notes sind auf {}.")
    choice_titles = Labels(
        en={"language": "Language for the weeks to come", "voice": "Voice for the weeks to come"},
        de={"language": "Sprache für die kommenden Wochen", "voice": "Stimme für die kommenden Wochen"},
    )
    languages = Labels(en={str(one): name for one, name in LANGUAGES.items()}, de={"en": "Englisch", "de": "Deutsch"})
    voices = Labels(
        en={str(one): name for one, name in VOICES.items()},
        de={
            "plain": "schlicht: was zählt, in wenigen Worten",
            "warm": "warm: erst deine Songs und Stimmungen, wenige Zahlen",
            "nerdy": "nerdig: Ränge, Anteile und Tempi",
        },
    )
    is_chosen = Text(en=", chosen", de=", gewählt")
    choice_note = Text(
        en="A choice made now counts from {} on; notes that are written stay as they are.",
        de="Eine Wahl von jetzt zählt ab {}; geschriebene Liner Notes bleiben, wie sie sind.",
    )

    @property
    def choices(self) -> dict[str, dict[str, str]]:
        """What can be chosen: names by value."""
        named = {"language": self.languages, "voice": self.voices}
        return {choice: {value: named[choice][value] for value in values} for choice, values in CHOICES.items()}

    def stored_kinds(self, kinds: Sequence[str]) -> str:
        """What was said of a song so far."""
        return self.stored.format(", ".join(self.feedback[kind] for kind in kinds))

    def dial_words(self, value: float) -> str:
        """A place of the dial, with two decimals at most: "0.8, on the adventurous side"."""
        number = f"{value:.2f}".rstrip("0").rstrip(".")
        return self.dial_places[side(value)].format(number.replace(".", ",") if self.language == GERMAN else number)

    def island(self, week: str) -> str:
        """What the scripts say, as JSON; `week` is the one from which a turn counts, as a sentence names it.

        Keys keep their order, which is that of the buttons.
        """
        texts = IslandTexts(
            kinds=dict(self.feedback),
            feedback_on=self.feedback_on,
            stored=self.stored,
            storing=self.storing,
            not_stored=self.not_stored,
            no_answer=self.no_answer,
            answered=self.answered,
            dial_label=self.dial_label,
            familiar=self.familiar,
            adventurous=self.adventurous,
            keep=self.keep,
            turn_note=self.turn_note.format(week),
            not_stored_yet=self.not_stored_yet,
            dial_words=dict(self.dial_places),
        )
        return json.dumps(asdict(texts), ensure_ascii=False)


def side(value: float) -> str:
    """Where a place of the dial is, as it is shown: what reads "0.5" is in the middle."""
    shown = round(value, 2)
    return "middle" if shown == MIDDLE else "adventurous" if shown > MIDDLE else "familiar"

"""Texts of the proofs: claims, the rows behind them, pictures' numbers, and why a sentence is not printed."""

import re

from explain.web.frame.codes import CODES, METRICS
from explain.web.frame.keys import KEYS
from explain.web.frame.text import Counted, Labels, Speaker, Text, plain
from pipelines.domain.telling import ENGLISH

_REASONS: tuple[tuple[str, str], ...] = (
    (r"a typed value: place the slot instead", "ein getippter Wert: an seine Stelle gehört ein Platzhalter"),
    (r"a typed value: (.*)", r"ein getippter Wert: \1"),
    (r"a slot that does not exist, or markup", "ein Platzhalter, den es nicht gibt, oder Auszeichnung"),
    (r"no claim is cited", "keine Aussage ist zitiert"),
    (r"it cites a claim that is not of this slot", "zitiert wird eine Aussage von anderswo"),
    (r"a claim of another song", "eine Aussage über einen anderen Song"),
    (r"(c\d+) is placed and not cited", r"\1 ist eingesetzt und nicht zitiert"),
    (r"\{(\S+)\} is empty", r"{\1} ist leer"),
    (r"nothing is said", "nichts ist gesagt"),
    (r"no sentence was given", "kein Satz wurde geliefert"),
    (r"it says nothing that can be computed", "nichts davon lässt sich berechnen"),
    (r"a value: no claim says this of it", "ein Wert: keine Aussage sagt das von ihm"),
    (r"a value: it is not in the evidence", "ein Wert: er steht nicht in den Belegen"),
    (r"words that no claim carries: (.*)", r"Worte, die keine Aussage trägt: \1"),
    (r"a name that no claim carries(.*)", r"ein Name, den keine Aussage trägt\1"),
    (r"a negation that no claim carries: (.*)", r"eine Verneinung, die keine Aussage trägt: \1"),
    (r"a comparison that no claim carries: (.*)", r"ein Vergleich, den keine Aussage trägt: \1"),
    (r"a superlative that no claim carries: (.*)", r"ein Superlativ, den keine Aussage trägt: \1"),
    (r"a cause that no claim carries: (.*)", r"eine Ursache, die keine Aussage trägt: \1"),
    (r"a hedge that no claim carries: (.*)", r"eine Abschwächung, die keine Aussage trägt: \1"),
    (r"an order that no claim carries: (.*)", r"eine Reihenfolge, die keine Aussage trägt: \1"),
    (r"a number that no claim carries: (.*)", r"eine Zahl, die keine Aussage trägt: \1"),
    (r"it was said already", "das ist schon gesagt"),
    (r"it names a larger reason after a smaller one", "ein größerer Grund steht nach einem kleineren"),
    (
        r"too many words: the first sentence of a song has at most (\d+)",
        r"zu viele Worte: der erste Satz eines Songs hat höchstens \1",
    ),
    (
        r"the first sentence of a song says why it is here",
        "der erste Satz eines Songs sagt, warum der Song hier ist",
    ),
    (r"nobody knows how to compute (.*)", r"niemand weiß, wie man \1 berechnet"),
    (r"it cites a row that is not there", "zitiert ist eine Zeile, die nicht da ist"),
    (r"evidence (\S+) is not what was frozen", r"Zeile \1 ist nicht mehr, was eingefroren wurde"),
    (r"its subject is another one", "es geht um etwas anderes"),
    (
        r"a statement of this kind is not made about this subject",
        "so eine Aussage wird darüber nicht gemacht",
    ),
    (
        r"computed again from its rows, it comes out differently",
        "neu aus ihren Zeilen berechnet, kommt etwas anderes heraus",
    ),
)
"""Why a sentence is not printed or a claim does not hold, as checker, arrange, words and claims of explain say it."""


class Proofs(Speaker):
    """Texts of the folded parts that show what a sentence rests on."""

    claim_mark = Text(en="claim {} of {}", de="Aussage {} zu {}")
    claims_about = Text(en="Claims about {}", de="Aussagen zu {}")
    checked = Counted(
        en=("checked {supported}/{} claim", "checked {supported}/{} claims"),
        de=("{supported}/{} Aussage geprüft", "{supported}/{} Aussagen geprüft"),
    )
    rests_on = Text(en="rests on {}", de="beruht auf {}")
    stored_rows = Text(en="The stored rows", de="Die gespeicherten Zeilen")
    row = Text(en="row", de="Zeile")
    row_about = Text(en="about", de="worüber")
    row_says = Text(en="says", de="Inhalt")
    written_by = Text(en="Written by {}.", de="Geschrieben durch {}.")
    the_template = Text(en="the template", de="die Textvorlage")
    template_short = Text(en="template", de="Textvorlage")
    not_passed = Counted(
        en=("{} sentence did not pass and is not printed.", "{} sentences did not pass and are not printed."),
        de=(
            "{} Satz hat die Prüfung nicht bestanden und ist nicht gedruckt.",
            "{} Sätze haben die Prüfung nicht bestanden und sind nicht gedruckt.",
        ),
    )
    why_not_printed = Text(en="Why it is not printed", de="Warum das nicht gedruckt ist")
    numbers = Text(en="The numbers", de="Die Zahlen")
    numbers_of_picture = Text(en="Numbers of the picture", de="Zahlen des Bildes")
    gone_post = Text(en="a post without a link", de="ein Post ohne Link")
    kinds = Labels(
        en={
            "song": "the song",
            "part": "a part of its score",
            "terms": "the sums of its score",
            "range": "your usual range",
            "what_if": "a what-if",
            "trend": "the week's talk",
            "slate": "the list",
            "rule": "a wish or feedback",
            "own_factor": "a wrong reason or a saved song",
            "overruled": "what no longer counts",
            "model": "what the model changed",
            "judgement": "what the model said of it",
            "nearest_miss": "the nearest miss",
            "weakest": "the weakest point",
        },
        de={
            "song": "der Song",
            "part": "ein Teil der Wertung",
            "terms": "die Summen der Wertung",
            "range": "dein üblicher Bereich",
            "what_if": "ein Was-wäre-wenn",
            "trend": "die Gespräche der Woche",
            "slate": "die Liste",
            "rule": "ein Wunsch oder Feedback",
            "own_factor": "ein falscher Grund oder ein gespeicherter Song",
            "overruled": "was nicht mehr zählt",
            "model": "was das Modell verändert hat",
            "judgement": "was das Modell dazu sagt",
            "nearest_miss": "was knapp verfehlt hat",
            "weakest": "der schwächste Punkt",
        },
    )
    """Kinds of evidence."""
    verdicts = Labels(
        en={"supported": "supported", "unsupported": "unsupported", "not_checkable": "not checkable"},
        de={"supported": "belegt", "unsupported": "nicht belegt", "not_checkable": "nicht prüfbar"},
    )
    drafts = Labels(
        en={
            "first": "first draft",
            "retry": "second draft, after the findings",
            "fallback": "in the model's place",
        },
        de={
            "first": "erster Entwurf",
            "retry": "zweiter Entwurf, nach den Befunden",
            "fallback": "an Stelle des Modells",
        },
    )

    def key(self, name: str) -> str:
        """The name of a field, a column, a kind of claim: in English its own words, in German a word for it."""
        return plain(name) if self.language == ENGLISH else KEYS.get(name) or self.code(name)

    def code(self, value: str) -> str:
        """A closed value of ours, word by word when it has several ("own thin"); an unknown one as it is."""
        if self.language == ENGLISH:
            return plain(value)
        return CODES.get(value) or " ".join(CODES.get(word, plain(word)) for word in value.split())

    def metric(self, name: str) -> str:
        """The name of a run metric, of a family of them by its stem ("source_share_trend")."""
        if self.language == ENGLISH:
            return plain(name)
        stem = next((one for one in METRICS if name.startswith(f"{one}_")), "")
        return METRICS.get(name) or (
            f"{METRICS[stem]}: {self.key(name.removeprefix(f'{stem}_'))}" if stem else plain(name)
        )

    def refusal(self, reason: str) -> str:
        """Why a sentence is not printed."""
        if self.language == ENGLISH:
            return reason
        for english, german in _REASONS:
            match = re.fullmatch(english, reason)
            if match:
                return match.expand(german)
        return reason

"""German words of the checker: neutral ones, which say nothing by themselves, and classes of those that do.

Neutral is a smaller set than in English: many a small German word says something beside a number ("um die 30",
        "über 30", "gut 30", "an die 30", "nur 30") or of a whole sentence ("doch", "schon", "wohl",
        "laut"), and none of these is in it.
"""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


LINKS = _words("und auch außerdem zudem nebenbei übrigens hier es er ist sind der die das den ein eine")
"""All that may stand beside claims: what joins them, points at them or says of what they are; no place, time, owner,
condition or comparison, for which it takes a preposition or a noun."""
NEUTRAL = LINKS | _words("am rande fürs protokoll unter uns")
"""The same with the words of openers that say nothing (explain.implied)."""

CLASSES: dict[str, frozenset[str]] = {
    "a negation": _words(
        """nicht nichts nie niemals nimmer niemand niemanden niemandem nirgends nirgendwo kein keine
        keinen keinem keiner
        keines keins keinerlei weder noch ohne kaum unwahr falsch gelogen ausgeschlossen außer
        stimmt verneint bestritten
        mitnichten keineswegs keinesfalls"""
    ),
    "a comparison": _words(
        """mehr weniger als wie genauso ebenso so langsamer schneller älter jünger neuer lauter leiser höher tiefer
        größer kleiner besser schlechter näher ferner weiter dunkler heller ruhiger lebhafter wärmer kälter länger
        kürzer früher später über unter oberhalb unterhalb jenseits innerhalb außerhalb ähnlich gleich anders
        verglichen gegenüber doppelt dreifach halb mehrfach übertrifft schlägt"""
    ),
    "a superlative": _words(
        """am meisten wenigsten beste besten bester bestes schlechteste größte größten größter kleinste höchste höchsten
        niedrigste schnellste langsamste älteste neueste lauteste stärkste schwächste nächste liebste liebsten
        einzige einzigen einziger einzigartig perfekt unschlagbar immer stets jeder jede jedes jeden jedem alle alles
        allen aller ganz ganze ganzen völlig komplett vollständig absolut durchweg ausnahmslos lauter nur allein bloß
        lediglich ausschließlich allem"""
    ),
    "a cause": _words(
        """weil da denn darum deshalb daher deswegen also folglich somit wegen dank aufgrund infolge
        grund gründe ursache
        verursacht führt bewirkt damit sodass laut zufolge"""
    ),
    "a hedge": _words(
        """vielleicht wohl womöglich möglicherweise wahrscheinlich vermutlich angeblich scheinbar anscheinend offenbar
        eventuell könnte dürfte mag soll sollte etwa circa ca ungefähr rund fast beinahe nahezu knapp gut gegen um an
        bis höchstens mindestens maximal minimal ziemlich recht eher großteils teilweise meist meistens hauptsächlich
        vorwiegend schier gefühlt"""
    ),
    "an order": _words(
        """zuerst erst erste ersten erster erstes zweite zweiten zweiter dritte dritten vierte letzte letzten letzter
        vorige nächsten vorher zuvor davor danach nachher vor nach seit endlich schließlich rang ränge"""
    ),
    "a number": _words(
        """null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn
        siebzehn achtzehn neunzehn zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig hundert tausend
        hunderte tausende dutzend dutzende hälfte drittel viertel einmal zweimal dreimal beide beiden einige mehrere
        viele wenige paar prozent"""
    ),
}

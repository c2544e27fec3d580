"""German words of the checker: neutral ones, which say nothing by themselves, and classes of those that do.

Neutral is a smaller set than in English: many a small German word says something beside a number ("um die 30",
        "über 30", "gut 30", "an die 30", "nur 30") or of a whole sentence ("doch", "schon", "wohl",
        "laut"), and none of these is in it.
"""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


FUNCTION = _words(
    """
    der die das den dem des ein eine einen einem einer eines dieser diese dieses diesen diesem
    er es ihm ihn sein seine seinen seinem seiner sich
    und mit in im am auf aus von vom zu zum zur für fürs bei beim dabei dazu hier dort
    auch außerdem dann zudem nebenbei übrigens bitte
    """
)
VERBS = _words(
    """
    ist sind hat haben hast geht gehen kommt kommen steht stehen liegt liegen gibt
    bringt bringen macht machen nimmt trägt stammt
    """
)
"""With a thing or a person beside them they make a statement of their own (explain.implied)."""
PERSONS = _words(
    """
    sie ihr ihre ihren ihrem ihrer du dich dir dein deine deinen deinem deiner deines wir uns unser unsere unseren
    """
)
"""Whose it is, or who does it: nothing that a claim leaves to other words."""
THINGS = _words(
    """
    song songs lied lieder track tracks liste playlist musik act name namen woche platz seite wort worte
    notiz notizen randnotiz rande protokoll regal ohr ohren zeile zeilen fenster tür lampe
    tasse tee kaffee hallo willkommen
    """
)
NEUTRAL = FUNCTION | VERBS | PERSONS | THINGS
"""A sentence may hold these beside its claims; they can neither deny, compare, rank, explain nor say who says so."""

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

"""The words that a sentence of the trend brief may be made of; a word that is not here is not published."""

from collections.abc import Mapping
from typing import Final

from pipelines.llm.schemas import Aspect, Stance


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


NEUTRAL: Final = _words("""
    a an the this that these those it its they them their which who what whose is are was were be been being has
    have had do does did get gets got and with as for of on in at by from
    to about among during up here there also too some
    other others say says said saying talk talks talked talking mention mentions mentioned mentioning
    named name names naming discuss discusses discussed discussing conversation conversations discussion chatter
    subject topic came come comes coming bring brings brought keep keeps kept drift drifts drifting back heard
    hear hears tell tells told put puts post posts thread threads comment comments forum forums reddit writer
    writers people person listener listeners artist artists song songs music band times time week weeks usual
    ordinary normal typical against compared read cited
    """)
"""Words that say nothing by themselves, units and the usual week among them."""
STANCES: Final[Mapping[Stance, frozenset[str]]] = {
    "praise": _words("""
        praise praises praised praising love loves loved loving warm warmly delight delights delighted
        enthusiasm enthusiastic adore adores adored like likes liked smitten fond fondly admire admires admired
        admiration approve approved approval applaud applauds applauded applause compliment compliments good
        happy happily impressed
        """),
    "criticism": _words("""
        criticise criticises criticised criticising criticize criticizes criticized criticism critical
        grumble grumbles grumbled grumbling complain complains complained complaining complaint complaints
        disappointed disappointment sceptical skeptical unimpressed grumpy cold dislike dislikes disliked
        """),
    "mixed": _words("mixed divided divide divides split torn ambivalent"),
    "neutral": _words("neutral neutrally"),
}
ASPECTS: Final[Mapping[Aspect, frozenset[str]]] = {
    "new_release": _words("new release releases released record records album albums single singles"),
    "live": _words("live concert concerts gig gigs stage tour tours show shows performance performances"),
    "comeback": _words("comeback return returns returned reunion"),
    "sound": _words("sound sounds production playing"),
    "voice": _words("voice vocals vocal singing sings"),
    "words": _words("lyrics lyric verses verse"),
    "nostalgia": _words("nostalgia nostalgic memories memory remember remembers remembered"),
    "discovery": _words("discover discovers discovered discovery discovering find finds finding found"),
    "question": _words("question questions ask asks asked asking wonder wonders wondering"),
}
"""`other` has no words: nothing is said of it."""
RISES: Final = _words(
    "rise rises risen rising rose climb climbs climbed climbing jump jumps jumped surge surged surges"
)
COMPARES: Final = _words("more than")
ACTS: Final = _words(
    """
    praises praising praise loves loving love adores adore likes like admires admire approves approve applauds applaud
    compliments compliment criticises criticising criticizes criticizing grumble grumbles grumbled grumbling complain
    complains complained complaining dislikes dislike asks ask asked asking wonders wonder wondered wondering
    remembers remember discovers discover finds find
    """
)
"""What people do who write: behind a name at the beginning of a clause it would be the artist who does it."""
THINGS: Final = _words("praise love like compliment compliments dislike approve find finds")
"""Those of them that may also be a thing: "gets praise"; they are an act right behind the name alone."""
FELT: Final = _words(
    """
    happy happily disappointed delighted smitten fond sceptical skeptical unimpressed grumpy cold warm enthusiastic
    critical divided split torn ambivalent impressed mixed neutral
    """
)
"""How people feel who write: what "is" so is again the artist."""
PEOPLE: Final = _words("people person listener listeners writer writers some others posts post comments reddit forums")
DOUBTS: Final = _words("some other others")
"""Words that let a sentence tell of the smaller side alone."""
SPLITS: Final = _words("but while")
"""Words that begin a clause of its own, as a comma does."""

STANCE_OF: Final[Mapping[str, Stance]] = {word: stance for stance, words in STANCES.items() for word in words}
ASPECT_OF: Final[Mapping[str, Aspect]] = {word: aspect for aspect, words in ASPECTS.items() for word in words}
ALLOWED: Final = NEUTRAL | STANCE_OF.keys() | ASPECT_OF.keys() | RISES | COMPARES | DOUBTS | SPLITS

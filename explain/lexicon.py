"""Words of the checker: neutral ones, which say nothing by themselves, and classes of those that do."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


FUNCTION = _words(
    """
    a an the this that these those it its it's itself there here which i and but with while
    of in on at to for from into onto between also then meanwhile besides here's there's that's
    """
)
VERBS = _words(
    """
    is are comes come goes go sits sit stands stand lives live arrives arrive brings bring carries carry makes make
    gives give takes take gets get adds add here's there's that's it's
    """
)
"""With a thing or a person beside them they make a statement of their own (explain.implied)."""
PERSONS = _words("he she they them their you your yours you'll we us our")
"""Whose it is, or who does it: nothing that a claim leaves to other words."""
THINGS = _words(
    """
    week week's list song songs track tracks record records score slate artist music place side line note notes word
    words kettle tea coffee nod wink smile footnote hello welcome
    door room window lamp shelf corner chair worth please dear
    plainly neatly politely honestly cheerfully frankly
    """
)
NEUTRAL = FUNCTION | VERBS | PERSONS | THINGS
"""A sentence may hold these beside its claims; they can neither deny, compare, rank, explain nor say who says so."""

CLASSES: dict[str, frozenset[str]] = {
    "a negation": _words(
        """no not never none nothing nobody nowhere neither nor without hardly barely scarcely cannot lacks lacking
        isn't aren't wasn't weren't don't doesn't didn't won't wouldn't can't couldn't hasn't haven't hadn't shouldn't
        unlike except refuses denies false untrue wrong"""
    ),
    "a comparison": _words(
        """more less fewer than slower faster older newer younger louder quieter softer higher lower bigger smaller
        better worse closer farther further darker brighter calmer livelier warmer colder longer shorter earlier later
        above below over under beyond within inside outside unlike like similar same different equal equally
        compared versus beats outranks exceeds"""
    ),
    "a superlative": _words(
        """most least best worst biggest smallest greatest highest lowest fastest slowest oldest newest loudest
        finest strongest weakest nearest closest favourite favorite top ultimate perfect unmatched unrivalled
        only unique ever always every all everyone everybody everything anything whole entire entirely
        completely totally fully"""
    ),
    "a cause": _words(
        """because since therefore hence thus due owing thanks causes caused cause reason reasons why leads led
        results resulting so"""
    ),
    "a hedge": _words(
        """perhaps maybe possibly probably presumably apparently seemingly supposedly likely unlikely might may could
        roughly about around approximately nearly almost practically virtually quite rather somewhat fairly mostly
        partly largely mainly allegedly"""
    ),
    "an order": _words("first second third fourth fifth last next previous final before after rank ranks ranked"),
    "a number": _words(
        """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
        seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred hundreds thousand
        thousands million millions dozen dozens half halves third thirds quarter quarters once twice thrice double
        triple both several many few couple pair"""
    ),
}

"""Words of the checker: neutral ones, which say nothing by themselves, and classes of those that do."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


LINKS = _words("and but also meanwhile here it it's its is are here's that's a an the this that")
"""All that may stand beside claims: what joins them, points at them or says of what they are; no place, time, owner,
condition or comparison, for which it takes a preposition or a noun."""
NEUTRAL = LINKS | _words("for record between us worth nod note smile word")
"""The same with the words of openers that say nothing (explain.implied)."""

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

"""Words of the checker: neutral ones, which say nothing by themselves, and classes of those that do."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


NEUTRAL = _words(
    """
    a an the this that these those it its it's itself he she they them their there here which what who whose
    you your yours you'll we us our i and or but with while where as of in on at to for from into onto
    is are also week week's list song songs track tracks record records score
    slate music artist name names place part parts way side line note notes word words turn bit kind sort
    comes come goes go sits sit stands stand lives live arrives arrive shows show brings bring tells tell says say
    carries carry makes make gives give finds find sees see meets meet takes take gets get adds add follows follow
    put pour kettle tea coffee nod wink smile footnote confession numbers ledger feeling between us hello welcome
    door room window lamp shelf corner chair worth here's there's that's please dear listener
    plainly gently quietly neatly politely warmly honestly cheerfully frankly
    then meanwhile besides
    """
)
"""A sentence may hold these anywhere; they can neither deny, compare, rank nor explain."""

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

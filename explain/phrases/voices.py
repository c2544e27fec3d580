"""English wordings of the warm and the nerdy voice; what has none here both say as the plain one does.

Warm speaks of own songs and moods, and leaves a figure out where the claim holds without it. Nerdy puts figures first.
"""

from dataclasses import replace

from explain.phrases.wording import ORIGINS, TERMS, WITHOUT, Key, Phrases, Said

_PACE = {
    "slower": ("takes its time, slower than your usual", "it is slower than your usual", "below"),
    "faster": ("is in a hurry, faster than your usual", "it is faster than your usual", "above"),
    "within": ("walks at your usual pace", "it walks at your usual pace", "inside"),
}
_AGE = {
    "older": ("comes from an earlier time than your usual", "it is older than your usual", "before"),
    "newer": ("is newer than your usual", "it is newer than your usual", "after"),
    "within": ("comes from the years that you usually keep", "it comes from the years that you usually keep", "inside"),
}
_FALLS = {"falls": "fall", "rises": "rise"}

WARM_SAID: dict[Key, Said] = {
    ("because_of_own",): Said(
        first=[
            "you keep {title} by {artist}, and this one grew out of it",
            "it follows {title} by {artist} home to you",
            "{title} by {artist}, which you keep, opened the door for it",
            "blame your fondness for {title} by {artist}",
        ],
        then=["{title} by {artist} had a hand in it", "{title} by {artist} put in a good word"],
    ),
    ("sound_like",): Said(
        first=[
            "put it beside {title} by {artist}: they are kin in sound and tags",
            "in sound and tags it is a cousin of {title} by {artist}",
        ],
        then=["it is kin to {title} by {artist} in sound and tags"],
    ),
    ("because_of_playlist",): Said(
        first=["{song} would feel at home in {playlist}"], then=["it would feel at home in {playlist}"]
    ),
    ("new_artist",): Said(
        first=["with {song}, meet {artist}, who is new to you", "{song} is your first meeting with {artist}"],
        then=["meet {artist}, who is new to you"],
    ),
    ("has_mood",): Said(
        first=["the mood of {song} is {mood}", "{mood} is the mood of {song}"], then=["its mood is {mood}"]
    ),
    ("shares_tag",): Said(
        first=["{song} and your {title} by {artist} share the tag {tag}"],
        then=["it shares the tag {tag} with your {title} by {artist}"],
    ),
    ("trend_mentions",): Said(
        first=["{artist} was talked about on Reddit in {week}"],
        then=["{artist} was talked about on Reddit in {week}", "Reddit talked about {artist} in {week}"],
    ),
}
WARM_SAID |= {
    ("matches_wish", origin): Said(
        first=[f"{{song}} answers {words} {{words}}", f"{words} {{words}} speaks for {{song}}"],
        then=[f"it answers {words} {{words}}"],
    )
    for origin, words in ORIGINS.items()
}
WARM_SAID |= {("tempo_compared", how): Said(first=[f"{{song}} {a}"], then=[b]) for how, (a, b, _) in _PACE.items()}
WARM_SAID |= {("year_compared", how): Said(first=[f"{{song}} {a}"], then=[b]) for how, (a, b, _) in _AGE.items()}
WARM_SAID |= {
    ("what_if_gone", kind): Said(
        first=[f"{words}, {{song}} would not be on this list", f"{words}, {{song}} would be gone from here"],
        then=[f"{words} it would not be on this list"],
    )
    for kind, words in WITHOUT.items()
}
WARM_SAID |= {
    ("what_if_rank", kind, how): Said(first=[f"{words}, {{song}} would {verb}"], then=[f"{words} it would {verb}"])
    for kind, words in WITHOUT.items()
    for how, verb in _FALLS.items()
}
WARM_SAID |= {
    ("what_if_own", how): Said(
        first=[f"without {{title}} by {{artist}} among your songs, {{song}} would {verb}"],
        then=[f"without {{title}} by {{artist}} among your songs it would {verb}"],
    )
    for how, verb in (*_FALLS.items(), ("gone", "not be on this list"))
}

NERDY_SAID: dict[Key, Said] = {
    ("because_of_own",): Said(
        first=[
            "{share} of the score: {title} by {artist}, which you keep",
            "own songs put {title} by {artist} at {share} of the score",
            "{title} by {artist} accounts for {share} of the score",
        ],
        then=["{title} by {artist}: {share}", "{title} by {artist} at {share}"],
    ),
    ("sound_like",): Said(
        first=[
            "sound and tags, held against {title} by {artist}: {share} of the score",
            "the cosine with {title} by {artist} makes {share} of the score",
        ],
        then=["sound and tags of {title} by {artist}: {share}", "the cosine with {title} by {artist}: {share}"],
    ),
    ("popularity_correction",): Said(
        first=["{listeners} know {song}: the logarithm of that costs it {amount}"],
        then=["the logarithm of {listeners} costs it {amount}"],
    ),
    ("trend_mentions",): Said(
        first=[
            "{artist} on Reddit in {week}: {mentions} by {people}, first of all on {subreddit}",
            "{artist} on Reddit in {week}: {mentions} by {people}",
        ],
        then=["{artist} on Reddit in {week}: {mentions} by {people}"],
    ),
    ("slate_pool",): Said(first=["pool of the week: {candidates}"], then=["pool of the week: {candidates}"]),
}
NERDY_SAID |= {
    ("term_share", term): Said(
        first=[f"{words}, summed: {{share}} of the score of {{song}}"], then=[f"{words}: {{share}}"]
    )
    for term, words in TERMS.items()
}
NERDY_SAID |= {
    ("matches_wish", origin): Said(
        first=[f"{words} {{words}} accounts for {{share}} of the score of {{song}}"],
        then=[f"{words} {{words}}: {{share}}"],
    )
    for origin, words in ORIGINS.items()
}
NERDY_SAID |= {
    ("tempo_compared", how): Said(
        first=[f"tempo of {{song}}: {{value}}, {where} {{low}} to {{high}}, your tenth to ninetieth percentile"],
        then=[f"tempo {{value}}, {where} your tenth to ninetieth percentile of {{low}} to {{high}}"],
    )
    for how, (_, _, where) in _PACE.items()
}
NERDY_SAID |= {
    ("year_compared", how): Said(
        first=[f"year of {{song}}: {{value}}, {where} {{low}} to {{high}}, your tenth to ninetieth percentile"],
        then=[f"year {{value}}, {where} your tenth to ninetieth percentile of {{low}} to {{high}}"],
    )
    for how, (_, _, where) in _AGE.items()
}
NERDY_SAID |= {
    ("what_if_rank", kind, how): Said(
        first=[f"{words}, {{song}}: rank {{rank_with}} {how} to {{rank_without}} of {{pool}}"],
        then=[f"{words}: rank {{rank_with}} {how} to {{rank_without}} of {{pool}}"],
    )
    for kind, words in WITHOUT.items()
    for how in _FALLS
}
NERDY_SAID |= {
    ("rerank_moved", how): Said(
        first=[f"rank {{rank}} by score, pick {{picked}}: the rules of variety {verb} {{song}}"],
        then=[f"rank {{rank}} by score, pick {{picked}}: the rules of variety {verb} it"],
    )
    for how, verb in (("forward", "favoured"), ("back", "held back"))
}


def with_voices(key: Key, common: Phrases) -> Phrases:
    """The wordings of a kind of claim with those of both voices."""
    return replace(common, warm=WARM_SAID.get(key, Said()), nerdy=NERDY_SAID.get(key, Said()))

"""Wordings of what a song would be without something, and of its weakest point."""

from explain.phrases.wording import TERMS, WITHOUT, Key, Phrases

_FEATURES = {"tempo_bpm": "tempo", "release_year": "year", "energy": "energy", "valence": "brightness"}

PHRASES: dict[Key, Phrases] = {}
PHRASES |= {
    ("what_if_rank", kind, direction): Phrases(
        first=[
            f"{words}, {{song}} would {verb} from rank {{rank_with}} to {{rank_without}} of {{pool}}",
            f"{words}, rank {{rank_with}} of {{song}} becomes rank {{rank_without}} of {{pool}}",
        ],
        then=[f"{words} it would {verb} from rank {{rank_with}} to {{rank_without}} of {{pool}}"],
        also=[f"{words} § would {verbs} from rank? {{rank_with}} to rank? {{rank_without}}"],
    )
    for kind, words in WITHOUT.items()
    for direction, verb, verbs in (("falls", "fall", "fall/drop/sink/slip/slide"), ("rises", "rise", "rise/climb"))
}
PHRASES |= {
    ("what_if_gone", kind): Phrases(
        first=[
            f"{words}, {{song}} would not be on this list: rank {{rank_without}} instead of {{rank_with}}",
            f"{words}, {{song}} would be gone from here, at rank {{rank_without}} instead of {{rank_with}}",
        ],
        then=[f"{words} it would not be on this list: rank {{rank_without}} instead of {{rank_with}}"],
        also=[
            f"{words} § would not be on this/the/your list",
            f"{words} § would not be here",
            f"{words} § would be gone",
        ],
    )
    for kind, words in WITHOUT.items()
}
PHRASES |= {
    ("what_if_own", direction): Phrases(
        first=[f"without {{title}} by {{artist}} among your songs, {{song}} would {verb}"],
        then=[f"without {{title}} by {{artist}} among your songs it would {verb}"],
        also=[f"without {{title}} by {{artist}} § would {verb}"],
    )
    for direction, verb in (
        ("falls", "fall from rank {rank_with} to {rank_without} of {pool}"),
        ("rises", "rise from rank {rank_with} to {rank_without} of {pool}"),
        ("gone", "not be on this list: rank {rank_without} instead of {rank_with}"),
    )
}
PHRASES |= {
    ("what_if_same", kind): Phrases(
        first=[f"{words} nothing changes for {{song}}: rank {{rank}} either way"],
        then=[f"{words} nothing changes for it"],
        also=[f"{words} … nothing … changes for it/this", f"{words} § would stay/keep/hold at? rank? {{rank}}"],
    )
    for kind, words in WITHOUT.items()
}
PHRASES |= {
    ("weakest_point", feature): Phrases(
        first=[f"its weakest point is its {words}, {{value}} against your usual {{low}} to {{high}}"],
        then=[f"its weakest point is its {words}, {{value}} against your usual {{low}} to {{high}}"],
        also=[f"weakest point … {words} … {{value}} against? your usual {{low}} to/and {{high}}"],
    )
    for feature, words in _FEATURES.items()
}
PHRASES |= {
    ("weakest_point", f"{term} thin"): Phrases(
        first=[f"its thinnest support is {words}, {{share}} of the score"],
        then=[f"its thinnest support is {words}, {{share}} of the score"],
        also=[f"thinnest/weakest support … {words} … {{share}}"],
    )
    for term, words in TERMS.items()
}
PHRASES |= {
    ("weakest_point", f"{term} takes"): Phrases(
        first=[f"its weakest point is {words}, which takes {{value}} off its score"],
        then=[f"its weakest point is {words}, which takes {{value}} off"],
        also=[f"weakest point … {words} … takes {{value}}"],
    )
    for term, words in (TERMS | {"popularity": "how well known it is already"}).items()
}

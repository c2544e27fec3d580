"""How a claim may be put into words, by predicate and variant.

`first` opens a sentence, `then` goes on in it; both are what the template writer says. `also` are looser patterns
for what a model says: words of which `a/b` is a choice, `word?` may be absent, and `…` stands for neutral words only.
In all of them `{field}` is a value of the claim. The checker accepts these statements and no others: what cannot be
said with them cannot be published, whoever wrote it.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Phrases:
    """The wordings of one kind of claim."""

    first: Sequence[str] = ()
    then: Sequence[str] = ()
    also: Sequence[str] = ()


Key = tuple[str, ...]
"""Predicate and variant."""

_TERM_WORDS = {
    "own": "songs you already keep",
    "sound": "sound and tags it has in common with your songs",
    "trend": "this week's talk about the artist",
    "wish": "what you asked for",
    "judgement": "the model's own judgement",
}
_SLATE_TERM_WORDS = {
    "own": "songs you already keep",
    "sound": "sound and tags in common with your songs",
    "trend": "this week's talk",
    "wish": "what you asked for",
    "judgement": "the model's own judgement",
}
_ORIGINS = {
    "wish": "your wish",
    "feedback": "your feedback",
    "profile_edit": "your edit",
    "removed": "your removal of",
    "readded": "your putting back of",
}
_WITHOUT = {
    "playlist": "without {playlist}",
    "reddit": "without Reddit",
    "model": "without the model's judgement",
    "wish": "without your wish {words}",
    "feedback": "without your feedback {words}",
    "removed": "without your removal of {words}",
    "readded": "without your putting back of {words}",
    "saved": "without your saving {words}",
    "profile_edit": "without your edit {words}",
}
_FEATURES = {"tempo_bpm": "tempo", "release_year": "year", "energy": "energy", "valence": "brightness"}


PHRASES: dict[Key, Phrases] = {
    # ------------------------------------------------------------ where the score comes from
    ("because_of_own",): Phrases(
        first=[
            "{share} of its score grows out of {title} by {artist}",
            "it leans on {title} by {artist}, which carries {share} of the score",
            "the trail leads back to {title} by {artist}, {share} of the score",
            "you keep {title} by {artist}, and {share} of the score follows from it",
            "blame {title} by {artist}: {share} of the score is its doing",
            "{title} by {artist} opened this door with {share} of the score",
        ],
        then=[
            "{title} by {artist} adds {share}",
            "{share} more comes from {title} by {artist}",
            "{title} by {artist} brings another {share}",
        ],
        also=[
            "{share} … score … comes/grows/stems/follows out? of/from … {title} by {artist}",
            "{share} … score … because you keep {title} by {artist}",
            "because you keep {title} by {artist} … {share} … score",
            "{title} by {artist} … gives/carries/makes/holds/lends … {share} … score",
            "{share} … from {title} by {artist}",
        ],
    ),
    ("because_of_playlist",): Phrases(
        first=[
            "at least {share} of the score of {song} traces back to {playlist}",
            "{playlist} has a hand in at least {share} of the score of {song}",
            "{song} would feel at home in {playlist}, the source of at least {share} of its score",
        ],
        then=["at least {share} of it traces back to {playlist}", "{playlist} is behind at least {share} of it"],
        also=["at least {share} … score … from/to/in {playlist}"],
    ),
    ("sound_like",): Phrases(
        first=[
            "in sound and tags it is kin to {title} by {artist}, worth {share} of the score",
            "it shares its sound and tags with {title} by {artist}, and that makes {share} of the score",
            "put it beside {title} by {artist}: the likeness in sound and tags is {share} of the score",
            "{share} of its score is a likeness in sound and tags to {title} by {artist}",
        ],
        then=[
            "its likeness in sound and tags to {title} by {artist} adds {share}",
            "sounding akin to {title} by {artist} adds {share}",
        ],
        also=[
            "sounds like/akin to? {title} by {artist} … {share} … score",
            "{share} … score … sounds like {title} by {artist}",
        ],
    ),
    ("popularity_correction",): Phrases(
        first=[
            "{listeners} know {song} already, and the popularity correction takes {amount} off its score",
            "being known to {listeners} costs {song} {amount} of score",
        ],
        then=["being known to {listeners} costs it {amount}"],
        also=["popularity correction … takes/costs … {amount}"],
    ),
    # ------------------------------------------------------------ what it is
    ("has_genre",): Phrases(
        first=["the first tag of {song} is {genre}", "file {song} under {genre}"],
        then=["its first tag is {genre}", "the label says {genre}"],
        also=["tagged as? {genre}", "is/a {genre} song/track/record"],
    ),
    ("has_genres",): Phrases(
        first=[
            "{song} is tagged {genre} first and {second} second",
            "file {song} under {genre}, with {second} close by",
            "the label on {song} says {genre}, then {second}",
        ],
        then=["its tags say {genre} and {second}", "it is filed under {genre} and {second}"],
        also=["tagged as? {genre} and {second}", "{genre} and {second} … tags"],
    ),
    ("has_mood",): Phrases(
        first=["the first mood of {song} is {mood}"],
        then=["the mood on its label is {mood}"],
        also=["mood … is {mood}", "tagged as {mood}"],
    ),
    ("shares_genre",): Phrases(
        first=["{song} is one of {songs} tagged {genre} on this list"],
        then=["it is one of {songs} tagged {genre} on this list"],
        also=["one of {songs} … tagged {genre}"],
    ),
    ("new_artist",): Phrases(
        first=[
            "{song} is your first meeting with {artist}",
            "with {song}, {artist} is new to you",
            "before {song}, nothing by {artist} stood on your shelves",
            "{song} introduces {artist}, who is not among the artists you keep",
        ],
        then=["{artist} is new to you", "nothing by {artist} stood on your shelves before"],
        also=[
            "{artist} … is new to you/your",
            "you have/keep nothing by {artist} yet?",
            "first song by {artist} for you",
        ],
    ),
    ("role", "core"): Phrases(
        first=["{song} is here because it is close to home"], then=["it stays close to home"], also=["close to home"]
    ),
    ("role", "stretch"): Phrases(
        first=["{song} is here to stretch you"],
        then=["it is here to stretch you"],
        also=["a stretch", "to stretch you"],
    ),
    ("role", "trend"): Phrases(
        first=["{song} is here because people talk"], then=["it is here because people talk"], also=[]
    ),
    ("role", "wish"): Phrases(
        first=["{song} is here because you asked"],
        then=["it is here because you asked"],
        also=["is here because you asked"],
    ),
    ("role", "discovery"): Phrases(
        first=["{song} is here as a discovery"], then=["it is here as a discovery"], also=["a discovery"]
    ),
    ("named_song", "here"): Phrases(also=["{title} by {artist}", "{title}"]),
    ("named_song", "first"): Phrases(
        first=["it opens with {title} by {artist}", "{title} by {artist} goes first"],
        then=["{title} by {artist} goes first"],
        also=["opens/begins/starts with {title} by {artist}"],
    ),
    ("named_song", "last"): Phrases(
        first=["it closes with {title} by {artist}"],
        then=["{title} by {artist} has the last word"],
        also=["closes/ends with {title} by {artist}"],
    ),
    ("tempo_compared", "slower"): Phrases(
        first=[
            "at {value}, {song} walks slower than your usual {low} to {high}",
            "{song} takes its time: {value}, slower than your usual {low} to {high}",
        ],
        then=["at {value} it is slower than your usual {low} to {high}"],
        also=[
            "{value} … slower than … usual {low} to/and {high}",
            "slower than … usual {low} to/and {high} … at {value}",
        ],
    ),
    ("tempo_compared", "faster"): Phrases(
        first=[
            "at {value}, {song} runs faster than your usual {low} to {high}",
            "{song} is in a hurry: {value}, faster than your usual {low} to {high}",
        ],
        then=["at {value} it is faster than your usual {low} to {high}"],
        also=[
            "{value} … faster than … usual {low} to/and {high}",
            "faster than … usual {low} to/and {high} … at {value}",
        ],
    ),
    ("tempo_compared", "within"): Phrases(
        first=[
            "the {value} of {song} sit well inside your usual {low} to {high}",
            "{song} keeps a pace you know: {value}, inside your usual {low} to {high}",
        ],
        then=["its {value} sit inside your usual {low} to {high}"],
        also=["{value} … within/inside … usual {low} to/and {high}"],
    ),
    ("year_compared", "older"): Phrases(
        first=[
            "from {value}, {song} is older than your usual {low} to {high}",
            "{song} dates from {value}, before your usual {low} to {high}",
        ],
        then=["it is from {value}, older than your usual {low} to {high}"],
        also=["{value} … older than … usual {low} to/and {high}"],
    ),
    ("year_compared", "newer"): Phrases(
        first=[
            "from {value}, {song} is newer than your usual {low} to {high}",
            "the ink on {song} is fresh: {value}, after your usual {low} to {high}",
        ],
        then=["it is from {value}, newer than your usual {low} to {high}"],
        also=["{value} … newer than … usual {low} to/and {high}"],
    ),
    ("year_compared", "within"): Phrases(
        first=["from {value}, {song} falls inside your usual {low} to {high}"],
        then=["it is from {value}, inside your usual {low} to {high}"],
        also=["{value} … within/inside … usual {low} to/and {high}"],
    ),
    ("energy_compared", "calmer"): Phrases(
        first=["with an energy of {value}, {song} is calmer than your usual {low} to {high}"],
        then=["its energy of {value} is calmer than your usual {low} to {high}"],
        also=["energy … {value} … calmer/lower than … usual {low} to/and {high}"],
    ),
    ("energy_compared", "livelier"): Phrases(
        first=["with an energy of {value}, {song} is livelier than your usual {low} to {high}"],
        then=["its energy of {value} is livelier than your usual {low} to {high}"],
        also=["energy … {value} … livelier/higher than … usual {low} to/and {high}"],
    ),
    ("energy_compared", "within"): Phrases(
        first=["the energy of {song}, {value}, is inside your usual {low} to {high}"],
        then=["its energy of {value} is inside your usual {low} to {high}"],
        also=["energy … {value} … within/inside … usual {low} to/and {high}"],
    ),
    ("valence_compared", "darker"): Phrases(
        first=["with a brightness of {value}, {song} is darker than your usual {low} to {high}"],
        then=["its brightness of {value} is darker than your usual {low} to {high}"],
        also=["brightness … {value} … darker/lower than … usual {low} to/and {high}"],
    ),
    ("valence_compared", "brighter"): Phrases(
        first=["with a brightness of {value}, {song} is brighter than your usual {low} to {high}"],
        then=["its brightness of {value} is brighter than your usual {low} to {high}"],
        also=["brightness … {value} … brighter/higher than … usual {low} to/and {high}"],
    ),
    ("valence_compared", "within"): Phrases(
        first=["the brightness of {song}, {value}, is inside your usual {low} to {high}"],
        then=["its brightness of {value} is inside your usual {low} to {high}"],
        also=["brightness … {value} … within/inside … usual {low} to/and {high}"],
    ),
    # ------------------------------------------------------------ the week's talk
    ("trend_mentions",): Phrases(
        first=[
            "Reddit had {artist} on its mind: {mentions} by {people} in {week}",
            "{artist} drew {mentions} from {people} on Reddit in {week}",
            "on Reddit, {people} gave {artist} {mentions} in {week}",
            "{artist} came up in {mentions} in {week}, first of all on {subreddit}",
        ],
        then=[
            "{artist} drew {mentions} on Reddit in {week}",
            "on Reddit, {people} gave {artist} {mentions} in {week}",
            "{artist} came up in {mentions} in {week}, first of all on {subreddit}",
        ],
        also=[
            "{artist} … drew/had/got/gathered/collected … {mentions} … by/from {people}",
            "{artist} … drew/had/got/gathered/collected/was … {mentions}",
            "{mentions} … of {artist} … by/from {people}",
            "talk … about/of {artist} … on {subreddit}",
        ],
    ),
    ("trend_rise", "more"): Phrases(
        first=["the talk about {artist} is above the usual {usual} a week"],
        then=["more than the usual {usual} a week", "up from a usual {usual} a week"],
        also=["{artist} … more than … usual {usual}", "more than … usual {usual}"],
    ),
    ("trend_rise", "new"): Phrases(
        first=["in the four weeks before, nobody had named {artist}"],
        then=["after four weeks without a word about {artist}"],
        also=["nobody … named {artist} … four weeks before"],
    ),
    ("trend_permalink",): Phrases(
        first=["the talk can be read on {subreddit}, {date}"],
        then=["the talk can be read on {subreddit}, {date}"],
        also=["post on {subreddit} … {date}", "on {subreddit} … on? {date}"],
    ),
    # ------------------------------------------------------------ the nearest miss
    ("nearest_miss",): Phrases(
        first=["next in line for its place was {title} by {artist}, rank {rank}"],
        then=["next in line for its place was {title} by {artist}, rank {rank}"],
        also=["next in line … {title} by {artist} … rank {rank}", "nearest miss … {title} by {artist} … rank {rank}"],
    ),
    # ------------------------------------------------------------ the slate
    ("slate_counts", "some_new"): Phrases(
        first=[
            "{songs} by {artists}, {new_artists} of them new to you",
            "this week: {songs}, {artists}, {new_artists} of those new to you",
        ],
        then=["{songs} by {artists} in all, {new_artists} of them new to you"],
        also=[
            "{songs} … by/from {artists} … {new_artists} of them/those/whom new to you",
            "{songs} … by/from {artists}",
        ],
    ),
    ("slate_counts", "all_new"): Phrases(
        first=["{songs} by {artists}, every one of them new to you"],
        then=["{songs} by {artists} in all, every one of them new to you"],
        also=["{songs} … by/from {artists} … all of? them? new to you", "{songs} … by/from {artists}"],
    ),
    ("slate_counts", "none_new"): Phrases(
        first=["{songs} by {artists}, all of them artists you know"],
        then=["{songs} by {artists} in all"],
        also=["{songs} … by/from {artists}"],
    ),
    ("slate_pool",): Phrases(
        first=["the list was chosen out of {candidates}"],
        then=["chosen out of {candidates}"],
        also=["chosen/picked/taken out? of/from/among … {candidates}", "out of {candidates}"],
    ),
    ("slate_no_repeats",): Phrases(
        first=["nothing here was on your list in the {weeks} before", "no song returns from the {weeks} before"],
        then=["nothing here was on your list in the {weeks} before"],
        also=["no repeats … {weeks}", "nothing … repeated … {weeks}"],
    ),
    ("slate_rested",): Phrases(
        first=["{songs} came from artists who were on none of your lists in the {weeks} before"],
        then=["{songs} came from artists who were on none of your lists before"],
        also=["{songs} … artists who were on none of your lists … {weeks}"],
    ),
    ("slate_playlist",): Phrases(
        first=[
            "{songs} would not be here without {playlist}",
            "{playlist} holds this list together: {songs} would not be here without it",
        ],
        then=["{songs} would not be here without {playlist}"],
        also=["without {playlist} … {songs} would not be here"],
    ),
    ("slate_role", "core"): Phrases(
        first=["{songs} stayed close to home"], then=["{songs} stayed close to home"], also=["{songs} … close to home"]
    ),
    ("slate_role", "stretch"): Phrases(
        first=["{songs} came to stretch you"],
        then=["{songs} came to stretch you"],
        also=["{songs} … to stretch you"],
    ),
    ("slate_role", "trend"): Phrases(
        first=["{songs} came because people talk"],
        then=["{songs} came because people talk"],
        also=["{songs} … because … people talk"],
    ),
    ("slate_role", "wish"): Phrases(
        first=["{songs} came because you asked"],
        then=["{songs} came because you asked"],
        also=["{songs} … because you asked"],
    ),
    ("slate_role", "discovery"): Phrases(
        first=["{songs} came as a discovery"],
        then=["{songs} came as a discovery"],
        also=["{songs} … as discoveries"],
    ),
    ("slate_stretch", "one"): Phrases(
        first=[
            "{songs} came to stretch you towards {genre}",
            "{songs} took a step away from home, in the direction of {genre}",
        ],
        then=["{songs} came to stretch you towards {genre}"],
        also=["{songs} … stretch you? towards {genre}"],
    ),
    ("slate_stretch", "two"): Phrases(
        first=[
            "{songs} came to stretch you towards {genre} and {second}",
            "{songs} took a step away from home, most often in the direction of {genre} and {second}",
        ],
        then=["{songs} came to stretch you towards {genre} and {second}"],
        also=["{songs} … stretch you? towards {genre} and {second}"],
    ),
    ("slate_dial", "adventurous"): Phrases(
        first=["your dial is at {dial}, on the adventurous side: {songs} came from artists who are new to you"],
        then=["your dial is at {dial}, on the adventurous side"],
        also=["your dial … {dial} … adventurous"],
    ),
    ("slate_dial", "familiar"): Phrases(
        first=["your dial is at {dial}, on the familiar side: {songs} came from artists who are new to you"],
        then=["your dial is at {dial}, on the familiar side"],
        also=["your dial … {dial} … familiar"],
    ),
    ("slate_genres",): Phrases(
        first=["between them the songs have {genres} as first tags"],
        then=["with {genres} among their first tags"],
        also=["{genres} … among/across/between … songs/list"],
    ),
    ("slate_years",): Phrases(
        first=["they reach from {low} to {high}"], then=["reaching from {low} to {high}"], also=["from {low} to {high}"]
    ),
    ("slate_trend",): Phrases(
        first=[
            "{songs} came in with help from the week's talk",
            "{songs} got a lift from what people talked about",
        ],
        then=["{songs} came in with help from it"],
        also=["{songs} … help from … talk"],
    ),
    ("no_trend", "quiet"): Phrases(
        first=[
            "no trend this week: nothing that was talked about moved a song on this list",
            "no trend this week: no song here owes its place to talk",
        ],
        also=["no trend … week", "no trend was used"],
    ),
    ("no_trend", "missing"): Phrases(
        first=["no trend this week: Reddit did not come in full, and no talk was used"],
        also=["no trend … week", "no trend was used"],
    ),
    ("short_slate",): Phrases(
        first=["a short list, {songs} instead of {wanted}: {reason}"],
        also=["{songs} instead of {wanted}"],
    ),
    ("no_rules",): Phrases(
        first=[
            "no wish and no feedback shaped this list; both would be welcome",
            "nothing to answer this week: you gave no wish and no feedback",
        ],
        also=["no wish and no feedback"],
    ),
    ("unread_words",): Phrases(
        first=["not understood, and therefore not used: {words}", "{words} was not understood and changed nothing"],
        also=["{words} … not understood"],
    ),
    ("source_missing",): Phrases(first=["what never came: {what}"], also=["{what} … never came"]),
    ("slate_nearest_miss",): Phrases(
        first=["first in line behind this list: {title} by {artist}, rank {rank}"],
        then=["first in line behind it is {title} by {artist}, rank {rank}"],
        also=["first in line … {title} by {artist} … rank {rank}", "nearest miss … {title} by {artist} … rank {rank}"],
    ),
}

PHRASES |= {
    ("term_share", term): Phrases(
        first=[f"{{share}} of the score of {{song}} is {words}", f"{words}: {{share}} of the score of {{song}}"],
        then=[f"{{share}} is {words}"],
        also=[f"{{share}} … score … from/is {words}"],
    )
    for term, words in _TERM_WORDS.items()
}
PHRASES |= {
    ("slate_term_share", term): Phrases(
        first=[f"{{share}} of this week grows out of {words}", f"{{share}} of what made this list is {words}"],
        then=[f"{{share}} of it is {words}"],
        also=[f"{{share}} … week/list/score … from/of/is {words}"],
    )
    for term, words in _SLATE_TERM_WORDS.items()
}
PHRASES |= {
    ("matches_wish", origin): Phrases(
        first=[
            f"{{song}} answers {words} {{words}}, worth {{share}} of its score",
            f"{words} {{words}} speaks for {{song}} with {{share}} of the score",
        ],
        then=[f"{words} {{words}} adds {{share}}", f"it answers {words} {{words}}, worth {{share}}"],
        also=[f"{words} {{words}} … {{share}} … score", f"{{share}} … score … {words} {{words}}"],
    )
    for origin, words in _ORIGINS.items()
}
PHRASES |= {
    ("against_wish", origin): Phrases(
        first=[f"{words} {{words}} speaks against {{song}}, at a cost of {{amount}}"],
        then=[f"{words} {{words}} costs it {{amount}}"],
        also=[f"{words} {{words}} … against it … {{amount}}"],
    )
    for origin, words in _ORIGINS.items()
}
PHRASES |= {
    ("what_if_rank", kind, direction): Phrases(
        first=[
            f"{words}, {{song}} would {verb} from rank {{rank_with}} to {{rank_without}} of {{pool}}",
            f"{words}, rank {{rank_with}} of {{song}} becomes rank {{rank_without}} of {{pool}}",
        ],
        then=[f"{words} it would {verb} from rank {{rank_with}} to {{rank_without}} of {{pool}}"],
        also=[f"{words} … would {verbs} … from … {{rank_with}} to … {{rank_without}}"],
    )
    for kind, words in _WITHOUT.items()
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
            f"{words} … would not be on this/the/your list",
            f"{words} … would not be here",
            f"{words} … would be gone",
        ],
    )
    for kind, words in _WITHOUT.items()
}
PHRASES |= {
    ("what_if_own", direction): Phrases(
        first=[f"without {{title}} by {{artist}} among your songs, {{song}} would {verb}"],
        then=[f"without {{title}} by {{artist}} among your songs it would {verb}"],
        also=[f"without {{title}} by {{artist}} … would {verb}"],
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
        then=[f"{words} nothing changes"],
        also=[f"{words} … nothing … changes", f"{words} … would stay/keep/hold … rank? {{rank}}"],
    )
    for kind, words in _WITHOUT.items()
}
PHRASES |= {
    ("weakest_point", feature): Phrases(
        first=[f"its weakest point is its {words}, {{value}} against your usual {{low}} to {{high}}"],
        then=[f"its weakest point is its {words}, {{value}} against your usual {{low}} to {{high}}"],
        also=[f"weakest point … {words} … {{value}} … usual {{low}} to/and {{high}}"],
    )
    for feature, words in _FEATURES.items()
}
PHRASES |= {
    ("weakest_point", f"{term} thin"): Phrases(
        first=[f"its thinnest support is {words}, {{share}} of the score"],
        then=[f"its thinnest support is {words}, {{share}} of the score"],
        also=[f"thinnest/weakest support … {words} … {{share}}"],
    )
    for term, words in _TERM_WORDS.items()
}
PHRASES |= {
    ("weakest_point", f"{term} takes"): Phrases(
        first=[f"its weakest point is {words}, which takes {{value}} off its score"],
        then=[f"its weakest point is {words}, which takes {{value}} off"],
        also=[f"weakest point … {words} … takes {{value}}"],
    )
    for term, words in (_TERM_WORDS | {"popularity": "how well known it is already"}).items()
}
_MET = {"prefer": "is met by", "only": "is met by", "avoid": "is respected by", "exclude": "is respected by"}
PHRASES |= {
    ("rule_met", origin, effect): Phrases(
        first=[f"{words} {{words}} {met} {{met}} of {{of}} on this list"],
        then=[f"it {met} {{met}} of {{of}}"],
        also=[f"{words} {{words}} … {met} {{met}} of {{of}}"],
    )
    for origin, words in _ORIGINS.items()
    for effect, met in _MET.items()
}
PHRASES |= {
    ("rule_kept_out", origin): Phrases(
        first=[
            f"{words} {{words}} kept {{songs}} away, {{title}} by {{artist}} first of all",
            f"because of {words} {{words}}, {{songs}} stayed outside, {{title}} by {{artist}} first of all",
        ],
        then=["it kept {songs} away, {title} by {artist} first of all"],
        also=[
            f"{words} {{words}} … kept {{songs}} out/away/off",
            f"because of {words} {{words}} … {{songs}} … out/outside/away",
        ],
    )
    for origin, words in _ORIGINS.items()
}
PHRASES |= {
    ("rule_unknown", origin): Phrases(
        first=[f"because of {words} {{words}}, {{songs}} stayed outside of which nobody knows whether they have it"],
        then=["{songs} stayed outside of which nobody knows whether they have it"],
        also=[f"{words} {{words}} … {{songs}} … nobody knows"],
    )
    for origin, words in _ORIGINS.items()
}
PHRASES |= {
    ("rule_gone", origin): Phrases(
        first=[f"without {words} {{words}}, {{songs}} on this list would not be here"],
        then=["without it, {songs} on this list would not be here"],
        also=[f"without {words} {{words}} … {{songs}} … would not be here"],
    )
    for origin, words in _ORIGINS.items()
}
PHRASES |= {
    ("rule_idle", origin): Phrases(
        first=[f"{words} {{words}} changed nothing on this list"],
        also=[f"{words} {{words}} … changed nothing"],
    )
    for origin, words in _ORIGINS.items()
}
_BEATEN_BY = {
    "wish": "you asked for something else later",
    "feedback": "you said something else later",
    "removed": "what you said or kept counts instead",
    "readded": "what you said counts instead",
}
PHRASES |= {
    ("overruled", origin): Phrases(
        first=[f"{_ORIGINS[origin]} {{words}} no longer counts: {because}"],
        also=[f"{_ORIGINS[origin]} {{words}} … no longer counts"],
    )
    for origin, because in _BEATEN_BY.items()
}
_BECAUSE_YOU = {
    "wrong_reason": "because you said the reason for {title} by {artist} was wrong",
    "saved": "because you saved {title} by {artist}",
}
_WEIGHED = {
    "wrong_reason": "{songs} you keep carried less weight, {own} by {own_artist} first of all",
    "saved": "it carries more weight than it otherwise would",
}
PHRASES |= {
    ("own_factor", kind): Phrases(
        first=[f"{because}, {_WEIGHED[kind]}"],
        then=[f"{because}, {_WEIGHED[kind]}"],
        also=[f"{because} … {_WEIGHED[kind]}"],
    )
    for kind, because in _BECAUSE_YOU.items()
}
PHRASES |= {
    ("own_factor_gone", kind): Phrases(
        first=[f"{because}, {{songs}} came that would not be here without it"],
        then=["{songs} came that would not be here without it"],
        also=[f"{because} … {{songs}} … would not be here without it"],
    )
    for kind, because in _BECAUSE_YOU.items()
}
PHRASES |= {
    ("own_factor_idle", "wrong_reason"): Phrases(
        first=["you said the reason for {title} by {artist} was wrong, and that changed nothing on this list"],
        also=["the reason for {title} by {artist} was wrong … changed nothing"],
    ),
    ("own_factor_idle", "saved"): Phrases(
        first=["you saved {title} by {artist}, and that changed nothing on this list"],
        also=["you saved {title} by {artist} … changed nothing"],
    ),
}

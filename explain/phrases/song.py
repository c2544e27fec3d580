"""Wordings of claims about one song: what its score comes from, what it is, its artist's talk, what came close."""

from explain.phrases.wording import ORIGINS, TERMS, Key, Phrases

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
            "{share} of its/the/this score … comes/is/grows/stems/follows out? of/from {title} by {artist}",
            "{share} of its/the/this score … because you keep {title} by {artist}",
            "because you keep {title} by {artist} … {share} of its/the/this score",
            "{title} by {artist} … gives/carries/makes/holds/lends … {share} of its/the/this score",
            "{share} more? comes/is/stems/grows? from {title} by {artist}",
        ],
    ),
    ("because_of_playlist",): Phrases(
        first=[
            "at least {share} of the score of {song} traces back to {playlist}",
            "{playlist} has a hand in at least {share} of the score of {song}",
            "{song} would feel at home in {playlist}, the source of at least {share} of its score",
        ],
        then=["at least {share} of it traces back to {playlist}", "{playlist} is behind at least {share} of it"],
        also=["at least {share} of its/the/this score … from/to/in {playlist}"],
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
            "sounds like/akin to? {title} by {artist} … {share} of its/the/this score",
            "{share} of its/the/this score … sounds like {title} by {artist}",
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
        also=["mood here? is {mood}", "mood of the/this song/track/record is {mood}", "tagged as {mood}"],
    ),
    ("shares_genre",): Phrases(
        first=["{song} is one of {songs} tagged {genre} on this list"],
        then=["it is one of {songs} tagged {genre} on this list"],
        also=["one of {songs} … tagged {genre}"],
    ),
    ("shares_tag",): Phrases(
        first=[
            "{song} shares the tag {tag} with {title} by {artist}, which you keep",
            "the tag {tag} is on {song} and on your {title} by {artist}",
        ],
        then=["it shares the tag {tag} with {title} by {artist}", "the tag {tag} is also on {title} by {artist}"],
        also=[
            "shares/share the? tag {tag} with your? {title} by {artist}",
            "has/have? the? tag {tag} in common with your? {title} by {artist}",
        ],
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
            "{artist} … is new to you",
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
        also=["the/this? week's? list? opens/begins/starts with {title} by {artist}"],
    ),
    ("named_song", "last"): Phrases(
        first=["it closes with {title} by {artist}"],
        then=["{title} by {artist} has the last word"],
        also=["the/this? week's? list? closes/ends with {title} by {artist}"],
    ),
    ("tempo_compared", "slower"): Phrases(
        first=[
            "at {value}, {song} walks slower than your usual {low} to {high}",
            "{song} takes its time: {value}, slower than your usual {low} to {high}",
        ],
        then=["at {value} it is slower than your usual {low} to {high}"],
        also=[
            "at? {value} § goes/runs/walks/is? slower than your usual {low} to/and {high}",
            "slower than your usual {low} to/and {high} … at {value}",
        ],
    ),
    ("tempo_compared", "faster"): Phrases(
        first=[
            "at {value}, {song} runs faster than your usual {low} to {high}",
            "{song} is in a hurry: {value}, faster than your usual {low} to {high}",
        ],
        then=["at {value} it is faster than your usual {low} to {high}"],
        also=[
            "at? {value} § goes/runs/walks/is? faster than your usual {low} to/and {high}",
            "faster than your usual {low} to/and {high} … at {value}",
        ],
    ),
    ("tempo_compared", "within"): Phrases(
        first=[
            "the {value} of {song} sit well inside your usual {low} to {high}",
            "{song} keeps a pace you know: {value}, inside your usual {low} to {high}",
        ],
        then=["its {value} sit inside your usual {low} to {high}"],
        also=["at/from? {value} § is? within/inside your usual {low} to/and {high}"],
    ),
    ("year_compared", "older"): Phrases(
        first=[
            "from {value}, {song} is older than your usual {low} to {high}",
            "{song} dates from {value}, before your usual {low} to {high}",
        ],
        then=["it is from {value}, older than your usual {low} to {high}"],
        also=["from? {value} § is? older than your usual {low} to/and {high}"],
    ),
    ("year_compared", "newer"): Phrases(
        first=[
            "from {value}, {song} is newer than your usual {low} to {high}",
            "the ink on {song} is fresh: {value}, after your usual {low} to {high}",
        ],
        then=["it is from {value}, newer than your usual {low} to {high}"],
        also=["from? {value} § is? newer than your usual {low} to/and {high}"],
    ),
    ("year_compared", "within"): Phrases(
        first=["from {value}, {song} falls inside your usual {low} to {high}"],
        then=["it is from {value}, inside your usual {low} to {high}"],
        also=["at/from? {value} § is? within/inside your usual {low} to/and {high}"],
    ),
    ("energy_compared", "calmer"): Phrases(
        first=["with an energy of {value}, {song} is calmer than your usual {low} to {high}"],
        then=["its energy of {value} is calmer than your usual {low} to {high}"],
        also=["with? an/its? energy of? {value} § is? calmer/lower than your usual {low} to/and {high}"],
    ),
    ("energy_compared", "livelier"): Phrases(
        first=["with an energy of {value}, {song} is livelier than your usual {low} to {high}"],
        then=["its energy of {value} is livelier than your usual {low} to {high}"],
        also=["with? an/its? energy of? {value} § is? livelier/higher than your usual {low} to/and {high}"],
    ),
    ("energy_compared", "within"): Phrases(
        first=["the energy of {song}, {value}, is inside your usual {low} to {high}"],
        then=["its energy of {value} is inside your usual {low} to {high}"],
        also=["with? an/its? energy of? {value} § is? within/inside your usual {low} to/and {high}"],
    ),
    ("valence_compared", "darker"): Phrases(
        first=["with a brightness of {value}, {song} is darker than your usual {low} to {high}"],
        then=["its brightness of {value} is darker than your usual {low} to {high}"],
        also=["with? a/its? brightness of? {value} § is? darker/lower than your usual {low} to/and {high}"],
    ),
    ("valence_compared", "brighter"): Phrases(
        first=["with a brightness of {value}, {song} is brighter than your usual {low} to {high}"],
        then=["its brightness of {value} is brighter than your usual {low} to {high}"],
        also=["with? a/its? brightness of? {value} § is? brighter/higher than your usual {low} to/and {high}"],
    ),
    ("valence_compared", "within"): Phrases(
        first=["the brightness of {song}, {value}, is inside your usual {low} to {high}"],
        then=["its brightness of {value} is inside your usual {low} to {high}"],
        also=["with? a/its? brightness of? {value} § is? within/inside your usual {low} to/and {high}"],
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
            "{artist} … drew/had/got/gathered/collected/was … {mentions} … in {week}",
            "{artist} … drew/had/got/gathered/collected/was … {mentions}",
            "{mentions} … of {artist} … by/from {people}",
            "some of the talk about/of {artist} was/is on {subreddit}",
        ],
    ),
    ("trend_rise", "more"): Phrases(
        first=["the talk about {artist} is above the usual {usual} a week"],
        then=["more than the usual {usual} a week", "up from a usual {usual} a week"],
        also=["{artist} … more than the usual {usual}", "more than the usual {usual}"],
    ),
    ("trend_rise", "new"): Phrases(
        first=["in the four weeks before, nobody had named {artist}"],
        then=["after four weeks without a word about {artist}"],
        also=["nobody … named {artist} … four weeks before"],
    ),
    ("trend_fall",): Phrases(
        first=["the talk about {artist} is below the usual {usual} a week"],
        then=["fewer than the usual {usual} a week", "down from a usual {usual} a week"],
        also=["{artist} … fewer/less than the usual {usual}", "fewer/less than the usual {usual}"],
    ),
    ("trend_post",): Phrases(
        first=["some of the talk was on {subreddit}, {date}"],
        then=["some of the talk was on {subreddit}, {date}"],
        also=["post on {subreddit} … on? {date}", "on {subreddit} … on? {date}"],
    ),
    # ------------------------------------------------------------ the nearest miss
    ("nearest_miss",): Phrases(
        first=["next in line for its place was {title} by {artist}, rank {rank}"],
        then=["next in line for its place was {title} by {artist}, rank {rank}"],
        also=[
            "next in line for? its? place? is/was? {title} by {artist} … rank {rank}",
            "nearest miss is/was? {title} by {artist} … rank {rank}",
        ],
    ),
}
PHRASES |= {
    ("term_share", term): Phrases(
        first=[f"{{share}} of the score of {{song}} is {words}", f"{words}: {{share}} of the score of {{song}}"],
        then=[f"{{share}} is {words}"],
        also=[f"{{share}} of its/the/this score … from/is {words}"],
    )
    for term, words in TERMS.items()
}
PHRASES |= {
    ("matches_wish", origin): Phrases(
        first=[
            f"{{song}} answers {words} {{words}}, worth {{share}} of its score",
            f"{words} {{words}} speaks for {{song}} with {{share}} of the score",
        ],
        then=[f"{words} {{words}} adds {{share}}", f"it answers {words} {{words}}, worth {{share}}"],
        also=[
            f"{words} {{words}} … {{share}} of its/the/this score",
            f"{{share}} of its/the/this score … {words} {{words}}",
        ],
    )
    for origin, words in ORIGINS.items()
}
PHRASES |= {
    ("against_wish", origin): Phrases(
        first=[f"{words} {{words}} speaks against {{song}}, at a cost of {{amount}}"],
        then=[f"{words} {{words}} costs it {{amount}}"],
        also=[f"{words} {{words}} … against it … {{amount}}"],
    )
    for origin, words in ORIGINS.items()
}

"""Wordings of claims about a whole slate."""

from explain.phrases.wording import Key, Phrases

_SLATE_TERM_WORDS = {
    "own": "songs you already keep",
    "sound": "sound and tags in common with your songs",
    "trend": "this week's talk",
    "wish": "what you asked for",
    "judgement": "the model's own judgement",
}

PHRASES: dict[Key, Phrases] = {
    ("slate_counts", "some_new"): Phrases(
        first=[
            "{songs} by {artists}, {new_artists} of them new to you",
            "this week: {songs}, {artists}, {new_artists} of those new to you",
        ],
        then=["{songs} by {artists} in all, {new_artists} of them new to you"],
        also=[
            "brings? {songs} come/are? by/from {artists} {new_artists} of them/those/whom new to you",
            "brings? {songs} come/are? by/from {artists}",
        ],
    ),
    ("slate_counts", "all_new"): Phrases(
        first=["{songs} by {artists}, every one of them new to you"],
        then=["{songs} by {artists} in all, every one of them new to you"],
        also=[
            "brings? {songs} come/are? by/from {artists} … all of? them? new to you",
            "brings? {songs} come/are? by/from {artists}",
        ],
    ),
    ("slate_counts", "none_new"): Phrases(
        first=["{songs} by {artists}, all of them artists you know"],
        then=["{songs} by {artists} in all"],
        also=["brings? {songs} come/are? by/from {artists}"],
    ),
    ("slate_pool",): Phrases(
        first=["the list was chosen out of {candidates}"],
        then=["chosen out of {candidates}"],
        also=[
            "the/this list was chosen/picked/taken out? of/from/among {candidates}",
            "chosen/picked/taken out? of/from/among {candidates}",
            "out of {candidates}",
        ],
    ),
    ("slate_no_repeats",): Phrases(
        first=["nothing here was on your list in the {weeks} before", "no song returns from the {weeks} before"],
        then=["nothing here was on your list in the {weeks} before"],
        also=[
            "no repeats in/over/for? the/these? last? {weeks}",
            "nothing here? is/was? repeated in/over/for? the/these? last? {weeks}",
        ],
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
        also=["your dial is/stands? at? {dial} on? the adventurous side"],
    ),
    ("slate_dial", "familiar"): Phrases(
        first=["your dial is at {dial}, on the familiar side: {songs} came from artists who are new to you"],
        then=["your dial is at {dial}, on the familiar side"],
        also=["your dial is/stands? at? {dial} on? the familiar side"],
    ),
    ("slate_genres",): Phrases(
        first=["between them the songs have {genres} as first tags"],
        then=["with {genres} among their first tags"],
        also=["{genres} … among/across … songs/list"],
    ),
    ("slate_years",): Phrases(
        first=["they reach from {low} to {high}"],
        then=["reaching from {low} to {high}"],
        also=["songs reach/span from? {low} to {high}", "from {low} to {high}"],
    ),
    ("slate_trend",): Phrases(
        first=[
            "{songs} came in with help from the week's talk",
            "{songs} got a lift from what people talked about",
        ],
        then=["{songs} came in with help from it"],
        also=["{songs} … help from the/this week's talk"],
    ),
    ("slate_model", "some"): Phrases(
        first=[
            "the model brought {met} of {of} onto this list, and kept {title} by {artist} off it",
            "{met} of {of} are here because of the model, which kept {title} by {artist} off this list",
        ],
        then=["the model brought {met} of {of}, and kept {title} by {artist} off"],
        also=[
            "{met} of {of} … here/list … because of the model",
            "model … brought {met} of {of}",
        ],
    ),
    ("slate_model", "alone"): Phrases(
        first=["{met} of {of} are here because of the model", "the model brought {met} of {of} onto this list"],
        then=["{met} of {of} are here because of the model"],
        also=["{met} of {of} … here/list … because of the model", "model … brought {met} of {of}"],
    ),
    ("slate_model", "none"): Phrases(
        first=[
            "the model was asked, and brought {met} of {of} onto this list",
            "without the model this list would be the same: {met} of {of} came from it",
        ],
        then=["the model brought {met} of {of}"],
        also=["model … brought {met} of {of}"],
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
        also=["{words} was? not understood"],
    ),
    ("source_missing",): Phrases(first=["what never came: {what}"], also=["{what} … never came"]),
    ("slate_nearest_miss",): Phrases(
        first=["first in line behind this list: {title} by {artist}, rank {rank}"],
        then=["first in line behind it is {title} by {artist}, rank {rank}"],
        also=[
            "first in line behind? it/this? list? is? {title} by {artist} … rank {rank}",
            "nearest miss is/was? {title} by {artist} … rank {rank}",
        ],
    ),
}
PHRASES |= {
    ("slate_term_share", term): Phrases(
        first=[f"{{share}} of this week grows out of {words}", f"{{share}} of what made this list is {words}"],
        then=[f"{{share}} of it is {words}"],
        also=[
            f"{{share}} of this/the week/list … from/of/is {words}",
            f"{{share}} of the score of this/the week/list … from/of/is {words}",
        ],
    )
    for term, words in _SLATE_TERM_WORDS.items()
}

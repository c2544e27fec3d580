"""German wordings of the warm and the nerdy voice; what has none here both say as the plain one does."""

from explain.phrases.german.wording import NOMINATIVE
from explain.phrases.wording import Key, Said

_USUAL = "üblichen {low} bis {high}"

WARM_SAID: dict[Key, Said] = {
    ("because_of_own",): Said(
        first=[
            "du hast {title} von {artist} im Regal, und von dort führt der Weg hierher",
            "{title} von {artist} hat diesem Song die Tür zu dir geöffnet",
            "schuld ist deine Zuneigung zu {title} von {artist}",
        ],
        then=["{title} von {artist} hat ein gutes Wort eingelegt", "{title} von {artist} hatte die Hand im Spiel"],
    ),
    ("sound_like",): Said(
        first=[
            "leg {title} von {artist} daneben: in Klang und Tags sind beide verwandt",
            "in Klang und Tags ist der Song mit {title} von {artist} verwandt",
        ],
        then=["in Klang und Tags ist er mit {title} von {artist} verwandt"],
    ),
    ("because_of_playlist",): Said(
        first=["{song} wäre in deiner Playlist {playlist} zu Hause"],
        then=["er wäre in deiner Playlist {playlist} zu Hause"],
    ),
    ("new_artist",): Said(
        first=["mit {song} lernst du {artist} kennen", "{song} ist deine erste Begegnung mit {artist}"],
        then=["neu für dich ist dabei {artist}"],
    ),
    ("has_mood",): Said(first=["die Stimmung von {song} ist {mood}"], then=["die Stimmung dazu ist {mood}"]),
    ("trend_mentions",): Said(
        first=["über {artist} wurde in {week} auf Reddit geredet"],
        then=["über {artist} wurde in {week} auf Reddit geredet"],
    ),
    ("tempo_compared", "slower"): Said(
        first=["{song} lässt sich Zeit, langsamer als bei dir üblich"],
        then=["der Song ist langsamer als bei dir üblich"],
    ),
    ("tempo_compared", "faster"): Said(
        first=["{song} hat es eilig, schneller als bei dir üblich"], then=["der Song ist schneller als bei dir üblich"]
    ),
}
WARM_SAID |= {
    ("matches_wish", origin): Said(
        first=[f"für {{song}} spricht {words} {{words}}"], then=[f"dafür spricht {words} {{words}}"]
    )
    for origin, words in NOMINATIVE.items()
}
NERDY_SAID: dict[Key, Said] = {
    ("because_of_own",): Said(
        first=["{share} der Wertung: {title} von {artist}"],
        then=["{share} weitere: {title} von {artist}"],
    ),
    ("sound_like",): Said(
        first=["{share} der Wertung, Ähnlichkeit in Klang und Tags: {title} von {artist}"],
        then=["{share} für die Ähnlichkeit in Klang und Tags mit {title} von {artist}"],
    ),
    ("tempo_compared", "slower"): Said(
        first=[f"{{value}} bei {{song}}, langsamer als deine {_USUAL}"],
        then=[f"{{value}}, langsamer als deine {_USUAL}"],
    ),
    ("tempo_compared", "faster"): Said(
        first=[f"{{value}} bei {{song}}, schneller als deine {_USUAL}"],
        then=[f"{{value}}, schneller als deine {_USUAL}"],
    ),
    ("tempo_compared", "within"): Said(
        first=[f"{{value}} bei {{song}}, innerhalb deiner {_USUAL}"], then=[f"{{value}}, innerhalb deiner {_USUAL}"]
    ),
    ("has_genres",): Said(first=["Genres von {song}: {genre}, dann {second}"], then=["Genres: {genre}, dann {second}"]),
    ("trend_mentions",): Said(
        first=["{mentions} von {people} für {artist} auf Reddit in {week}"],
        then=["{mentions} von {people} für {artist} auf Reddit in {week}"],
    ),
}

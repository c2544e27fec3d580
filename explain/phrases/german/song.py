"""German wordings of claims about one song: where its score comes from, what it is, the talk, the nearest miss."""

from explain.phrases.german.wording import ACCUSATIVE, NOMINATIVE, TERMS
from explain.phrases.wording import Key, Phrases

_USUAL = "üblichen {low} bis {high}"


def _compared(word: str, *first: str, then: str, named: str = "") -> Phrases:
    """How a feature compares; `named` is what a looser pattern must name before its value."""
    return Phrases(
        first=[f"{one} {word} als deine {_USUAL}" for one in first],
        then=[f"{then} {word} als deine {_USUAL}"],
        also=[f"{named}{{value}} ist/läuft? § {word} als deine üblichen {{low}} bis/und {{high}}"],
    )


PHRASES: dict[Key, Phrases] = {
    # ------------------------------------------------------------ where the score comes from
    ("because_of_own",): Phrases(
        first=[
            "{title} von {artist} liefert {share} der Wertung",
            "die Spur führt zurück zu {title} von {artist}: {share} der Wertung",
            "der Song lehnt sich an {title} von {artist} an, und das macht {share} der Wertung",
            "du hast {title} von {artist} im Regal, und daraus folgt {share} der Wertung",
            "schuld ist {title} von {artist}: {share} der Wertung geht auf dieses Konto",
            "{title} von {artist} hat diese Tür geöffnet, mit {share} der Wertung",
        ],
        then=[
            "{title} von {artist} steuert {share} bei",
            "{title} von {artist} legt {share} drauf",
            "dazu kommt {title} von {artist} mit {share}",
        ],
        also=[
            "{share} der/dieser/seiner wertung … kommt/stammt/folgt/wächst aus/von {title} von {artist}",
            "{title} von {artist} … liefert/bringt/trägt/macht/gibt … {share} der/dieser/seiner wertung",
            "weil du {title} von {artist} im regal hast … {share} der/dieser/seiner wertung",
            "{share} mehr? kommt/kommen/stammt/stammen? von/aus {title} von {artist}",
        ],
    ),
    ("because_of_playlist",): Phrases(
        first=[
            "mindestens {share} der Wertung von {song} geht auf deine Playlist {playlist} zurück",
            "deine Playlist {playlist} hat bei mindestens {share} der Wertung von {song} die Hand im Spiel",
            "{song} wäre in deiner Playlist {playlist} zu Hause, der Quelle von mindestens {share} der Wertung",
        ],
        then=[
            "mindestens {share} davon geht auf deine Playlist {playlist} zurück",
            "hinter mindestens {share} davon steht deine Playlist {playlist}",
        ],
        also=["mindestens {share} der/dieser/seiner wertung … aus/auf deine/deiner playlist {playlist}"],
    ),
    ("sound_like",): Phrases(
        first=[
            "in Klang und Tags ist der Song mit {title} von {artist} verwandt, das macht {share} der Wertung",
            "Klang und Tags hat der Song mit {title} von {artist} gemeinsam, und das ist {share} der Wertung wert",
            "leg {title} von {artist} daneben: die Ähnlichkeit in Klang und Tags macht {share} der Wertung",
            "{share} der Wertung ist die Ähnlichkeit in Klang und Tags mit {title} von {artist}",
        ],
        then=[
            "die Ähnlichkeit in Klang und Tags mit {title} von {artist} bringt {share}",
            "die Nähe zu {title} von {artist} in Klang und Tags bringt {share}",
        ],
        also=[
            "ähnlichkeit … mit/zu {title} von {artist} … {share} der/dieser/seiner wertung",
            "{share} der/dieser/seiner wertung … ähnlichkeit … mit/zu {title} von {artist}",
        ],
    ),
    ("popularity_correction",): Phrases(
        first=[
            "{song} ist schon bei {listeners} bekannt, und die Popularitätskorrektur nimmt {amount} von der Wertung",
            "dass {song} schon bei {listeners} bekannt ist, kostet {amount} an Wertung",
        ],
        then=["die Bekanntheit bei {listeners} kostet {amount}"],
        also=["popularitätskorrektur … nimmt/kostet … {amount}"],
    ),
    # ------------------------------------------------------------ what it is
    ("has_genre",): Phrases(
        first=["das erste Genre von {song} ist {genre}", "leg {song} unter {genre} ab"],
        then=["das erste Genre ist {genre}", "auf dem Etikett steht {genre}"],
        also=["mit dem genre {genre}", "unter {genre} abgelegt"],
    ),
    ("has_genres",): Phrases(
        first=[
            "{song} läuft zuerst unter {genre}, dann unter {second}",
            "leg {song} unter {genre} ab, mit {second} gleich daneben",
            "auf dem Etikett von {song} steht erst {genre}, dann {second}",
        ],
        then=["die Genres dazu sind {genre} und {second}", "einsortiert ist der Song unter {genre} und {second}"],
        also=["genres … {genre} und {second}", "unter {genre} und {second}"],
    ),
    ("has_mood",): Phrases(
        first=["die erste Stimmung von {song} ist {mood}"],
        then=["die Stimmung auf dem Etikett ist {mood}"],
        also=["stimmung hier? ist {mood}", "stimmung des/dieses songs/lieds ist {mood}"],
    ),
    ("shares_genre",): Phrases(
        first=["{song} ist einer von {songs} mit dem Genre {genre} auf dieser Liste"],
        then=["er ist einer von {songs} mit dem Genre {genre} auf dieser Liste"],
        also=["einer von {songs} … mit dem genre {genre}"],
    ),
    ("shares_tag",): Phrases(
        first=[
            "{song} teilt mit {title} von {artist} aus deiner Sammlung das Stichwort {tag}",
            "das Stichwort {tag} steht auf {song} und auf {title} von {artist} in deinem Regal",
        ],
        then=[
            "der Song teilt das Stichwort {tag} mit {title} von {artist}",
            "das Stichwort {tag} steht auch auf {title} von {artist}",
        ],
        also=["teilt … stichwort {tag} mit deinem? {title} von {artist}"],
    ),
    ("new_artist",): Phrases(
        first=[
            "{song} ist deine erste Begegnung mit {artist}",
            "mit {song} ist {artist} neu für dich",
            "vor {song} stand nichts von {artist} in deinem Regal",
            "{song} stellt dir {artist} vor, bisher kein Name in deiner Sammlung",
        ],
        then=["{artist} ist neu für dich", "von {artist} stand bisher nichts in deinem Regal"],
        also=["{artist} … ist neu für dich", "du hast nichts von {artist}", "erster song von {artist} für dich"],
    ),
    ("role", "core"): Phrases(
        first=["{song} ist hier, weil der Song nah an dem liegt, was du kennst"],
        then=["der Song bleibt nah an dem, was du kennst"],
        also=["nah an dem was du kennst"],
    ),
    ("role", "stretch"): Phrases(
        first=["{song} ist hier, um dich herauszufordern"],
        then=["der Song ist hier, um dich herauszufordern"],
        also=["um dich herauszufordern"],
    ),
    ("role", "trend"): Phrases(
        first=["{song} ist hier, weil Leute darüber reden"],
        then=["der Song ist hier, weil Leute darüber reden"],
    ),
    ("role", "wish"): Phrases(
        first=["{song} ist hier, weil du dir das gewünscht hast"],
        then=["der Song ist hier, weil du dir das gewünscht hast"],
        also=["ist hier weil du dir das gewünscht hast"],
    ),
    ("role", "discovery"): Phrases(
        first=["{song} ist hier als Entdeckung"],
        then=["der Song ist hier als Entdeckung"],
        also=["ist … eine entdeckung"],
    ),
    ("named_song", "here"): Phrases(also=["{title} von {artist}", "{title}"]),
    ("named_song", "first"): Phrases(
        first=["den Anfang macht {title} von {artist}", "{title} von {artist} geht voran"],
        then=["{title} von {artist} geht voran"],
        also=["die/diese? liste? beginnt/startet mit {title} von {artist}"],
    ),
    ("named_song", "last"): Phrases(
        first=["den Schluss macht {title} von {artist}"],
        then=["{title} von {artist} hat das letzte Wort"],
        also=["die/diese? liste? endet/schließt mit {title} von {artist}"],
    ),
    ("tempo_compared", "slower"): _compared(
        "langsamer",
        "mit {value} läuft {song}",
        "{song} lässt sich Zeit: {value},",
        then="mit {value} ist der Song",
    ),
    ("tempo_compared", "faster"): _compared(
        "schneller", "mit {value} läuft {song}", "{song} hat es eilig: {value},", then="mit {value} ist der Song"
    ),
    ("tempo_compared", "within"): Phrases(
        first=[
            f"mit {{value}} bleibt {{song}} innerhalb deiner {_USUAL}",
            f"{{song}} hält ein Tempo, das du kennst: {{value}}, innerhalb deiner {_USUAL}",
        ],
        then=[f"mit {{value}} bleibt der Song innerhalb deiner {_USUAL}"],
        also=["mit? {value} ist/liegt? § innerhalb deiner üblichen {low} bis/und {high}"],
    ),
    ("year_compared", "older"): Phrases(
        first=[
            f"mit dem Jahrgang {{value}} ist {{song}} älter als deine {_USUAL}",
            f"{{song}} stammt aus dem Jahr {{value}}, vor deinen {_USUAL}",
        ],
        then=[f"der Song ist Jahrgang {{value}}, älter als deine {_USUAL}"],
        also=["mit? dem? jahrgang? {value} ist? § älter als deine üblichen {low} bis/und {high}"],
    ),
    ("year_compared", "newer"): Phrases(
        first=[
            f"mit dem Jahrgang {{value}} ist {{song}} neuer als deine {_USUAL}",
            f"die Tinte auf {{song}} ist frisch: {{value}}, nach deinen {_USUAL}",
        ],
        then=[f"der Song ist Jahrgang {{value}}, neuer als deine {_USUAL}"],
        also=["mit? dem? jahrgang? {value} ist? § neuer als deine üblichen {low} bis/und {high}"],
    ),
    ("year_compared", "within"): Phrases(
        first=[f"mit dem Jahrgang {{value}} liegt {{song}} innerhalb deiner {_USUAL}"],
        then=[f"der Song ist Jahrgang {{value}}, innerhalb deiner {_USUAL}"],
        also=["mit? {value} ist/liegt? § innerhalb deiner üblichen {low} bis/und {high}"],
    ),
    ("energy_compared", "calmer"): _compared(
        "ruhiger",
        "mit einer Energie von {value} ist {song}",
        then="mit einer Energie von {value} ist der Song",
        named="mit? einer? energie von? ",
    ),
    ("energy_compared", "livelier"): _compared(
        "lebhafter",
        "mit einer Energie von {value} ist {song}",
        then="mit einer Energie von {value} ist der Song",
        named="mit? einer? energie von? ",
    ),
    ("energy_compared", "within"): Phrases(
        first=[f"die Energie von {{song}}, {{value}}, liegt innerhalb deiner {_USUAL}"],
        then=[f"die Energie von {{value}} liegt innerhalb deiner {_USUAL}"],
        also=["mit? einer? energie von? {value} ist/liegt? § innerhalb deiner üblichen {low} bis/und {high}"],
    ),
    ("valence_compared", "darker"): _compared(
        "dunkler",
        "mit einer Helligkeit von {value} ist {song}",
        then="mit einer Helligkeit von {value} ist der Song",
        named="mit? einer? helligkeit von? ",
    ),
    ("valence_compared", "brighter"): _compared(
        "heller",
        "mit einer Helligkeit von {value} ist {song}",
        then="mit einer Helligkeit von {value} ist der Song",
        named="mit? einer? helligkeit von? ",
    ),
    ("valence_compared", "within"): Phrases(
        first=[f"die Helligkeit von {{song}}, {{value}}, liegt innerhalb deiner {_USUAL}"],
        then=[f"die Helligkeit von {{value}} liegt innerhalb deiner {_USUAL}"],
        also=["mit? einer? helligkeit von? {value} ist/liegt? § innerhalb deiner üblichen {low} bis/und {high}"],
    ),
    # ------------------------------------------------------------ the week's talk
    ("trend_mentions",): Phrases(
        first=[
            "Reddit hatte {artist} im Sinn: {mentions} von {people} in {week}",
            "{mentions} von {people} gab es für {artist} auf Reddit in {week}",
            "auf Reddit fiel in {week} der Name {artist}: {mentions} von {people}",
            "über {artist} wurde in {week} geredet: {mentions}, vor allem auf {subreddit}",
        ],
        then=[
            "{mentions} gab es für {artist} auf Reddit in {week}",
            "auf Reddit fiel in {week} der Name {artist}: {mentions} von {people}",
            "über {artist} wurde in {week} geredet: {mentions}, vor allem auf {subreddit}",
        ],
        also=[
            "für {artist} gab es {mentions} … von {people}",
            "für {artist} gab es {mentions} … in {week}",
            "für {artist} gab es {mentions}",
            "{mentions} … für {artist} … von {people}",
            "ein teil des gesprächs über {artist} … auf {subreddit}",
        ],
    ),
    ("trend_rise", "more"): Phrases(
        first=["das Gespräch über {artist} liegt höher als die üblichen {usual} pro Woche"],
        then=["mehr als die üblichen {usual} pro Woche", "ein Plus gegenüber den üblichen {usual} pro Woche"],
        also=["{artist} … mehr als die üblichen {usual}", "mehr als die üblichen {usual}"],
    ),
    ("trend_rise", "new"): Phrases(
        first=["in den Wochen davor hatte niemand {artist} erwähnt"],
        then=["nach Wochen ohne ein Wort über {artist}"],
        also=["niemand … {artist} erwähnt"],
    ),
    ("trend_fall",): Phrases(
        first=["das Gespräch über {artist} liegt tiefer als die üblichen {usual} pro Woche"],
        then=["weniger als die üblichen {usual} pro Woche", "ein Minus gegenüber den üblichen {usual} pro Woche"],
        also=["{artist} … weniger als die üblichen {usual}", "weniger als die üblichen {usual}"],
    ),
    ("trend_post",): Phrases(
        first=["ein Teil des Gesprächs stand auf {subreddit}, {date}"],
        then=["ein Teil des Gesprächs stand auf {subreddit}, {date}"],
        also=["post auf {subreddit} … {date}", "auf {subreddit} … vom? {date}"],
    ),
    # ------------------------------------------------------------ the nearest miss
    ("nearest_miss",): Phrases(
        first=["als Nächstes wäre {title} von {artist} an der Reihe gewesen, Rang {rank}"],
        then=["als Nächstes wäre {title} von {artist} an der Reihe gewesen, Rang {rank}"],
        also=["als nächstes wäre {title} von {artist} dran? rang {rank}"],
    ),
}
PHRASES |= {
    ("term_share", term): Phrases(
        first=[f"{words}: {{share}} der Wertung von {{song}}", f"{{share}} der Wertung von {{song}}: {words}"],
        then=[f"mit {{share}} dabei: {words}"],
        also=[f"{{share}} der/dieser/seiner wertung … {words.replace(',', '')}"],
    )
    for term, words in TERMS.items()
}
PHRASES |= {
    ("matches_wish", origin): Phrases(
        first=[
            f"für {{song}} spricht {words} {{words}} mit {{share}} der Wertung",
            f"{{song}} passt zu dem, was du gesagt hast: {words} {{words}} bringt {{share}} der Wertung",
        ],
        then=[f"{words} {{words}} bringt {{share}}", f"dafür spricht {words} {{words}} mit {{share}}"],
        also=[
            f"{words} {{words}} … {{share}} der/dieser/seiner wertung",
            f"{{share}} der/dieser/seiner wertung … {words} {{words}}",
            f"erfüllt {ACCUSATIVE[origin]} {{words}} … {{share}} der/dieser/seiner wertung",
        ],
    )
    for origin, words in NOMINATIVE.items()
}
PHRASES |= {
    ("against_wish", origin): Phrases(
        first=[f"gegen {{song}} spricht {words} {{words}}, das kostet {{amount}}"],
        then=[f"dagegen spricht {words} {{words}}, das kostet {{amount}}"],
        also=[f"{words} {{words}} … dagegen … {{amount}}"],
    )
    for origin, words in NOMINATIVE.items()
}

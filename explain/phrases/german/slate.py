"""German wordings of claims about a whole slate."""

from explain.phrases.wording import Key, Phrases

_SLATE_TERM_WORDS = {
    "own": "Songs, die du schon hast",
    "sound": "Klang und Tags, die sie mit deinen Songs teilt",
    "trend": "dem Gespräch der Woche",
    "wish": "dem, was du dir gewünscht hast",
    "judgement": "dem eigenen Urteil des Modells",
}
"""Dative, as it follows "aus"."""

PHRASES: dict[Key, Phrases] = {
    ("slate_counts", "some_new"): Phrases(
        first=[
            "{songs} von {artists}, {new_artists} davon neu für dich",
            "diese Woche: {songs}, {artists}, {new_artists} davon neu für dich",
        ],
        then=["insgesamt {songs} von {artists}, {new_artists} davon neu für dich"],
        also=["{songs} von {artists} {new_artists} davon neu für dich", "{songs} von {artists}"],
    ),
    ("slate_counts", "all_new"): Phrases(
        first=["{songs} von {artists}, allesamt neu für dich"],
        then=["insgesamt {songs} von {artists}, allesamt neu für dich"],
        also=["{songs} von {artists} … alle/allesamt … neu für dich", "{songs} von {artists}"],
    ),
    ("slate_counts", "none_new"): Phrases(
        first=["{songs} von {artists}, lauter Acts, die du kennst"],
        then=["insgesamt {songs} von {artists}"],
        also=["{songs} von {artists}"],
    ),
    ("slate_pool",): Phrases(
        first=["diese Liste ist ausgewählt aus {candidates}"],
        then=["ausgewählt aus {candidates}"],
        also=["ausgewählt/gewählt/gefischt aus … {candidates}"],
    ),
    ("slate_no_repeats",): Phrases(
        first=[
            "nichts hier stand schon auf deiner Liste, {weeks} zurückgeblickt",
            "kein Song kehrt zurück, {weeks} zurückgeblickt",
        ],
        then=["nichts hier stand schon auf deiner Liste, {weeks} zurückgeblickt"],
        also=["kein song kehrt hier? zurück {weeks} zurückgeblickt"],
    ),
    ("slate_rested",): Phrases(
        first=["bei {songs} stand der Act auf keiner deiner Listen, {weeks} zurückgeblickt"],
        then=["bei {songs} stand der Act zuvor auf keiner deiner Listen"],
        also=["bei {songs} stand der act … auf keiner deiner listen … {weeks} zurückgeblickt"],
    ),
    ("slate_playlist",): Phrases(
        first=[
            "ohne deine Playlist {playlist} müsste diese Liste auf {songs} verzichten",
            "deine Playlist {playlist} hält diese Liste zusammen, sonst müsste sie auf {songs} verzichten",
        ],
        then=["ohne deine Playlist {playlist} müsste diese Liste auf {songs} verzichten"],
        also=["ohne deine playlist {playlist} … müsste die/diese? liste? auf {songs} verzichten"],
    ),
    ("slate_role", "core"): Phrases(
        first=["bei {songs} bleibt die Liste nah an dem, was du kennst"],
        then=["bei {songs} bleibt die Liste nah an dem, was du kennst"],
        also=["{songs} … nah an dem was du kennst"],
    ),
    ("slate_role", "stretch"): Phrases(
        first=["mit {songs} fordert dich die Liste heraus"],
        then=["mit {songs} fordert dich die Liste heraus"],
        also=["{songs} … um dich herauszufordern"],
    ),
    ("slate_role", "trend"): Phrases(
        first=["{songs} gibt es hier, weil Leute darüber reden"],
        then=["{songs} gibt es hier, weil Leute darüber reden"],
        also=["{songs} … weil leute darüber reden"],
    ),
    ("slate_role", "wish"): Phrases(
        first=["{songs} gibt es hier, weil du dir das gewünscht hast"],
        then=["{songs} gibt es hier, weil du dir das gewünscht hast"],
        also=["{songs} … weil du dir das gewünscht hast"],
    ),
    ("slate_role", "discovery"): Phrases(
        first=["{songs} gibt es hier als Entdeckung"],
        then=["{songs} gibt es hier als Entdeckung"],
        also=["{songs} … als entdeckung"],
    ),
    ("slate_stretch", "one"): Phrases(
        first=[
            "mit {songs} fordert dich die Liste in Richtung {genre} heraus",
            "mit {songs} geht die Liste einen Schritt weg von zu Hause, in Richtung {genre}",
        ],
        then=["mit {songs} fordert dich die Liste in Richtung {genre} heraus"],
        also=["{songs} … in richtung {genre}"],
    ),
    ("slate_stretch", "two"): Phrases(
        first=[
            "mit {songs} fordert dich die Liste in Richtung {genre} und {second} heraus",
            "mit {songs} geht die Liste einen Schritt weg von zu Hause, meistens in Richtung {genre} und {second}",
        ],
        then=["mit {songs} fordert dich die Liste in Richtung {genre} und {second} heraus"],
        also=["{songs} … in richtung {genre} und {second}"],
    ),
    ("slate_dial", "adventurous"): Phrases(
        first=["dein Regler steht auf {dial}, auf der abenteuerlichen Seite: bei {songs} ist der Act neu für dich"],
        then=["dein Regler steht auf {dial}, auf der abenteuerlichen Seite"],
        also=["dein regler steht auf {dial} auf? der? abenteuerlichen seite"],
    ),
    ("slate_dial", "familiar"): Phrases(
        first=["dein Regler steht auf {dial}, auf der vertrauten Seite: bei {songs} ist der Act neu für dich"],
        then=["dein Regler steht auf {dial}, auf der vertrauten Seite"],
        also=["dein regler steht auf {dial} auf? der? vertrauten seite"],
    ),
    ("slate_genres",): Phrases(
        first=["zusammen bringen es die Songs auf {genres}"],
        then=["die ganze Liste bringt es auf {genres}"],
        also=["zusammen … songs … auf {genres}"],
    ),
    ("slate_years",): Phrases(
        first=["die Songs reichen von {low} bis {high}"],
        then=["die ganze Liste von {low} bis {high}"],
        also=["die songs reichen? von {low} bis {high}"],
    ),
    ("slate_trend",): Phrases(
        first=[
            "bei {songs} half das Gespräch der Woche nach",
            "Rückenwind vom Gespräch der Woche gab es für {songs}",
        ],
        then=["bei {songs} half es nach"],
        also=["bei {songs} … half das gespräch der woche … nach", "rückenwind vom gespräch der woche … für {songs}"],
    ),
    ("slate_model", "some"): Phrases(
        first=[
            "durch das Modell hier: {met} von {of}, und draußen blieb dafür {title} von {artist}",
            "dem Modell verdankt diese Liste {met} von {of}, und draußen blieb dafür {title} von {artist}",
        ],
        then=["durch das Modell hier: {met} von {of}"],
        also=["durch das modell … {met} von {of}", "dem modell … {met} von {of}"],
    ),
    ("slate_model", "alone"): Phrases(
        first=["durch das Modell hier: {met} von {of}", "dem Modell verdankt diese Liste {met} von {of}"],
        then=["durch das Modell hier: {met} von {of}"],
        also=["durch das modell … {met} von {of}", "dem modell … {met} von {of}"],
    ),
    ("slate_model", "none"): Phrases(
        first=["das Modell wurde gefragt, durch das Modell hier: {met} von {of}"],
        then=["durch das Modell hier: {met} von {of}"],
        also=["durch das modell … {met} von {of}"],
    ),
    ("no_trend", "quiet"): Phrases(
        first=[
            "kein Trend diese Woche: nichts, worüber geredet wurde, hat auf dieser Liste einen Song bewegt",
            "kein Trend diese Woche: kein Song hier verdankt seinen Platz dem Gespräch der Woche",
        ],
        also=["kein trend … woche", "kein trend floss ein"],
    ),
    ("no_trend", "missing"): Phrases(
        first=["kein Trend diese Woche: Reddit kam nicht vollständig herein, und kein Gespräch floss ein"],
        also=["kein trend … woche", "kein trend floss ein"],
    ),
    ("short_slate",): Phrases(
        first=["eine kurze Liste, {songs} statt {wanted}: {reason}"],
        also=["{songs} statt {wanted}"],
    ),
    ("no_rules",): Phrases(
        first=[
            "kein Wunsch und kein Feedback hat diese Liste geformt; beides ist willkommen",
            "nichts zu beantworten diese Woche: du hast keinen Wunsch und kein Feedback gegeben",
        ],
        also=["kein wunsch und kein feedback", "keinen wunsch und kein feedback"],
    ),
    ("unread_words",): Phrases(
        first=[
            "nicht verstanden und deshalb nicht verwendet: {words}",
            "{words} wurde nicht verstanden und hat nichts verändert",
        ],
        also=["{words} wurde? nicht verstanden"],
    ),
    ("source_missing",): Phrases(first=["was nie angekommen ist: {what}"], also=["{what} … nie angekommen"]),
    ("slate_nearest_miss",): Phrases(
        first=["als Erstes hinter dieser Liste wartet {title} von {artist}, Rang {rank}"],
        then=["als Erstes dahinter wartet {title} von {artist}, Rang {rank}"],
        also=["als erstes … wartet {title} von {artist} … rang {rank}"],
    ),
}
PHRASES |= {
    ("slate_term_share", term): Phrases(
        first=[
            f"{{share}} dieser Woche wächst aus {words}",
            f"{{share}} von dem, was diese Liste ausmacht, kommt aus {words}",
        ],
        then=[f"{{share}} davon kommt aus {words}"],
        also=[f"{{share}} … woche/liste … kommt/wächst/stammt aus {words.replace(',', '')}"],
    )
    for term, words in _SLATE_TERM_WORDS.items()
}

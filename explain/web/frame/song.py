"""Texts beside one song: its role and facts, what-ifs, weak points, the talk, the sum."""

from explain.web.frame.text import Counted, Labels, Speaker, Text


class SongTexts(Speaker):
    """Texts of a song in report.html, but for its feedback, its claims and what the model said."""

    read = Text(en="Read", de="Lesen")
    words_first = Text(en="words first", de="erst Worte")
    pictures_first = Text(en="pictures first", de="erst Bilder")
    view_switch = Text(en="Words or pictures first", de="Erst Worte oder erst Bilder")
    roles = Labels(
        en={
            "core": "close to home",
            "stretch": "a stretch",
            "trend": "talked about",
            "wish": "you asked for it",
            "discovery": "a discovery",
        },
        de={
            "core": "nah an dir",
            "stretch": "eine Herausforderung",
            "trend": "im Gespräch",
            "wish": "von dir gewünscht",
            "discovery": "eine Entdeckung",
        },
    )
    terms = Labels(
        en={
            "own": "your own songs",
            "sound": "sound and tags",
            "trend": "talk of the week",
            "wish": "your wishes and feedback",
            "judgement": "the model's judgement",
            "popularity": "popularity correction",
        },
        de={
            "own": "deine eigenen Songs",
            "sound": "Klang und Tags",
            "trend": "Gespräche der Woche",
            "wish": "deine Wünsche und dein Feedback",
            "judgement": "das Urteil des Modells",
            "popularity": "Abzug für Bekanntheit",
        },
    )
    nameless_song = Text(en="A song whose name is gone", de="Ein Song, dessen Name nicht mehr da ist")
    unknown_artist = Text(en="unknown artist", de="unbekannter Act")
    new_to_you = Text(en="new to you", de="neu für dich")
    play = Text(en="play on Spotify", de="auf Spotify hören")
    listeners = Counted(en=("{} listener", "{} listeners"), de=("gehört von {} Menschen", "gehört von {} Menschen"))
    more_about = Text(en="More about it", de="Mehr dazu")
    no_sentence = Text(
        en="No sentence about this song passed the checker; the numbers stand for themselves.",
        de="Kein Satz über diesen Song hat die Prüfung bestanden; die Zahlen stehen für sich.",
    )
    what_if = Text(en="What if", de="Was wäre wenn")
    weakest_label = Text(en="Weakest point", de="Schwächster Punkt")
    miss_label = Text(en="Nearest miss", de="Knapp verfehlt")
    # ------------------------------------------------------------ what-ifs
    what_ifs = Text(en="All what-ifs", de="Alle Was-wäre-wenn")
    without = Text(en="without", de="ohne")
    rank = Text(en="rank", de="Rang")
    becomes = Text(en="becomes", de="wird zu")
    still_there = Text(en="still on the list", de="noch auf der Liste")
    ranks_among = Text(
        en="Ranks among {}, computed again on this week's frozen inputs.",
        de="Ränge unter {}, neu berechnet auf den eingefrorenen Eingaben dieser Woche.",
    )
    no_change = Text(en="No change without {}.", de="Keine Änderung ohne {}.")
    keeps = Text(
        en="Without {what} it keeps rank {before} of {pool}.",
        de="Ohne {what} bliebe es bei Rang {before} von {pool}.",
    )
    falls = Text(
        en="Without {what} it falls from rank {before} to {after} of {pool}.",
        de="Ohne {what} fiele der Song von Rang {before} auf Rang {after} von {pool}.",
    )
    rises = Text(
        en="Without {what} it rises from rank {before} to {after} of {pool}.",
        de="Ohne {what} stiege der Song von Rang {before} auf Rang {after} von {pool}.",
    )
    keeps_and_goes = Text(
        en="Without {what} it keeps rank {before} of {pool}, and is not chosen.",
        de="Ohne {what} bliebe es bei Rang {before} von {pool}, und der Song wäre nicht dabei.",
    )
    falls_and_goes = Text(
        en="Without {what} it falls from rank {before} to {after} of {pool}, and is not chosen.",
        de="Ohne {what} fiele der Song von Rang {before} auf Rang {after} von {pool} und wäre nicht dabei.",
    )
    rises_and_goes = Text(
        en="Without {what} it rises from rank {before} to {after} of {pool}, and is not chosen.",
        de="Ohne {what} stiege der Song von Rang {before} auf Rang {after} von {pool} und wäre nicht dabei.",
    )
    the_playlist = Text(en="the playlist {}", de="deine Playlist {}")
    a_playlist = Text(en="a playlist of yours", de="eine deiner Playlists")
    your_song = Text(en="your {}", de="{} aus deiner Sammlung")
    one_of_your_songs = Text(en="one of your songs", de="einen deiner Songs")
    taken = Labels(
        en={
            "reddit": "Reddit",
            "model": "the model's judgement",
            "wish": "your wish",
            "feedback": "your feedback",
            "profile_edit": "your edit",
            "removed": "your removal of",
            "readded": "your putting back of",
            "saved": "your saving",
        },
        de={
            "reddit": "Reddit",
            "model": "das Urteil des Modells",
            "wish": "deinen Wunsch",
            "feedback": "dein Feedback",
            "profile_edit": "deine Änderung",
            "removed": "dein Entfernen von",
            "readded": "dein Zurückholen von",
            "saved": "dein Speichern von",
        },
    )
    """What is taken away in a what-if, after "without"."""
    taken_alone = Labels(
        en={
            "removed": "your removal of a song",
            "readded": "your putting back of a song",
            "saved": "your saving of a song",
        },
        de={
            "removed": "dein Entfernen eines Songs",
            "readded": "dein Zurückholen eines Songs",
            "saved": "dein Speichern eines Songs",
        },
    )
    """The same where the song has no name any more."""
    # ------------------------------------------------------------ weak points and the talk
    outside = Text(
        en="{name} {value}: outside your usual {low} to {high}.",
        de="{name} {value}: außerhalb deiner üblichen {low} bis {high}.",
    )
    takes_off = Text(en="The {term} takes {value} off its score.", de="{term}: das nimmt {value} von der Wertung.")
    thinnest = Text(
        en="Its thinnest support is {term}: {share} of the score.",
        de="Die dünnste Stütze: {term}, {share} der Wertung.",
    )
    missed = Text(en="{thing}, rank {rank}", de="{thing}, Rang {rank}")
    because = Labels(
        en={
            "same_song": "it is another version of a song on this list",
            "artist_limit": "its artist is on this list as often as allowed",
            "re_ranking": "variety put others before it",
        },
        de={
            "same_song": "es ist eine andere Fassung eines Songs auf dieser Liste",
            "artist_limit": "der Act steht schon so oft auf dieser Liste wie erlaubt",
            "re_ranking": "die Vielfalt zog andere vor",
        },
    )
    talk = Text(en="The talk", de="Das Gespräch")
    mentions = Counted(en=("{} mention", "{} mentions"), de=("{} Erwähnung", "{} Erwähnungen"))
    people = Counted(en=("{} person", "{} people"), de=("{} Person", "{} Personen"))
    talk_this_week = Text(
        en="{artist}: {mentions} by {people} this week", de="{artist}: {mentions} von {people} diese Woche"
    )
    talk_before = Text(
        en="; the four weeks before had {} a week", de="; in den vier Wochen davor waren es {} pro Woche"
    )
    of_the_talk = Text(en="{} of the artist's talk", de="{} der Gespräche über den Act")
    # ------------------------------------------------------------ the sum
    the_sum = Text(en="The sum", de="Die Summe")
    score_rank = Text(en="score (rank {})", de="Wertung (Rang {})")
    rank_of = Text(en="{} of {}", de="{} von {}")

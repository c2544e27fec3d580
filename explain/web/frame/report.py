"""Texts about a whole list: the head of its page, what made and changed it, and the colophon."""

from explain.web.frame.text import Counted, Labels, Speaker, Text


class Report(Speaker):
    """Texts of report.html but for its songs."""

    title_for = Text(en="{title} for {listener}", de="{title} für {listener}")
    all_weeks = Text(en="All weeks", de="Alle Wochen")
    weeks_nav = Text(en="Weeks", de="Wochen")
    in_numbers = Text(en="This week in numbers", de="Diese Woche in Zahlen")
    claims_checked = Text(en="{}/{} claims checked", de="{}/{} Aussagen geprüft")
    track_list = Text(en="Track list", de="Titelliste")
    the_songs = Text(en="The songs", de="Die Songs")
    side = Text(en="Side {}", de="Seite {}")
    by = Text(en="{title} by {artist}", de="{title} von {artist}")
    # ------------------------------------------------------------ counts
    new_artists = Counted(
        en=("{} artist new to you", "{} artists new to you"), de=("{} Act neu für dich", "{} Acts neu für dich")
    )
    weeks = Counted(en=("{} week", "{} weeks"), de=("{} Woche", "{} Wochen"))
    repeats = Counted(
        en=("{} repeat in {weeks}", "{} repeats in {weeks}"),
        de=("{} Wiederholung in {weeks}", "{} Wiederholungen in {weeks}"),
    )
    no_repeats = Text(en="no repeats in {weeks}", de="keine Wiederholungen in {weeks}")
    candidates = Counted(en=("{} candidate", "{} candidates"), de=("{} Kandidaten", "{} Kandidaten"))
    out_of = Text(en="out of {}", de="aus {}")
    short = Text(en="A short list: {} of {} songs", de="Eine kurze Liste: {} von {} Songs")
    # ------------------------------------------------------------ about this list
    about = Text(en="About this list", de="Über diese Liste")
    talk_of_week = Text(en="The talk of the week", de="Gespräche der Woche")
    no_trend = Text(
        en="No trend this week: nothing that people talked about moved a song onto this list.",
        de="Kein Trend diese Woche: nichts, worüber gesprochen wurde, hat einen Song auf diese Liste gebracht.",
    )
    a_post = Text(en="a post in r/{}", de="ein Post in r/{}")
    told_by = Text(
        en="Told by {} from the posts that the numbers lead to.",
        de="Erzählt durch {}, aus den Posts, zu denen die Zahlen führen.",
    )
    told_by_in_english = Text(
        en="Told by {} in English, from the posts that the numbers lead to.",
        de="Erzählt durch {}, aus den Posts, zu denen die Zahlen führen; "
        "auf Englisch, denn auf Deutsch liegt nichts vor.",
    )
    model_changed = Text(en="What the model changed", de="Was das Modell verändert hat")
    its_proposals = Text(en="Its proposals: {}.", de="Seine Vorschläge: {}.")
    asked_for = Text(en="What you asked for", de="Was du dir gewünscht hast")
    kept_out = Text(en="; kept out: {}", de="; draußen gehalten: {}")
    gone_without = Counted(
        en=("; without it {} song would not be here", "; without it {} songs would not be here"),
        de=("; ohne das wäre {} Song nicht hier", "; ohne das wären {} Songs nicht hier"),
    )
    not_understood = Text(en="not understood", de="nicht verstanden")
    since_last = Text(en="Since your last list", de="Seit deiner letzten Liste")
    you_said = Text(en="You said", de="Du sagtest")
    said_about = Text(en="about", de="zu")
    no_feedback = Text(
        en="You gave no feedback that this list could answer.",
        de="Du hast kein Feedback gegeben, auf das diese Liste antworten könnte.",
    )
    first_out = Text(en="First one left out: {}", de="Als Erstes draußen geblieben: {}")
    slots = Labels(
        en={
            "headline": "the headline",
            "variety": "variety",
            "trend": "the talk of the week",
            "changes": "what changed",
            "list": "this list",
        },
        de={
            "headline": "der Überschrift",
            "variety": "der Vielfalt",
            "trend": "den Gesprächen der Woche",
            "changes": "den Änderungen",
            "list": "dieser Liste",
        },
    )
    """What a claim is about, where it is no song."""
    # ------------------------------------------------------------ what wishes and feedback did
    songs_met = Text(en="{} of {}", de="{} von {}")
    effects = Labels(
        en={
            "exclude": "left out",
            "only": "all that may come",
            "prefer": "preferred",
            "avoid": "played down",
        },
        de={
            "exclude": "ausgeschlossen",
            "only": "allein zugelassen",
            "prefer": "bevorzugt",
            "avoid": "zurückgestellt",
        },
    )
    effect = Text(en="{what} is {effect}", de="{what}: {effect}")
    this_one = Labels(
        en={"artist": "this artist", "recording": "this recording"},
        de={"artist": "dieser Act", "recording": "diese Aufnahme"},
    )
    outcomes = Labels(
        en={"removed": "you removed: {}", "readded": "you put back: {}"},
        de={"removed": "du hast entfernt: {}", "readded": "du hast zurückgeholt: {}"},
    )
    more = Text(en="{} more", de="{} weitere")
    a_song = Text(en="a song", de="einem Song")
    kept_off = Text(en="Kept off this list: {}.", de="Von dieser Liste ferngehalten: {}.")
    nothing_near = Text(en="Nothing of it came near this list.", de="Nichts davon kam in die Nähe dieser Liste.")
    artist_was = Text(
        en="The artist was {effect} and has {songs} here.", de="Der Act wurde {effect} und hat hier {songs}."
    )
    value_was = Text(en="{what} was {effect}: {songs} here.", de="{what} wurde {effect}: hier {songs}.")
    list_without = Counted(
        en=(
            "Without it {} song of this list would not be here.",
            "Without it {} songs of this list would not be here.",
        ),
        de=("Ohne das wäre {} Song dieser Liste nicht hier.", "Ohne das wären {} Songs dieser Liste nicht hier."),
    )
    overruled = Text(
        en="It no longer counts: you said something else later.",
        de="Das zählt nicht mehr: du hast später etwas anderes gesagt.",
    )
    changed_nothing = Text(en="It changed nothing on this list.", de="Das hat auf dieser Liste nichts verändert.")
    no_such_reason = Text(
        en="Nothing that you keep made that reason, so it changed nothing.",
        de="Nichts aus deiner Sammlung war dieser Grund, darum hat es nichts verändert.",
    )
    weighed_less = Counted(
        en=(
            "{} song that you keep weighed less: {title} first.",
            "{} songs that you keep weighed less: {title} first.",
        ),
        de=(
            "{} Song aus deiner Sammlung wog weniger: {title}.",
            "{} Songs aus deiner Sammlung wogen weniger, allen voran {title}.",
        ),
    )
    # ------------------------------------------------------------ the colophon
    colophon = Text(en="Colophon", de="Kolophon")
    words_label = Text(en="Words", de="Worte")
    no_writer = Text(en="nobody: no words were stored", de="niemand: es sind keine Worte gespeichert")
    template_writer = Text(en="the template writer (no language model)", de="die Textvorlage (ohne Sprachmodell)")
    texts_by = Counted(
        en=("{writer} for {} text", "{writer} for {} texts"), de=("{writer}: {} Text", "{writer}: {} Texte")
    )
    sources_label = Text(en="Sources", de="Quellen")
    no_source = Text(en="none is recorded", de="keine ist verzeichnet")
    songs_from = Text(en="Where the songs came from", de="Woher die Songs kamen")
    never_came = Text(en="Never came", de="Kam nie an")
    playlist = Text(en="Playlist", de="Playlist")
    measured = Text(en="Measured", de="Gemessen")
    seals_label = Text(en="Seals", de="Siegel")
    whole_report = Text(en="The whole report", de="Der ganze Bericht")
    report_foot = Text(
        en="Every number on this page is read from a stored row. Running this week again gives the same rows.",
        de="Jede Zahl auf dieser Seite ist aus einer gespeicherten Zeile gelesen. "
        "Läuft diese Woche noch einmal, entstehen dieselben Zeilen.",
    )
    at_first = Text(en="{}, at first", de="{}, zum Einstieg")
    file = Text(en="file {}", de="Datei {}")
    slices = Counted(en=("{} slice", "{} slices"), de=("{} Abschnitt", "{} Abschnitte"))
    rows = Counted(en=("{} row", "{} rows"), de=("{} Zeile", "{} Zeilen"))
    without_news = Counted(
        en=("{} slice without news", "{} slices without news"),
        de=("{} Abschnitt ohne Neues", "{} Abschnitte ohne Neues"),
    )
    slices_missing = Counted(
        en=("{} slice missing", "{} slices missing"), de=("{} Abschnitt fehlt", "{} Abschnitte fehlen")
    )
    switched_off = Text(en="switched off", de="abgeschaltet")
    unpublished = Text(en="Not published as a playlist.", de="Nicht als Playlist veröffentlicht.")
    published = Text(
        en="Published as the playlist {title} on {day}.", de="Veröffentlicht als Playlist {title} am {day}."
    )
    publishing_failed = Text(
        en="Publishing it as a playlist failed.", de="Die Veröffentlichung als Playlist ist gescheitert."
    )
    publishing = Text(en="On its way to become a playlist.", de="Auf dem Weg, eine Playlist zu werden.")
    seals = Labels(
        en={
            "edition": "edition",
            "release": "release",
            "inputs": "inputs",
            "rows": "rows",
            "report": "report",
            "pictures": "pictures",
        },
        de={
            "edition": "Ausgabe",
            "release": "Programmstand",
            "inputs": "Eingaben",
            "rows": "Zeilen",
            "report": "Bericht",
            "pictures": "Bilder",
        },
    )

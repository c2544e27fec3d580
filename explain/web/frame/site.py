"""What stands around every page of a listener: head and foot, the list of weeks, and pages for what goes wrong."""

from explain.web.frame.text import Counted, Labels, Speaker, Text


class Site(Speaker):
    """Texts of base.html, weeks.html and problem.html."""

    skip = Text(en="Skip to the content", de="Zum Inhalt springen")
    site = Text(en="Site", de="Seiten")
    this_installation = Text(en="this installation", de="diese Installation")
    foot = Text(
        en="Every sentence rests on stored rows, or it is not printed.",
        de="Jeder Satz beruht auf gespeicherten Zeilen, oder er wird nicht gedruckt.",
    )
    # ------------------------------------------------------------ the weeks of a listener
    all_listeners = Text(en="All listeners", de="Übersicht")
    notes_for = Text(en="Liner notes for", de="Liner Notes für")
    since = Text(en="since {}", de="seit {}")
    no_week = Text(
        en="No week yet. The first comes with the first weekly run.",
        de="Noch keine Woche. Die erste kommt mit dem ersten Wochenlauf.",
    )
    open_notes = Text(en="Open the notes", de="Liner Notes öffnen")
    edition = Text(en="edition {}", de="Ausgabe {}")
    songs = Counted(en=("{} song", "{} songs"), de=("{} Song", "{} Songs"))
    reports = Counted(en=("{} report", "{} reports"), de=("{} Bericht", "{} Berichte"))
    unwritten = Counted(
        en=("{} song chosen; their notes are not written yet.", "{} songs chosen; their notes are not written yet."),
        de=(
            "{} Song ausgewählt; die Liner Notes dazu sind noch nicht geschrieben.",
            "{} Songs ausgewählt; die Liner Notes dazu sind noch nicht geschrieben.",
        ),
    )
    # ------------------------------------------------------------ what goes wrong
    back = Text(en="Back to all listeners", de="Zurück zur Übersicht")
    problems = Labels(
        en={
            "400": "That did not work",
            "404": "Nothing here",
            "405": "Not that way",
            "413": "Too much",
            "500": "Something broke",
            "503": "The database does not answer",
        },
        de={
            "400": "Das hat nicht geklappt",
            "404": "Hier ist nichts",
            "405": "So geht es nicht",
            "413": "Zu viel",
            "500": "Da ist etwas kaputt",
            "503": "Die Datenbank antwortet nicht",
        },
    )
    problem_lines = Labels(
        en={
            "404": "There is no such page. A report may not have been made yet, or its listener has left.",
            "405": "This address does not take that kind of request.",
            "413": "That request is larger than anything this site asks for.",
            "500": "The site made a mistake. Its log says which; trying again may help.",
            "503": "Run `linernotes status`, then reload this page.",
        },
        de={
            "404": "Diese Seite gibt es nicht. Ein Bericht mag noch fehlen, oder wer ihn bekam, ist gegangen.",
            "405": "Diese Adresse nimmt so eine Anfrage nicht an.",
            "413": "Diese Anfrage ist größer als alles, was hier gebraucht wird.",
            "500": "Hier ist ein Fehler passiert. Das Protokoll sagt, welcher; vielleicht hilft ein zweiter Versuch.",
            "503": "`linernotes status` ausführen, dann diese Seite neu laden.",
        },
    )
    refusals = Labels(
        en={
            "forged": "This request does not come from a page of this site; nothing was stored.",
            "old": "The page was open for too long: reload it and try again; nothing was stored.",
        },
        de={
            "forged": "Diese Anfrage kommt von keiner Seite von hier; nichts wurde gespeichert.",
            "old": "Die Seite war zu lange offen: lade sie neu und versuch es noch einmal; nichts wurde gespeichert.",
        },
    )
    """Why nothing was stored, of what a listener can come by without meaning to."""

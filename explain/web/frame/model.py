"""Texts about the model: what it changed on a list, and what it said of a song."""

from explain.web.frame.text import Counted, Labels, Speaker, Text


class ModelTexts(Speaker):
    """Texts that explain.web.model puts together."""

    reasoning = Text(en="The model's stated reasoning", de="Die genannte Begründung des Modells")
    model_said = Text(en="What the model said of {}", de="Was das Modell zu {} sagt")
    cites = Text(en="cites {}", de="zitiert {}")
    says_what_it_says = Text(
        en="What a model says of a song is what it says; the reasons are the parts of the score.",
        de="Was ein Modell zu einem Song sagt, ist, was es sagt; die Gründe sind die Teile der Wertung.",
    )
    verdict = Text(en="Its verdict: {}, on a scale from −1 to 1.", de="Sein Urteil: {}, auf einer Skala von −1 bis 1.")
    proposed_verdict = Text(
        en="It proposed the song; its verdict: {}, on a scale from −1 to 1.",
        de="Es hat den Song vorgeschlagen; sein Urteil: {}, auf einer Skala von −1 bis 1.",
    )
    adds = Text(en="It adds {} to the score.", de="Das macht {} in der Wertung.")
    rank_without_verdicts = Text(
        en="Rank {before} would be {after} without the verdicts.",
        de="Aus Rang {before} würde ohne die Urteile Rang {after}.",
    )
    not_without_model = Text(
        en="Had the model not been asked, this song would not be here.",
        de="Ohne das Modell wäre dieser Song nicht hier.",
    )
    verdict_outcomes = Labels(
        en={
            "supported": "",
            "resolved": "",
            "unsupported": "no step of it follows from what it cites, so it counts nothing",
            "contradicted": "its own steps speak the other way, so it counts nothing",
        },
        de={
            "supported": "",
            "resolved": "",
            "unsupported": "keiner seiner Schritte folgt aus dem, was er zitiert, darum zählt es nicht",
            "contradicted": "seine eigenen Schritte sprechen für das Gegenteil, darum zählt es nicht",
        },
    )
    dropped_steps = Counted(
        en=("{} step did not follow from what it cited", "{} steps did not follow from what they cited"),
        de=(
            "{} Schritt folgte nicht aus dem, was er zitierte",
            "{} Schritte folgten nicht aus dem, was sie zitierten",
        ),
    )
    # ------------------------------------------------------------ what a step cites
    profile_share = Text(en="{what}: {share} of your songs", de="{what}: {share} deiner Songs")
    your_wishes = Labels(
        en={
            "wish": "your wish",
            "feedback": "your feedback",
            "profile_edit": "your edit",
            "removed": "your removal",
            "readded": "your putting back",
        },
        de={
            "wish": "deinen Wunsch",
            "feedback": "dein Feedback",
            "profile_edit": "deine Änderung",
            "removed": "dein Entfernen",
            "readded": "dein Zurückholen",
        },
    )
    facts = Labels(
        en={
            "talk": "talk",
            "new": "new artist",
            "listeners": "listeners",
            "near": "near your songs",
            "genres": "genres",
            "moods": "moods",
            "tempo": "tempo",
            "decade": "decade",
            "wishes": "wishes",
        },
        de={
            "talk": "Gespräche",
            "new": "neuer Act",
            "listeners": "gehört von",
            "near": "nah an deinen Songs",
            "genres": "Genres",
            "moods": "Stimmungen",
            "tempo": "Tempo",
            "decade": "Jahrzehnt",
            "wishes": "Wünsche",
        },
    )
    usual_talk = Text(en="{mentions} this week, {usual} in a usual one", de="{mentions} diese Woche, sonst {usual}")
    cited_parts = Labels(
        en={
            "trend": "talk about {}",
            "rule": "your wish {}",
            "recording": "what is known of the song",
            "brief": "what people say this week",
        },
        de={
            "trend": "Gespräche über {}",
            "rule": "deinen Wunsch {}",
            "recording": "was über den Song bekannt ist",
            "brief": "was die Leute diese Woche sagen",
        },
    )
    unknown_parts = Labels(
        en={"trend": "talk about an artist of the week", "rule": "a wish of yours"},
        de={"trend": "Gespräche über einen Act der Woche", "rule": "einen Wunsch von dir"},
    )
    """Where the name is not among the evidence of the report: an id says nothing to a reader."""
    # ------------------------------------------------------------ what it changed on a list
    model_songs = Counted(
        en=("{count} of {of} is here because of the model", "{count} of {of} are here because of the model"),
        de=("{count} von {of} ist wegen des Modells hier", "{count} von {of} sind wegen des Modells hier"),
    )
    without_model = Text(en=". Without it:", de=". Ohne das Modell:")
    brought_by = Labels(
        en={"proposal": "proposed", "judgement": "judged well", "room": "moved up"},
        de={"proposal": "vorgeschlagen", "judgement": "gut beurteilt", "room": "nachgerückt"},
    )
    proposals = Labels(
        en={
            "resolved": "{} found, and new to you",
            "found": "{} real, and not in this week's catalogue",
            "owned": "{} yours already",
            "delivered": "{} on an earlier list",
            "excluded": "{} against a wish",
            "unknown": "{} not looked up",
            "invented": "{} known to nobody",
        },
        de={
            "resolved": "{} gefunden und neu für dich",
            "found": "{} echt, aber nicht im Katalog dieser Woche",
            "owned": "{} schon in deiner Sammlung",
            "delivered": "{} auf einer früheren Liste",
            "excluded": "{} gegen einen Wunsch",
            "unknown": "{} nicht nachgeschlagen",
            "invented": "{} niemandem bekannt",
        },
    )
    songs_judged = Counted(en=("{} song judged", "{} songs judged"), de=("{} Song beurteilt", "{} Songs beurteilt"))
    steps_follow = Counted(
        en=("{count} of {of} follows from what it cites", "{count} of {of} follow from what they cite"),
        de=("{count} von {of} folgt aus dem, was er zitiert", "{count} von {of} folgen aus dem, was sie zitieren"),
    )
    stated_steps = Counted(en=("{} stated step", "{} stated steps"), de=("{} Schritt", "{} Schritten"))
    found_by = Labels(
        en={
            "similar": "songs like yours",
            "vector": "sound and tags",
            "trend": "the week's talk",
            "proposal": "the model's proposals",
            "co_listed": "other people's playlists",
        },
        de={
            "similar": "Songs wie deine",
            "vector": "Klang und Tags",
            "trend": "Gespräche der Woche",
            "proposal": "Vorschläge des Modells",
            "co_listed": "Playlists anderer",
        },
    )
    """Where candidates come from."""

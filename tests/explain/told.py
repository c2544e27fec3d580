"""Claims of every kind about two songs and their list, for tests of what a sentence may say of which."""

from typing import Any
from uuid import UUID

from explain.checker import Checker
from explain.claims import SLATE, Claim
from pipelines.domain.telling import ENGLISH, GERMAN, Language

SONG, OTHER = UUID(int=1), UUID(int=2)
_Said = tuple[str, tuple[Any, ...], float | None]
_SUNDIAL: list[_Said] = [
    ("because_of_own", ("Grey Weather", "Low Ceiling"), 38.2),
    ("because_of_own", ("Tide Tables", "Dr. Felt"), 12.0),
    ("sound_like", ("Grey Weather", "Low Ceiling"), 7.0),
    ("because_of_playlist", ("p-1", "Sundial"), 44.7),
    ("term_share", ("own", "Sundial"), 60.0),
    ("matches_wish", ("wish", "more folk", "Sundial"), 8.0),
    ("popularity_correction", (504, "Sundial"), -0.031),
    ("has_genre", ("jazz", "Sundial"), None),
    ("has_genres", ("jazz", "folk", "Sundial"), None),
    ("has_mood", ("calm", "Sundial"), None),
    ("shares_genre", ("jazz", "Sundial"), 5.0),
    ("shares_tag", ("jazz", "Tide Tables", "Dr. Felt", "Sundial"), None),
    ("new_artist", ("Lila Voss", "Sundial"), None),
    ("role", ("wish", "Sundial"), None),
    ("role", ("stretch", "Sundial"), None),
    ("role", ("core", "Sundial"), None),
    ("named_song", ("here", "Sundial", "Lila Voss"), None),
    ("named_song", ("first", "Sundial", "Lila Voss"), None),
    ("tempo_compared", ("faster", 88.0, 121.0, "Sundial"), 142.0),
    ("energy_compared", ("calmer", 0.4, 0.7, "Sundial"), 0.21),
    ("trend_mentions", ("Lila Voss", 9, "2026-W47", "indieheads"), 12.0),
    ("trend_rise", ("more", "Lila Voss"), 2.5),
    ("trend_post", ("1", "indieheads", "2026-11-18T20:15:00+00:00"), None),
    ("what_if_rank", ("playlist", "falls", 3, 1000, "p-1", "", "Sundial"), 41.0),
    ("what_if_gone", ("reddit", 3, 1000, "", "", "Sundial"), 77.0),
    ("what_if_same", ("model", "", "", "Sundial"), 3.0),
    ("weakest_point", ("tempo_bpm", 88.0, 121.0), 142.0),
    ("nearest_miss", ("Hollow Sun", "Pale Engine"), 9.0),
]
_FERRY: list[_Said] = [
    ("because_of_own", ("Copper & Clay", "M.I.N.T."), 21.0),
    ("has_genre", ("ambient", "Ghost Ferry"), None),
    ("new_artist", ("Marta Okafor", "Ghost Ferry"), None),
    ("role", ("discovery", "Ghost Ferry"), None),
    ("role", ("trend", "Ghost Ferry"), None),
    ("named_song", ("here", "Ghost Ferry", "Marta Okafor"), None),
    ("energy_compared", ("livelier", 0.4, 0.7, "Ghost Ferry"), 0.91),
    ("trend_mentions", ("Marta Okafor", 8, "2026-W47", "jazz"), 13.0),
    ("trend_rise", ("more", "Marta Okafor"), 3.5),
    ("trend_post", ("2", "jazz", "2026-11-20T20:15:00+00:00"), None),
]
_LIST: list[_Said] = [
    ("slate_counts", ("some_new", 18, 12), 20.0),
    ("slate_pool", (), 461.0),
    ("slate_no_repeats", (4,), 0.0),
    ("slate_term_share", ("own",), 51.0),
    ("slate_playlist", ("p-1",), 7.0),
    ("slate_role", ("wish",), 4.0),
    ("slate_dial", ("adventurous", 12), 0.8),
    ("slate_genres", (), 16.0),
    ("slate_years", (1961, 2026), None),
    ("slate_trend", (), 3.0),
    ("rule_met", ("wish", "prefer", 20, "more folk"), 13.0),
    ("rule_met", ("wish", "exclude", 20, "no rap"), 19.0),
    ("rule_kept_out", ("wish", "no rap", "Mic Drop", "MC Square"), 10.0),
    ("rule_kept_out", ("feedback", "less: Dr. Felt", "Marzipan Wolf", "Dr. Felt"), 5.0),
    ("rule_gone", ("wish", "more folk"), 8.0),
    ("rule_idle", ("wish", "fewer drums"), None),
    ("own_factor", ("saved", "Ten Small Doors", "Ornithology Club"), None),
    ("own_factor_gone", ("wrong_reason", "Quiet Machines", "Harbour Maths"), 3.0),
    ("slate_nearest_miss", ("Rue des Lilas", "Cassette Garden"), 21.0),
]


def _claims() -> list[Claim]:
    said = [(SONG, one) for one in _SUNDIAL] + [(OTHER, one) for one in _FERRY] + [(None, one) for one in _LIST]
    return [
        Claim(
            claim_id=f"c{number}",
            recording_id=about,
            predicate=predicate,
            subject=SLATE if about is None else str(about),
            objects=objects,
            value=value,
            evidence_ids=("e1",),
        )
        for number, (about, (predicate, objects, value)) in enumerate(said, start=1)
    ]


CHECKERS: dict[Language, Checker] = {
    language: Checker.of(_claims(), {"p-1": "Rainy Sundays"}, language) for language in (ENGLISH, GERMAN)
}
"""By language."""


def is_believed(text: str, language: Language = ENGLISH, about: UUID | None = None) -> bool:
    """Whether every sentence of a text is supported."""
    return all(one.verdict == "supported" for one in CHECKERS[language].judge_text(text, about))

"""The gate before publishing: it lets a right week pass, and names what is wrong with another."""

import html
from uuid import UUID

import pytest

from pipelines import db
from pipelines.errors import BadInputError
from pipelines.gates import publish
from pipelines.gates.offences import RULES
from pipelines.settings import Settings

pytestmark = pytest.mark.db

WEEK = "2026-W47"

SPOILERS = {
    "the slate has 1 to the wanted number of songs": (
        "update recs.edition set wanted = 1",
        "2 songs",
    ),
    "no song repeats": (
        (
            "insert into recs.slate_song "
            "select listener_id, '2026-W46', 1, 9, recording_id, group_id, artist_id, score, "
            "rank, role, spotify_uri from recs.slate_song where position = 1"
        ),
        "position 9 of 2026-W46",
    ),
    "no song is owned": (
        (
            "insert into identity.song_hash select recording_id, 'x', now() from recs.slate_song where position = 2; "
            "insert into marts.listener_exclusion (week, listener_id, song_hash) "
            "select week, listener_id, 'x' from recs.edition"
        ),
        "position 2",
    ),
    "every song can be played": ("update recs.slate_song set spotify_uri = null where position = 1", "position 1"),
    "every published claim is supported by evidence": (
        "update explain.claim set evidence_ids = array['e1', 'e2']",
        "2 evidence ids, 1 of them known",
    ),
    "every printed sentence is supported, as its draft and as a finished text": (
        (
            "insert into recs.run_metrics select week, listener_id, 'published_support', 0.98 from recs.edition; "
            "insert into explain.sentence select listener_id, week, edition, 'headline', 1, 'first', 'about', 'x', "
            "'{}', 'unsupported', '', true, '2', 'template', null, null, 0, 0, 0 from recs.edition"
        ),
        "headline, unsupported",
    ),
    "the parts of a song add up to its score": (
        (
            "update recs.score_part set value = value + 2e-9 where term = 'own' and recording_id in "
            "(select recording_id from recs.slate_song where position = 1)"
        ),
        "score 1, parts 1.000000002",
    ),
    "hidden own songs are found better than by popularity, and half as well as the week before": (
        (
            "insert into recs.run_metrics select week, listener_id, metric.name, metric.value from recs.edition, "
            "(values ('hold_out_items', 250), ('hold_out_ndcg_20', 0.1), ('hold_out_popularity_ndcg_20', 0.1)) "
            "as metric (name, value)"
        ),
        "250 of them: nDCG@20 0.1000, by popularity 0.1000",
    ),
    "every song has two charts and the slate one": ("delete from explain.chart where kind = 'range'", "1 of 2 charts"),
}


def test_a_right_week_passes_and_leaves_data_docs(good_week: Settings, listener: UUID) -> None:
    publish.check(good_week, WEEK, [listener])

    pages = list((good_week.home / "gx" / WEEK).rglob("*.html"))
    assert (good_week.home / "gx" / WEEK / "index.html") in pages
    told = html.unescape("".join(page.read_text(encoding="utf8") for page in pages))
    assert [rule.name for rule in RULES if rule.name not in told] == []


def test_each_rule_catches_what_it_is_about(good_week: Settings, listener: UUID) -> None:
    """All rules are broken at once, so that one run shows that each has its own eyes."""
    assert set(SPOILERS) == {rule.name for rule in RULES}
    with db.transaction(good_week) as connection:
        for statement, _ in SPOILERS.values():
            db.execute(connection, statement)

    with pytest.raises(BadInputError) as caught:
        publish.check(good_week, WEEK, [listener])

    told = str(caught.value).split(" | ")
    assert len(told) == len(RULES)
    for line, (name, (_, numbers)) in zip(told, SPOILERS.items(), strict=True):
        assert name in line
        assert numbers in line


@pytest.mark.parametrize("name", list(SPOILERS))
def test_a_rule_finds_nothing_but_its_own_offence(good_week: Settings, listener: UUID, name: str) -> None:
    with db.transaction(good_week) as connection:
        db.execute(connection, SPOILERS[name][0])
        parameters = {"week": WEEK, "listener_ids": [listener]}
        broken = [rule.name for rule in RULES if db.rows(connection, rule.query, parameters)]

    assert broken == [name]


def test_an_imported_library_needs_no_spotify_address(good_week: Settings, listener: UUID) -> None:
    rule = next(rule for rule in RULES if rule.only_when_published)
    with db.transaction(good_week) as connection:
        db.execute(connection, "update recs.slate_song set spotify_uri = null")
        db.execute(connection, "update app.listener set source = 'file:x'")
        assert db.rows(connection, rule.query, {"week": WEEK, "listener_ids": [listener]}) == []


def test_only_the_newest_edition_counts(good_week: Settings, listener: UUID) -> None:
    """Edition 2 has no songs, charts or claims: the slate rule (0 songs) and the slate's chart are broken by it."""
    with db.transaction(good_week) as connection:
        db.execute(
            connection,
            "insert into recs.edition select listener_id, week, 2, release, input_hash, state, pool_size, playable, "
            "wanted, notes, rows_hash from recs.edition",
        )
        parameters = {"week": WEEK, "listener_ids": [listener]}
        broken = [rule.name for rule in RULES if db.rows(connection, rule.query, parameters)]

    assert broken == [RULES[0].name, RULES[-1].name]


def test_without_listeners_or_slates_there_is_nothing_to_hold_back(good_week: Settings) -> None:
    publish.check(good_week, WEEK, [])
    publish.check(good_week, WEEK, [UUID(int=5)])

    assert not (good_week.home / "gx").exists()


def put_hold_out(settings: Settings, listener: UUID, week: str, items: float, found: float, popularity: float) -> None:
    values = {"hold_out_items": items, "hold_out_ndcg_20": found, "hold_out_popularity_ndcg_20": popularity}
    with db.transaction(settings) as connection:
        for name, value in values.items():
            row = {"week": week, "listener_id": listener, "name": name, "value": value}
            db.insert_rows(connection, "recs.run_metrics", [row])


@pytest.mark.parametrize(
    ("before", "now", "popularity", "passes"), [(0.3, 0.2, 0.1, True), (0.5, 0.2, 0.1, False), (0.2, 0.2, 0.2, False)]
)
def test_a_ranking_that_fell_by_half_or_to_popularity_is_held_back(
    good_week: Settings, listener: UUID, before: float, now: float, popularity: float, *, passes: bool
) -> None:
    put_hold_out(good_week, listener, "2026-W46", 200, before, 0.0)
    put_hold_out(good_week, listener, WEEK, 200, now, popularity)
    if passes:
        publish.check(good_week, WEEK, [listener])
    else:
        with pytest.raises(BadInputError, match=f"hidden own songs .* nDCG@20 0.2000, .* the week before {before}"):
            publish.check(good_week, WEEK, [listener])


@pytest.mark.parametrize(("items", "changed"), [(199, {}), (300, {"publish_enabled": False})])
def test_with_few_hidden_songs_or_where_nothing_goes_out_it_only_warns(
    good_week: Settings, listener: UUID, capsys: pytest.CaptureFixture[str], items: int, changed: dict[str, bool]
) -> None:
    put_hold_out(good_week, listener, WEEK, items, 0.1, 0.2)
    publish.check(good_week.model_copy(update=changed), WEEK, [listener])
    said = "".join(capsys.readouterr())
    assert "no better than by popularity" in said
    assert f"{items} of them: nDCG@20 0.1000, by popularity 0.2000" in said

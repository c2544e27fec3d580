"""Slates in PostgreSQL: what adds up, what never repeats, what a re-run may and may not do."""

import math
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from pipelines import db
from pipelines.domain.weeks import next_week
from pipelines.errors import BadInputError, ReproductionError
from pipelines.hashes import week_hashes
from pipelines.recommend import editions
from pipelines.recommend.rerun import rerun_without_playlist, rerun_without_source
from pipelines.recommend.slates import make_slates
from pipelines.settings import Settings

pytestmark = pytest.mark.db
WEEK = "2026-W47"


def read(settings: Settings, sql: str, *params: Any) -> list[dict[str, Any]]:
    with db.transaction(settings) as connection:
        return db.rows(connection, sql, list(params))


def test_what_is_stored_adds_up_to_the_stored_score(
    settings: Settings, lay_out: Callable[..., None], random_world: Any, make: Any
) -> None:
    """Parts against candidate.score and terms against score, read back from PostgreSQL: both below 1e-9."""
    settings = settings.model_copy(update={"slate_size": 8, "own_things_kept": 2})
    lay_out(random_world(1))
    assert 1 == make_slates(settings, WEEK, [make.listener(1)])
    songs = read(settings, "select recording_id, score from recs.slate_song order by position")
    parts = read(settings, "select recording_id, value from recs.score_part")
    assert 8 == len(songs)
    for song in songs:
        summed = math.fsum(part["value"] for part in parts if part["recording_id"] == song["recording_id"])
        assert abs(summed - song["score"]) < 1e-9
    off = "abs(own + sound + trend + wish + judgement + popularity - score) >= 1e-9"
    assert [] == read(settings, f"select recording_id from recs.candidate where {off}")
    assert [] == read(settings, "select subject_id from recs.score_part where term = 'own' and value = 0")
    assert [] != read(settings, "select value from recs.score_part where subject_kind = 'other'")


def test_every_what_if_of_a_playlist_is_what_a_rerun_without_it_gives(
    settings: Settings, lay_out: Callable[..., None], random_world: Any, make: Any
) -> None:
    settings = settings.model_copy(update={"slate_size": 8, "sound_neighbours": 3})
    world = random_world(2, tracks=60)
    lay_out(world)
    make_slates(settings, WEEK, [make.listener(1)])
    stored = read(settings, "select * from recs.what_if where without_kind = 'playlist'")
    playlists = sorted({row["without_id"] for row in stored})
    assert sorted({str(make.playlist(p)) for p, _ in world.own}) == playlists
    for without in playlists:
        again = rerun_without_playlist(settings, WEEK, make.listener(1), 1, without)
        for row in (one for one in stored if one["without_id"] == without):
            assert again.ranks[row["recording_id"]] == row["rank"]
            assert (row["recording_id"] in again.slate) == row["on_slate"]
    ranked = read(settings, "select rank from recs.slate_song order by position")
    assert any(row["rank"] != ranked[0]["rank"] for row in stored)


def test_every_what_if_of_a_wrong_reason_or_a_saved_song_is_what_a_rerun_without_it_gives(
    settings: Settings, lay_out: Callable[..., None], random_world: Any, make: Any
) -> None:
    settings = settings.model_copy(update={"slate_size": 8, "sound_neighbours": 3})
    world = random_world(2, tracks=60)
    first, second, third = sorted({r for _, r in world.own})[:3]
    wrong = [make.own_factor(1, place, thing) for place, thing in enumerate((first, second, third), start=1)]
    world.own_factors = [*wrong, make.own_factor(2, 1, third, "saved"), make.own_factor(3, 0, None)]
    lay_out(world)
    make_slates(settings, WEEK, [make.listener(1)])
    sources = {str(one.source_id): one for one in world.own_factors if one.place}
    stored = [row for row in read(settings, "select * from recs.what_if") if row["without_id"] in sources]
    assert {("feedback", str(wrong[0].source_id)), ("saved", str(world.own_factors[3].source_id))} == {
        (row["without_kind"], row["without_id"]) for row in stored
    }
    for without, source in sources.items():
        again = rerun_without_source(settings, WEEK, make.listener(1), 1, source.source_id)
        for row in (one for one in stored if one["without_id"] == without):
            assert again.ranks[row["recording_id"]] == row["rank"]
            assert (row["recording_id"] in again.slate) == row["on_slate"]
    ranks = {row["recording_id"]: row["rank"] for row in read(settings, "select * from recs.slate_song")}
    assert any(row["rank"] != ranks[row["recording_id"]] for row in stored)
    factors = "select detail #> '{because_you,0}' as because from recs.score_part where detail ? 'because_you'"
    assert {"wrong_reason", "saved"} >= {row["because"]["kind"] for row in read(settings, factors)} != set()
    told = "select payload->>'own_count' as n from recs.evidence where kind = 'own_factor' order by evidence_id"
    assert ["3", "0", "1"] == [row["n"] for row in read(settings, told)]


def test_a_second_run_of_a_complete_edition_changes_nothing(
    settings: Settings, lay_out: Callable[..., None], random_world: Any, make: Any
) -> None:
    lay_out(random_world(3))
    make_slates(settings, WEEK, [make.listener(1)])
    before = week_hashes(settings, WEEK)
    complete(settings)
    make_slates(settings, WEEK, [make.listener(1)])
    assert before == week_hashes(settings, WEEK)
    assert None is not before["listeners"][str(make.listener(1))]["rows"]


def test_a_complete_edition_that_comes_out_differently_fails_and_names_the_table(
    settings: Settings, lay_out: Callable[..., None], random_world: Any, make: Any
) -> None:
    lay_out(random_world(4))
    make_slates(settings, WEEK, [make.listener(1)])
    complete(settings)
    with db.transaction(settings) as connection:
        db.execute(connection, "update recs.rerank_step set delta = delta + 1")
    before = week_hashes(settings, WEEK)
    with pytest.raises(ReproductionError, match=r"recs\.rerank_step comes out differently; nothing was overwritten"):
        make_slates(settings, WEEK, [make.listener(1)])
    assert before == week_hashes(settings, WEEK)


def test_an_unfinished_edition_of_this_release_is_replaced(
    settings: Settings, lay_out: Callable[..., None], random_world: Any, make: Any
) -> None:
    lay_out(random_world(5))
    make_slates(settings, WEEK, [make.listener(1)])
    before = week_hashes(settings, WEEK)
    with db.transaction(settings) as connection:
        db.execute(connection, "delete from recs.what_if")
    make_slates(settings, WEEK, [make.listener(1)])
    assert before == week_hashes(settings, WEEK)


def test_an_unfinished_edition_of_another_release_stays_beside_a_new_one(
    settings: Settings, lay_out: Callable[..., None], random_world: Any, make: Any
) -> None:
    """Edition 2 also keeps out what was delivered of this week; here nothing was, so both hold the same songs."""
    lay_out(random_world(6))
    make_slates(settings, WEEK, [make.listener(1)])
    with db.transaction(settings) as connection:
        db.execute(connection, "update recs.edition set release = 'another'")
    make_slates(settings, WEEK, [make.listener(1)])
    assert [1, 2] == [row["edition"] for row in read(settings, "select edition from recs.edition order by 1")]
    make_slates(settings, WEEK, [make.listener(1)])
    assert 2 == len(read(settings, "select edition from recs.edition"))


def test_a_later_edition_keeps_out_what_was_delivered_of_the_same_week(
    settings: Settings, lay_out: Callable[..., None], random_world: Any, make: Any
) -> None:
    settings = settings.model_copy(update={"slate_size": 5})
    lay_out(random_world(7))
    make_slates(settings, WEEK, [make.listener(1)])
    with db.transaction(settings) as connection:
        db.execute(connection, "update recs.edition set release = 'another'")
        db.execute(
            connection,
            """
            insert into app.publication (listener_id, week, edition, uris, recording_ids, group_ids, title, description,
                created_at)
            select listener_id, week, edition, '{}', array_agg(recording_id), array_agg(group_id), '', '', now()
            from recs.slate_song group by 1, 2, 3
            """,
        )
    make_slates(settings, WEEK, [make.listener(1)])
    sql = "select group_id from recs.slate_song where edition = %s"
    first = {row["group_id"] for row in read(settings, sql, 1)}
    second = {row["group_id"] for row in read(settings, sql, 2)}
    assert 5 == len(first)
    assert second
    assert set() == first & second
    make_slates(settings, WEEK, [make.listener(1)])


def test_no_song_comes_twice_in_a_chain_of_weeks_until_the_pool_ends(
    settings: Settings, lay_out: Callable[..., None], random_world: Any, make: Any
) -> None:
    """The same small catalogue for four weeks: each week's groups are new, and the last slate is short and says why."""
    settings = settings.model_copy(update={"slate_size": 9})
    week, seen = WEEK, set()
    for _ in range(4):
        lay_out(random_world(8), week=week)
        make_slates(settings, week, [make.listener(1)])
        songs = read(settings, "select group_id from recs.slate_song where week = %s", week)
        groups = {row["group_id"] for row in songs}
        assert len(groups) == len(songs)
        assert set() == groups & seen
        seen |= groups
        week = next_week(week)
    last = read(settings, "select notes, wanted from recs.edition order by week desc limit 1")[0]
    assert len(songs) < last["wanted"]
    assert "short_because" in last["notes"]


def test_a_week_before_the_first_one_is_skipped_and_a_gap_in_the_chain_is_refused(
    settings: Settings, lay_out: Callable[..., None], random_world: Any, make: Any
) -> None:
    later = next_week(WEEK)
    lay_out(random_world(9), week=later)
    assert 0 == make_slates(settings, "2026-W46", [make.listener(1)])
    with pytest.raises(BadInputError, match="has no slate for 2026-W47 yet"):
        make_slates(settings, later, [make.listener(1)])


def test_only_the_best_playable_candidates_enter_a_slate_that_goes_to_spotify(
    settings: Settings, lay_out: Callable[..., None], random_world: Any, make: Any
) -> None:
    """Every second recording is known to play; of the best 6 candidates those that do, and no other, may be taken."""
    settings = settings.model_copy(update={"playable_pool": 6})
    world = random_world(10)
    lay_out(world, source="spotify")
    with db.transaction(settings) as connection:
        db.insert_rows(
            connection,
            "identity.playable",
            [
                {
                    "recording_id": make.recording(n),
                    "market": "DE",
                    "spotify_uri": f"spotify:track:{n}" if n % 2 else None,
                    "method": "isrc",
                    "known_at": "2026-11-23",
                }
                for n in range(1, 41)
            ],
        )
    make_slates(settings, WEEK, [make.listener(1)])
    songs = read(settings, "select rank, spotify_uri from recs.slate_song")
    head = read(settings, "select playable from recs.edition")[0]
    assert songs
    assert all(song["rank"] <= 6 and song["spotify_uri"] for song in songs)
    assert (
        len(read(settings, "select 1 from recs.candidate where rank <= 6 and spotify_uri is not null"))
        == head["playable"]
    )


def test_evidence_has_its_own_hash_and_no_name_of_a_playlist(
    settings: Settings, lay_out: Callable[..., None], random_world: Any, make: Any
) -> None:
    from pipelines.domain.hashing import content_hash

    lay_out(random_world(11))
    make_slates(settings, WEEK, [make.listener(1)])
    rows = read(settings, "select * from recs.evidence")
    kinds = {row["kind"] for row in rows}
    assert {"song", "part", "terms", "range", "what_if", "slate", "rule", "nearest_miss", "weakest"} <= kinds
    assert all(content_hash(row["payload"]) == row["sha256"] for row in rows)
    assert [f"e{n}" for n in range(1, len(rows) + 1)] == sorted(
        (r["evidence_id"] for r in rows), key=lambda e: int(e[1:])
    )


def test_a_listener_with_nothing_gets_an_empty_slate_that_says_so(
    settings: Settings, lay_out: Callable[..., None], make: Any
) -> None:
    lay_out(make.World(tracks=[make.track(1)]))
    make_slates(settings, WEEK, [make.listener(1)])
    assert [{"pool_size": 0, "reason": "no candidate was found"}] == read(
        settings, "select pool_size, notes->>'short_because' as reason from recs.edition"
    )


def test_two_runs_at_the_same_time_make_one_edition(
    settings: Settings, lay_out: Callable[..., None], random_world: Any, make: Any
) -> None:
    lay_out(random_world(12))
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda _: make_slates(settings, WEEK, [make.listener(1)]), range(4)))
    assert [1] * 4 == made
    assert [1] == [row["edition"] for row in read(settings, "select edition from recs.edition")]


def complete(settings: Settings) -> None:
    with db.transaction(settings) as connection:
        db.execute(connection, "update recs.edition set state = 'explained'")


def test_hashed_columns_are_those_of_the_tables(settings: Settings) -> None:
    """A column that is added to a table must be added to the comparison, or a difference in it goes unseen."""
    key = {"listener_id", "week", "edition"}
    for name, columns in editions.COLUMNS.items():
        sql = "select column_name from information_schema.columns where table_schema = 'recs' and table_name = %s"
        assert set(columns) == {row["column_name"] for row in read(settings, sql, name)} - key


def test_another_version_of_a_song_that_came_before_does_not_come(
    settings: Settings, lay_out: Callable[..., None], make: Any
) -> None:
    """Week 1 gives song 2. Week 2 no longer knows that recording, but a live version of it, 3, and a new song 4."""
    later, liked = next_week(WEEK), {(1, 2): 0.9, (1, 3): 0.9, (1, 4): 0.5}
    worlds = [[1, 2], [1, 3, 4]]
    for week, numbers in zip((WEEK, later), worlds, strict=True):
        tracks = [make.track(n, group=2 if n == 3 else n) for n in numbers]
        similar = {pair: value for pair, value in liked.items() if pair[1] in numbers}
        lay_out(make.World(tracks=tracks, own={(1, 1): 0.0}, similar=similar), week=week)
        make_slates(settings, week, [make.listener(1)])
    songs = read(settings, "select recording_id from recs.slate_song order by week")
    assert [make.recording(2), make.recording(4)] == [song["recording_id"] for song in songs]


def test_a_song_that_came_before_does_not_come_under_another_group(
    settings: Settings, lay_out: Callable[..., None], make: Any
) -> None:
    """Week 1 gives song 2. In week 2 it is filed with the live version 3, under a group that nobody had heard of."""
    later, liked = next_week(WEEK), {(1, 2): 0.9, (1, 3): 0.9, (1, 4): 0.5}
    for week, group in ((WEEK, 2), (later, 77)):
        tracks = [make.track(n, group=group if n in {2, 3} else n) for n in (1, 2, 3, 4)]
        lay_out(make.World(tracks=tracks, own={(1, 1): 0.0}, similar=liked), week=week)
        make_slates(settings.model_copy(update={"slate_size": 1}), week, [make.listener(1)])
    songs = read(settings, "select recording_id from recs.slate_song order by week")
    assert [make.recording(2), make.recording(4)] == [song["recording_id"] for song in songs]

"""Three weeks of two listeners, through every room in one process: what must hold of the stored rows."""

import concurrent.futures
import subprocess
import sys

import pytest

from pipelines import db
from pipelines.cli.compose import run_week
from pipelines.platform.environment import child_environment
from pipelines.recommend.rerun import rerun_without_playlist
from pipelines.settings import Settings
from tests.e2e.world import CANARY, History, count, hashes

pytestmark = [pytest.mark.db, pytest.mark.e2e]


@pytest.fixture(scope="module")
def in_order(history: History) -> Settings:
    """The three weeks, run one after the other."""
    return history.in_order


def test_every_listener_has_a_slate_of_explained_songs_in_every_week(in_order: Settings) -> None:
    assert count(in_order, "select count(*) from recs.edition where state <> 'scored'") == 6
    assert (
        count(in_order, "select min(n) from (select count(*) n from recs.slate_song group by listener_id, week) s")
        >= 10
    )
    songs = count(in_order, "select count(*) from recs.slate_song")
    assert count(in_order, "select count(*) from explain.chart where kind in ('parts', 'range')") == 2 * songs
    assert count(in_order, "select count(*) from explain.text where slot like 'song:%%' and text <> ''") == songs


def test_every_score_is_the_sum_of_its_stored_parts(in_order: Settings) -> None:
    off = """
        select count(*) from (
            select s.score - sum(p.value) as difference
            from recs.slate_song s join recs.score_part p using (listener_id, week, edition, recording_id)
            group by s.listener_id, s.week, s.edition, s.recording_id, s.score
        ) d where abs(difference) >= 1e-9
    """
    assert count(in_order, off) == 0
    assert count(in_order, "select count(distinct recording_id) from recs.score_part") > 0
    terms = """
        select count(*) from recs.candidate
        where abs(score - (own + sound + trend + wish + judgement + popularity)) >= 1e-9
    """
    assert count(in_order, terms) == 0


def test_no_song_comes_twice_in_any_version(in_order: Settings) -> None:
    assert count(in_order, "select count(*) - count(distinct (listener_id, group_id)) from recs.slate_song") == 0


def test_no_song_is_one_that_the_listener_has(in_order: Settings) -> None:
    owned = """
        select count(*) from recs.slate_song s
        join marts.listener_exclusion x on x.listener_id = s.listener_id and x.week = s.week and x.group_id = s.group_id
    """
    assert count(in_order, owned) == 0
    assert count(in_order, "select count(*) from marts.listener_exclusion where group_id is not null") > 0


def test_a_fifth_of_the_songs_is_the_model_s_and_nothing_on_a_slate_is_invented(in_order: Settings) -> None:
    """Against the stored slates of the same inputs without the model; what it made up was asked about at MusicBrainz.

    Over all slates, and a tenth of each: which songs are left for it to bring differs from week to week.
    """
    shares = """
        select listener_id, week, avg(case when w.group_id is null then 1.0 else 0.0 end)::float as share
        from recs.slate_song s
        left join recs.without_model w using (listener_id, week, edition, group_id)
        group by listener_id, week order by listener_id, week
    """
    stored = """
        select listener_id, week, value as share from recs.run_metrics where name = 'model_song_share'
        order by listener_id, week
    """
    with db.transaction(in_order) as connection:
        by_slate = db.rows(connection, shares)
        assert db.rows(connection, stored) == by_slate
    found = [row["share"] for row in by_slate]
    assert len(found) == 6
    assert sum(found) / len(found) >= 0.2
    assert min(found) >= 0.1
    assert count(in_order, "select count(*) from recs.proposal where outcome = 'invented'") == 6
    assert count(in_order, "select count(*) from recs.proposal where outcome = 'unknown'") == 0
    invented = """
        select count(*) from recs.slate_song s
        where not exists (select from marts.dim_track t where t.week = s.week and t.recording_id = s.recording_id)
    """
    assert count(in_order, invented) == 0


def test_every_step_that_is_told_of_a_judgement_survived_its_check(in_order: Settings) -> None:
    """The scripted judge errs on purpose: each week a step that does not follow and an id that is not there."""
    dropped = "select count(*) from recs.judgement where dropped @> jsonb_build_array(%s::text)"
    assert count(in_order, dropped, "unknown_id") == 6
    assert count(in_order, "select count(*) from recs.judgement where outcome = 'unknown'") == 6
    assert count(in_order, "select count(*) from recs.judgement where outcome = 'supported' and steps = '[]'") == 0
    told = "select count(*) from recs.evidence where kind = 'judgement' and payload ->> 'outcome' = 'supported'"
    assert count(in_order, told) > 60


def test_only_the_newest_week_was_published_and_the_playlist_holds_its_songs(
    in_order: Settings, history: History
) -> None:
    assert count(in_order, "select count(*) from app.publication where state = 'sent'") == 2
    assert count(in_order, "select count(*) from app.publication where week <> %s", history.weeks[-1]) == 0
    from pipelines.publish.readback import count_live_playlists

    assert count_live_playlists(in_order) == 2


def test_the_published_claims_are_supported(in_order: Settings) -> None:
    assert count(in_order, "select count(*) from explain.claim where published and verdict <> 'supported'") == 0
    assert count(in_order, "select count(*) from explain.claim where published") > 100


def test_a_second_run_of_each_week_gives_the_same_bytes_and_asks_no_model(in_order: Settings, history: History) -> None:
    before, asked = hashes(in_order, history.weeks), count(in_order, "select count(*) from ops.llm_ledger")
    assert asked > 0
    since = len(history.sandbox.log)
    for week in reversed(history.weeks):
        run_week(in_order, week)
    assert hashes(in_order, history.weeks) == before
    assert [one.path for one in history.sandbox.log[since:] if one.service == "openai"] == []
    assert count(in_order, "select count(*) from ops.llm_ledger") == asked


@pytest.mark.long  # test_ahead.py and test_model_faults.py do the same of a few requests
def test_weeks_that_ask_in_batches_equal_weeks_that_ask_directly(in_order: Settings, history: History) -> None:
    """The same bytes, whatever way the answers came; no room that can be asked ahead asks for itself."""
    batches = {"llm_batch_above": 0, "llm_batch_poll_seconds": 0.05}
    settings, since = history.copy("batches").model_copy(update=batches), len(history.sandbox.log)
    for week in history.weeks:
        run_week(settings, week)
    assert hashes(settings, history.weeks) == hashes(in_order, history.weeks)
    sent = [one.body["text"]["format"]["name"] for one in history.sandbox.log[since:] if one.path == "/v1/responses"]
    assert not {"wish_rules", "post_map", "proposals", "slate_words"} & set(sent)
    assert count(settings, "select count(*) from ops.llm_ledger where batch_key is not null") > 0


@pytest.mark.long  # Airflow does the same in test_airflow_weeks.py; this is for whoever uses the command line
def test_weeks_run_side_by_side_in_any_order_twice_equal_weeks_run_in_order(
    in_order: Settings, history: History
) -> None:
    settings = history.copy("side-by-side")

    def run(week: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "pipelines.cli", "run", "--week", week]
        environment = {**child_environment(settings), "PYTHONHASHSEED": str(len(week) + int(week[-1]))}
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    for _ in range(2):
        with concurrent.futures.ThreadPoolExecutor(max_workers=3) as pool:
            for done in pool.map(run, [history.weeks[2], history.weeks[0], history.weeks[1]]):
                assert done.returncode == 0, done.stderr[-3000:]
    assert hashes(settings, history.weeks) == hashes(in_order, history.weeks)


def test_a_capture_that_arrives_late_changes_no_finished_week(in_order: Settings, history: History) -> None:
    from datetime import timedelta

    from pipelines.domain.weeks import week_days
    from pipelines.extract import reddit

    before = hashes(in_order, history.weeks)
    too_old = week_days(history.weeks[0])[0] - timedelta(days=40)
    assert reddit.capture_day(in_order, too_old).row_count > 0
    run_week(in_order, history.weeks[0])
    assert hashes(in_order, history.weeks) == before


def test_no_spotify_title_reached_a_prompt_or_a_vector(in_order: Settings) -> None:
    canary = CANARY.strip(" ()").split()[0]
    assert (
        count(in_order, "select count(*) from restricted.landing_spotify where payload::text like %s", f"%{canary}%")
        > 0
    )
    for table in ("ops.llm_request", "marts.dim_track", "marts.dim_artist", "recs.evidence", "vectors.week_vector"):
        assert count(in_order, f"select count(*) from {table} t where t::text like %s", f"%{canary}%") == 0, table


def test_every_what_if_rank_is_the_rank_of_a_re_run_without_that_playlist(in_order: Settings, history: History) -> None:
    """The re-run reads the listener's week without the playlist and scores the frozen pool anew."""
    week = history.weeks[-1]
    with db.transaction(in_order) as connection:
        stored = db.rows(
            connection,
            "select listener_id, edition, without_id, recording_id, rank, on_slate from recs.what_if "
            "where week = %s and without_kind = 'playlist' order by listener_id, without_id, recording_id",
            [week],
        )
    assert len(stored) > 100
    reruns = {
        key: rerun_without_playlist(in_order, week, *key)
        for key in sorted({(row["listener_id"], row["edition"], row["without_id"]) for row in stored})
    }
    for row in stored:
        again = reruns[row["listener_id"], row["edition"], row["without_id"]]
        found = again.ranks[row["recording_id"]], row["recording_id"] in again.slate
        assert found == (row["rank"], row["on_slate"])


def test_the_open_role_cannot_read_what_is_restricted(in_order: Settings) -> None:
    with db.transaction(in_order, "open") as connection, pytest.raises(Exception, match="permission denied"):
        db.rows(connection, "select 1 from restricted.landing_spotify")

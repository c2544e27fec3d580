"""One day of one listener at Spotify: own playlists only, each snapshot once, and never the playlist that we wrote."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from pipelines import db
from pipelines.domain.hashing import canonical_json
from pipelines.errors import LoginRefusedError, RateLimitedError, ServiceError, ServiceUnreachableError
from pipelines.extract.spotify import capture_day
from pipelines.landing import find_sealed
from pipelines.sandbox import Sandbox
from pipelines.services.spotify import spotify_client
from pipelines.settings import Settings
from tests.extract.conftest import landed, paths

DAY, YESTERDAY = date(2026, 11, 15), date(2026, 11, 22)
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
"""Of yesterday, the last day that is over."""
LANDING = "restricted.landing_spotify"

pytestmark = pytest.mark.db


def end_of(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=1)


def account_of(settings: Settings, listener: UUID) -> str:
    with db.transaction(settings) as connection:
        sql = "select spotify_account_id as account from app.listener where listener_id = %s"
        return str(db.rows(connection, sql, [listener])[0]["account"])


def test_every_playlist_lands_and_the_items_of_own_ones_only(house: Settings, sandbox: Sandbox, mara: UUID) -> None:
    """Mara follows one playlist of somebody else: its metadata land, its items are not asked for."""
    capture_day(house, mara, DAY)
    held = sandbox.spotify.playlists(account_of(house, mara), end_of(DAY))
    own = [one for one in held if one.owner_name.startswith("Mara")]
    assert 0 < len(own) < len(held)
    assert {row["source_key"] for row in landed(house, LANDING, "playlist")} == {one.playlist_id for one in held}
    items = {row["payload"]["playlist_id"]: row["payload"] for row in landed(house, LANDING, "playlist_items")}
    assert set(items) == {one.playlist_id for one in own}
    for one in own:
        assert len(items[one.playlist_id]["items"]) == len(one.items)
        assert items[one.playlist_id]["snapshot_id"] == one.snapshot_id


def test_what_else_people_keep_in_playlists_lands_as_it_is(house: Settings, mara: UUID) -> None:
    """Entries without a thing, local files and episodes are stored, not dropped: later steps decide."""
    capture_day(house, mara, DAY)
    entries = [item for row in landed(house, LANDING, "playlist_items") for item in row["payload"]["items"]]
    assert any(entry["item"] is None for entry in entries)
    assert any(entry["is_local"] for entry in entries)
    kinds = {(entry["item"] or {}).get("type") for entry in entries}
    assert {"track", "episode"} <= kinds


def test_all_pages_are_read(house: Settings, sandbox: Sandbox, mara: UUID) -> None:
    """120 entries are three pages of 50, 50 and 20."""
    client = spotify_client(house, mara, NOON)
    track = f"spotify:track:{next(one for one in sandbox.world.recordings if one.spotify_ids).spotify_ids[0]}"
    made = client.current_user_playlist_create("long", public=False, description="long")["id"]
    for count in (100, 20):
        client.playlist_add_items(made, [track] * count)
    capture_day(house, mara, YESTERDAY)
    found = next(row for row in landed(house, LANDING, "playlist_items") if row["payload"]["playlist_id"] == made)
    assert len(found["payload"]["items"]) == 120
    assert [path.split("?")[1] for path in paths(sandbox, "spotify_api") if f"{made}/items?" in path] == [
        "limit=50&offset=0",
        "limit=50&offset=50",
        "limit=50&offset=100",
    ]


def test_a_sealed_day_asks_nothing(house: Settings, sandbox: Sandbox, mara: UUID) -> None:
    first = capture_day(house, mara, DAY)
    asked = len(sandbox.log)
    assert capture_day(house, mara, DAY) == first
    assert len(sandbox.log) == asked


def test_an_unchanged_playlist_is_not_read_again(house: Settings, sandbox: Sandbox, mara: UUID) -> None:
    """The next day reads exactly the playlists whose snapshot is another one."""
    capture_day(house, mara, DAY)
    before = len(sandbox.log)
    capture_day(house, mara, DAY + timedelta(days=1))
    account = account_of(house, mara)
    old, new = (
        {
            one.playlist_id: one.snapshot_id
            for one in sandbox.spotify.playlists(account, end_of(DAY) + timedelta(days=n))
        }
        for n in (0, 1)
    )
    changed = {key for key, snapshot in new.items() if old.get(key) != snapshot}
    asked = [request.path for request in sandbox.log[before:] if "/items?" in request.path]
    assert {path.split("/")[3] for path in asked} == changed
    assert len(changed) < len(new)


def test_a_day_that_lands_late_reads_what_only_later_days_knew(house: Settings, mara: UUID) -> None:
    """The 15th after the 16th: what was known on the 16th does not count on the 15th, so all own playlists are read."""
    capture_day(house, mara, DAY + timedelta(days=1))
    capture_day(house, mara, DAY)
    with db.transaction(house) as connection:
        known = db.rows(
            connection,
            f"select known_at, count(*) as n from {LANDING} where kind = 'playlist_items' group by 1 order by 1",
        )
    assert [row["known_at"] for row in known] == [end_of(DAY), end_of(DAY) + timedelta(days=1)]
    assert known[0]["n"] >= known[1]["n"]


def test_the_answers_own_date_is_when_it_was_known(house: Settings, mara: UUID) -> None:
    capture_day(house, mara, DAY)
    assert {row["known_at"] for row in landed(house, LANDING)} == {end_of(DAY)}


def test_days_in_any_order_hold_the_same_playlists(house: Settings, sandbox: Sandbox, mara: UUID) -> None:
    """Asked for the 10th after the 15th, Spotify is asked as of the end of the 10th."""
    earlier = DAY - timedelta(days=5)
    for day in (DAY, earlier):
        capture_day(house, mara, day)
    with db.transaction(house) as connection:
        rows = db.rows(
            connection,
            f"select payload from {LANDING} where kind = 'playlist' and known_at = %s order by source_key",
            [end_of(earlier)],
        )
    then = {
        one.playlist_id: one.snapshot_id for one in sandbox.spotify.playlists(account_of(house, mara), end_of(earlier))
    }
    assert {row["payload"]["id"]: row["payload"]["snapshot_id"] for row in rows} == then


@pytest.mark.parametrize("is_stored", [True, False])
def test_the_playlist_that_we_wrote_is_no_own_thing(house: Settings, mara: UUID, is_stored: bool) -> None:
    """Known by its stored id, or by our words in its description when the id was lost."""
    client = spotify_client(house, mara, NOON)
    description = "anything" if is_stored else "Liner notes: 30 songs for 2026-W46"
    made = client.current_user_playlist_create("x", public=False, description=description)["id"]
    if is_stored:
        row = {"listener_id": mara, "spotify_playlist_id": made, "created_at": NOON}
        with db.transaction(house) as connection:
            db.insert_rows(connection, "app.playlist", [row])
    capture_day(house, mara, YESTERDAY)
    assert [row["source_key"] for row in landed(house, LANDING, "written_playlist")] == [made]
    assert [row["payload"]["playlist_id"] for row in landed(house, LANDING, "written_items")] == [made]
    others = [row for row in landed(house, LANDING) if row["kind"] not in {"written_playlist", "written_items"}]
    assert made not in canonical_json([row["payload"] for row in others])


def test_what_is_in_the_playlist_that_we_wrote_lands_when_it_changed(
    house: Settings, sandbox: Sandbox, mara: UUID
) -> None:
    """Two songs on the day before, one of them taken out on the next day, nothing on the third."""
    two = [f"spotify:track:{one.spotify_ids[0]}" for one in sandbox.world.recordings if one.spotify_ids][:2]
    client = spotify_client(house, mara, NOON - timedelta(days=2))
    made = client.current_user_playlist_create("x", public=False, description="Liner notes: 2 songs")["id"]
    client.playlist_add_items(made, two)
    capture_day(house, mara, YESTERDAY - timedelta(days=2))
    spotify_client(house, mara, NOON - timedelta(days=1)).playlist_remove_all_occurrences_of_items(made, two[:1])
    capture_day(house, mara, YESTERDAY - timedelta(days=1))
    capture_day(house, mara, YESTERDAY)
    found = {
        row["payload"]["snapshot_id"]: {item["item"]["uri"] for item in row["payload"]["items"]}
        for row in landed(house, LANDING, "written_items")
    }
    assert sorted(map(sorted, found.values())) == [two[1:], sorted(two)]
    assert 3 == len(landed(house, LANDING, "written_playlist"))


def test_a_playlist_that_may_not_be_read_is_left_out_and_the_rest_lands(
    house: Settings, sandbox: Sandbox, mara: UUID
) -> None:
    sandbox.faults.add("spotify_api", "GET", r"/items", 403, body={"error": {"status": 403, "message": "Forbidden"}})
    capture_day(house, mara, DAY)
    own = [one for one in sandbox.spotify.playlists(account_of(house, mara), end_of(DAY)) if "Mara" in one.owner_name]
    assert len(landed(house, LANDING, "playlist_items")) == len(own) - 1
    assert len(landed(house, LANDING, "saved_tracks")) == 1


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ({"status": 429, "headers": {"Retry-After": "7200"}}, RateLimitedError),
        ({"status": 401, "body": {"error": {"status": 401, "message": "The access token expired"}}}, LoginRefusedError),
        ({"status": 502, "body": "bad gateway"}, ServiceError),
        ({"drop": True}, ServiceUnreachableError),
    ],
)
def test_a_failure_in_the_middle_leaves_nothing_and_a_retry_lands_all(
    house: Settings, sandbox: Sandbox, mara: UUID, fault: dict[str, object], error: type[Exception]
) -> None:
    """The last call, that for saved tracks, fails once: no half day; the second try is whole."""
    body = fault.pop("body", {"error": {"status": fault.get("status"), "message": "no"}})
    sandbox.faults.add("spotify_api", "GET", r"/me/tracks", body=body, **fault)  # type: ignore[arg-type]
    with pytest.raises(error):
        capture_day(house, mara, DAY)
    assert landed(house, LANDING) == []
    assert find_sealed(house, "spotify", mara, DAY) is None
    assert capture_day(house, mara, DAY).row_count == len(landed(house, LANDING)) > 0


def test_a_long_wait_is_told_and_not_slept(house: Settings, sandbox: Sandbox, mara: UUID) -> None:
    """86,000 seconds as seen in the field: one request, the number handed on."""
    before = len(sandbox.log)
    answer = {"error": {"status": 429, "message": "Too many requests", "reason": "QUOTA_EXCEEDED"}}
    sandbox.faults.add("spotify_api", "GET", r"/me$", 429, headers={"Retry-After": "86000"}, body=answer)
    with pytest.raises(RateLimitedError) as raised:
        capture_day(house, mara, DAY)
    assert raised.value.retry_after == 86_000
    assert len(sandbox.log) == before + 1


def test_a_listener_who_never_connected_is_a_refused_login(house: Settings) -> None:
    with pytest.raises(LoginRefusedError, match="linernotes connect"):
        capture_day(house, UUID(int=5), DAY)


def test_a_source_that_is_left_out_is_off(house: Settings, sandbox: Sandbox, mara: UUID) -> None:
    asked = len(sandbox.log)
    sealed = capture_day(house.model_copy(update={"sources": ("reddit",)}), mara, DAY)
    assert (sealed.state, sealed.row_count) == ("off", 0)
    assert len(sandbox.log) == asked

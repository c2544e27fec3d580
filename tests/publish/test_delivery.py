"""Delivery converges: whatever fails on the wire, a listener ends up with one playlist that holds the newest slate."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from pipelines import db
from pipelines.errors import LoginRefusedError, RateLimitedError, ServiceError, ServiceUnreachableError
from pipelines.publish.outbox import LEASE, deliver, enqueue
from pipelines.publish.permits import grant
from pipelines.publish.playlist import put_playlist
from pipelines.publish.readback import count_live_playlists
from pipelines.sandbox import Sandbox
from pipelines.services.spotify import spotify_client
from pipelines.settings import Settings
from tests.publish.conftest import NEWEST, NOW, OLDER, ours, publications, slate, states, uri

pytestmark = pytest.mark.db

ERROR = {"error": {"status": 500, "message": "no"}}


@pytest.fixture
def queued(house: Settings, sandbox: Sandbox, mara: UUID) -> list[str]:
    """Mara's newest slate of three songs, in the outbox; its URIs."""
    slate(house, sandbox, mara, NEWEST, range(3))
    enqueue(house, NEWEST, [mara])
    return [uri(sandbox, number) for number in range(3)]


def after_the_lease(settings: Settings) -> Settings:
    moment = NOW + LEASE + timedelta(seconds=1)
    return settings.model_copy(update={"clock": moment.isoformat()})


def test_a_slate_becomes_a_private_playlist_and_its_edition_is_published(
    house: Settings, sandbox: Sandbox, mara: UUID, queued: list[str]
) -> None:
    assert deliver(house) == 1
    assert ours(sandbox, house, mara) == [queued]
    [row] = publications(house)
    assert (row["state"], row["sent_at"], row["lease_until"]) == ("sent", NOW, None)
    assert states(house, mara) == {(NEWEST, 1): "published"}
    client = spotify_client(house, mara, NOW)
    [live] = [one for one in client.pages("me/playlists") if one["snapshot_id"] == row["snapshot_id"]]
    assert live["public"] is False
    assert "\n" not in live["description"]


def test_a_second_delivery_has_nothing_to_do(house: Settings, sandbox: Sandbox, queued: list[str]) -> None:
    deliver(house)
    asked = len(sandbox.log)
    assert deliver(house) == 0
    assert len(sandbox.log) == asked


def test_the_next_week_replaces_the_songs_of_the_same_playlist(
    house: Settings, sandbox: Sandbox, mara: UUID, queued: list[str]
) -> None:
    deliver(house)
    next_monday = house.model_copy(update={"clock": (NOW + timedelta(days=7)).isoformat()})
    slate(house, sandbox, mara, "2026-W48", range(3, 7))
    enqueue(next_monday, "2026-W48", [mara])
    deliver(next_monday)
    client = spotify_client(house, mara, NOW + timedelta(days=8))
    marked = [one for one in client.pages("me/playlists") if one["description"].startswith("Liner notes:")]
    assert len(marked) == 1
    assert count_live_playlists(next_monday) == 1
    assert states(house, mara) == {(NEWEST, 1): "published", ("2026-W48", 1): "published"}


def committed_but_refused(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """The next change of the library is made, and the answer to it is a 500."""
    library = sandbox.spotify.library
    original = getattr(library, name)

    def change(*arguments: Any, **options: Any) -> Any:
        original(*arguments, **options)
        monkeypatch.setattr(library, name, original)
        raise RuntimeError("made, but the answer was lost")

    monkeypatch.setattr(library, name, change)


def test_a_creation_whose_answer_was_lost_makes_no_second_playlist(
    house: Settings, sandbox: Sandbox, mara: UUID, queued: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Spotify makes the playlist and answers 500; the next try finds it by its description."""
    committed_but_refused(sandbox, monkeypatch, "create")
    with pytest.raises(ServiceError):
        deliver(house)
    assert ours(sandbox, house, mara) == [[]]
    assert deliver(house) == 1
    assert ours(sandbox, house, mara) == [queued]


def test_a_replacement_whose_answer_was_lost_is_made_again(
    house: Settings, sandbox: Sandbox, mara: UUID, queued: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    committed_but_refused(sandbox, monkeypatch, "change")
    with pytest.raises(ServiceError):
        deliver(house)
    assert deliver(house) == 1
    assert ours(sandbox, house, mara) == [queued]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/me/playlists"),
        ("POST", "/me/playlists"),
        ("PUT", "/items"),
        ("PUT", r"/playlists/\w+$"),
        ("GET", "/items"),
        ("GET", "fields=snapshot_id"),
    ],
)
@pytest.mark.parametrize(
    ("fault", "error"),
    [({"status": 500}, ServiceError), ({"drop": True}, ServiceUnreachableError)],
)
def test_whichever_call_fails_the_next_try_ends_with_one_playlist_and_all_songs(
    house: Settings,
    sandbox: Sandbox,
    mara: UUID,
    queued: list[str],
    method: str,
    path: str,
    fault: dict[str, Any],
    error: type[Exception],
) -> None:
    sandbox.faults.add("spotify_api", method, path, body=ERROR, **fault)
    with pytest.raises(error):
        deliver(house)
    assert publications(house)[0]["state"] == "pending"
    assert deliver(house) == 1
    assert ours(sandbox, house, mara) == [queued]
    assert publications(house)[0]["state"] == "sent"


def test_a_429_is_told_with_its_wait_and_not_slept(house: Settings, sandbox: Sandbox, queued: list[str]) -> None:
    sandbox.faults.add("spotify_api", "PUT", "/items", 429, headers={"Retry-After": "3600"}, body=ERROR)
    with pytest.raises(RateLimitedError) as raised:
        deliver(house)
    assert raised.value.retry_after == 3600
    assert deliver(house) == 1


def test_what_a_killed_worker_left_is_sent_when_its_lease_has_ended(
    house: Settings, sandbox: Sandbox, mara: UUID, queued: list[str]
) -> None:
    """A row in state sending, as a worker leaves it that was killed: nobody takes it before its lease ends."""
    with db.transaction(house) as connection:
        db.execute(connection, "update app.publication set state = 'sending', lease_until = %s", [NOW + LEASE])
    assert deliver(house) == 0
    assert deliver(after_the_lease(house)) == 1
    assert ours(sandbox, house, mara, NOW + 2 * LEASE) == [queued]


def test_a_playlist_that_the_listener_removed_is_made_anew(
    house: Settings, sandbox: Sandbox, mara: UUID, queued: list[str]
) -> None:
    deliver(house)
    client = spotify_client(house, mara, NOW)
    with db.transaction(house) as connection:
        stored = db.rows(connection, "select spotify_playlist_id as id from app.playlist")[0]["id"]
    client._delete("me/library", uris=f"spotify:playlist:{stored}")
    assert ours(sandbox, house, mara) == []
    put_playlist(house, mara, "x", "again", queued)
    assert ours(sandbox, house, mara) == [queued]


def test_a_stored_id_that_was_lost_is_found_by_the_description(
    house: Settings, sandbox: Sandbox, mara: UUID, queued: list[str]
) -> None:
    deliver(house)
    with db.transaction(house) as connection:
        db.execute(connection, "delete from app.playlist")
    put_playlist(house, mara, "x", "again", queued[:2])
    assert ours(sandbox, house, mara) == [queued[:2]]


def test_songs_that_somebody_else_changed_are_noticed(
    house: Settings, sandbox: Sandbox, mara: UUID, queued: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between our PUT and our reading back a song is added: the try fails, the next one puts it right."""
    library = sandbox.spotify.library
    original = library.change

    def change(playlist_id: str, kind: str, body: dict[str, Any], moment: Any) -> None:
        original(playlist_id, kind, body, moment)
        if kind == "replace":
            monkeypatch.setattr(library, "change", original)
            original(playlist_id, "add", {"uris": queued[:1], "position": None}, moment)

    monkeypatch.setattr(library, "change", change)
    with pytest.raises(ServiceError, match="holds 4 songs"):
        deliver(house)
    deliver(house)
    assert ours(sandbox, house, mara) == [queued]


def test_a_lower_number_never_overwrites_a_higher_one_that_was_sent(
    house: Settings, sandbox: Sandbox, mara: UUID, queued: list[str]
) -> None:
    """Number 1 fails and waits; number 2 goes out; number 1 comes back: the playlist keeps the songs of number 2."""
    slate(house, sandbox, mara, OLDER, range(5, 8))
    grant(house, OLDER, [mara])
    enqueue(house, OLDER, [mara])
    deliver(house)
    with db.transaction(house) as connection:
        db.execute(connection, "update app.publication set state = 'pending' where publication_number = 1")
    deliver(house)
    assert ours(sandbox, house, mara) == [[uri(sandbox, number) for number in range(5, 8)]]
    assert not {row["state"] for row in publications(house)} & {"pending", "sending"}


def test_an_ended_consent_says_who_must_sign_in(house: Settings, sandbox: Sandbox, queued: list[str]) -> None:
    sandbox.faults.add("spotify_api", "GET", "/me/playlists", 401, body=ERROR)
    with pytest.raises(LoginRefusedError):
        deliver(house)


def test_the_description_is_one_line_of_at_most_300_characters(
    house: Settings, sandbox: Sandbox, mara: UUID, queued: list[str]
) -> None:
    put_playlist(house, mara, "x", "word " * 100, queued)
    client = spotify_client(house, mara, NOW)
    [live] = [one for one in client.pages("me/playlists") if one["description"].startswith("Liner notes:")]
    assert 290 < len(live["description"]) <= 300


def test_the_count_of_live_playlists_shows_a_second_one(
    house: Settings, sandbox: Sandbox, mara: UUID, queued: list[str]
) -> None:
    deliver(house)
    assert count_live_playlists(house) == 1
    client = spotify_client(house, mara, NOW)
    copy = client.current_user_playlist_create("x", public=False, description="Liner notes: a copy")["id"]
    client.playlist_replace_items(copy, queued)
    assert count_live_playlists(house) == 2

"""A listener's consent: stored encrypted, refreshed by one process at a time, ended when Spotify says so."""

import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import pytest
from cryptography.fernet import Fernet

from pipelines import db
from pipelines.errors import BadInputError, LoginRefusedError, ServiceUnreachableError
from pipelines.listeners import (
    access_token,
    connect_in_sandbox,
    connect_sandbox_listeners,
    enrol,
    find_listener,
    list_listeners,
)
from pipelines.sandbox import Sandbox
from pipelines.secrets import FERNET_VARIABLE, token_cipher
from pipelines.settings import Settings
from tests.extract.conftest import NOW, paths

pytestmark = pytest.mark.db


def later(settings: Settings, **by: float) -> Settings:
    return settings.model_copy(update={"clock": (NOW + timedelta(**by)).isoformat()})


def ciphertext(settings: Settings, listener: UUID) -> bytes:
    with db.transaction(settings) as connection:
        sql = "select ciphertext from app.listener_token where listener_id = %s"
        return bytes(db.rows(connection, sql, [listener])[0]["ciphertext"])


def refreshes(sandbox: Sandbox) -> int:
    return paths(sandbox, "spotify_accounts").count("/api/token")


def test_a_connected_listener_is_known_by_the_account_and_its_token_by_nobody(house: Settings, mara: UUID) -> None:
    token = access_token(house, mara)
    assert token.encode() not in ciphertext(house, mara)
    assert connect_in_sandbox(house, hint="mara") == mara
    assert [row["display_name"] for row in list_listeners(house)] == ["Mara Lindqvist"]
    assert find_listener(house, "mara lindqvist") == mara


def test_the_key_of_the_tokens_is_the_owners_alone(house: Settings, mara: UUID) -> None:
    key = house.home / "secrets" / "fernet"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert [one.name for one in key.parent.iterdir()] == ["fernet"]


def test_keys_rotate_the_newest_writes_and_the_old_ones_still_read(
    house: Settings, mara: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = (house.home / "secrets" / "fernet").read_text()
    new = Fernet.generate_key().decode()
    token = access_token(house, mara)
    monkeypatch.setenv(FERNET_VARIABLE, f"{new},{old}")
    assert access_token(house, mara) == token
    connect_in_sandbox(house, hint="mara")
    monkeypatch.setenv(FERNET_VARIABLE, new)
    assert token_cipher(house).decrypt(ciphertext(house, mara))


def test_a_token_lives_an_hour_and_is_asked_for_only_then(house: Settings, sandbox: Sandbox, mara: UUID) -> None:
    """Refreshed two minutes early: not at 57 minutes, but at 59."""
    before = refreshes(sandbox)
    first = access_token(house, mara)
    assert access_token(later(house, minutes=57), mara) == first
    assert refreshes(sandbox) == before
    assert access_token(later(house, minutes=59), mara) != first
    assert refreshes(sandbox) == before + 1


def test_many_who_ask_at_once_refresh_once(house: Settings, sandbox: Sandbox, mara: UUID) -> None:
    before = refreshes(sandbox)
    with ThreadPoolExecutor(4) as pool:
        tokens = set(pool.map(lambda _: access_token(later(house, hours=2), mara), range(4)))
    assert len(tokens) == 1
    assert refreshes(sandbox) == before + 1


def test_a_new_refresh_token_replaces_the_old_one(house: Settings, sandbox: Sandbox, mara: UUID) -> None:
    """The sandbox gives a new one at every third refresh and refuses the old one from then on: ten hours must work."""
    tokens = {access_token(later(house, hours=hour), mara) for hour in range(2, 12)}
    assert len(tokens) == 10


def test_after_six_months_the_listener_must_sign_in_again(house: Settings, mara: UUID) -> None:
    assert list_listeners(house)[0]["consent_ends_at"] == NOW + timedelta(days=182)
    with pytest.raises(LoginRefusedError, match="linernotes connect"):
        access_token(later(house, days=200), mara)


def test_a_service_that_is_down_is_no_refused_login(house: Settings, sandbox: Sandbox, mara: UUID) -> None:
    kept = ciphertext(house, mara)
    sandbox.faults.add("spotify_accounts", "POST", "token", drop=True)
    with pytest.raises(ServiceUnreachableError):
        access_token(later(house, hours=2), mara)
    assert ciphertext(house, mara) == kept
    assert access_token(later(house, hours=2), mara)


def test_all_listeners_of_the_sandbox_connect_once(house: Settings) -> None:
    two = house.model_copy(update={"sandbox_listeners": 2})
    first = connect_sandbox_listeners(two, "2026-W44")
    assert len(first) == 2
    assert connect_sandbox_listeners(two, "2026-W44") == first
    assert {row["first_week"] for row in list_listeners(two)} == {"2026-W44"}


def test_a_first_week_moves_until_there_is_a_slate(settings: Settings) -> None:
    ana = enrol(settings, "Ana", first_week="2026-W44", source="file:x")
    assert enrol(settings, "Ana", first_week="2026-W42", source="file:x") == ana
    edition = {
        "listener_id": ana,
        "week": "2026-W42",
        "edition": 1,
        "release": "r",
        "input_hash": "i",
        "state": "scored",
        "pool_size": 1,
        "playable": 1,
        "wanted": 30,
        "rows_hash": "h",
    }
    with db.transaction(settings) as connection:
        db.insert_rows(connection, "recs.edition", [edition])
    with pytest.raises(BadInputError, match="cannot move"):
        enrol(settings, "Ana", first_week="2026-W40", source="file:x")
    assert list_listeners(settings)[0]["first_week"] == "2026-W42"


@pytest.mark.parametrize("week", ["2026-W54", "last week", "2026-11-16"])
def test_what_is_no_week_enrols_nobody(settings: Settings, week: str) -> None:
    with pytest.raises(BadInputError, match="ISO week"):
        enrol(settings, "Ana", first_week=week)
    assert list_listeners(settings) == []

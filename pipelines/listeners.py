"""Listeners: who they are, their consent at Spotify, and what they tell us (wishes and feedback, as events)."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit
from uuid import UUID

import requests
from cryptography.fernet import InvalidToken, MultiFernet

from pipelines import db
from pipelines.clock import make_clock
from pipelines.domain.dial import dial_event
from pipelines.domain.ids import listener_id as make_listener_id
from pipelines.domain.ids import stable_id
from pipelines.domain.telling import telling_event
from pipelines.domain.weeks import newest_ended_week, week_key, week_start
from pipelines.errors import BadInputError, LoginRefusedError, ServiceError
from pipelines.secrets import token_cipher
from pipelines.services.http import ServiceSession, refuse
from pipelines.settings import Settings

SCOPES = "playlist-modify-private playlist-read-private user-library-read"
CONSENT_LIFE = timedelta(days=182)
"""Spotify's refresh tokens end six months after the listener's consent."""
REFRESH_EARLY = timedelta(minutes=2)


def enrol(
    settings: Settings,
    name: str,
    *,
    first_week: str | None = None,
    source: str = "spotify",
    account: str | None = None,
    market: str = "DE",
) -> UUID:
    """Enrol a listener, or move the first week of one who has no slate yet.

    Raises:
        BadInputError: The listener has slates, so the first week cannot move.
    """
    now = make_clock(settings.clock)()
    week = week_key(now) if first_week is None else first_week
    week_start(week)
    listener = make_listener_id(account or f"name:{name}")
    with db.transaction(settings) as connection:
        stored = db.one(connection, "select first_week from app.listener where listener_id = %s", [listener])
        if stored is None:
            row = {
                "listener_id": listener,
                "display_name": name,
                "spotify_account_id": account,
                "market": market,
                "source": source,
                "first_week": week,
                "created_at": now,
            }
            db.insert_rows(connection, "app.listener", [row])
        elif first_week is not None and stored["first_week"] != first_week:
            if db.one(connection, "select 1 from recs.edition where listener_id = %s limit 1", [listener]):
                raise BadInputError(
                    f"{name} has slates since {stored['first_week']}: the first week cannot move any more"
                )
            db.execute(
                connection, "update app.listener set first_week = %s where listener_id = %s", [first_week, listener]
            )
        if stored is not None:
            db.execute(connection, "update app.listener set left_at = null where listener_id = %s", [listener])
    return listener


def find_listener(settings: Settings, name: str) -> UUID:
    """A listener by id or by name.

    Raises:
        BadInputError: Nobody, or several, by that name.
    """
    with db.transaction(settings) as connection:
        found = db.rows(
            connection,
            "select listener_id, display_name from app.listener where lower(display_name) = lower(%s) "
            "or listener_id::text = %s order by 1",
            [name, name],
        )
    if len(found) != 1:
        what = "no listener is" if not found else f"{len(found)} listeners are"
        raise BadInputError(f"{what} called '{name}': `linernotes listener list` shows names and ids")
    listener: UUID = found[0]["listener_id"]
    return listener


def list_listeners(settings: Settings) -> list[dict[str, Any]]:
    """All listeners with their first week, source and consent."""
    with db.transaction(settings) as connection:
        return db.rows(
            connection,
            "select l.listener_id, l.display_name, l.source, l.market, l.first_week, t.expires_at as consent_ends_at "
            "from app.listener l left join app.listener_token t using (listener_id) where l.left_at is null "
            "order by l.display_name, l.listener_id",
        )


def authorize_url(settings: Settings, state: str, redirect_uri: str) -> str:
    """Where a listener gives consent."""
    query = {
        "response_type": "code",
        "client_id": settings.spotify_client_id or "sandbox",
        "scope": SCOPES,
        "redirect_uri": redirect_uri,
        "state": state,
    }
    return f"{settings.address('spotify_accounts').rstrip('/')}/authorize?{urlencode(query)}"


def finish_connect(settings: Settings, code: str, redirect_uri: str, *, first_week: str | None = None) -> UUID:
    """Turn the code of a consent into a listener with a stored, encrypted token.

    Raises:
        LoginRefusedError: Spotify refused the code.
    """
    now, cipher = make_clock(settings.clock)(), token_cipher(settings)
    granted = _ask_token(
        settings, {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect_uri}, now
    )
    missing = set(SCOPES.split()) - set(granted.get("scope", "").split())
    if missing:
        raise LoginRefusedError(f"the consent lacks {', '.join(sorted(missing))}: connect again and allow all of it")
    me = _me(settings, granted["access_token"], now)
    account = me.get("account_id") or me["id"]
    listener = enrol(settings, me.get("display_name") or me["id"], first_week=first_week, account=account)
    row = {
        "listener_id": listener,
        "ciphertext": cipher.encrypt(json.dumps(_token(granted, None, now)).encode()),
        "scopes": granted["scope"],
        "authorized_at": now,
        "expires_at": now + CONSENT_LIFE,
    }
    with db.transaction(settings) as connection:
        db.execute(connection, "delete from app.listener_token where listener_id = %s", [listener])
        db.insert_rows(connection, "app.listener_token", [row])
    return listener


def access_token(settings: Settings, listener_id: UUID) -> str:
    """A valid access token; refreshed by one process at a time. Never asks a person.

    Raises:
        LoginRefusedError: The listener never connected, or the consent has ended.
    """
    now = make_clock(settings.clock)()
    with db.transaction(settings) as connection:
        stored = db.one(
            connection, "select ciphertext from app.listener_token where listener_id = %s for update", [listener_id]
        )
        if stored is None:
            raise LoginRefusedError(f"listener {listener_id} is not connected to Spotify: run `linernotes connect`")
        cipher = token_cipher(settings)
        token = _read_token(cipher, bytes(stored["ciphertext"]))
        if datetime.fromisoformat(token["expires_at"]) > now + REFRESH_EARLY:
            return str(token["access_token"])
        granted = _ask_token(settings, {"grant_type": "refresh_token", "refresh_token": token["refresh_token"]}, now)
        fresh = _token(granted, token["refresh_token"], now)
        db.execute(
            connection,
            "update app.listener_token set ciphertext = %s where listener_id = %s",
            [cipher.encrypt(json.dumps(fresh).encode()), listener_id],
        )
    return str(fresh["access_token"])


def connect_in_sandbox(settings: Settings, *, hint: str = "", first_week: str | None = None) -> UUID:
    """Connect a listener of the sandbox, who consents by following a redirect, without a browser."""
    redirect_uri = settings.spotify_redirect_uri
    url = authorize_url(settings, "sandbox", redirect_uri) + (f"&{urlencode({'login_hint': hint})}" if hint else "")
    session = ServiceSession(settings, "spotify_accounts", make_clock(settings.clock)())
    answer = session.get(url, allow_redirects=False)
    if answer.status_code == requests.codes.not_found:
        raise BadInputError(f"the sandbox knows no listener '{hint}': {answer.text.strip()}")
    if not answer.ok:
        raise refuse("Spotify", answer.status_code, answer.headers, answer.reason)
    code = parse_qs(urlsplit(answer.headers.get("Location", "")).query).get("code")
    if not code:
        raise ServiceError(
            f"the sandbox gave no code ({answer.status_code}): run `linernotes down`, then `linernotes up`"
        )
    return finish_connect(settings, code[0], redirect_uri, first_week=first_week)


def connect_sandbox_listeners(settings: Settings, first_week: str | None = None) -> list[UUID]:
    """Connect all listeners of the sandbox who are not connected yet; everybody's id."""
    connected = {row["listener_id"] for row in list_listeners(settings) if row["consent_ends_at"] is not None}
    for _ in range(2 * settings.sandbox_listeners):
        if len(connected) >= settings.sandbox_listeners:
            break
        connected.add(connect_in_sandbox(settings, first_week=first_week))
    return sorted(connected)


def add_wish(settings: Settings, listener_id: UUID, text: str, lang: str = "en", at: datetime | None = None) -> UUID:
    """Store a wish as an event; it counts from the week in which it was made.

    Raises:
        BadInputError: The wish is empty.
    """
    return _store_event(settings, "app.wish", wish_event(listener_id, text, lang, at or make_clock(settings.clock)()))


def wish_event(listener_id: UUID, text: str, lang: str, at: datetime) -> dict[str, Any]:
    """The row of app.wish that a wish is.

    Raises:
        BadInputError: The wish is empty.
    """
    if not text.strip():
        raise BadInputError("the wish is empty: say what you would like, as in 'rainy mornings, no rap, more 90s'")
    event = stable_id("wish", listener_id, text, at.astimezone(UTC).isoformat())
    return {"event_id": event, "listener_id": listener_id, "text": text, "lang": lang, "created_at": at}


def set_dial(settings: Settings, listener_id: UUID, value: float) -> UUID:
    """Store where a listener's dial stands as an event: 0 familiar, 0.5 as it was, 1 adventurous; counts from its week.

    Raises:
        BadInputError: The value is not in [0, 1].
    """
    return _store_edit(settings, dial_event(listener_id, value, make_clock(settings.clock)()))


def set_telling(settings: Settings, listener_id: UUID, choice: str, value: str, at: datetime | None = None) -> UUID:
    """Store how a listener wants reports told as an event: choice and value of pipelines.domain.telling, now or `at`.

    Raises:
        BadInputError: There is no such choice or value.
    """
    return _store_edit(settings, telling_event(listener_id, choice, value, at or make_clock(settings.clock)()))


def _store_edit(settings: Settings, event: Mapping[str, Any]) -> UUID:
    return _store_event(settings, "app.profile_edit", {**event, "edit": db.Json(event["edit"])})


def add_feedback(
    settings: Settings, listener_id: UUID, recording_id: UUID, kind: str, *, week: str | None = None
) -> UUID:
    """Store feedback on a song of a report as an event.

    Raises:
        BadInputError: The song is not on that week's slate.
    """
    return _store_event(settings, "app.feedback", feedback_event(settings, listener_id, recording_id, kind, week=week))


def feedback_event(
    settings: Settings, listener_id: UUID, recording_id: UUID, kind: str, *, week: str | None = None
) -> dict[str, Any]:
    """The row of app.feedback that a feedback is, given now on a slate, of the newest ended week when left out.

    Raises:
        BadInputError: The song is not on that week's slate.
    """
    moment = make_clock(settings.clock)()
    key = week or newest_ended_week(moment)
    with db.transaction(settings) as connection:
        sql = "select distinct week from recs.slate_song where listener_id = %s and recording_id = %s order by week"
        weeks = [row["week"] for row in db.rows(connection, sql, [listener_id, recording_id])]
    if key not in weeks:
        other = f"it is on that of {weeks[-1]}: add --week {weeks[-1]}" if weeks else "no slate of this listener has it"
        shows = "" if weeks else "; `linernotes report show --json` has the ids of its songs"
        raise BadInputError(f"recording {recording_id} is not on the slate of {key}; {other}{shows}")
    return {
        "event_id": stable_id("feedback", listener_id, key, recording_id, kind, moment.astimezone(UTC).isoformat()),
        "listener_id": listener_id,
        "week": key,
        "recording_id": recording_id,
        "kind": kind,
        "created_at": moment,
    }


def _store_event(settings: Settings, table: str, row: Mapping[str, Any]) -> UUID:
    with db.transaction(settings) as connection:
        db.insert_rows(connection, table, [row], on_conflict="on conflict do nothing")
    event: UUID = row["event_id"]
    return event


def _ask_token(settings: Settings, form: dict[str, str], now: datetime) -> dict[str, Any]:
    secret = settings.spotify_client_secret
    login = (settings.spotify_client_id or "sandbox", secret.get_secret_value() if secret is not None else "sandbox")
    session = ServiceSession(settings, "spotify_accounts", now)
    address = f"{settings.address('spotify_accounts').rstrip('/')}/api/token"
    answer = session.post(address, data=form, auth=login)
    try:
        told: dict[str, Any] = dict(answer.json())
    except (ValueError, TypeError):
        told = {}
    if answer.ok:
        if not {"access_token", "expires_in"} <= set(told):
            raise ServiceError("Spotify answered something that is no token: check LINERNOTES_SPOTIFY_ACCOUNTS_URL")
        return told
    problem = str(told.get("error", answer.reason))
    if problem in {"invalid_grant", "invalid_client"}:
        raise LoginRefusedError(f"Spotify refused the login ({problem}): run `linernotes connect` to sign in again")
    raise refuse("Spotify", answer.status_code, answer.headers, problem)


def _read_token(cipher: MultiFernet, ciphertext: bytes) -> dict[str, Any]:
    try:
        token: dict[str, Any] = json.loads(cipher.decrypt(ciphertext))
    except InvalidToken:
        raise LoginRefusedError(
            "the stored token was encrypted with another key: put the old key back, or run `linernotes connect`"
        ) from None
    return token


def _token(granted: dict[str, Any], old_refresh_token: str | None, now: datetime) -> dict[str, str]:
    expires_at = now + timedelta(seconds=int(granted["expires_in"]))
    return {
        "access_token": granted["access_token"],
        "refresh_token": granted.get("refresh_token") or old_refresh_token or "",
        "expires_at": expires_at.isoformat(),
    }


def _me(settings: Settings, token: str, now: datetime) -> dict[str, Any]:
    from pipelines.services.spotify import SpotifyClient

    found: Any = SpotifyClient(settings, lambda: token, now).me()
    if not isinstance(found, dict) or "id" not in found:
        raise ServiceError("Spotify answered something that is no account: check LINERNOTES_SPOTIFY_API_URL")
    return dict(found)

"""accounts.spotify.com: listeners consent at once, codes become tokens, and refresh tokens grow old.

Which listener consents: `listener` or `login_hint` in the query (account id, Spotify id or first name), else the next.
"""

import base64
import hashlib
from collections.abc import Sequence
from datetime import datetime
from itertools import count
from typing import Any
from urllib.parse import urlencode, urlsplit

from flask import Flask, Response, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from pipelines.sandbox.context import Context
from pipelines.sandbox.listeners import Listener
from pipelines.sandbox.service import answer, make_service, now
from pipelines.sandbox.tokens import ACCESS_SECONDS, REFRESH_LIFE, Grant, InvalidTokenError, Tokens

_ROTATES_EVERY = 3
_LOOPBACK = {"127.0.0.1", "::1"}


class TokenRequestError(Exception):
    """A refused token request; the text is OAuth's error code."""


def make_accounts(context: Context, tokens: Tokens) -> Flask:
    """The server."""
    app = make_service("spotify_accounts", context, lambda _, message: {"error": message})
    visitors = count()

    @app.get("/authorize")
    def authorize() -> BaseResponse:
        target = request.args.get("redirect_uri", "")
        parts = urlsplit(target)
        if parts.scheme != "https" and parts.hostname not in _LOOPBACK:
            return Response("INVALID_CLIENT: Insecure redirect URI", 400)
        chosen = _hinted(context.world.listeners)
        if chosen is None and not _hint():
            chosen = context.world.listeners[next(visitors) % len(context.world.listeners)]
        if chosen is None:
            return Response(f"they are {', '.join(one.name for one in context.world.listeners)}", 404)
        code = tokens.write(
            "code",
            account=chosen.account_id,
            scope=request.args.get("scope", ""),
            redirect_uri=target,
            challenge=request.args.get("code_challenge", ""),
        )
        given = {"code": code, **({"state": request.args["state"]} if "state" in request.args else {})}
        return redirect(f"{target}{'&' if parts.query else '?'}{urlencode(given)}")

    @app.post("/api/token")
    def token() -> Response:
        grants = {
            "authorization_code": _exchange_code,
            "refresh_token": _refresh,
            "client_credentials": _for_app,
        }
        grant = grants.get(request.form.get("grant_type", ""))
        if grant is None:
            return answer({"error": "unsupported_grant_type", "error_description": "grant_type is not supported"}, 400)
        if not _names_client():
            return answer({"error": "invalid_client", "error_description": "Invalid client"}, 400)
        try:
            return answer(grant(tokens, now()))
        except TokenRequestError as error:
            code, _, description = str(error).partition(": ")
            return answer({"error": code, "error_description": description}, 400)

    return app


def _hint() -> str:
    return (request.args.get("listener") or request.args.get("login_hint") or "").lower()


def _hinted(listeners: Sequence[Listener]) -> Listener | None:
    """The listener that the visit names."""
    return next((one for one in listeners if _hint() in _names(one)), None)


def _names(one: Listener) -> set[str]:
    return {one.account_id, one.spotify_id, one.login, one.name.lower()}


def _names_client() -> bool:
    return request.authorization is not None or bool(request.form.get("client_id"))


def _reply(tokens: Tokens, grant: Grant, refresh_token: str | None) -> dict[str, Any]:
    reply = {"access_token": tokens.access(grant), "token_type": "Bearer", "expires_in": ACCESS_SECONDS}
    if grant.account_id:
        reply["scope"] = grant.scope
    if refresh_token is not None:
        reply["refresh_token"] = refresh_token
    return reply


def _exchange_code(tokens: Tokens, moment: datetime) -> dict[str, Any]:
    code = request.form.get("code", "")
    try:
        found = tokens.read("code", code)
    except InvalidTokenError:
        raise TokenRequestError("invalid_grant: Invalid authorization code") from None
    if found["redirect_uri"] != request.form.get("redirect_uri"):
        raise TokenRequestError("invalid_grant: Invalid redirect URI")
    if found["challenge"]:
        digest = hashlib.sha256(request.form.get("code_verifier", "").encode()).digest()
        if base64.urlsafe_b64encode(digest).decode().rstrip("=") != found["challenge"]:
            raise TokenRequestError("invalid_grant: code_verifier was incorrect")
    tokens.use_up(code, moment)
    grant = Grant(found["account"], found["scope"])
    return _reply(tokens, grant, _make_refresh_token(tokens, grant, moment, 0))


def _make_refresh_token(tokens: Tokens, grant: Grant, consented_at: datetime, turn: int) -> str:
    return tokens.write(
        "refresh", account=grant.account_id, scope=grant.scope, consented_at=consented_at.isoformat(), turn=turn
    )


def _refresh(tokens: Tokens, moment: datetime) -> dict[str, Any]:
    """Every so often the answer brings a new refresh token, and the old one is worthless."""
    old = request.form.get("refresh_token", "")
    try:
        found = tokens.read("refresh", old)
    except InvalidTokenError:
        raise TokenRequestError("invalid_grant: Invalid refresh token") from None
    consented_at = datetime.fromisoformat(found["consented_at"])
    if moment - consented_at > REFRESH_LIFE:
        raise TokenRequestError("invalid_grant: Refresh token expired")
    grant = Grant(found["account"], found["scope"])
    if tokens.count_refresh(found["nonce"]) % _ROTATES_EVERY:
        return _reply(tokens, grant, None)
    tokens.use_up(old, moment)
    return _reply(tokens, grant, _make_refresh_token(tokens, grant, consented_at, found["turn"] + 1))


def _for_app(tokens: Tokens, _moment: datetime) -> dict[str, Any]:
    return _reply(tokens, Grant("", ""), None)

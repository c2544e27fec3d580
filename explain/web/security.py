"""What protects a page in a browser: headers, a token against forged requests, a check of where they come from."""

import hmac
import secrets

from flask import Flask, Request, Response, abort, g, request

from explain.web.spoken import spoken

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
TRUSTED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
"""The site listens on loopback; a name that somebody pointed at it is not ours (DNS rebinding)."""

TOKEN_COOKIE = "linernotes_token"  # noqa: S105  (a cookie's name)
TOKEN_HEADER = "X-CSRF-Token"  # noqa: S105  (a header's name)
TOKEN_FIELD = "token"  # noqa: S105  (a form field's name)


def protect(app: Flask) -> None:
    """Put the headers on every answer and the token into pages that ask for it."""
    app.config["TRUSTED_HOSTS"] = TRUSTED_HOSTS
    app.config["MAX_CONTENT_LENGTH"] = 16 * 1024
    app.jinja_env.globals["csrf_token"] = csrf_token

    @app.after_request
    def add_headers(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        response.headers.setdefault("Cache-Control", "private, no-cache")
        fresh = g.get("fresh_token")
        if fresh is not None:
            response.set_cookie(
                TOKEN_COOKIE, fresh, httponly=True, samesite="Strict", secure=request.is_secure, path="/"
            )
        return response


def csrf_token() -> str:
    """The token of this browser, which a form or a script must send back; a new browser gets a new one."""
    known = request.cookies.get(TOKEN_COOKIE, "") or g.get("fresh_token")
    if known:
        return str(known)
    g.fresh_token = secrets.token_urlsafe(32)
    return str(g.fresh_token)


def refuse_forged(current: Request) -> None:
    """Abort with 400 unless the request comes from a page of ours and brings its token."""
    if not _is_from_here(current):
        abort(400, spoken().refusals["forged"])
    sent = current.headers.get(TOKEN_HEADER) or current.form.get(TOKEN_FIELD, "")
    expected = current.cookies.get(TOKEN_COOKIE, "")
    if not expected or not hmac.compare_digest(sent.encode(), expected.encode()):
        abort(400, spoken().refusals["old"])


def _is_from_here(current: Request) -> bool:
    """Origin must be ours; a plain form under no-referrer sends `null`, and then Sec-Fetch-Site decides."""
    origin = current.headers.get("Origin")
    if origin is None or origin == "null":
        return current.headers.get("Sec-Fetch-Site") == "same-origin"
    return hmac.compare_digest(origin.encode(), current.host_url.rstrip("/").encode())

"""Addresses of our own files, with a piece of their hash, so that a browser may keep them for good."""

from pathlib import Path

from flask import Flask, Response, request

from pipelines.domain.hashing import sha256_hex

STATIC = Path(__file__).with_name("static")
FOR_GOOD = "public, max-age=31536000, immutable"
_known: dict[str, tuple[int, str]] = {}


def asset_url(name: str) -> str:
    """`/static/site.css?v=0123456789ab`; empty when there is no such file, as for an island that was not built."""
    version = asset_version(name)
    return f"/static/{name}?v={version}" if version else ""


def asset_version(name: str) -> str:
    """First 12 characters of a file's hash, read again when the file changes; empty without the file."""
    path = STATIC / name
    try:
        changed = path.stat().st_mtime_ns
    except OSError:
        return ""
    if name not in _known or _known[name][0] != changed:
        _known[name] = (changed, sha256_hex(path.read_bytes())[:12])
    return _known[name][1]


def serve_assets(app: Flask) -> None:
    """Let templates ask for addresses, and let versioned answers be kept."""
    app.jinja_env.globals["asset_url"] = asset_url

    @app.after_request
    def keep(response: Response) -> Response:
        wanted = request.args.get("v")
        name = (request.view_args or {}).get("filename", "")
        if request.endpoint == "static" and wanted and wanted == asset_version(name):
            response.headers["Cache-Control"] = FOR_GOOD
        return response

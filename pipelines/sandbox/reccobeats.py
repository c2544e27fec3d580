"""ReccoBeats: how tracks sound, for those that somebody measured; it drops what it does not know without a word."""

from typing import Any

from flask import Flask, Response, request

from pipelines.sandbox.context import Context
from pipelines.sandbox.recordings import Recording
from pipelines.sandbox.rng import make_rng, make_uuid
from pipelines.sandbox.service import ApiError, answer, make_service

_MOST_IDS = 40


def make_reccobeats(context: Context) -> Flask:
    """The server."""
    app = make_service("reccobeats", context, lambda status, message: {"status": status, "error": message})
    by_id: dict[str, list[tuple[str, Recording]]] = {}
    for recording in context.world.recordings:
        for track in recording.spotify_ids if recording.tempo_bpm is not None else ():
            by_id.setdefault(track, []).append((track, recording))
            by_id.setdefault(recording.isrc, []).append((track, recording))

    @app.get("/v1/audio-features")
    def audio_features() -> Response:
        ids = [one for one in request.args.get("ids", "").split(",") if one]
        if not ids:
            raise ApiError(400, "ids is required")
        rows = [features(track, one) for each in ids[:_MOST_IDS] for track, one in by_id.get(each, ())]
        return answer({"content": rows})

    return app


def features(track_id: str, recording: Recording) -> dict[str, Any]:
    """How a track sounds."""
    rng = make_rng("features", recording.mbid)
    energy, valence = recording.energy or 0.5, recording.valence or 0.5
    return {
        "id": str(make_uuid("reccobeats", track_id)),
        "href": f"https://open.spotify.com/track/{track_id}",
        "isrc": recording.isrc,
        "acousticness": round(min(0.99, max(0.001, 1 - energy + rng.gauss(0, 0.1))), 4),
        "danceability": round(min(0.98, max(0.05, 0.35 + 0.4 * valence + rng.gauss(0, 0.08))), 3),
        "energy": energy,
        "instrumentalness": round(
            rng.uniform(0.6, 0.95) if recording.artist.language == "zxx" else rng.uniform(0, 0.2), 4
        ),
        "key": rng.randrange(12),
        "liveness": round(rng.uniform(0.7, 0.95) if recording.version == "live" else rng.uniform(0.05, 0.3), 3),
        "loudness": round(-20 + 16 * energy, 3),
        "mode": int(rng.random() < 0.35 + 0.4 * valence),
        "speechiness": round(rng.uniform(0.15, 0.4) if recording.is_explicit else rng.uniform(0.02, 0.09), 4),
        "tempo": recording.tempo_bpm,
        "valence": valence,
    }

"""Vectors of a week's recordings: text of genres, moods and artist (not the title), one vector per distinct text."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from pipelines import db
from pipelines.domain.hashing import sha256_hex
from pipelines.embed.minilm import DIMENSIONS, Floats, read_model
from pipelines.neighbours.graph import link_week_vectors
from pipelines.settings import Settings

OPENAI_PREFIX = "openai:"
OPENAI_BATCH = 256


def track_text(track: dict[str, Any]) -> str:
    """What is embedded of a recording; empty when it has neither genres nor moods."""
    genres = ", ".join(tag["name"] for tag in track["genres"])
    moods = ", ".join(tag["name"] for tag in track["moods"])
    if not genres and not moods:
        return ""
    return f"{genres or 'music'}; {moods or 'no mood'}; by {track['artist_name']}"


def embed_week(settings: Settings, week: str) -> int:
    """Embed what is new, note which vector each recording has in the week, link what is near; how many were computed.

    Runs as role open: only open names and tags can get here.

    Raises:
        ServiceError: The embedding service failed; nothing was written.
    """
    model = settings.embedding_model
    with db.transaction(settings, "open") as connection:
        tracks = db.rows(
            connection,
            "select recording_id, artist_name, genres, moods from marts.dim_track where week = %s order by 1",
            [week],
        )
        texts = {track["recording_id"]: text for track in tracks if (text := track_text(track))}
        hashes = {recording: sha256_hex(text) for recording, text in texts.items()}
        held_sql = "select thing_id, text_hash from vectors.embedding where model = %s"
        held = {(row["thing_id"], row["text_hash"]) for row in db.rows(connection, held_sql, [model])}
        new = [recording for recording in texts if (recording, hashes[recording]) not in held]
        known = _known(connection, model, [hashes[recording] for recording in new])
    missing = sorted({texts[recording] for recording in new if hashes[recording] not in known})
    vectors = compute(settings, missing)
    known |= {sha256_hex(text): _as_literal(vector) for text, vector in zip(missing, vectors, strict=True)}
    fresh = [
        {
            "thing_kind": "recording",
            "thing_id": recording,
            "model": model,
            "text_hash": hashes[recording],
            "embedding": known[hashes[recording]],
        }
        for recording in new
    ]
    read = [
        {"week": week, "recording_id": recording, "model": model, "text_hash": text_hash}
        for recording, text_hash in hashes.items()
    ]
    with db.transaction(settings, "open") as connection:
        db.execute(connection, "select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"vectors:{week}"])
        db.insert_rows(connection, "vectors.embedding", fresh, on_conflict="on conflict do nothing")
        db.execute(connection, "delete from vectors.week_vector where week = %s", [week])
        db.insert_rows(connection, "vectors.week_vector", read)
    link_week_vectors(settings, week)
    return len(missing)


def _known(connection: db.Connection, model: str, text_hashes: Sequence[str]) -> dict[str, str]:
    """Vectors that another recording with the same text has, as pgvector's text form, by text hash."""
    found = db.rows(
        connection,
        """
        select distinct on (text_hash) text_hash, cast(embedding as text) as embedding from vectors.embedding
        where model = %s and text_hash = any(%s) order by text_hash, thing_id
        """,
        [model, sorted(set(text_hashes))],
    )
    return {row["text_hash"]: row["embedding"] for row in found}


def compute(settings: Settings, texts: Sequence[str]) -> Floats:
    """Unit vectors of texts by the configured model, shape (n, 384)."""
    if not texts:
        return np.empty((0, DIMENSIONS), np.float32)
    if settings.embedding_model.startswith(OPENAI_PREFIX):
        return _ask_openai(settings, texts)
    return read_model().encode(texts)


def _ask_openai(settings: Settings, texts: Sequence[str]) -> Floats:
    from openai import OpenAI, OpenAIError

    from pipelines.errors import ServiceError

    key = settings.openai_api_key.get_secret_value() if settings.openai_api_key is not None else "sandbox"
    client = OpenAI(base_url=settings.address("openai"), api_key=key)
    found: list[list[float]] = []
    for start in range(0, len(texts), OPENAI_BATCH):
        try:
            answer = client.embeddings.create(
                model=settings.embedding_model.removeprefix(OPENAI_PREFIX),
                input=list(texts[start : start + OPENAI_BATCH]),
                dimensions=DIMENSIONS,
                encoding_format="float",
            )
        except OpenAIError as error:
            raise ServiceError(f"the embedding service failed ({type(error).__name__})") from None
        found += [row.embedding for row in sorted(answer.data, key=lambda row: row.index)]
    matrix = np.asarray(found, np.float32)
    unit: Floats = matrix / np.linalg.norm(matrix, axis=1, keepdims=True)
    return unit


def _as_literal(vector: Floats) -> str:
    """Pgvector's text form, with enough digits to come back bit for bit."""
    return "[" + ",".join(np.format_float_positional(value, unique=True, trim="-") for value in vector) + "]"

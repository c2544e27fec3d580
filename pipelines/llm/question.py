"""A question of a room: what `ask` asks now, and what a batch asks ahead of it; both make the same request of it."""

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ValidationError

from pipelines.domain.hashing import canonical_json, content_hash
from pipelines.llm import store, wire
from pipelines.llm.ledger import Entry
from pipelines.llm.prompt import Prompt
from pipelines.llm.schemas import strict_schema
from pipelines.settings import Settings

TRIES = 2
"""An answer that does not fit its schema, or that a batch did not bring, is asked for once more."""


@dataclass(frozen=True)
class Question:
    """The arguments of `pipelines.llm.client.ask`, which see."""

    room: str
    schema: type[BaseModel]
    prompt: Prompt
    inputs: dict[str, Any]
    week: str
    listener_id: UUID | None

    def request(self, settings: Settings, model: str) -> store.Request:
        """The canonical request and its hash."""
        body = {
            "model": model,
            "instructions": self.prompt.text,
            "input": canonical_json(self.inputs),
            "schema_name": self.prompt.name,
            "schema": strict_schema(self.schema),
            "effort": settings.llm_effort,
            "most_tokens_out": settings.llm_max_output_tokens,
        }
        request_hash = content_hash({**body, "prompt_version": self.prompt.version})
        return store.Request(request_hash, self.room, self.prompt.version, model, body)

    def entry(self, request: store.Request) -> Entry:
        """What the ledger reserves for it: the most that it can take."""
        return Entry(
            request_hash=request.request_hash,
            week=self.week,
            listener_id=self.listener_id,
            room=self.room,
            model=request.model,
            tokens_in=wire.most_tokens_in(request.body),
            tokens_out=request.body["most_tokens_out"],
        )


def judge_reply(reply: wire.Reply, schema: type[BaseModel]) -> tuple[BaseModel | None, str, str]:
    """The valid answer or None, the ledger's word for it (answered, refused, invalid), and what is wrong with it."""
    if reply.text is None:
        return None, "refused", "the model refused"
    value = read_answer(reply.text, schema)
    if value is not None:
        return value, "answered", ""
    if reply.is_cut:
        return None, "invalid", "the answer was cut off"
    return None, "invalid", "the answer is empty" if not reply.text.strip() else "the answer does not fit its schema"


def read_answer(text: str, schema: type[BaseModel]) -> BaseModel | None:
    """An answer as its schema; None when it is anything else, or holds what PostgreSQL cannot store."""
    try:
        value = schema.model_validate(json.loads(text))
        dumped = canonical_json(value.model_dump(mode="json"))
        dumped.encode()
    except (ValidationError, ValueError, RecursionError):
        return None
    return None if "\\u0000" in dumped else value

"""All settings in one frozen class: `LINERNOTES_*` in the environment or `.env`; a key turns a sandbox service live."""

import json
import os
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict, SettingsError

from pipelines.clock import make_clock
from pipelines.errors import BadInputError

ROOT = Path(__file__).resolve().parent.parent

LIVE_ADDRESSES = {
    "spotify_api": "https://api.spotify.com/v1/",
    "spotify_accounts": "https://accounts.spotify.com",
    "reddit": "https://www.reddit.com",
    "reddit_oauth": "https://oauth.reddit.com",
    "musicbrainz": "https://musicbrainz.org",
    "listenbrainz": "https://api.listenbrainz.org",
    "listenbrainz_labs": "https://labs.api.listenbrainz.org",
    "reccobeats": "https://api.reccobeats.com",
    "openai": "https://api.openai.com/v1",
}

BEARS_ON_RESULTS = (
    "source_policy",
    "slate_size",
    "max_per_artist",
    "candidate_pool",
    "playable_pool",
    "playable_pool_most",
    "publish_enabled",
    "weight_imported",
    "weight_learned",
    "weight_cosine",
    "weight_sound",
    "weight_trend",
    "weight_wish",
    "weight_judgement",
    "judgement_cap",
    "shortlist_size",
    "weight_popularity",
    "recency_half_life_days",
    "own_things_kept",
    "own_things_tried",
    "sound_neighbours",
    "sound_threshold",
    "sound_reach",
    "mmr_diversity",
    "calibration_strength",
    "freshness_strength",
    "freshness_half_life_weeks",
    "dial_strength",
    "embedding_model",
    "llm_enabled",
    "llm_model",
    "llm_effort",
    "llm_rooms",
    "llm_slots",
    "llm_hold_sentences",
    "chart_dpi",
)
"""Settings that change rows, words or pictures: they are part of the release hash."""


LOCAL_MODEL = "SmolLM2-135M-Instruct-Q4_1"
LOCAL_MODEL_SETTINGS: dict[str, Any] = {
    "llm_model": LOCAL_MODEL,
    "llm_api": "chat",
    "llm_effort": "off",
    "llm_max_output_tokens": 300,
    "llm_rooms": ("wish", "words"),
    "llm_slots": 4,
    "llm_hold_sentences": True,
    "llm_timeout_seconds": 900.0,
    "sandbox_listeners": 2,
    "llm_price_version": "this machine",
    "llm_price_in_usd": 0.0,
    "llm_price_cached_usd": 0.0,
    "llm_price_out_usd": 0.0,
}
"""What `llm_local` stands for; a setting that is set by itself wins."""

Source = Literal["spotify", "reddit", "musicbrainz", "listenbrainz", "reccobeats"]
SOURCES: tuple[Source, ...] = ("spotify", "reddit", "musicbrainz", "listenbrainz", "reccobeats")

Room = Literal["wish", "post", "brief", "proposals", "judgement", "words"]
ROOMS: tuple[Room, ...] = ("wish", "post", "brief", "proposals", "judgement", "words")


class Settings(BaseSettings):
    """Everything that can be configured. Read at the edge once, passed inward, never changed."""

    model_config = SettingsConfigDict(
        env_prefix="LINERNOTES_",
        env_file=".env",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    # Where things are
    home: Path = Field(default=ROOT / ".linernotes", description="Run-time files: passwords, logs, sandbox state.")
    postgres_home: Path = Field(default=Path("/var/lib/linernotes"), description="Embedded data, when run as root.")
    database_url: SecretStr | None = Field(default=None, description="Another PostgreSQL instead of the embedded one.")
    database_name: str = Field(default="linernotes", pattern=r"^[a-z][a-z0-9_]*$")
    clock: str = Field(default="system", description="`system`, or an ISO time for tests.")
    web_port: int = Field(default=0, ge=0, le=65535, description="Report site; 0 takes a free port.")
    airflow_port: int = Field(default=0, ge=0, le=65535, description="Airflow UI; 0 takes a free port.")
    postgres_port: int = Field(default=0, ge=0, le=65535, description="Embedded PostgreSQL; 0 takes a free port.")

    # Services: an address of its own wins; else live with a key, else the sandbox
    spotify_api_url: str | None = None
    spotify_accounts_url: str | None = None
    spotify_client_id: str | None = None
    spotify_client_secret: SecretStr | None = None
    spotify_redirect_uri: str = "http://127.0.0.1:8888/callback"
    reddit_url: str | None = None
    reddit_oauth_url: str | None = None
    reddit_client_id: str | None = None
    reddit_client_secret: SecretStr | None = None
    reddit_user_agent: str = "linux:linernotes:v0.1 (self-hosted, read-only)"
    reddit_subreddits: tuple[str, ...] = (
        "indieheads",
        "hiphopheads",
        "electronicmusic",
        "Metal",
        "listentothis",
        "Jazz",
        "popheads",
    )
    musicbrainz_url: str | None = None
    musicbrainz_contact: str | None = Field(default=None, description="Mail or page for the User-Agent; turns it live.")
    musicbrainz_budget: int = Field(default=5000, gt=0, description="Look-ups per day; live, one a second.")
    listenbrainz_url: str | None = None
    listenbrainz_labs_url: str | None = None
    listenbrainz_live: bool = False
    reccobeats_url: str | None = None
    reccobeats_live: bool = False
    openai_base_url: str | None = None
    openai_api_key: SecretStr | None = None
    sandbox_seed: int = 7
    sandbox_recordings: int = Field(default=600, ge=200, le=2000)
    sandbox_listeners: int = Field(default=4, ge=1, le=5)

    # Sources and policy
    source_policy: Literal["open", "direct"] = "open"
    sources: tuple[Source, ...] = Field(
        default=SOURCES, description="Sources that owe a sealed slice for each day; one left out is `off`."
    )
    publish_enabled: bool = True

    # The score (hand-set until they are fitted; docs/scoring.md says why these)
    weights_file: Path | None = Field(default=None, description="JSON of `linernotes fit --week`: weights that follow.")
    weight_imported: float = Field(default=1.0, ge=0, description="In S: similar recordings of a service.")
    weight_learned: float = Field(default=1.0, ge=0, description="In S: learned from public playlists.")
    weight_cosine: float = Field(default=0.0, ge=0, description="In S: plain cosine of public playlists.")
    weight_sound: float = Field(default=0.10, ge=0)
    weight_trend: float = Field(default=1.00, ge=0)
    weight_wish: float = Field(default=0.50, ge=0)
    weight_judgement: float = Field(default=0.35, ge=0)
    judgement_cap: float = Field(default=1.0, ge=0, le=1, description="No verdict counts for more, either way.")
    shortlist_size: int = Field(default=60, ge=0, le=60, description="Songs that the model judges; proposals on top.")
    weight_popularity: float = Field(default=0.01, ge=0)
    recency_half_life_days: float = Field(default=90.0, gt=0)
    own_things_kept: int = Field(default=20, gt=0, description="Stored parts per term; the rest is one exact sum.")
    own_things_tried: int = Field(default=3, ge=0, description="Largest own things per song that get a what-if.")
    sound_neighbours: int = Field(default=50, gt=0, description="cos+ counts the nearest own things only.")
    sound_reach: int = Field(default=200, gt=0, description="And only among vectors that are as near as that.")
    sound_threshold: float = Field(default=0.45, ge=0, le=1, description="Cosines below this count as 0.")
    candidate_pool: int = Field(default=1000, gt=0)
    playable_pool: int = Field(default=100, gt=0, description="Best candidates that a first slate for Spotify sees.")
    playable_pool_most: int = Field(default=300, gt=0, description="And one after many weeks.")
    slate_size: int = Field(default=30, gt=0, le=100)
    max_per_artist: int = Field(default=2, gt=0)
    mmr_diversity: float = Field(default=0.20, ge=0, le=1)
    calibration_strength: float = Field(default=0.20, ge=0, le=1)
    freshness_strength: float = Field(default=0.75, ge=0, description="Malus of an artist of last week's slate.")
    freshness_half_life_weeks: float = Field(default=8.0, gt=0, description="After so long the malus has halved.")
    dial_strength: float = Field(default=1.0, ge=0, description="What a dial turned fully does to what is wholly new.")

    # Words, vectors, pictures
    embedding_model: str = "all-MiniLM-L6-v2"
    llm_enabled: bool = True
    llm_local: bool = Field(default=False, description="A small real model on this machine instead of a service.")
    llm_api: Literal["auto", "responses", "chat"] = Field(
        default="auto", description="auto: Responses, or chat completions where there is no such path."
    )
    llm_rooms: tuple[Room, ...] = Field(default=ROOMS, description="Who asks the model; the others do without.")
    llm_slots: int = Field(default=104, ge=1, description="Slots of a report that the model writes; the rest is ours.")
    llm_hold_sentences: bool = Field(
        default=False, description="Hold each sentence to the slots that it can place, by a pattern in the schema."
    )
    llm_max_output_tokens: int = Field(default=16_000, gt=0, description="Of one answer, hidden reasoning included.")
    llm_timeout_seconds: float = Field(default=120.0, gt=0, description="For one answer of the model.")
    llm_model: str = Field(default="gpt-6-luna", description="Default of 2026-11-23.")
    llm_effort: Literal["off", "none", "minimal", "low", "medium", "high"] = Field(
        default="low", description="Hidden reasoning, paid as output; `off` for a model that knows no such thing."
    )
    llm_price_version: str = Field(default="gpt-6-luna 2026-11-23", description="Names the prices below in the ledger.")
    llm_price_in_usd: float = Field(default=0.10, ge=0, description="USD per million input tokens.")
    llm_price_cached_usd: float = Field(default=0.01, ge=0, description="And per million that were cached.")
    llm_price_out_usd: float = Field(default=0.50, ge=0, description="USD per million output tokens.")
    llm_batch_price_share: float = Field(default=0.5, ge=0, le=1, description="Price of a batch, as share of these.")
    llm_cap_usd_per_week: float | None = Field(
        default=None, ge=0, description="By itself the cap per listener times the week's listeners, at least 1."
    )
    llm_cap_tokens_per_week: int | None = Field(default=None, ge=0, description="Likewise, at least 10,000,000.")
    llm_cap_usd_per_run: float | None = Field(
        default=None, ge=0, description="Likewise, over the weeks that a run makes."
    )
    llm_cap_tokens_per_run: int | None = Field(default=None, ge=0, description="Likewise.")
    llm_cap_usd_per_listener: float = Field(default=0.05, ge=0, description="Per listener and week.")
    llm_cap_tokens_per_listener: int = Field(default=150_000, ge=0, description="Per listener and week.")
    llm_batch_above: int = Field(default=200, ge=0, description="With more listeners than this a week asks in batches.")
    llm_batch_poll_seconds: float = Field(default=60.0, gt=0)
    chart_dpi: int = Field(default=100, gt=0)

    @field_validator(
        "spotify_redirect_uri", "openai_base_url", *(f"{name}_url" for name in LIVE_ADDRESSES if name != "openai")
    )
    @classmethod
    def _is_web_address(cls, value: str | None) -> str | None:
        if value is not None:
            _check_address(value, ("http", "https"), "http://127.0.0.1:8080/path")
        return value

    @field_validator("database_url")
    @classmethod
    def _is_database_address(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None:
            _check_address(
                value.get_secret_value(), ("postgresql", "postgres"), "postgresql://user:password@host:5432/name"
            )
        return value

    @field_validator("clock")
    @classmethod
    def _is_clock(cls, value: str) -> str:
        try:
            make_clock(value)
        except BadInputError as error:
            raise ValueError(str(error)) from None
        return value

    @cached_property
    def sandbox_addresses(self) -> dict[str, str]:
        """Addresses of the running sandbox, by service; empty when none was started."""
        path = self.home / "sandbox" / "sandbox.json"
        if not path.exists():
            return {}
        services: dict[str, str] = json.loads(path.read_text(encoding="utf8"))["services"]
        return services

    @property
    def local_model_file(self) -> Path:
        """Where the local model writes its address."""
        return self.home / "model" / "local_model.json"

    @cached_property
    def local_model_address(self) -> str | None:
        """Where the local model listens; None when it was not started."""
        if not self.local_model_file.exists():
            return None
        address: str = json.loads(self.local_model_file.read_text(encoding="utf8"))["address"]
        return address

    def is_local_model(self, service: str) -> bool:
        """Whether a service is the small model on this machine."""
        return service == "openai" and self.llm_local and self.openai_base_url is None

    def is_live(self, service: str) -> bool:
        """Whether a service is spoken to outside this machine's sandbox."""
        address = self._own_address(service)
        if address is not None:
            return urlsplit(address).hostname not in {"127.0.0.1", "localhost", "::1"}
        if self.is_local_model(service):
            return False
        return {
            "spotify_api": self.spotify_client_id is not None,
            "spotify_accounts": self.spotify_client_id is not None,
            "reddit": self.reddit_client_id is not None,
            "reddit_oauth": self.reddit_client_id is not None,
            "musicbrainz": self.musicbrainz_contact is not None,
            "listenbrainz": self.listenbrainz_live,
            "listenbrainz_labs": self.listenbrainz_live,
            "reccobeats": self.reccobeats_live,
            "openai": self.openai_api_key is not None,
        }[service]

    @property
    def has_model(self) -> bool:
        """Whether there is a language model to ask."""
        return self.llm_enabled and self.address_or_none("openai") is not None

    def is_sandbox(self, service: str) -> bool:
        """Whether a service is the local sandbox, so that `X-Sandbox-Now` may be sent to it."""
        here = self.address_or_none(service)
        return not self.is_live(service) and not self.is_local_model(service) and here is not None

    def _own_address(self, service: str) -> str | None:
        value: str | None = getattr(self, {"openai": "openai_base_url"}.get(service, f"{service}_url"))
        return value

    def address_or_none(self, service: str) -> str | None:
        """Where a service is, or None when it is neither configured nor in the sandbox."""
        own = self._own_address(service)
        if own is not None:
            return own
        if self.is_local_model(service):
            return self.local_model_address
        if self.is_live(service):
            return LIVE_ADDRESSES[service]
        return self.sandbox_addresses.get(service)

    def address(self, service: str) -> str:
        """Where a service is.

        Raises:
            BadInputError: The service is neither configured nor running in the sandbox.
        """
        found = self.address_or_none(service)
        if found is None:
            raise BadInputError(
                f"no address for {service}: run `linernotes up`, or set LINERNOTES_{service.upper()}_URL"
            )
        return found

    def bearing_on_results(self) -> dict[str, Any]:
        """The settings that are part of the release hash, by name."""
        return {name: getattr(self, name) for name in BEARS_ON_RESULTS}


def _check_address(value: str, schemes: tuple[str, ...], example: str) -> None:
    """Refuse what is no address; the message never shows it, for it may hold a password.

    Raises:
        ValueError: It is none.
    """
    try:
        parts = urlsplit(value)
        is_address = parts.scheme in schemes and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_address = False
    if not is_address:
        message = f"it is not an address; write it like {example}"
        raise ValueError(message)


def read_settings(**overrides: Any) -> Settings:  # noqa: ANN401  (any field)
    """Settings from the environment and `.env`.

    Raises:
        BadInputError: A value is not allowed; the line names the variable, never the value.
    """
    given = os.environ.get("LINERNOTES_ENV_FILE")
    if given is not None and (not Path(given).exists() or Path(given).is_dir()):
        raise BadInputError(f"LINERNOTES_ENV_FILE is {given}: there is no such file")
    env_file = given or str(ROOT / ".env")
    try:
        found = Settings(_env_file=env_file, **overrides)
        stands_for = {} if found.weights_file is None else dict(read_fitted_weights(found.weights_file))
        if found.llm_local:
            stands_for |= LOCAL_MODEL_SETTINGS
        left = {name: value for name, value in stands_for.items() if name not in found.model_fields_set}
        return Settings(_env_file=env_file, **{**left, **overrides}) if left else found
    except ValidationError as error:
        first = error.errors()[0]
        raise BadInputError(
            f"setting {_variable(first['loc'])}: {first['msg'].removeprefix('Value error, ')}"
        ) from None
    except SettingsError as error:
        field = str(error).split('"')[1]
        raise BadInputError(f'setting {_variable([field])}: it must be JSON, such as ["spotify"]') from None
    except UnicodeDecodeError:
        raise BadInputError(f"{env_file}: not UTF-8; save it as UTF-8") from None


def read_fitted_weights(path: Path) -> dict[str, float]:
    """The weights of a file of `linernotes fit --week`, by setting.

    Raises:
        BadInputError: No such file, or not what `fit` writes.
    """
    try:
        found = json.loads(path.read_text(encoding="utf8"))
    except OSError as error:
        raise BadInputError(f"LINERNOTES_WEIGHTS_FILE: {path}: {error.strerror}") from None
    except ValueError:
        found = None
    weights = found.get("weights") if isinstance(found, dict) else None
    known = {name for name in Settings.model_fields if name.startswith("weight_")}
    if not isinstance(weights, dict) or not weights or not set(weights) <= known:
        raise BadInputError(f"LINERNOTES_WEIGHTS_FILE: {path} is not what `linernotes fit --week` writes")
    return weights


def _variable(field: Sequence[object]) -> str:
    """`LINERNOTES_SOURCES` for ("sources", 0)."""
    return f"LINERNOTES_{field[0]}".upper()

"""What tokens cost: the dated prices of the settings, a batch at its share of them."""

from typing import Protocol

from pipelines.settings import Settings


class Tokens(Protocol):
    """Numbers of tokens; `cached` are part of `tokens_in`."""

    @property
    def tokens_in(self) -> float:
        """Input tokens."""

    @property
    def tokens_out(self) -> float:
        """Output tokens, hidden reasoning included."""

    @property
    def cached(self) -> float:
        """Input tokens that the provider read from its cache."""


def cost_usd(settings: Settings, tokens: Tokens, *, is_batch: bool) -> float:
    """What a number of tokens costs, in USD, at the prices of the settings (USD per million)."""
    full = (
        (tokens.tokens_in - tokens.cached) * settings.llm_price_in_usd
        + tokens.cached * settings.llm_price_cached_usd
        + tokens.tokens_out * settings.llm_price_out_usd
    )
    return full * (settings.llm_batch_price_share if is_batch else 1.0) / 1_000_000

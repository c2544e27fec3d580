"""The language model: asked rarely, in a closed schema, through one client; every answer is stored and replayed."""

from pipelines.settings import Settings

SCRIPTED_MODEL = "scripted-sandbox-model"


def model_name(settings: Settings) -> str | None:
    """The model that answers, or None when there is none and rules and templates do the work.

    The sandbox's scripted model goes by its own name, so that no report says a real model wrote it.
    """
    address = settings.address_or_none("openai")
    if not settings.llm_enabled or address is None:
        return None
    return SCRIPTED_MODEL if address == settings.sandbox_addresses.get("openai") else settings.llm_model

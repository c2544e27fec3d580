"""The language model: asked rarely, in a closed schema, through one client; every answer is stored and replayed."""

from pipelines.settings import Settings

SCRIPTED_MODEL = "scripted-sandbox-model"


def model_name(settings: Settings) -> str | None:
    """The model that answers, or None when there is none and rules and templates do the work.

    The sandbox's scripted model goes by its own name, so that no report says a real model wrote it.
    """
    if not settings.has_model:
        return None
    is_scripted = settings.address_or_none("openai") == settings.sandbox_addresses.get("openai")
    return SCRIPTED_MODEL if is_scripted else settings.llm_model

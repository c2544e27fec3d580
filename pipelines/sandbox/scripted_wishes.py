"""The scripted model reads a wish: well, and now and then with a rule that nobody wished for."""

from typing import Any

from pipelines.domain.hashing import sha256_hex
from pipelines.llm.rules import parse_rules


def wish_rules(inputs: dict[str, Any]) -> dict[str, Any]:
    """An answer in the form of pipelines.llm.schemas.WishRules."""
    wish = parse_rules(inputs["wish"], inputs.get("lang", "en"))
    rules = [
        {"effect": one.effect, "facet": one.facet, "value": one.value, "strength": one.strength, "words": one.words}
        for one in wish.rules
    ]
    if int(sha256_hex(inputs["wish"])[:4], 16) % 2 == 0:
        # Wrong on purpose: these words are not in the wish, so the rule is refused
        rules.append(
            {"effect": "prefer", "facet": "genre", "value": "polka", "strength": 1.0, "words": "and surely some polka"}
        )
    return {"rules": rules, "unread": wish.unread}

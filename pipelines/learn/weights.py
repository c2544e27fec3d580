"""The numbers that a learned model hangs on: found on a validation part, written down as JSON."""

import json
from dataclasses import asdict, dataclass, fields

from pipelines.errors import BadInputError

_LARGEST, _LARGEST_POWER = 1e15, 10.0
_NEVER_NEGATIVE = frozenset({"dropout", "artist_rows", "album_rows", "tag_rows"})


@dataclass(frozen=True)
class Weights:
    """Settings of the additive model; the defaults leave every optional term out.

    Attributes:
        log_weights: Whether an interaction counts as log(1 + weight) instead of 1.
        user_power: Rows of X are multiplied by (number of items of the user) ** -user_power.
        item_power: Columns of X are multiplied by (number of users of the item) ** -item_power.
        ridge: Added to the diagonal of X'X, above 0.
        dropout: Times the squared length of an item's column, added to its ridge (Steck, NeurIPS 2020).
        artist_rows: Weight of an artist as one more user, who has all recordings of that artist.
        album_rows: The same of an album.
        tag_rows: The same of a tag.
        diagonal_power: Each column of the inverse is divided by its diagonal to this power: 1 is EASE^R, 0 ridge.
        out_power: Scores are multiplied by (number of users of the item) ** out_power.
        tag_cosine: Weight of the cosine of tags with each own thing.
        walk: Weight of the chance of walking from each own thing to the item.
        factors: Weight of the likeness of each own thing's factors.
        popularity: Taken from a score per log2(1 + users of the item).
    """

    log_weights: bool = False
    user_power: float = 0.0
    item_power: float = 0.0
    ridge: float = 100.0
    dropout: float = 0.0
    artist_rows: float = 0.0
    album_rows: float = 0.0
    tag_rows: float = 0.0
    diagonal_power: float = 1.0
    out_power: float = 0.0
    tag_cosine: float = 0.0
    walk: float = 0.0
    factors: float = 0.0
    popularity: float = 0.0

    def changed(self, name: str, value: float) -> "Weights":
        """The same with one number changed."""
        return Weights(**{**asdict(self), name: value})

    def to_json(self) -> str:
        """One JSON object, names in order."""
        return json.dumps(asdict(self), indent=2)

    @classmethod
    def from_json(cls, text: str) -> "Weights":
        """Read what `to_json` or `linernotes fit` wrote; what is not said keeps its default.

        Raises:
            BadInputError: Not a JSON object, an unknown name, or a value that cannot be.
        """
        try:
            found = json.loads(text)
        except json.JSONDecodeError as error:
            raise BadInputError(f"weights: not JSON (line {error.lineno}: {error.msg})") from None
        except (ValueError, RecursionError) as error:
            raise BadInputError(f"weights: not JSON that can be read ({error})") from None
        if not isinstance(found, dict):
            raise BadInputError("weights: a JSON object is needed, as `linernotes fit` writes it")
        if isinstance(found.get("weights"), dict):  # as `linernotes fit` writes it, beside what it was fitted on
            found = found["weights"]
        known = {field.name for field in fields(cls)}
        for name, value in found.items():
            if name not in known:
                raise BadInputError(f"weights: {name!r} is not one of {', '.join(sorted(known))}")
            if name == "log_weights":
                if not isinstance(value, bool):
                    raise BadInputError("weights: log_weights is true or false")
            else:
                _check(name, value)
        made = cls(**found)
        if made.ridge <= 0:
            raise BadInputError("weights: ridge must be above 0")
        return made


def _check(name: str, value: object) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value:  # noqa: PLR0124  (not a number)
        raise BadInputError(f"weights: {name} must be a number, not {value!r}")
    most = _LARGEST_POWER if name.endswith("_power") else _LARGEST
    least = 0.0 if name in _NEVER_NEGATIVE else -most
    if not least <= value <= most:
        raise BadInputError(f"weights: {name} must be from {least:g} to {most:g}")

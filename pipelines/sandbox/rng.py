"""Chance that is the same everywhere: every draw is named by what it is for, so no draw disturbs another."""

import hashlib
import random
import string
from collections.abc import Sequence
from itertools import accumulate
from typing import TypeVar
from uuid import UUID

_Item = TypeVar("_Item")
_BASE62 = string.digits + string.ascii_letters
Rng = random.Random


def _digest(parts: tuple[object, ...]) -> bytes:
    return hashlib.sha256("\x1f".join(str(part) for part in parts).encode()).digest()


def make_rng(*parts: object) -> Rng:
    """A generator named by its parts, independent of PYTHONHASHSEED and of every other one."""
    return random.Random(int.from_bytes(_digest(parts), "big"))  # noqa: S311  (a world, not a secret)


def make_uuid(*parts: object) -> UUID:
    """An id in the form of a random UUID."""
    return UUID(bytes=_digest(parts)[:16], version=4)


def make_base62(*parts: object, length: int = 22) -> str:
    """An id in the form of Spotify's: digits and letters."""
    number = int.from_bytes(_digest(parts), "big")
    digits = []
    for _ in range(length):
        number, digit = divmod(number, 62)
        digits.append(_BASE62[digit])
    return "".join(digits)


def to_base36(number: int) -> str:
    """A number in the form of Reddit's ids."""
    digits = []
    while number:
        number, digit = divmod(number, 36)
        digits.append(_BASE62[digit])
    return "".join(reversed(digits)) or "0"


def weighted_sample(rng: Rng, items: Sequence[_Item], weights: Sequence[float], k: int) -> list[_Item]:
    """At most `k` different items; those without weight are never drawn."""
    left = [(item, weight) for item, weight in zip(items, weights, strict=True) if weight > 0]
    drawn: list[_Item] = []
    while left and len(drawn) < k:
        sums = list(accumulate(weight for _, weight in left))
        mark = rng.random() * sums[-1]
        place = next((n for n, total in enumerate(sums) if total > mark), len(left) - 1)
        drawn.append(left.pop(place)[0])
    return drawn

"""Fences: a task that outlives its own retry must not write (a killed worker's child may live on beside it)."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from pipelines.db import connect, held_fence, rows
from pipelines.settings import Settings

SLICE_VARIABLE, VALUE_VARIABLE = "LINERNOTES_FENCE_SLICE", "LINERNOTES_FENCE_VALUE"
"""How a child process (dbt) learns which fence it must respect."""


@contextmanager
def hold(settings: Settings, slice_name: str) -> Iterator[int]:
    """Raise the fence of a slice and hold its value: every transaction inside aborts once somebody raised it again."""
    connection = connect(settings)
    try:
        with connection:
            value = int(
                rows(
                    connection,
                    "insert into ops.fence (slice, value) values (%s, 1) "
                    "on conflict (slice) do update set value = ops.fence.value + 1 returning value",
                    [slice_name],
                )[0]["value"]
            )
    finally:
        connection.close()
    token = held_fence.set((slice_name, value))
    try:
        yield value
    finally:
        held_fence.reset(token)


def child_environment() -> dict[str, str]:
    """The environment with which a child process inherits the fence that this task holds."""
    held = held_fence.get()
    if held is None:
        return dict(os.environ)
    return {**os.environ, SLICE_VARIABLE: held[0], VALUE_VARIABLE: str(held[1])}

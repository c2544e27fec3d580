"""Compile a loop over arrays with numba: at its first call, and once per machine."""

from collections.abc import Callable
from typing import TypeVar, cast

from numba import njit

Function = TypeVar("Function", bound=Callable[..., object])


def compiled(function: Function) -> Function:
    """The same function as machine code; it takes numbers and arrays, and writes into arrays that it is given.

    Operations are neither fused nor put into another order, so that the same arrays give the same bits. What was
    compiled is kept beside the source, or in the user's cache; where neither can be written, every process compiles.
    """
    try:
        return cast("Function", njit(cache=True)(function))
    except RuntimeError:  # numba's word for: no place to keep it
        return cast("Function", njit(function))

"""The sandbox, and settings that speak to it."""

from tests.sandboxed import house, sandbox

__all__ = ["house", "sandbox"]

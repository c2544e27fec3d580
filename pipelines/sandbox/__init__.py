"""A fictional music world, and small servers on loopback that speak of it in the wire format of the real services.

Nothing in it exists: no artist, song, listener or post. It grows with time, and asked as of a moment it shows only
what had happened by then.
"""

from pipelines.sandbox.running import Sandbox, running_sandbox
from pipelines.sandbox.world import World, make_world

__all__ = ["Sandbox", "World", "make_world", "running_sandbox"]

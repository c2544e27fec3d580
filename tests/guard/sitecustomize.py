"""Python imports this at the start of every child of the tests, because its folder is first in PYTHONPATH."""

import loopback_guard

loopback_guard.install()

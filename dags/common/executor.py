"""Airflow's LocalExecutor, which has imported what our tasks need before it forks its workers."""

import logging
from importlib import import_module

from airflow.executors.local_executor import LocalExecutor

LIBRARIES = (
    *("great_expectations", "matplotlib.pyplot", "openai", "pandas", "praw", "psycopg2", "pydantic_settings", "scipy"),
    *("scipy.sparse", "seaborn", "spotipy", "structlog", "threadpoolctl"),
)
"""Libraries alone: our own code is read by each task anew, so that an edit counts without a restart."""


class PreloadedLocalExecutor(LocalExecutor):
    """Every task is a fork of a worker and has these libraries by inheritance; importing them takes seconds each time.

    Where processes are spawned (macOS) nothing is inherited, and nothing is imported.
    """

    def start(self) -> None:
        """Import, then start as usual."""
        if self.is_mp_using_fork:
            # hundreds of lines at INFO, one per method of a class that it does not document
            logging.getLogger("great_expectations._docs_decorators").setLevel(logging.WARNING)
            for name in LIBRARIES:
                import_module(name)
        super().start()

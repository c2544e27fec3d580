"""The one-off of the size benchmark: who is near whom among all vectors; seconds and memory as JSON on stdout."""

import json
import resource
import time

from bench._big_world import WEEK
from pipelines.neighbours.graph import link_week_vectors
from pipelines.settings import read_settings


def main() -> None:
    """Make the graph, as the embed step of the weekly DAG does."""
    began = time.monotonic()
    links = link_week_vectors(read_settings(), WEEK)
    seconds = time.monotonic() - began
    gigabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6  # Linux counts in kilobytes
    print(json.dumps({"links": links, "seconds": seconds, "gigabytes": gigabytes}))


if __name__ == "__main__":
    main()

"""One of the processes of the size benchmark: the slates of some listeners, and what they took; JSON on stdout."""

import json
import resource
import sys
import time
from uuid import UUID

from bench._big_world import WEEK
from pipelines.recommend.slates import make_slates
from pipelines.settings import read_settings


def main(listeners: list[str]) -> None:
    """Make the slates, as one shard of the weekly DAG does."""
    began = time.monotonic()
    made = make_slates(read_settings(), WEEK, [UUID(one) for one in listeners])
    seconds = time.monotonic() - began
    gigabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6  # Linux counts in kilobytes
    print(json.dumps({"made": made, "seconds": seconds, "gigabytes": gigabytes}))


if __name__ == "__main__":
    main(json.load(sys.stdin))

"""Run every measurement and print the numbers: a table, or with `--json` one line per measurement."""

import json
import pkgutil
import sys
from importlib import import_module

import bench


def main(arguments: list[str]) -> None:
    """Measure what is named, or all."""
    wanted = [each for each in arguments if not each.startswith("--")]
    for module in sorted(pkgutil.iter_modules(bench.__path__), key=lambda each: each.name):
        if module.name.startswith("_") or (wanted and module.name not in wanted):
            continue
        numbers: dict[str, float] = import_module(f"bench.{module.name}").measure()
        if "--json" in arguments:
            print(json.dumps({"measurement": module.name, **numbers}))
        else:
            for name, number in numbers.items():
                print(f"{module.name:<20} {name:<32} {number:>12.3f}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])

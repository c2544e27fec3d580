"""All tests that are not long: end to end (told when all is over), and beside it the others in two workers."""

import subprocess
import sys
import tempfile

PYTEST = [sys.executable, "-m", "pytest", "-m"]
SHARED = ["-n", "2", "--dist", "loadfile"]
"""Among two workers, each file by one of them; end to end, one after the other beside them, takes longest."""


def main() -> int:
    """Run both; 0 if both passed."""
    with tempfile.TemporaryFile() as told:
        end_to_end = subprocess.Popen([*PYTEST, "e2e and not long"], stdout=told, stderr=subprocess.STDOUT)
        others = subprocess.Popen([*PYTEST, "not e2e and not long", *SHARED])
        codes = [_wait(others), _wait(end_to_end)]
        told.seek(0)
        print(told.read().decode(errors="replace"), flush=True)
    return 0 if not any(codes) else 1


def _wait(process: "subprocess.Popen[bytes]") -> int:
    """Its exit code; whoever interrupts us has interrupted it too, and it cleans up."""
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue  # not swallowed: its exit code says that it was interrupted, and ours follows it


if __name__ == "__main__":
    sys.exit(main())

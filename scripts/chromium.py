"""A headless Chromium for tests and screenshots: the machine's own, else one from npm that needs nothing installed.

`python scripts/chromium.py` fetches the one from npm into .linernotes/chromium when the machine has none.
"""

import os
import shutil
import subprocess
import sys
import tarfile
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "tests" / "browser" / "chromium"
UNPACKED = ROOT / ".linernotes" / "chromium"
NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
ARGUMENTS = ("--no-sandbox", "--disable-gpu")
"""No --disable-web-security and no --single-process: a content policy must hold in tests."""
FONTS = (
    "<fontconfig><dir>{folder}/fonts</dir><dir>/usr/share/fonts</dir><cachedir>{folder}/cache</cachedir></fontconfig>"
)


@dataclass(frozen=True)
class Chromium:
    """A program and what it needs in its environment."""

    path: str
    environment: dict[str, str] = field(default_factory=dict)

    def launch_options(self) -> dict[str, object]:
        """Keyword arguments for playwright's `chromium.launch`."""
        return {
            "executable_path": self.path,
            "args": [*ARGUMENTS, *(["--headless=shell"] if self.environment else [])],
            "env": {**os.environ, **self.environment},
        }


def find_chromium() -> Chromium | None:
    """CHROMIUM_PATH, one on the PATH, or the unpacked one; None when there is none."""
    named = os.environ.get("CHROMIUM_PATH")
    found = next((path for path in [named, *map(shutil.which, NAMES)] if path and Path(path).exists()), None)
    if found:
        return Chromium(found)
    program = UNPACKED / "chromium"
    if not program.exists():
        return None
    environment = {"LD_LIBRARY_PATH": str(UNPACKED / "lib"), "FONTCONFIG_PATH": str(UNPACKED / "fonts")}
    return Chromium(str(program), environment)


def fetch_chromium() -> Chromium:
    """
    Install the locked npm package and unpack it: the program, its libraries and one font, about 220 MB.

    Raises:
        subprocess.CalledProcessError: npm or node failed.
    """
    tools = Path(sys.executable).parent
    environment = {**os.environ, "PATH": os.pathsep.join([str(tools), os.environ.get("PATH", "")])}
    npm, node = (shutil.which(name, path=environment["PATH"]) or name for name in ("npm", "node"))
    draft = UNPACKED.with_name("chromium.new")
    shutil.rmtree(draft, ignore_errors=True)
    subprocess.run([npm, "ci", "--no-audit", "--no-fund"], cwd=PACKAGE, env=environment, check=True)
    subprocess.run([node, "unpack.mjs", str(draft)], cwd=PACKAGE, env=environment, check=True)
    for packed in sorted(draft.glob("*.tar")):
        with tarfile.open(packed) as archive:
            archive.extractall(draft, filter="data")
        packed.unlink()
    (draft / "chromium").chmod(0o755)
    (draft / "fonts" / "fonts.conf").write_text(FONTS.format(folder=UNPACKED / "fonts"), encoding="utf8")
    shutil.rmtree(UNPACKED, ignore_errors=True)
    draft.rename(UNPACKED)
    return Chromium(str(UNPACKED / "chromium"))


if __name__ == "__main__":
    here = find_chromium() or fetch_chromium()
    print(here.path)

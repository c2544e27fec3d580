#!/bin/sh
# From a Python to a whole .venv: everything in requirements.lock, by hash, and this checkout itself.
# PYTHON names the interpreter; else the newest supported one on PATH is taken. Any trouble is one line, exit code 2.
set -eu
cd "$(dirname "$0")/.."
venv=.venv

fail() {
    echo "linernotes: $1" >&2
    exit 2
}

is_supported() {
    "$1" -c 'import sys; raise SystemExit(not (3, 11) <= sys.version_info[:2] < (3, 14))' 2>/dev/null
}

version_of() {
    "$1" -c 'import sys; print("%d.%d.%d" % sys.version_info[:3])' 2>/dev/null || echo "not there"
}

find_python() {
    if [ -n "${PYTHON:-}" ]; then
        is_supported "$PYTHON" || fail "PYTHON=$PYTHON is $(version_of "$PYTHON"); Python 3.11, 3.12 or 3.13 is needed"
        echo "$PYTHON"
        return
    fi
    for candidate in python3.13 python3.12 python3.11 python3; do
        if is_supported "$candidate"; then
            echo "$candidate"
            return
        fi
    done
    fail "Python 3.11, 3.12 or 3.13 is needed (python3 is $(version_of python3)): install one, or name it with PYTHON=/path/to/python"
}

python=$(find_python)
"$python" -c 'import ensurepip, venv' 2>/dev/null ||
    fail "$python has no ensurepip, so it cannot make a virtual environment: install it (Debian, Ubuntu: apt install python3-venv)"

if ! is_supported "$venv/bin/python"; then
    rm -rf "$venv"
    echo "linernotes: making $venv with $python $(version_of "$python")" >&2
    "$python" -m venv "$venv" || fail "could not make $venv"
fi

installer=$(mktemp)
trap 'rm -f "$installer"' EXIT
# uv's own entry of the lock: its line and the indented lines of hashes after it
awk '/^uv==/ {on = 1; print; next} /^[^ ]/ {on = 0} on {print}' requirements.lock >"$installer"
export PIP_DISABLE_PIP_VERSION_CHECK=1
# `uv pip sync` takes away what the lock does not name, pip too
"$venv/bin/python" -m pip --version >/dev/null 2>&1 || "$venv/bin/python" -m ensurepip >/dev/null
if "$venv/bin/python" -m pip install --quiet --no-deps --require-hashes -r "$installer" &&
    UV_PYTHON_DOWNLOADS=never "$venv/bin/uv" pip sync --quiet --python "$venv/bin/python" --require-hashes requirements.lock; then
    :
else
    # uv does not read pip's own configuration of an index or of certificates
    echo "linernotes: uv could not install the lock, pip tries" >&2
    "$venv/bin/python" -m pip install --quiet --no-deps --require-hashes -r requirements.lock ||
        fail "the locked packages could not be installed: is a package index reachable?"
fi
UV_PYTHON_DOWNLOADS=never "$venv/bin/uv" pip install --quiet --python "$venv/bin/python" --no-deps --no-build-isolation -e . ||
    "$venv/bin/python" -m pip install --quiet --no-deps --no-build-isolation -e . ||
    fail "this checkout could not be installed into $venv"
touch "$venv/installed"

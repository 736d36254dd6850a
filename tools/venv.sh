#!/bin/sh
# Makes the virtual environment $1 with $PYTHON; where Debian has split venv off, installs it when root.
set -eu
python=${PYTHON:-python3}
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    echo "Glasnost needs Python 3.11 or newer; $("$python" --version 2>&1) was found. Try: make PYTHON=python3.12 …" >&2
    exit 1
}
"$python" -m venv --clear "$1" && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -qq && apt-get install -y -qq --no-install-recommends python3-venv
    exec "$python" -m venv --clear "$1"
fi
echo "Python's venv module is missing. On Debian or Ubuntu: sudo apt-get install python3-venv" >&2
exit 1

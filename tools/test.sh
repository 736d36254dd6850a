#!/bin/sh
# Everything that must hold, fast first; stops at the first failure and tells how long each step took.
set -eu
bin=.venv/bin
cores=$(nproc 2>/dev/null || getconf _NPROCESSORS_ONLN)
step() {
    start=$(date +%s)
    printf '\n== %s\n' "$*"
    "$@"
    printf -- '-- %s s\n' "$(($(date +%s) - start))"
}
step $bin/ruff check
step $bin/ruff format --check
step $bin/lint-imports
step $bin/mypy --strict
step $bin/glasnost checklists lint
# More workers than cores: fast tests wait for files and processes, slow ones for servers and browsers a third of the time.
step $bin/python -m pytest -n "$((cores + 1))" -m "not slow"
step $bin/python -m pytest -n "$((cores + 2))" --dist loadfile --no-loadscope-reorder -m slow --durations=10

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
step $bin/python -m pytest -n auto -m "not slow"
# One more than there are cores: slow tests wait for servers and browsers for a third of their time.
step $bin/python -m pytest -n "$((cores + 1))" --dist loadfile --no-loadscope-reorder -m slow --durations=10

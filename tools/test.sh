#!/bin/sh
# Everything that must hold, fast first; stops at the first failure and tells how long each step took.
set -eu
bin=.venv/bin
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
step $bin/python -m pytest -n auto --dist loadfile -m slow --durations=10

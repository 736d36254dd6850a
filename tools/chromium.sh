#!/bin/sh
# Finds or installs Chromium: the system's, else Playwright's own ($1 is its command), else the package manager's when root.
set -u
for name in chromium chromium-headless-shell chromium-browser google-chrome; do
    if command -v "$name" >/dev/null; then
        echo "Browser: $(command -v "$name")"
        exit 0
    fi
done
if "$1" install chromium; then
    echo "Browser: Playwright's Chromium"
    exit 0
fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -qq
    for package in chromium-headless-shell chromium; do
        if apt-get install -y -qq --no-install-recommends "$package"; then
            echo "Browser: $package"
            exit 0
        fi
    done
fi
echo "No Chromium: sites whose content comes by JavaScript will be «not checked: no_browser». All else works." >&2

# Sourced by bin/test: finds Chromium for the browser tests, and brings it where that is possible.
# shellcheck shell=bash

# The first of the browsers that may be here: the one that is named, the machine's, Playwright's own.
find_chromium() {
    local browser
    for browser in "${TWOFOLD_CHROMIUM-}" chromium chromium-browser google-chrome google-chrome-stable; do
        [ -n "$browser" ] && command -v "$browser" && return
    done
    browser=$("$VENV/bin/python" -c '
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    print(playwright.chromium.executable_path)') && [ -x "$browser" ] && printf '%s\n' "$browser"
}

install_chromium() {
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends chromium
    else
        "$VENV/bin/playwright" install chromium
    fi
}

bring_chromium() {
    if [ -n "${TWOFOLD_CHROMIUM-}" ] && ! command -v "$TWOFOLD_CHROMIUM" >/dev/null; then
        die "TWOFOLD_CHROMIUM names $TWOFOLD_CHROMIUM, and there is no such program."
    fi
    if ! TWOFOLD_CHROMIUM=$(find_chromium 2>/dev/null); then
        step "Installing Chromium for the browser tests" install_chromium
        TWOFOLD_CHROMIUM=$(find_chromium 2>/dev/null) ||
            die "The browser tests need Chromium: install it, or name one with TWOFOLD_CHROMIUM."
    fi
    export TWOFOLD_CHROMIUM
}

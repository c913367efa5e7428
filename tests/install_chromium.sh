#!/bin/sh
# Make a Chromium available to the browser tests: the system's own, Debian's package where there is none.
set -eu
for name in chromium chromium-browser google-chrome; do
    if command -v "$name" >/dev/null 2>&1; then exit 0; fi
done
echo "No Chromium found: installing Debian's package" >&2
if [ "$(id -u)" -ne 0 ]; then echo "Please run: sudo apt-get install chromium" >&2; exit 1; fi
apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null

#!/bin/sh
# Install the Debian packages that the tests need (or the measurements: `bench`; or trying it out: `demo`, which goes on without when
# there is no root), and say so first. Does nothing when all are there.
set -eu

wanted="chromium poppler-utils postgresql redis-server qpdf libnss3-tools fonts-noto-cjk ffmpeg janus janus-tools coturn"
for_what="tests"
if [ "${1:-}" = bench ]; then
    # The usual way to a PDF, which ours is measured against.
    wanted="$wanted libreoffice-writer-nogui"
    for_what="measurements"
elif [ "${1:-}" = demo ]; then
    # Case folders show, read and bind PDF files with these.
    wanted="poppler-utils qpdf"
    for_what="demonstration"
fi

if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
    echo "This is not a Debian system. The $for_what need these Debian packages or their like: $wanted"
    echo "Going on with what is there."
    exit 0
fi

missing=""
for package in $wanted; do
    case "$(dpkg-query -W -f '${Status}' "$package" 2>/dev/null || true)" in
        *" installed") ;;
        *) missing="$missing $package" ;;
    esac
done
[ -n "$missing" ] || exit 0

root=""
if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null; then
        echo "Please install as root:$missing"
        [ "$for_what" = demonstration ] || exit 1
        echo "Going on without: case folders will not show the pages of files."
        exit 0
    fi
    root="sudo"
fi
echo "The $for_what need Debian packages that are not here. Installing with ${root:+$root }apt-get:$missing"
$root env DEBIAN_FRONTEND=noninteractive apt-get update -qq
$root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null

# What the tests need of these they start themselves, with a configuration of their own.
if [ -d /run/systemd/system ]; then
    for service in janus coturn; do
        case "$missing " in
            *" $service "*) $root systemctl disable --now "$service" >/dev/null 2>&1 || true ;;
        esac
    done
fi

#!/bin/sh
# Make sure that Python can find libcairo, which draws the rigs. Usage: install_cairo.sh PYTHON
set -u
python=$1
found() { "$python" -c 'import cairocffi' 2>/dev/null; }
found && exit 0

as_root=""
if [ "$(id -u)" != 0 ]; then
    if command -v sudo >/dev/null && sudo -n true 2>/dev/null; then as_root="sudo -n"; else as_root="no"; fi
fi
if [ "$as_root" != no ]; then
    if command -v apt-get >/dev/null; then
        echo "Installing libcairo (apt-get install libcairo2)"
        $as_root apt-get install -y -qq libcairo2 >/dev/null 2>&1 ||
            { $as_root apt-get update -qq && $as_root apt-get install -y -qq libcairo2; } >/dev/null 2>&1
    elif command -v dnf >/dev/null; then $as_root dnf install -y -q cairo
    elif command -v pacman >/dev/null; then $as_root pacman -S --noconfirm --quiet cairo
    elif command -v apk >/dev/null; then $as_root apk add --quiet cairo
    fi
fi
command -v brew >/dev/null && ! found && brew install --quiet cairo
found && exit 0
echo "libcairo is missing: install it (Debian, Ubuntu: sudo apt-get install libcairo2;" \
     "Fedora: sudo dnf install cairo; macOS: brew install cairo; Windows: see docs/install.md)," \
     "then run make again" >&2
exit 1

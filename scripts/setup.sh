#!/usr/bin/env bash
# Puts in place what building, testing and running Hone needs. Says what it does; a second run finds everything and is quick.
#   system    OpenBLAS, headers of SQLite, zlib and liblzma, pkg-config, Python's venv (Debian, Ubuntu; macOS brings its own)
#   .venv     Python for the examples and the data: numpy, scikit-learn
#   HONE_HOME weights, benchmark tables, adapters, the Python helper, databases of past trials (default ~/.local/share/hone)
set -euo pipefail
cd "$(dirname "$0")/.."

hone_home="${HONE_HOME:-$HOME/.local/share/hone}"

say() { printf '%s\n' "setup: $*"; }
fail() {
    printf '%s\n' "setup: $1" "  $2" >&2
    exit 1
}

system_packages() {
    if [ "$(uname -s)" = Darwin ]; then
        say "macOS: Accelerate and the system's SQLite are used; nothing to install"
        command -v python3 >/dev/null || fail "there is no python3" "Install the command-line tools: xcode-select --install"
        return
    fi
    if ! command -v dpkg-query >/dev/null; then
        pkg-config --exists openblas sqlite3 zlib liblzma 2>/dev/null || fail "this is neither Debian nor Ubuntu, and openblas, sqlite3, zlib or liblzma is missing" \
            "Install the development packages of OpenBLAS, SQLite, zlib and liblzma, pkg-config and Python 3 with venv, then run this again."
        return
    fi
    local missing=() package
    for package in libopenblas-dev libsqlite3-dev zlib1g-dev liblzma-dev pkg-config python3-venv; do
        dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q "ok installed" || missing+=("$package")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    local root=()
    if [ "$(id -u)" != 0 ]; then
        command -v sudo >/dev/null || fail "${missing[*]} must be installed, and there is no sudo" \
            "As root: apt-get install ${missing[*]}"
        root=(sudo)
    fi
    say "installing ${missing[*]}"
    "${root[@]}" apt-get update -qq
    "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

python_environment() {
    local stamp=.venv/.requirements
    if [ -x .venv/bin/python ] && cmp -s scripts/requirements.txt "$stamp"; then return; fi
    say "Python environment .venv with numpy and scikit-learn"
    # Not every python3 has venv: the first on the path may be one without.
    local python
    for python in python3 /usr/bin/python3; do
        if "$python" -m venv --clear .venv >/dev/null 2>&1; then
            .venv/bin/python -m pip install --quiet --disable-pip-version-check -r scripts/requirements.txt
            cp scripts/requirements.txt "$stamp"
            return
        fi
    done
    fail "python3 cannot make a virtual environment" "Install python3-venv, or put a complete Python 3.9 or newer first on the PATH."
}

# Copies files that changed.
copy_into() {
    local target="$1" file
    shift
    mkdir -p "$target"
    for file in "$@"; do
        [ -e "$file" ] || continue
        cmp -s "$file" "$target/$(basename "$file")" || cp "$file" "$target/"
    done
}

home() {
    mkdir -p "$hone_home" || fail "$hone_home cannot be made" "Make it writable, or set HONE_HOME to another folder."
    .venv/bin/python scripts/fetch_weights.py
    .venv/bin/python scripts/fetch_tables.py
    copy_into "$hone_home/python" python/hone_trial.py
    copy_into "$hone_home/python" python/hone_client.py
    local adapter
    for adapter in Models/*/; do
        [ -d "$adapter" ] || continue
        copy_into "$hone_home/adapters/$(basename "$adapter")" "$adapter"*
    done
    local reader
    for reader in Readers/*/; do
        [ -d "$reader" ] || continue
        copy_into "$hone_home/readers/$(basename "$reader")" "$reader"*
    done
}

build() {
    say "building hone (some minutes the first time)"
    mkdir -p .build
    if ! { swift build -c release --product hone && swift build -c release --product hone-supervisor; } >.build/setup.log 2>&1; then
        grep -E "error:" .build/setup.log | head -n 20 >&2 || tail -n 20 .build/setup.log >&2
        fail "hone was not built" "The whole output is in .build/setup.log; the command was: swift build -c release --product hone"
    fi
    # For programs that use the library and have no supervisor beside them. Replaced as a whole: one may run.
    mkdir -p "$hone_home/bin"
    cmp -s .build/release/hone-supervisor "$hone_home/bin/hone-supervisor" && return
    cp .build/release/hone-supervisor "$hone_home/bin/.hone-supervisor.new"
    mv "$hone_home/bin/.hone-supervisor.new" "$hone_home/bin/hone-supervisor"
}

# Trials that the shipped adapter was trained on; imported once, and again when they change.
starter_database() {
    ls Data/*.jsonl >/dev/null 2>&1 || return 0
    local sum stamp="$hone_home/.starter"
    sum="$(cat Data/*.jsonl | cksum)"
    if [ -f "$hone_home/trials.db" ] && [ "$(cat "$stamp" 2>/dev/null)" = "$sum" ]; then return; fi
    say "importing the starter database"
    .build/release/hone db import Data/*.jsonl --database "$hone_home/trials.db" --quiet
    printf '%s\n' "$sum" >"$stamp"
}

# Trials of many programs, in a database of their own: the starter database is what the shipped adapter saw, and named by
# its hash in the adapter's card. `hone db import Data/programs` adds them to it, where that is wanted.
programs_database() {
    ls Data/programs/trials.jsonl.* >/dev/null 2>&1 || return 0
    local sum stamp="$hone_home/.programs"
    sum="$(cat Data/programs/spaces.json Data/programs/trials.jsonl.* | cksum)"
    if [ -f "$hone_home/programs.db" ] && [ "$(cat "$stamp" 2>/dev/null)" = "$sum" ]; then return; fi
    say "importing trials of many programs"
    # Made anew: what was packed anew may have left tasks out.
    rm -f "$hone_home/.programs.new.db"
    .build/release/hone db import Data/programs --database "$hone_home/.programs.new.db" --quiet
    mv "$hone_home/.programs.new.db" "$hone_home/programs.db"
    printf '%s\n' "$sum" >"$stamp"
}

system_packages
python_environment
home
build
starter_database
programs_database
say "done; the tool is .build/release/hone"

# Sourced by the scripts of this folder: brings the project's own environment up to date, in no time when nothing changed.
# shellcheck shell=bash
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
VENV=$ROOT/.venv
STAMPS=$VENV/stamps
CACHE=$ROOT/.cache
cd "$ROOT"

# What the caller's shell is set up for must not leak into ours.
unset PYTHONPATH PYTHONHOME PYTHONSTARTUP VIRTUAL_ENV CONDA_PREFIX UV_PROJECT_ENVIRONMENT DJANGO_SETTINGS_MODULE
unset PYTHONDONTWRITEBYTECODE PIP_TARGET PIP_PREFIX PIP_USER PIP_REQUIRE_VIRTUALENV NODE_PATH NODE_OPTIONS
# Trust the machine's own certificates, as pip and git do: companies have their own. Large packages take their time.
export UV_SYSTEM_CERTS=1 UV_HTTP_TIMEOUT=180 PIP_DISABLE_PIP_VERSION_CHECK=1

die() {
    printf '%s: %s\n' "${0##*/}" "$1" >&2
    exit 1
}

say() { printf '%s\n' "$1" >&2; }

# help "$@": prints the comment at the top of the calling script when asked.
help() {
    case "${1-}" in
    -h | --help)
        sed -n '2,/^[^#]/{/^# shellcheck/d;s/^# \{0,1\}//p;}' "$0"
        exit 0
        ;;
    esac
}

# The newest Python that fits; one that is named by TWOFOLD_PYTHON comes first.
find_python() {
    local python
    for python in "${TWOFOLD_PYTHON-}" python3.13 python3.12 python3.11 python3 python; do
        if [ -n "$python" ] && "$python" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null; then
            printf '%s\n' "$python"
            return
        fi
    done
    die "Python 3.11, 3.12 or 3.13 is needed and none is on the PATH (TWOFOLD_PYTHON names one elsewhere)."
}

make_environment() {
    local python
    # An environment that was moved, or whose Python is gone, is made anew.
    grep -qF "$VENV" "$VENV/bin/activate" 2>/dev/null && "$VENV/bin/python" -c '' 2>/dev/null && return
    python=$(find_python)
    "$python" -c 'import venv, ensurepip' 2>/dev/null ||
        die "$("$python" -V) has no venv module; on Debian: apt-get install python3-venv."
    rm -rf "$VENV"
    step "Making the environment in .venv with $("$python" -V)" "$python" -m venv "$VENV"
}

# step WHAT COMMAND...: runs quietly; when it fails, one line says what and where the rest stands.
step() {
    local what=$1
    shift
    say "$what ..."
    mkdir -p "$CACHE"
    "$@" >"$CACHE/setup.log" 2>&1 ||
        die "$what failed: $(grep -vE '^ *$|^hint:' "$CACHE/setup.log" | tail -n 1 | sed 's/^ *//') (the whole story: .cache/setup.log)"
}

install_packages() {
    local wanted
    wanted=$(cat requirements/uv.txt requirements/dev.txt requirements/demo.txt | cksum)
    [ "$(cat "$STAMPS/packages" 2>/dev/null)" = "$wanted" ] && return
    mkdir -p "$STAMPS"
    rm -f "$STAMPS/twofold"
    step "Installing uv" "$VENV/bin/python" -m pip install --quiet --require-hashes --no-deps -r requirements/uv.txt
    step "Installing the locked packages" "$VENV/bin/uv" pip sync --quiet --python "$VENV/bin/python" \
        --require-hashes requirements/uv.txt requirements/dev.txt requirements/demo.txt
    printf '%s\n' "$wanted" >"$STAMPS/packages"
}

# Whether anything that Twofold is built from changed since it was built.
is_built() {
    local sources=(pyproject.toml hatch_build.py frontend requirements/build.txt twofold/*/locale)
    [ -e "$STAMPS/twofold" ] && [ -e twofold/look/static/look/build/manifest.json ] &&
        [ -z "$(find "${sources[@]}" -name node_modules -prune -o -name '*.mo' -prune -o -type f -newer "$STAMPS/twofold" -print)" ]
}

# Twofold itself, editable; building it builds the front-end.
install_twofold() {
    is_built && return
    : >"$STAMPS/building"
    step "Building Twofold" "$VENV/bin/uv" pip install --quiet --python "$VENV/bin/python" --no-deps \
        --build-constraints requirements/build.txt --editable .
    mv "$STAMPS/building" "$STAMPS/twofold"
}

set_up() {
    # Two scripts that are started at once do not do it twice.
    if command -v flock >/dev/null; then
        mkdir -p "$CACHE"
        exec 9>"$CACHE/setup.lock"
        flock 9
    fi
    make_environment
    install_packages
    install_twofold
    exec 9>&-
    export PATH="$VENV/bin:$PATH"
}

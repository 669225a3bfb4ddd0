#!/bin/sh
# Installs and builds what is missing: npm packages, the build, redis-server and ffmpeg. Says what it does on stderr;
# does nothing, in a few milliseconds, once all is there. `set-up.sh tests`: also what only the tests need, on the PATH.
set -eu
cd "$(dirname "$0")/.."

say() { printf 'framefleet set-up: %s\n' "$*" >&2; }
fail() { say "$*"; exit 2; }
have() { command -v "$1" >/dev/null 2>&1; }

have node || fail "Node.js 20.19 or newer is needed: https://nodejs.org, or your system's package nodejs."
have npm || fail "npm is needed; it comes with Node.js."

# A linked node_modules is another tree's, which `npm ci` would empty.
if [ ! -L node_modules ] && { [ ! -f node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; }; then
  node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' ||
    fail "Node.js 20.19 or newer is needed, this is $(node --version)."
  say 'installing npm packages'
  npm ci --no-fund --no-audit --no-update-notifier --loglevel=error >&2
fi

if [ ! -f dist/.built ] ||
  [ -n "$(find app cli client demo model pictures producer queue results scripts shared test web worker tsconfig.json tsconfig.types.json tsconfig.web.json package.json -newer dist/.built \( -name '*.ts' -o -name '*.json' -o -name '*.css' -o -name '*.html' -o -name '*.svg' -o -name '*.mjs' \) -print 2>/dev/null | head -n 1)" ]; then
  say 'building'
  npm run --silent build >&2
fi

missing=''
[ -n "${REDIS_URL:-}" ] || have redis-server || missing="$missing redis-server"
[ -n "${FFMPEG_PATH:-}" ] || [ -x node_modules/ffmpeg-static/ffmpeg ] || have ffmpeg || missing="$missing ffmpeg"
if [ "${1:-}" = tests ]; then
  missing=''
  have redis-server || missing="$missing redis-server"
  { have ffmpeg && have ffprobe; } || missing="$missing ffmpeg"
fi

as_root=''
[ "$(id -u)" = 0 ] || ! have sudo || as_root=sudo
has_apt() { have apt-get && { [ "$(id -u)" = 0 ] || [ -n "$as_root" ]; }; }
apt_install() {
  $as_root apt-get update -qq && $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@"
}

# The page's tests are skipped without it.
if [ "${1:-}" = tests ] && [ -z "${CHROMIUM_PATH:-}" ] && ! have chromium && ! have chromium-browser && ! have google-chrome; then
  if has_apt; then say 'installing chromium (apt), for the tests of the page'; fi
  { has_apt && apt_install chromium >/dev/null 2>&1; } || say 'there is no chromium here: tests in a browser will be skipped'
fi
[ -n "$missing" ] || exit 0

if has_apt; then
  say "installing$missing (apt)"
  log=$(mktemp)
  # shellcheck disable=SC2086 # words on purpose
  if ! apt_install $missing >"$log" 2>&1; then
    cat "$log" >&2; rm -f "$log"
    fail "apt could not install$missing; install them by hand."
  fi
  rm -f "$log"
elif have brew; then
  say "installing$missing (brew)"
  # shellcheck disable=SC2046 # brew's package is called redis
  brew install $(echo "$missing" | sed 's/redis-server/redis/') >&2 || fail "brew could not install$missing; install them by hand."
else
  fail "please install$missing with your system's package manager (packages: redis or redis-server, ffmpeg), or set REDIS_URL and FFMPEG_PATH."
fi

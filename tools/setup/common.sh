# Sourced by bazelw and the scripts beside this file: names and folders they agree on.
# shellcheck shell=bash disable=SC2034,SC2154 # Shared variables are set in one and used in another.

readonly qgraph_setup="$qgraph_workspace/tools/setup"
readonly qgraph_cache="${XDG_CACHE_HOME:-$HOME/.cache}/qgraph"

# The Debian release with the Bazel of .bazelversion and a QEMU with the qtest accelerator.
readonly qgraph_suite=forky
readonly qgraph_qemu_at_least=11.1
# Raise it when make_root.sh changes the content of a root: the old one is then no longer used.
readonly qgraph_recipe=1

# The command that the user called, as messages name it.
: "${qgraph_command:=bazelw}"

say() { printf '%s: %s\n' "$qgraph_command" "$*" >&2; }

die() {
  say "$@"
  exit 1
}

# have NAME succeeds when NAME is a command on PATH.
have() { command -v "$1" >/dev/null 2>&1; }

# key STRING... prints a short name for its arguments.
key() {
  local sum
  sum=$(printf '%s\n' "$@" | sha256sum)
  printf '%s\n' "${sum:0:16}"
}

# root_key prints the name of this workspace's toolchain root.
root_key() {
  key "$qgraph_recipe" "$qgraph_suite" "$(grep -v '^#' "$qgraph_setup/packages.txt")"
}

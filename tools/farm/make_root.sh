#!/usr/bin/env bash
# make_root.sh WORKSPACE makes the farm's root unless it exists, and prints its folder: Debian's buildbox and
# PostgreSQL, and BuildGrid in a Python environment of its own, /venv.
#
# A second one at the same time waits; an interrupted one leaves nothing that a later one takes for a root.
set -euo pipefail
readonly qgraph_workspace=$1
source "$qgraph_workspace/tools/setup/common.sh"
source "$qgraph_workspace/tools/setup/debian.sh"

# Raise it when this script changes the content of a root.
readonly recipe=1
readonly here=$qgraph_workspace/tools/farm
readonly home=$qgraph_cache/farm
directory=$home/root-$(key "$recipe" "$qgraph_suite" "$(grep -v '^#' "$here/packages.txt")" "$(<"$here/requirements.txt")")
readonly directory

# tune ROOT removes files that no farm needs.
tune() {
  rm -rf "$1"/usr/share/{doc,locale,man}/* "$1"/var/lib/postgresql/*
}

# install_engine ROOT puts BuildGrid into ROOT, from wheels alone: the root has no compiler.
install_engine() {
  local config
  mkdir -p "$1/run/host"
  # The machine's own pip settings, which the root does not have.
  config=/run/host${PIP_CONFIG_FILE:-/etc/pip.conf}
  PIP_CONFIG_FILE=$config PIP_DISABLE_PIP_VERSION_CHECK=1 "$qgraph_setup/enter_root.sh" "$1" '' /bin/sh -euc '
    PATH=/usr/sbin:/usr/bin:/sbin:/bin
    python3 -m venv /venv
    /venv/bin/pip install --quiet --no-cache-dir --no-deps --only-binary=:all: --requirement "$1"
  ' sh "$here/requirements.txt" >&2
}

main() {
  local lock mirror started=$SECONDS
  mkdir -p "$home"
  exec {lock}>"$home/lock"
  flock "$lock"
  [[ -e $directory ]] && return
  sweep "$home"
  install_missing
  mkdir "$directory.part"
  mirror=$(find_mirror "$qgraph_suite" "$directory.part")
  say "making the farm's root (BuildGrid, buildbox and PostgreSQL), once:" \
    "about 200 MB to download, 550 MB on disk, one minute"
  bootstrap "$qgraph_suite" "$mirror" "$directory.part" "$here/packages.txt" || die "the farm's root could not be made; run it again to retry"
  install_engine "$directory.part/root" || die "BuildGrid could not be installed; run it again to retry"
  rm -f "$directory.part/InRelease" "$directory.part/apt.conf"
  tune "$directory.part/root"
  mv -T "$directory.part" "$directory"
  say "the farm's root is ready after $((SECONDS - started)) s: $directory/root"
}

main
printf '%s\n' "$directory/root"

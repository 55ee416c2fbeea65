#!/usr/bin/env bash
# write_launchers.sh WORKSPACE DIRECTORY writes DIRECTORY/qemu/bin: a script for every QEMU program of
# DIRECTORY/root, which starts it outside of the root through the root's own loader and libraries.
set -euo pipefail
shopt -s nullglob
readonly qgraph_workspace=$1 directory=$2
source "$qgraph_workspace/tools/setup/common.sh"

readonly root=$directory/root part=$directory/qemu.part

# launcher LOADER PROGRAM prints the script for PROGRAM.
launcher() {
  local loader=$1 program=$2 libraries
  libraries=$(dirname "$loader")
  printf '#!/bin/sh\n# Written by bazelw: runs %s of the toolchain root.\n' "$(basename "$program")"
  printf 'QEMU_MODULE_DIR=%q exec %q --library-path %q %q %s"$@"\n' \
    "$libraries/qemu" "$loader" "$libraries" "$program" "$(data_options "$program")"
}

# data_options PROGRAM prints the options that name the firmware folder of PROGRAM, if it is an emulator.
data_options() {
  local folder
  [[ $1 == */qemu-system-* ]] || return 0
  for folder in share/qemu share/seabios; do
    printf -- '-L %q ' "$root/usr/$folder"
  done
}

main() {
  local loader program
  loader=$(readlink -f "$root"/usr/lib/*-linux-gnu*/ld-linux*.so.[12] | head -n 1)
  [[ -f $loader ]] || die "no dynamic loader in $root"
  rm -rf "$part"
  mkdir -p "$part/bin"
  for program in "$root"/usr/bin/qemu-system-* "$root"/usr/bin/qemu-{img,io,nbd,storage-daemon}; do
    [[ -x $program ]] || continue
    launcher "$loader" "$program" >"$part/bin/$(basename "$program")"
    chmod +x "$part/bin/$(basename "$program")"
  done
  mv -T "$part" "$directory/qemu"
  ln -sfn "$directory/qemu" "$qgraph_cache/qemu"
}

main

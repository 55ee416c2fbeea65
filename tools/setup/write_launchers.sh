#!/usr/bin/env bash
# write_launchers.sh WORKSPACE DIRECTORY writes DIRECTORY/qemu/bin: a script for every QEMU program of
# DIRECTORY/root, which starts it outside of the root through the root's own loader and libraries.
set -euo pipefail
shopt -s nullglob
readonly qgraph_workspace=$1 directory=$2
source "$qgraph_workspace/tools/setup/common.sh"

readonly root=$directory/root part=$directory/qemu.part

# is_elf FILE succeeds when FILE is a program, not a script.
is_elf() { [[ -x $1 && $(head -c 4 "$1" | tr -d '\0') == $'\x7fELF' ]]; }

# program NAME prints the program NAME of the root; where Debian has a script of that name that starts a program,
# that one. It prints nothing if there is none.
program() {
  local file
  for file in "$root/usr/bin/$1" "$root/usr/libexec/$1"; do
    if is_elf "$file"; then
      printf '%s\n' "$file"
      return
    fi
  done
}

# launcher LOADER PROGRAM prints the script for PROGRAM.
launcher() {
  local loader=$1 program=$2 libraries path folder
  libraries=$(dirname "$loader")
  path=$libraries
  # Where libpulse.so looks for its other half, by a path of the machine.
  [[ ! -d $libraries/pulseaudio ]] || path+=:$libraries/pulseaudio
  printf '#!/bin/sh\n# Written by %s: runs %s of %q.\n' "$qgraph_command" "$(basename "$program")" "$root"
  printf 'QEMU_MODULE_DIR=%q exec %q --library-path %q %q' "$libraries/qemu" "$loader" "$path" "$program"
  if [[ $program == */qemu-system-* ]]; then
    # The firmware, in the order in which Debian's QEMU looks for it.
    for folder in "$root"/usr/{share/qemu,share/seabios,lib/ipxe/qemu}; do
      [[ ! -d $folder ]] || printf -- ' -L %q' "$folder"
    done
  fi
  printf ' "$@"\n'
}

main() {
  local loader file name program
  loader=$(readlink -f "$root"/usr/lib/*-linux-gnu*/ld-linux*.so.[12] | head -n 1)
  [[ -f $loader ]] || die "no dynamic loader in $root"
  # Without this folder beside the loader a QEMU looks for modules and firmware in the machine's own folders, too: the
  # modules of another QEMU end it.
  mkdir -p "$(dirname "$loader")/qemu-bundle"
  rm -rf "$part"
  mkdir -p "$part/bin"
  for file in "$root"/usr/bin/qemu-system-* "$root"/usr/bin/qemu-{img,io,nbd,storage-daemon}; do
    name=$(basename "$file")
    program=$(program "$name")
    [[ -n $program ]] || continue
    launcher "$loader" "$program" >"$part/bin/$name"
    chmod +x "$part/bin/$name"
  done
  mv -T "$part" "$directory/qemu"
}

main

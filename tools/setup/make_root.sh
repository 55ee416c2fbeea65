#!/usr/bin/env bash
# make_root.sh WORKSPACE DIRECTORY makes the toolchain root as DIRECTORY/root unless it exists.
#
# It is made beside its final place, under the caller's lock, and renamed when complete: an interrupted run
# leaves nothing that a later one takes for a root.
set -euo pipefail
readonly qgraph_workspace=$1 directory=$2
source "$qgraph_workspace/tools/setup/common.sh"
source "$qgraph_workspace/tools/setup/debian.sh"

# installed ROOT PACKAGE prints the version of PACKAGE in ROOT, without its epoch.
installed() {
  awk -v package="$2" '
    $1 == "Package:" { found = ($2 == package) }
    $1 == "Version:" && found { sub(/^[0-9]+:/, "", $2); print $2; exit }
  ' "$1/var/lib/dpkg/status"
}

# check ROOT fails unless ROOT has the versions that the build needs.
check() {
  local bazel qemu want
  want=$(<"$qgraph_workspace/.bazelversion")
  bazel=$(installed "$1" bazel-bootstrap)
  qemu=$(installed "$1" qemu-system-x86)
  if [[ $bazel != "$want"[+~-]* && $bazel != "$want" ]]; then
    die "Debian $qgraph_suite now has Bazel $bazel, but .bazelversion asks for $want:" \
      "update .bazelversion, or name an older snapshot of the archive with QGRAPH_DEBIAN_MIRROR=URL."
  fi
  if ! dpkg --compare-versions "$qemu" ge "$qgraph_qemu_at_least"; then
    die "Debian $qgraph_suite on this mirror has QEMU $qemu, but $qgraph_qemu_at_least or later is needed:" \
      "name a newer mirror with QGRAPH_DEBIAN_MIRROR=URL."
  fi
}

# tune ROOT adapts the Debian in ROOT to enter_root.sh.
tune() {
  mkdir -p "$1/run/host"
  rm -rf "$1"/usr/share/{doc,locale,man}/*
  # A setting that Bazel warns about at each start, and one that keeps every sandbox.
  sed -i '/host_javabase/d; /sandbox_debug/d' "$1/etc/bazel/bazelrc"
}

main() {
  local mirror started=$SECONDS
  [[ -e $directory/root ]] && return

  sweep "$(dirname "$directory")"
  install_missing
  mkdir "$directory.part"
  mirror=$(find_mirror "$qgraph_suite" "$directory.part")
  say "making the toolchain root (Bazel, QEMU and their dependencies from Debian $qgraph_suite), once:" \
    "about 1 GB to download, 2.5 GB on disk, one to three minutes"
  bootstrap "$qgraph_suite" "$mirror" "$directory.part" "$qgraph_setup/packages.txt" || die "the toolchain root could not be made; run it again to retry"
  check "$directory.part/root"
  rm -f "$directory.part/InRelease" "$directory.part/apt.conf"
  tune "$directory.part/root"
  mv -T "$directory.part" "$directory"
  say "the toolchain root is ready after $((SECONDS - started)) s: $directory/root"
}

main

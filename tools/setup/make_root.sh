#!/usr/bin/env bash
# make_root.sh WORKSPACE DIRECTORY makes the toolchain root as DIRECTORY/root unless it is there.
#
# It is made beside its final place, under the caller's lock, and renamed when it is whole: an
# interrupted run leaves nothing that a later one takes for a root.
set -euo pipefail
shopt -s nullglob
readonly qgraph_workspace=$1 directory=$2
source "$qgraph_workspace/tools/setup/common.sh"

# install_missing installs the packages that making the root takes, or says how to.
install_missing() {
  local packages=()
  have mmdebstrap || packages+=(mmdebstrap)
  ((EUID == 0)) || have newuidmap || packages+=(uidmap)
  # Go takes modules only from a proxy whose certificate it can check.
  [[ -e /etc/ssl/certs/ca-certificates.crt ]] || packages+=(ca-certificates)
  ((${#packages[@]})) || return 0
  if ! have apt-get; then
    die "this system has no apt-get, so the toolchain root cannot be made here." \
      "Install Bazelisk (or Bazel $(<"$qgraph_workspace/.bazelversion")) and put it on PATH; bazelw then uses that."
  fi
  if ((EUID != 0)); then
    die "missing: ${packages[*]}. Run: sudo apt-get update && sudo apt-get install --no-install-recommends ${packages[*]}"
  fi
  say "installing ${packages[*]}"
  apt-get update >&2
  DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${packages[@]}" >&2
}

# find_mirror FOLDER prints the first archive in apt's own configuration that holds the suite.
find_mirror() {
  local uri uris
  if [[ -n ${QGRAPH_DEBIAN_MIRROR:-} ]]; then
    uris=$QGRAPH_DEBIAN_MIRROR
  else
    # shellcheck disable=SC2016 # apt-get expands it.
    uris=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | awk '!seen[$0]++')
  fi
  for uri in $uris; do
    if /usr/lib/apt/apt-helper download-file "${uri%/}/dists/$qgraph_suite/InRelease" "$1/InRelease" >/dev/null 2>&1 &&
      grep -q "^Codename: $qgraph_suite\$" "$1/InRelease"; then
      printf '%s\n' "${uri%/}"
      return
    fi
  done
  die "no archive in apt's configuration has Debian $qgraph_suite (tried: ${uris//$'\n'/ })." \
    "Name one that has: QGRAPH_DEBIAN_MIRROR=URL ./bazelw ..."
}

# installed ROOT PACKAGE prints the version of PACKAGE in ROOT, without its epoch.
installed() {
  awk -v package="$2" '
    $1 == "Package:" { found = ($2 == package) }
    $1 == "Version:" && found { sub(/^[0-9]+:/, "", $2); print $2; exit }
  ' "$1/var/lib/dpkg/status"
}

# check ROOT fails unless ROOT has the versions that the build is written for.
check() {
  local bazel qemu want
  want=$(<"$qgraph_workspace/.bazelversion")
  bazel=$(installed "$1" bazel-bootstrap)
  qemu=$(installed "$1" qemu-system-x86)
  if [[ $bazel != "$want"[+~-]* && $bazel != "$want" ]]; then
    die "Debian $qgraph_suite now has Bazel $bazel, and .bazelversion asks for $want:" \
      "update .bazelversion, or name an older snapshot of the archive with QGRAPH_DEBIAN_MIRROR=URL."
  fi
  if ! dpkg --compare-versions "$qemu" ge "$qgraph_qemu_at_least"; then
    die "Debian $qgraph_suite on this mirror has QEMU $qemu, and $qgraph_qemu_at_least or later is needed:" \
      "name a newer mirror with QGRAPH_DEBIAN_MIRROR=URL."
  fi
}

# tune ROOT makes what Debian has put there fit for use with enter_root.sh.
tune() {
  mkdir -p "$1/run/host"
  rm -rf "$1"/usr/share/{doc,locale,man}/*
  # A setting that Bazel warns of at each start, and one that keeps every sandbox.
  sed -i '/host_javabase/d; /sandbox_debug/d' "$1/etc/bazel/bazelrc"
}

# bootstrap MIRROR FOLDER puts a Debian with the listed packages into FOLDER/root.
bootstrap() {
  local mirror=$1 folder=$2 packages options
  packages=$(grep -v '^#' "$qgraph_setup/packages.txt" | paste -sd,)
  # mmdebstrap leaves out the machine's apt configuration: proxies and certificates are to be the machine's.
  apt-config dump --format '%F "%v";%n' Acquire | grep -E '^Acquire::(http|https)::' >"$folder/apt.conf" || true
  options=(
    --variant=minbase --include="$packages"
    --aptopt="$folder/apt.conf"
    # A snapshot of the archive is signed for a date that has passed.
    --aptopt='Acquire::Check-Valid-Until "false"'
  )
  if ((EUID == 0)); then
    # In a mount namespace of its own, what an interrupted run has mounted ends with it.
    unshare --mount -- mmdebstrap --mode=root --format=directory "${options[@]}" "$qgraph_suite" "$folder/root" "$mirror" >&2
    return
  fi
  # The files of mmdebstrap's user namespace would belong to subordinate users: an archive gives them to this one.
  mkdir "$folder/root"
  mmdebstrap --mode=unshare --format=tar "${options[@]}" "$qgraph_suite" - "$mirror" |
    tar -x --no-same-owner -C "$folder/root" --exclude='./dev/*'
}

main() {
  local mirror started=$SECONDS
  [[ -e $directory/root ]] && return

  for stale in "$(dirname "$directory")"/*.part; do
    chmod -R u+w "$stale" 2>/dev/null || true
    rm -rf --one-file-system "$stale"
  done
  install_missing
  mkdir "$directory.part"
  mirror=$(find_mirror "$directory.part")
  say "making the toolchain root (Bazel, QEMU and what they need from Debian $qgraph_suite), once:" \
    "about 1 GB to download, 2.5 GB on disk, one to three minutes"
  bootstrap "$mirror" "$directory.part" || die "the toolchain root could not be made; run it again to retry"
  check "$directory.part/root"
  rm -f "$directory.part/InRelease" "$directory.part/apt.conf"
  tune "$directory.part/root"
  mv -T "$directory.part" "$directory"
  say "the toolchain root is ready after $((SECONDS - started)) s: $directory/root"
}

main

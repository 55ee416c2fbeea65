# Functions to install a Debian into a folder, sourced by the scripts that make a root. They source common.sh first.
# shellcheck shell=bash disable=SC2154

# install_missing installs the packages needed to make a root, or prints the command.
install_missing() {
  local packages=()
  have mmdebstrap || packages+=(mmdebstrap)
  ((EUID == 0)) || have newuidmap || packages+=(uidmap)
  # Go takes modules only from a proxy with a certificate that it can check.
  [[ -e /etc/ssl/certs/ca-certificates.crt ]] || packages+=(ca-certificates)
  ((${#packages[@]})) || return 0
  if ! have apt-get; then
    die "this system has no apt-get, so no root of Debian's packages can be made here." \
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

# sweep FOLDER removes the remains of interrupted runs in FOLDER.
sweep() {
  local stale
  for stale in "$1"/*.part; do
    [[ -e $stale ]] || continue
    chmod -R u+w "$stale" 2>/dev/null || true
    rm -rf --one-file-system "$stale"
  done
}

# bootstrap MIRROR FOLDER LIST puts a Debian with the packages that the file LIST names into FOLDER/root.
bootstrap() {
  local mirror=$1 folder=$2 packages options
  packages=$(grep -v '^#' "$3" | paste -sd,)
  # mmdebstrap leaves out the machine's apt configuration: proxies and certificates must be the machine's.
  apt-config dump --format '%F "%v";%n' Acquire | grep -E '^Acquire::(http|https)::' >"$folder/apt.conf" || true
  options=(
    --variant=minbase --include="$packages"
    --aptopt="$folder/apt.conf"
    # A snapshot of the archive is signed for a date that has passed.
    --aptopt='Acquire::Check-Valid-Until "false"'
  )
  if ((EUID == 0)); then
    # In a mount namespace of its own, an interrupted run's mounts end with it.
    unshare --mount -- mmdebstrap --mode=root --format=directory "${options[@]}" "$qgraph_suite" "$folder/root" "$mirror" >&2
    return
  fi
  # The files of mmdebstrap's user namespace would belong to subordinate users: an archive gives them to this one.
  mkdir "$folder/root"
  mmdebstrap --mode=unshare --format=tar "${options[@]}" "$qgraph_suite" - "$mirror" |
    tar -x --no-same-owner -C "$folder/root" --exclude='./dev/*'
}

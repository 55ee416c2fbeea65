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

# find_mirror SUITE FOLDER prints the first archive in apt's own configuration that holds the suite. Its files go
# into FOLDER.
find_mirror() {
  local suite=$1 folder=$2 uri uris said tried=
  if [[ -n ${QGRAPH_DEBIAN_MIRROR:-} ]]; then
    uris=$QGRAPH_DEBIAN_MIRROR
  else
    # shellcheck disable=SC2016 # apt-get expands it.
    uris=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | awk '!seen[$0]++')
  fi
  for uri in $uris; do
    if said=$(/usr/lib/apt/apt-helper download-file "${uri%/}/dists/$suite/InRelease" "$folder/InRelease" 2>&1); then
      if grep -q "^Codename: $suite\$" "$folder/InRelease"; then
        printf '%s\n' "${uri%/}"
        return
      fi
      said="E: it is another suite"
    fi
    tried+=$'\n'"  ${uri%/}: $(sed -n 's/^E: //p' <<<"$said" | head -n 1)"
  done
  die "no archive in apt's configuration has Debian $suite: name one that has in QGRAPH_DEBIAN_MIRROR." \
    "Tried:${tried:- none}"
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

# bootstrap SUITE MIRROR FOLDER LIST puts a Debian with the packages that the file LIST names into FOLDER/root.
bootstrap() {
  local suite=$1 mirror=$2 folder=$3 package options
  # mmdebstrap leaves out the machine's apt configuration: proxies and certificates must be the machine's.
  apt-config dump --format '%F "%v";%n' Acquire | grep -E '^Acquire::(http|https)::' >"$folder/apt.conf" || true
  options=(
    --variant=minbase
    --aptopt="$folder/apt.conf"
    # A snapshot of the archive is signed for a date that has passed.
    --aptopt='Acquire::Check-Valid-Until "false"'
  )
  while read -r package; do
    options+=(--include="$package")
  done < <(grep -v '^#' "$4")
  if ((EUID == 0)); then
    # In a mount namespace of its own, an interrupted run's mounts end with it.
    unshare --mount -- mmdebstrap --mode=root --format=directory "${options[@]}" "$suite" "$folder/root" "$mirror" >&2
    return
  fi
  # The files of mmdebstrap's user namespace would belong to subordinate users: an archive gives them to this one.
  mkdir "$folder/root"
  mmdebstrap --mode=unshare --format=tar "${options[@]}" "$suite" - "$mirror" |
    tar -x --no-same-owner -C "$folder/root" --exclude='./dev/*'
}

#!/usr/bin/env bash
# enter_root.sh ROOT FOLDERS COMMAND... runs COMMAND with the folder ROOT as its file system.
#
# The mount namespace is the command's own; users, processes and network stay the machine's. Every top folder
# of the machine that a distribution does not own (/home, /opt, /srv, ...) is seen in the root at its own
# path, as is each of FOLDERS (one a line), and the whole machine as /run/host. It uses pivot_root: in a
# chroot the kernel refuses the namespaces of Bazel's sandbox.
set -euo pipefail

# expose ROOT PATH makes PATH of the machine visible in ROOT, at its own path.
expose() {
  [[ -d $2 && -d $1$2 ]] || mkdir -p "$2" "$1$2"
  mount --rbind "$2" "$1$2"
}

# show ROOT FILE puts the machine's own FILE in place of the root's.
show() {
  [[ -e $2 ]] || return 0
  [[ -e $1$2 ]] || touch "$1$2"
  mount --bind "$(readlink -f "$2")" "$1$2"
}

# inside runs in the new mount namespace.
inside() {
  local root=$1 folders=$2 folder here=$PWD
  shift 2
  mount --bind "$root" "$root"
  for folder in /*; do
    case $folder in
      # The root's own file systems.
      /bin | /boot | /etc | /lib* | /lost+found | /run | /sbin | /usr | /var) ;;
      *) [[ -d $folder && ! -L $folder ]] && expose "$root" "$folder" ;;
    esac
  done
  while read -r folder; do
    [[ -n $folder ]] && expose "$root" "$folder"
  done <<<"$folders"
  for folder in /etc/resolv.conf /etc/hosts /etc/passwd /etc/group /etc/ssl/certs/ca-certificates.crt; do
    show "$root" "$folder"
  done
  cd "$root"
  pivot_root . run/host
  cd "$here"
  exec "$@"
}

if [[ $1 == --inside ]]; then
  shift
  inside "$@"
fi

# Later mounts of the machine are visible here too; the machine sees none of these.
options=(--mount --propagation slave)
((EUID == 0)) || options+=(--user --map-root-user)
exec unshare "${options[@]}" -- "$BASH" "${BASH_SOURCE[0]}" --inside "$@"

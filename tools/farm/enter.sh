#!/usr/bin/env bash
# enter.sh ROOT FOLDER SIZE SCRIPT ARGUMENT... runs the text of SCRIPT with ROOT as its file system: a view of ROOT
# that keeps changes apart, in FOLDER/changes. With a SIZE such as 64m it keeps changes in memory, up to that size;
# SIZE is - without such a limit.
#
# It must be the first process of new mount and PID namespaces: its end ends all of its children, and no mount is left.
# In there, FOLDER/../shared is /farm, and FOLDER/../cas, if ARGUMENT begins with "server", is /cas.
set -euo pipefail
root=$1 folder=$2 size=$3 script=$(<"$4")
shift 4

mkdir -p "$folder/changes" "$folder/root"
if [[ $size != - ]]; then
  mount -t tmpfs -o "size=$size" tmpfs "$folder/changes"
fi
mkdir -p "$folder/changes/upper" "$folder/changes/work"
layers=lowerdir=$root,upperdir=$folder/changes/upper,workdir=$folder/changes/work
# Users other than the machine's root cannot mark deleted files in the way that overlayfs uses for root.
read -r _ user _ </proc/self/uid_map
((user == 0)) || layers+=,userxattr
mount -t overlay -o "$layers" overlay "$folder/root"
cd "$folder/root"
mkdir -p farm cas run/host
mount --bind "$folder/../shared" farm
[[ $1 != server ]] || mount --bind "$folder/../cas" cas
mount -t proc proc proc
# The few devices that programs expect.
mount -t tmpfs -o mode=755 tmpfs dev
mkdir dev/shm
for device in null zero full random urandom tty fuse; do
  [[ -e /dev/$device ]] || continue
  touch "dev/$device"
  mount --bind "/dev/$device" "dev/$device"
done
for name in fd:/proc/self/fd stdin:/proc/self/fd/0 stdout:/proc/self/fd/1 stderr:/proc/self/fd/2; do
  ln -s "${name#*:}" "dev/${name%%:*}"
done
pivot_root . run/host
cd /
umount -l run/host
exec env -i PATH=/usr/bin:/bin LC_ALL=C.UTF-8 /bin/bash -euo pipefail -c "$script" farm "$@"

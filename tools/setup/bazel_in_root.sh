#!/usr/bin/env bash
# bazel_in_root.sh WORKSPACE DIRECTORY ARGUMENT... runs Bazel with the arguments in the toolchain root
# DIRECTORY/root, which it makes if needed.
set -euo pipefail
readonly qgraph_workspace=$1 directory=$2
shift 2
source "$qgraph_workspace/tools/setup/common.sh"

have go || die "Go is missing: install Go 1.26 or later and put it on PATH"
# In the workspace, Go has the version in go.mod.
go_env=$(cd "$qgraph_workspace" && go env GOROOT GOVERSION GOMODCACHE GOCACHE) ||
  die "Go cannot work here: see above"
{
  read -r goroot
  read -r goversion
  read -r gomodcache
  read -r gocache
} <<<"$go_env"
closed=$directory/closed_network-$(key "$goroot" "$goversion" \
  "$(<"$qgraph_setup/closed_network/prepare.sh")" "$(grep '^bazel_dep' "$qgraph_workspace/MODULE.bazel")")

# prepare makes the missing parts, one bazelw at a time: the others wait.
prepare() {
  local lock
  mkdir -p "$(dirname "$directory")"
  exec {lock}>"$(dirname "$directory")/lock"
  if ! flock --nonblock "$lock"; then
    say "another bazelw prepares the toolchain: waiting for it"
    flock "$lock"
  fi
  [[ -e $directory/root ]] || "$qgraph_setup/make_root.sh" "$qgraph_workspace" "$directory"
  [[ -e $closed ]] || "$qgraph_setup/closed_network/prepare.sh" "$qgraph_workspace" "$closed" "$goroot"
  if [[ ! -e $directory/qemu ]]; then
    "$qgraph_setup/write_launchers.sh" "$qgraph_workspace" "$directory"
    ln -sfn "$directory/qemu" "$qgraph_cache/qemu"
  fi
}

if [[ ! -e $directory/root || ! -e $closed || ! -e $directory/qemu ]]; then
  # In a shell of its own, which holds the lock.
  (prepare)
fi

# A Go from a Debian package has symbolic links to its other half below /usr/share.
folders=$(
  {
    printf '%s\n' "$qgraph_workspace" "$qgraph_cache" "$goroot" "$gomodcache" "$gocache"
    find "$goroot" -maxdepth 1 -type l -exec readlink -f {} +
  } | grep -E '^/(bin|boot|etc|lib[^/]*|run|sbin|usr|var)/' | sort -u
) || true

# Bazel's server outlives this call and keeps its view of the machine. If the view would differ now, a
# different startup option makes Bazel start a new server.
view=$(key "$directory" "$(stat --format=%i "$directory/root")" "$folders" /*)

unset LD_LIBRARY_PATH LD_PRELOAD JAVA_HOME GOROOT
export PATH=$goroot/bin:/usr/sbin:/usr/bin:/sbin:/bin
exec "$qgraph_setup/enter_root.sh" "$directory/root" "$folders" \
  bazel \
  --output_user_root="$qgraph_cache/bazel" \
  --host_jvm_args="-Dqgraph.view=$view" \
  --bazelrc="$qgraph_setup/closed_network/closed_network.bazelrc" \
  --bazelrc="$closed/bazelrc" \
  "$@"

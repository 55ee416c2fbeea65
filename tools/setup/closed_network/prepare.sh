#!/usr/bin/env bash
# prepare.sh WORKSPACE DIRECTORY GOROOT makes DIRECTORY: Bazel's downloads, from other sources that the closed
# network has, and DIRECTORY/bazelrc, which points Bazel to them.
#
# Like the root, it is made beside its final place, under the caller's lock, and renamed when complete.
set -euo pipefail
readonly qgraph_workspace=$1 directory=$2 goroot=$3
source "$qgraph_workspace/tools/setup/common.sh"

readonly part=$directory.part

# go_module MODULE prints the folder with that Go module, in the version that MODULE.bazel asks of the Bazel module NAME.
go_module() {
  local name=$1 path=$2 version
  version=$(sed -n "s/^bazel_dep(name = \"$name\", version = \"\([^\"]*\)\".*/\1/p" "$qgraph_workspace/MODULE.bazel")
  [[ -n $version ]] || die "MODULE.bazel has no line 'bazel_dep(name = \"$name\", version = ...)'"
  # From the workspace, so that its go.sum checks the download.
  (cd "$qgraph_workspace" && go mod download -json "$path@v$version") |
    sed -n 's/^\t"Dir": "\(.*\)",\{0,1\}$/\1/p'
}

# copy_module NAME PATH copies that Go module to Bazel's place for the Bazel module NAME.
copy_module() {
  local source
  source=$(go_module "$1" "$2")
  [[ -d $source ]] || die "go mod download of $2 failed: see above. Is GOPROXY right?"
  cp -R "$source" "$part/$1"
  chmod -R u+w "$part/$1"
  # A Go module archive has no execute bits.
  find "$part/$1" -name '*.sh' -exec chmod +x {} +
}

# go_sdk makes a repository of the machine's Go, like that of rules_go for a downloaded one.
go_sdk() {
  local sdk=$part/go_sdk version platform entry
  version=$("$goroot/bin/go" env GOVERSION)
  platform=$("$goroot/bin/go" env GOHOSTOS GOHOSTARCH | paste -sd_)
  mkdir "$sdk"
  for entry in "$goroot"/*; do
    ln -s "$entry" "$sdk/"
  done
  touch "$sdk/ROOT"
  sed -e "s/{goos}/${platform%_*}/g" -e "s/{goarch}/${platform#*_}/g" -e 's/{exe}//g' \
    -e "s/{version}/${version#go}/g" -e 's/{experiments}/[]/g' \
    -e 's/{exec_compatible_with}/[]/g' \
    "$part/rules_go/go/private/BUILD.sdk.bazel" >"$sdk/BUILD.bazel"
  touch "$sdk/REPO.bazel"
}

chmod -R u+w "$part" 2>/dev/null || true
rm -rf "$part"
mkdir -p "$part"
say "fetching Bazel's Go rules from the Go module proxy, once"
copy_module rules_go github.com/bazelbuild/rules_go
copy_module gazelle github.com/bazelbuild/bazel-gazelle
# Otherwise it would ask two sites for the list of Go releases, in vain, at each start of Bazel's server.
sed -i '/^def fetch_sdks_by_version/a\    if allow_fail:\n        return None' "$part/rules_go/go/private/sdk.bzl"
# A Go module archive has no vendor folder either; gazelle's own build takes its imports from there.
rm -rf "$part/gazelle/tests"
(cd "$part/gazelle" && GOFLAGS=-mod=mod GOWORK=off go mod vendor -e) >/dev/null
go_sdk
cat >"$part/bazelrc" <<EOF
common --disk_cache=$qgraph_cache/disk
common --override_module=rules_go=$directory/rules_go
common --override_module=gazelle=$directory/gazelle
common --override_repository=rules_go~~go_sdk~go_sdk=$directory/go_sdk
EOF
chmod -R u+w "$directory" 2>/dev/null || true
rm -rf "$directory"
mv -T "$part" "$directory"

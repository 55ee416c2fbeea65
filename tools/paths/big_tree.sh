#!/usr/bin/env bash
# big_tree.sh [TIMES] says how long Bazel takes over a tree with TIMES (10) as many paths as this one.
#
# It copies the checkout, gives every package of tests TIMES - 1 copies with the same paths under other names, and
# has Bazel analyse all of it: with a new server, again with nothing changed, and after a change of one BUILD file.
# Nothing is built: ten times the paths are 60 GB of test binaries.
set -euo pipefail
times=${1:-10}
workspace=$(cd -P "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
scratch=${XDG_CACHE_HOME:-$HOME/.cache}/qgraph/big_tree
copy=$scratch/checkout

clean_up() {
  [[ ! -x $copy/bazelw ]] || (cd "$copy" && ./bazelw --output_base="$scratch/bazel" shutdown 2>/dev/null) || true
  chmod -R u+w "$scratch" 2>/dev/null || true
  rm -rf "$scratch"
}
trap clean_up EXIT
clean_up
mkdir -p "$copy"
(cd "$workspace" && git ls-files -z | tar -c --null --files-from=-) | tar -x -C "$copy"

# A copy of a package is that package to the macro.
sed -i 's/native\.package_name()/_original()/' "$copy/tools/paths/defs.bzl"
cat >>"$copy/tools/paths/defs.bzl" <<'END'

def _original():
    return native.package_name()[native.package_name().index("tests/"):]
END
sed -i 's/library = ":" + _original().split("\/")\[-1\]/library = "\/\/" + _original()/' "$copy/tools/paths/defs.bzl"
for ((n = 2; n <= times; n++)); do
  for package in "$copy"/tests/*/; do
    name=$(basename "$package")
    mkdir -p "$copy/copy$n/tests/$name"
    {
      echo 'load("//tools/paths:defs.bzl", "path_tests")'
      awk '/^path_tests\(/,/^\)/' "$package/BUILD.bazel"
    } >"$copy/copy$n/tests/$name/BUILD.bazel"
  done
done

# analyse WHAT says how long an analysis takes.
analyse() {
  local started=$EPOCHREALTIME
  (cd "$copy" && ./bazelw --output_base="$scratch/bazel" build --nobuild --nocheck_visibility --color=no --curses=no \
    --show_progress_rate_limit=60 //... >"$scratch/log" 2>&1) || { cat "$scratch/log" >&2; exit 1; }
  printf '%-28s %5.1f s   %s\n' "$1" "$(awk "BEGIN { print $EPOCHREALTIME - $started }")" \
    "$(sed -n 's/^INFO: Analyzed \(.*\)$/\1/p' "$scratch/log")"
}

analyse 'first, with set-up'
(cd "$copy" && ./bazelw --output_base="$scratch/bazel" shutdown 2>/dev/null)
analyse 'with a new server'
analyse 'nothing changed'
echo '# changed' >>"$copy/tests/sdhci/BUILD.bazel"
analyse 'one BUILD file changed'
echo '// changed' >>"$copy/tests/sdhci/doc.go"
analyse 'one Go file changed'

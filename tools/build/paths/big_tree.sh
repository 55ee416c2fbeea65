#!/usr/bin/env bash
# big_tree.sh [TIMES [PACKAGES]] measures Bazel's cost of a tree with TIMES (11) as many machines and paths as
# this one.
#
# It copies the checkout and gives every machine TIMES - 1 twins, on which every path is once more. The machines of the
# copy are tables, as docs/decisions/exact-inputs-and-shared-binaries.md decides: inputs of their paths, and not of
# binaries. With PACKAGES (any word) they are packages instead, each twin one of its own. Bazel then analyses all of
# it: with a new server, again with nothing changed, and after a change of one file each; and tells how many binaries it
# would link. Nothing is built.
set -euo pipefail
times=${1:-11}
packages=${2:-}
workspace=$(cd -P "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)
scratch=${XDG_CACHE_HOME:-$HOME/.cache}/qgraph/big_tree
copy=$scratch/checkout

in_copy() {
  (cd "$copy" && ./bazelw --output_base="$scratch/bazel" "$@")
}

clean_up() {
  [[ ! -x $copy/bazelw ]] || in_copy shutdown 2>/dev/null || true
  chmod -R u+w "$scratch" 2>/dev/null || true
  rm -rf "$scratch"
}
trap clean_up EXIT
clean_up
mkdir -p "$copy"
(cd "$workspace" && git ls-files -z | tar -c --null --files-from=-) | tar -x -C "$copy"

# ARCH/MACHINE.twinN is QEMU's MACHINE, and its package or table is a copy as well.
edges=$copy/tools/build/paths/edges.bzl
while IFS='|' read -r node edge package; do
  for ((n = 1; n <= times; n++)); do
    twin=$node package_of_twin=$package
    if ((n > 1)); then
      twin=$node.twin$n package_of_twin=${package}twin$n
    fi
    if [[ -n $edge ]]; then
      label=$package_of_twin
      [[ -n $packages ]] || label=machines/tables:$twin.json
      printf '    "%s": ["//%s"],\n' "$twin$edge" "$label"
      continue
    fi
    if [[ -n $packages ]]; then
      ((n == 1)) || { mkdir -p "$copy/$package_of_twin" && cp "$copy/$package"/* "$copy/$package_of_twin" && sed -i \
        "s/name = \"$(basename "$package")\"/name = \"$(basename "$package_of_twin")\"/; s#qgraph/$package\"#qgraph/$package_of_twin\"#" \
        "$copy/$package_of_twin/BUILD.bazel"; }
      printf '    "%s": ["//%s"],\n' "$twin" "$package_of_twin"
    else
      mkdir -p "$copy/machines/tables/${twin%/*}"
      echo "$twin" >"$copy/machines/tables/$twin.json"
      printf '    "%s": ["//machines/tables:%s.json"],\n' "$twin" "$twin"
    fi
  done
done < <(sed -n 's#^    "\([^"/]*/[^"/]*\)\(\(/[^"]*\)\?\)": \["//\(machines/[^"]*\)"\],#\1|\2|\4#p' "$edges") >"$scratch/machines"
sed -i '/": \["\/\/machines\//d' "$edges"
sed -i "/^EDGES = {/r $scratch/machines" "$edges"
[[ -n $packages ]] || echo 'exports_files(glob(["**/*.json"]), visibility = ["//visibility:public"])' >"$copy/machines/tables/BUILD.bazel"
for file in "$copy"/tests/*/BUILD.bazel; do
  awk -v times="$times" '
    { print }
    /^            "[a-z0-9_]+\/[^\/]+\/.*",$/ {
      split($0, part, "/")
      rest = substr($0, length(part[1]) + length(part[2]) + 3)
      for (n = 2; n <= times; n++) print part[1] "/" part[2] ".twin" n "/" rest
    }' "$file" >"$scratch/file"
  mv "$scratch/file" "$file"
done
sed -i 's/arch, _, machine = nodes\[0\]\.partition("\/")/&\n    machine = machine.partition(".twin")[0]/' "$copy/tools/build/paths/available.bzl"
# A table is an input of its paths.
sed -i -e 's/binary = _binary(packages.keys()),/binary = _binary([p for p in packages if not p.endswith(".json")]),/' \
  -e 's/data = \[bundle\],/data = [bundle] + [p for p in packages if p.endswith(".json")],/' "$copy/tools/build/paths/defs.bzl"
sed -i 's/"data": attr.label_list(/&allow_files = True, /' "$copy/tools/build/paths/path_test.bzl"

# analyse NAME prints the duration of an analysis.
analyse() {
  local started=$EPOCHREALTIME
  in_copy build --nobuild --nocheck_visibility --color=no --curses=no --show_progress_rate_limit=60 //tests/... \
    >"$scratch/log" 2>&1 || { cat "$scratch/log" >&2; exit 1; }
  printf '%-28s %5.1f s   %s\n' "$1" "$(awk "BEGIN { print $EPOCHREALTIME - $started }")" \
    "$(sed -n 's/^INFO: Analyzed \(.*\)$/\1/p' "$scratch/log")"
}

printf '%d machines, %d paths\n' "$(grep -c '^    "[^"/]*/[^"/]*":' "$scratch/machines")" \
  "$(cat "$copy"/tests/*/BUILD.bazel | grep -c '^            "[a-z0-9_]*/.*",$')"
analyse 'first, with set-up'
in_copy shutdown 2>/dev/null
analyse 'with a new server'
analyse 'nothing changed'
echo '# changed' >>"$copy/tests/sdhci/BUILD.bazel"
analyse 'one BUILD file changed'
echo '// changed' >>"$copy/tests/sdhci/doc.go"
analyse 'one Go file changed'
printf '%d GoLink actions\n' \
  "$(in_copy aquery --nocheck_visibility --output=text 'mnemonic("GoLink", deps(//tests/...))' 2>"$scratch/log" | grep -c '^action ')"

#!/usr/bin/env bash
# qemu_table.sh runs the paths of x86_64, i386 and arm on one QEMU after the other and prints the table of
# docs/versions.md: how the paths of each machine end. It exits with 1 if a path fails.
#
#   tools/ci/qemu_table.sh "$(tools/setup/qemu bookworm)" "$(tools/setup/qemu trixie)" "$(tools/setup/qemu forky)"
#
# Each argument is what qgraph run --qemu takes. JOBS in the environment is the number of paths at a time.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

if [[ $# -eq 0 ]]; then
  printf 'qemu_table.sh: name at least one QEMU\n' >&2
  exit 2
fi
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
go build -o "$scratch/qgraph" ./tools/qgraph

failed=0
printf '| QEMU | virtual clock | machine | passed | known | unavailable | failed |\n| --- | --- | --- | --- | --- | --- | --- |\n'
for qemu; do
  for machine in x86_64/pc x86_64/q35 x86_64/microvm x86_64/isapc i386 arm; do
    status=0
    "$scratch/qgraph" run --qemu "$qemu" ${JOBS:+-j "$JOBS"} "^$machine/" >"$scratch/out" 2>"$scratch/err" || status=$?
    counts=$(grep '^paths: ' "$scratch/out") || {
      cat "$scratch/out" "$scratch/err" >&2
      exit 2
    }
    [[ $status -eq 0 ]] || failed=1
    number() { grep -oE "[0-9]+ $1" <<<"$counts" | grep -oE '^[0-9]+' || echo 0; }
    clock=$(sed -n 's/^virtual clock: //p' "$scratch/out")
    printf '| %s | %s | %s | %s | %s | %s | %s |\n' "$qemu" "${clock:-none ran}" "$machine" \
      "$(number passed)" "$(number known)" "$(number unavailable)" "$(number failed)"
  done
done
exit $failed

#!/usr/bin/env bash
# move_table.sh moves machines between QEMUs, and prints the table of docs/versions.md: how the tests named migrate end
# where the first QEMU is another than the second. It exits with 1 if a path fails. Generic tests are left out: they compare
# all that both QEMUs write, which is not the same in two versions.
#
#   tools/ci/move_table.sh "$(tools/setup/qemu bookworm)" "$(tools/setup/qemu trixie)" "$(tools/setup/qemu forky)"
#
# Each argument is what qgraph run --qemu and --to take. JOBS in the environment is the number of paths at a time.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

if [[ $# -lt 2 ]]; then
  printf 'move_table.sh: name at least two QEMUs\n' >&2
  exit 2
fi
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
go build -o "$scratch/qgraph" ./tools/qgraph

# count EXPRESSION prints the number of results that match it.
count() { grep -cE "$1" "$scratch/results" || true; }

# A second QEMU that refuses the machine ends; so the known deviation is that it does.
readonly class='^\{"path":"[^"]*","class":'
readonly refusal="$class\"known\".*\"name\":\"second QEMU\".*\"end\":\"(exited with status [1-9]|was killed)"

failed=0
printf '| from | to | machine | passed | known | refused | unavailable | failed |\n| --- | --- | --- | --- | --- | --- | --- | --- |\n'
for from; do
  for to; do
    [[ $from != "$to" ]] || continue
    for machine in x86_64/pc x86_64/q35 arm/virt aarch64/virt; do
      status=0
      "$scratch/qgraph" run --qemu "$from" --to "$to" ${JOBS:+-j "$JOBS"} --results "$scratch/results" "^$machine/.*-tests/(.*/)?migrate" \
        >"$scratch/out" 2>"$scratch/err" || status=$?
      grep -q '^paths: ' "$scratch/out" || {
        cat "$scratch/out" "$scratch/err" >&2
        exit 2
      }
      [[ $status -eq 0 ]] || failed=1
      known=$(count "$class\"known\"") refused=$(count "$refusal") passed=$(count "$class\"passed\"") unavailable=$(count "$class\"unavailable\"")
      printf '| %s | %s | `%s` | %s | %s | %s | %s | %s |\n' "$from" "$to" "$machine" "$passed" "$((known - refused))" "$refused" \
        "$unavailable" "$(($(wc -l <"$scratch/results") - known - passed - unavailable))"
    done
  done
done
exit $failed

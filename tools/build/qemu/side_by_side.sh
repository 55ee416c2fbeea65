#!/bin/sh
# side_by_side.sh SECONDS runs the shell scripts *.job of the current folder, as many at once as the machine has
# processors, and ends each after SECONDS. What NAME.job writes is then in NAME.out and NAME.err, its exit code in
# NAME.code: 124 or 137 if it took too long.
set -eu

jobs() {
  for job in *.job; do
    [ ! -e "$job" ] || printf '%s\0' "${job%.job}"
  done
}

jobs | xargs -0 -r -n 1 -P "$(nproc)" sh -c '
  status=0
  timeout -k 5 "$1" sh "$2.job" >"$2.out" 2>"$2.err" </dev/null || status=$?
  echo $status >"$2.code"
' sh "$1"

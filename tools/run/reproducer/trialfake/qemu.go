package trialfake

import (
	"os"
	"path/filepath"
	"testing"
)

// QEMU writes a script named qemu-system-ARCH into a folder of the test's, and returns its
// name. The cases, in the syntax of the shell's case, answer the lines of qtest: "say TEXT"
// answers. Without a case, a line is answered OK. All commands so far are in $seen, each in
// braces; QEMU's arguments are in $*.
func QEMU(t testing.TB, arch, cases string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "qemu-system-"+arch)
	if err := os.WriteFile(name, []byte(begin+cases+end), 0o777); err != nil {
		t.Fatal(err)
	}
	return name
}

const begin = `#!/usr/bin/env bash
ulimit -c 0
say() { printf '%s\n' "$*" >&3; }
printf '{"QMP": {"version": {"qemu": {"major": 11, "minor": 1, "micro": 2}, "package": ""}, "capabilities": []}}\n' >&4
main=$$
(
  while IFS= read -r line <&4; do
    id=${line##*\"id\":}
    printf '{"return": {}, "id": %s}\n' "${id%%[!0-9]*}" >&4
    [[ $line != *'"quit"'* ]] || kill -TERM "$main"
  done
) >/dev/null 2>&1 &
trap 'exit 0' TERM
seen=
while IFS= read -r line <&3; do
  seen+="{$line}"
  case $line in
  endianness) say OK little ;;
`

const end = `
  *) say OK ;;
  esac
done
`

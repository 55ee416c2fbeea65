// Package trialfake has a QEMU for tests of reproducers: a shell script that speaks qtest
// and QMP, and ends as it is told.
//
//	name := trialfake.QEMU(t, "arm", `
//	'readl 0x10') say OK 0x0000000000000001 ;;
//	'writel 0x20 '*) echo "x.c:1: f: Assertion \`a' failed." >&2; kill -ABRT $$ ;;
//	`)
package trialfake

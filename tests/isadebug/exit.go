package isadebug

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/misc/isadebug"
)

// Values to write. Each of the bits that reach the exit status is set in one of them.
const (
	byteValue = 0x55
	wordValue = 0x1f2a
)

// exitByByte checks that reads do not end QEMU, which gives zero, and the exit status after a byte.
func exitByByte(t *run.T, e *isadebug.Exit) {
	reg.ExpectT(t, e.Regs, "a byte of the port", isadebug.Byte, 0)
	reg.ExpectT(t, e.Regs, "a word of the port", isadebug.Word, 0)
	isadebug.Byte.WriteT(t, e.Regs, byteValue)
	t.Must(t.QEMU().AwaitExit(t.Context(), isadebug.Status(byteValue)))
}

// exitByWord checks the exit status after a word.
func exitByWord(t *run.T, e *isadebug.Exit) {
	isadebug.Word.WriteT(t, e.Regs, wordValue)
	t.Must(t.QEMU().AwaitExit(t.Context(), isadebug.Status(wordValue)))
}

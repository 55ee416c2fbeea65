package isadebug

import (
	"bytes"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/chardev"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/misc/isadebug"
)

// console checks the console at its usual port.
func console(t *run.T, c *isadebug.Console) { writes(t, c.Regs, isadebug.UsualPort) }

// otherPort checks a console with another port and another value to read.
func otherPort(t *run.T, c *isadebug.Console) { writes(t, c.At(isadebug.FirmwarePort), readback) }

// writes checks that a read tells that the console is there, and that each byte arrives, in
// order.
func writes(t *run.T, regs reg.Space, present uint8) {
	peer, err := chardev.Attach(t.Env, isadebug.Chardev)
	t.Must(err)
	reg.ExpectT(t, regs, "the console", isadebug.Character, present)
	const values = 256
	want := make([]byte, values)
	for i := range want {
		want[i] = byte(i)
		isadebug.Character.WriteT(t, regs, want[i])
	}
	got, err := peer.Receive(t.Context(), values)
	t.Must(err)
	if !bytes.Equal(got, want) {
		t.Errorf("the host receives % x, want % x", got, want)
	}
	reg.ExpectT(t, regs, "the console after characters", isadebug.Character, present)
}

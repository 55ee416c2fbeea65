package megasas

import (
	"encoding/binary"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/storage/megasas"
)

// migrate moves the machine while a completion waits in the reply queue and its interrupt
// is pending. It finds a controller that loses the firmware's state, the interrupt or its
// place in the queues on the way.
func migrate(t *run.T, c *megasas.Controller, second run.Instance[*megasas.Controller]) {
	const context = 0x51d5
	ctx := t.Context()
	line, err := c.PCI.INTx(ctx)
	t.Must(err)
	t.Must(c.Init(ctx))
	id := deviceList(t, c)
	f := megasas.Command{Opcode: megasas.ControllerGetInfo}.Frame(0) // fails without data
	binary.LittleEndian.PutUint32(f[megasas.FrameContext:], context)
	_, err = c.Post(ctx, f)
	t.Must(err)

	t.Must(t.Env.Migrate(ctx, second.Env, nil))

	if s := megasas.ScratchPad.ReadT(t, c.Regs) & megasas.State; s != megasas.StateOperational {
		t.Errorf("firmware state after the migration = %#x, want %#x", s, megasas.StateOperational)
	}
	t.Step("pending interrupt", func() {
		if !line.Raised() {
			t.Error("the interrupt that was pending does not raise the line after the migration")
		}
		if s := megasas.OutboundStatus.ReadT(t, c.Regs); s&megasas.ReplyInterrupt == 0 {
			t.Errorf("outbound status after the migration = %#x, want %#x set", s, megasas.ReplyInterrupt)
		}
	})
	t.Must(c.Reply(ctx, context))
	if line.Raised() {
		t.Error("interrupt line still raised after the completion is acknowledged")
	}
	t.Step("commands", func() {
		interrupt(t, c)
		deviceInfo(t, c, id)
	})
}

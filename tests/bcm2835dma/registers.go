package bcm2835dma

import (
	"fmt"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/misc/bcm2835dma"
)

// fields are the bits of CS that keep written values.
const fields = bcm2835dma.Priority | bcm2835dma.PanicPriority | bcm2835dma.Wait | bcm2835dma.NoDebug

// registers checks the registers of each channel (BCM2835 ARM Peripherals, section 4.2.1.2 "Register Map").
func registers(t *run.T, d *bcm2835dma.Controller) {
	t.Step("after a reset", func() { each(d, func(c *bcm2835dma.Channel) { afterReset(t, c) }) })
	t.Step("lite channels", func() {
		each(d, func(c *bcm2835dma.Channel) {
			if got := bcm2835dma.DebugRegister.ReadT(t, c.Regs)&bcm2835dma.Lite != 0; got != c.IsLite() {
				t.Errorf("channel %d: LITE is %t, want %t", c.Number, got, c.IsLite())
			}
		})
	})
	t.Step("ENABLE", func() { reg.ExpectT(t, d.Regs, "ENABLE after a reset", bcm2835dma.Enabled, 0x7fff) })
	t.Step("written", func() { each(d, func(c *bcm2835dma.Channel) { written(t, c) }) })
	t.Step("enabled channels written", func() {
		for n := range bcm2835dma.Channels - 1 {
			reg.KeepsT(t, d.Regs, "ENABLE", bcm2835dma.Enabled, 1<<n)
		}
		bcm2835dma.Enabled.WriteT(t, d.Regs, 0x7fff)
	})
	t.Step("read-only", func() {
		reg.IgnoresT(t, d.Regs, "INT_STATUS", bcm2835dma.Interrupts)
		each(d, func(c *bcm2835dma.Channel) { readOnly(t, c) })
	})
	t.Step("DEBUG", func() {
		for _, n := range []int{0, 7} { // a channel of each kind
			reg.IgnoresT(t, d.Channel(n).Regs, fmt.Sprintf("DEBUG of channel %d", n), bcm2835dma.DebugRegister)
		}
	})
	t.Step("reset of a channel", func() { each(d, func(c *bcm2835dma.Channel) { reset(t, d, c) }) })
	t.Step("reset of the machine", func() {
		each(d, func(c *bcm2835dma.Channel) {
			bcm2835dma.ControlRegister.WriteT(t, c.Regs, fields)
			bcm2835dma.BlockAddress.WriteT(t, c.Regs, 0xc000_0040)
		})
		bcm2835dma.Enabled.WriteT(t, d.Regs, 0)
		t.Must(t.QEMU().SystemReset(t.Context()))
		each(d, func(c *bcm2835dma.Channel) { afterReset(t, c) })
		reg.ExpectBitsT(t, d.Regs, "ENABLE after a reset", bcm2835dma.Enabled, 0x7fff, 0x7fff)
	})
}

// each calls f with each channel.
func each(d *bcm2835dma.Controller, f func(*bcm2835dma.Channel)) {
	for n := range bcm2835dma.Channels {
		f(d.Channel(n))
	}
}

// shown are the registers that show a control block.
var shown = []struct {
	name string
	reg.Reg[uint32]
}{
	{"SOURCE_AD", bcm2835dma.Source}, {"DEST_AD", bcm2835dma.Dest}, {"TXFR_LEN", bcm2835dma.Length},
	{"STRIDE", bcm2835dma.Stride}, {"NEXTCONBK", bcm2835dma.NextBlock},
}

// afterReset checks the values after a reset.
func afterReset(t *run.T, c *bcm2835dma.Channel) {
	t.Helper()
	on := fmt.Sprintf(" of channel %d after a reset", c.Number)
	reg.ExpectT(t, c.Regs, "CS"+on, bcm2835dma.ControlRegister, 0)
	reg.ExpectT(t, c.Regs, "CONBLK_AD"+on, bcm2835dma.BlockAddress, 0)
	reg.ExpectT(t, c.Regs, "TI"+on, bcm2835dma.InfoRegister, 0)
	for _, r := range shown {
		reg.ExpectT(t, c.Regs, r.name+on, r.Reg, 0)
	}
}

// written checks the fields that keep written values.
func written(t *run.T, c *bcm2835dma.Channel) {
	const kept = fields | bcm2835dma.Active
	for _, s := range []bcm2835dma.Status{fields, 5 << 16, 10 << 16, 5 << 20, 10 << 20, bcm2835dma.Wait, bcm2835dma.NoDebug, 0} {
		bcm2835dma.ControlRegister.WriteT(t, c.Regs, s)
		reg.ExpectBitsT(t, c.Regs, fmt.Sprintf("CS of channel %d", c.Number), bcm2835dma.ControlRegister, kept, s)
	}
	for _, addr := range []uint32{0xc000_0020, 0x4152_6340, 0} {
		reg.KeepsT(t, c.Regs, fmt.Sprintf("CONBLK_AD of channel %d", c.Number), bcm2835dma.BlockAddress, addr)
	}
}

// readOnly checks that the registers that show a block cannot be written.
func readOnly(t *run.T, c *bcm2835dma.Channel) {
	on := fmt.Sprintf(" of channel %d", c.Number)
	reg.IgnoresT(t, c.Regs, "TI"+on, bcm2835dma.InfoRegister)
	for _, r := range shown {
		reg.IgnoresT(t, c.Regs, r.name+on, r.Reg)
	}
}

// reset checks that RESET resets the channel, reads as 0, and leaves the others as they are.
func reset(t *run.T, d *bcm2835dma.Controller, c *bcm2835dma.Channel) {
	other := d.Channel((c.Number + 1) % bcm2835dma.Channels)
	bcm2835dma.ControlRegister.WriteT(t, other.Regs, 5<<16)
	bcm2835dma.ControlRegister.WriteT(t, c.Regs, fields)
	bcm2835dma.BlockAddress.WriteT(t, c.Regs, 0xc000_0040)
	bcm2835dma.ControlRegister.WriteT(t, c.Regs, bcm2835dma.Reset)
	reg.ExpectT(t, c.Regs, fmt.Sprintf("CS of channel %d after RESET", c.Number), bcm2835dma.ControlRegister, 0)
	reg.ExpectT(t, c.Regs, fmt.Sprintf("CONBLK_AD of channel %d after RESET", c.Number), bcm2835dma.BlockAddress, 0)
	reg.ExpectBitsT(t, other.Regs, fmt.Sprintf("CS of channel %d after a RESET of another", other.Number), bcm2835dma.ControlRegister, fields, 5<<16)
	bcm2835dma.ControlRegister.WriteT(t, other.Regs, 0)
}

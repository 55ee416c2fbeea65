package bcm2835sdhost

import (
	"fmt"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/storage/bcm2835sdhost"
)

// registers checks the values after a reset, and that each register keeps what is written or ignores it.
func registers(t *run.T, h *bcm2835sdhost.Host) {
	line(t, h, "after the start", false) // it is watched from now on
	t.Step("after the start", func() {
		quiet(t, h)
		reg.ExpectT(t, h.Regs, "SDVDD", bcm2835sdhost.Power, 0)
	})
	t.Step("clock after the start", func() { reg.ExpectT(t, h.Regs, "SDCDIV", bcm2835sdhost.ClockDivider, bcm2835sdhost.FirstClock) })
	t.Step("written", func() { written(t, h) })
	t.Step("configuration", func() { configuration(t, h) })
	t.Step("reserved bits", func() { reserved(t, h) })
	t.Step("words in the FIFO", func() {
		bcm2835sdhost.Debug.WriteT(t, h.Regs, bcm2835sdhost.DebugLevel)
		reg.ExpectBitsT(t, h.Regs, "SDEDM, with the number of words written", bcm2835sdhost.Debug, bcm2835sdhost.DebugLevel, 0)
		bcm2835sdhost.Debug.WriteT(t, h.Regs, 0)
	})
	t.Step("read-only", func() {
		for n := range 4 {
			reg.IgnoresT(t, h.Regs, fmt.Sprintf("SDRSP%d", n), bcm2835sdhost.Response(n))
		}
		reg.IgnoresT(t, h.Regs, "SDHSTS", bcm2835sdhost.HostStatus)
	})
	t.Step("a reset", func() {
		bcm2835sdhost.Command.WriteT(t, h.Regs, bcm2835sdhost.CommandNoResponse)
		bcm2835sdhost.Power.WriteT(t, h.Regs, 1)
		bcm2835sdhost.ByteCount.WriteT(t, h.Regs, 512)
		bcm2835sdhost.BlockCount.WriteT(t, h.Regs, 1)
		t.Must(t.QEMU().SystemReset(t.Context()))
		quiet(t, h)
		line(t, h, "after a reset", false)
	})
	t.Step("power after a reset", func() { reg.ExpectT(t, h.Regs, "SDVDD", bcm2835sdhost.Power, 0) })
}

// quiet checks that after a reset no interrupt is enabled, no command has been sent, and the FIFO is empty.
func quiet(t *run.T, h *bcm2835sdhost.Host) {
	t.Helper()
	reg.ExpectT(t, h.Regs, "SDCMD", bcm2835sdhost.Command, 0)
	reg.ExpectT(t, h.Regs, "SDARG", bcm2835sdhost.Argument, 0)
	for n := range 4 {
		reg.ExpectT(t, h.Regs, fmt.Sprintf("SDRSP%d", n), bcm2835sdhost.Response(n), 0)
	}
	reg.ExpectT(t, h.Regs, "SDHSTS", bcm2835sdhost.HostStatus, 0)
	reg.ExpectBitsT(t, h.Regs, "SDEDM", bcm2835sdhost.Debug, bcm2835sdhost.DebugLevel, 0)
	reg.ExpectT(t, h.Regs, "SDHCFG", bcm2835sdhost.HostConfig, 0)
	reg.ExpectT(t, h.Regs, "SDHBCT", bcm2835sdhost.ByteCount, 0)
	reg.ExpectT(t, h.Regs, "SDHBLC", bcm2835sdhost.BlockCount, 0)
}

// written checks that each bit keeps what is written.
func written(t *run.T, h *bcm2835sdhost.Host) {
	const fields = bcm2835sdhost.CommandNew - 1&^bcm2835sdhost.CommandFail&^(1<<8|3<<12) // these three are reserved
	reg.KeepsBitsT(t, h.Regs, "SDCMD", bcm2835sdhost.Command, fields)
	bcm2835sdhost.Command.WriteT(t, h.Regs, 0)
	reg.KeepsBitsT(t, h.Regs, "SDVDD", bcm2835sdhost.Power, 1)
	bcm2835sdhost.Power.WriteT(t, h.Regs, 0)
	reg.KeepsBitsT(t, h.Regs, "SDHBCT", bcm2835sdhost.ByteCount, 0xffff_ffff)
	bcm2835sdhost.ByteCount.WriteT(t, h.Regs, 0)
	reg.KeepsBitsT(t, h.Regs, "SDHBLC", bcm2835sdhost.BlockCount, 0x1ff)
	bcm2835sdhost.BlockCount.WriteT(t, h.Regs, 0)
	for _, v := range []bcm2835sdhost.DebugBits{bcm2835sdhost.Thresholds(0x15, 0x0a), bcm2835sdhost.Thresholds(0x0a, 0x15), 0} {
		bcm2835sdhost.Debug.WriteT(t, h.Regs, v)
		reg.ExpectBitsT(t, h.Regs, "SDEDM after a write", bcm2835sdhost.Debug, bcm2835sdhost.DebugThresholds, v)
	}
}

// configuration checks that the registers of the argument, the clock and the interrupts can be read back.
func configuration(t *run.T, h *bcm2835sdhost.Host) {
	reg.KeepsT(t, h.Regs, "SDARG", bcm2835sdhost.Argument, 0x1234_5678)
	reg.KeepsT(t, h.Regs, "SDTOUT", bcm2835sdhost.TimeOut, 0xf0_0000)
	reg.KeepsT(t, h.Regs, "SDCDIV", bcm2835sdhost.ClockDivider, bcm2835sdhost.SlowestClock)
	reg.KeepsT(t, h.Regs, "SDHCFG", bcm2835sdhost.HostConfig, bcm2835sdhost.ConfigWide|bcm2835sdhost.ConfigSlow)
	bcm2835sdhost.HostConfig.WriteT(t, h.Regs, 0)
}

// reserved checks that registers have no more bits than the list of them says.
func reserved(t *run.T, h *bcm2835sdhost.Host) {
	for _, r := range []struct {
		name     string
		register reg.Reg[uint32]
		bits     uint32
	}{
		{"SDVDD", bcm2835sdhost.Power, 1},
		{"SDHBLC", bcm2835sdhost.BlockCount, 0x1ff},
	} {
		r.register.WriteT(t, h.Regs, ^uint32(0))
		reg.ExpectT(t, h.Regs, r.name+", with all bits written", r.register, r.bits)
		r.register.WriteT(t, h.Regs, 0)
	}
}

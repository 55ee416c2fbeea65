package ne2kpci

import (
	"fmt"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/net/ne2kpci"
)

// registersOnPCI is registers with the identity of the RTL8029AS.
func registersOnPCI(t *run.T, nic *ne2kpci.Device) {
	registers(t, nic)
	t.Step("identity", func() {
		t.Must(nic.Reset(t.Context()))
		is(t, nic, "8029ID0", ne2kpci.ID0, 'P')
		is(t, nic, "8029ID1", ne2kpci.ID1, 'C')
	})
}

// registers checks the registers of the controller after a reset, those that keep what is
// written, and the commands to start and stop.
func registers(t *run.T, nic *ne2kpci.Device) {
	t.Step("reset by its port", func() { resetPort(t, nic) })
	t.Step("reset by every address of the port", func() { resetPorts(t, nic) })
	t.Step("registers that keep values", func() { keeps(t, nic) })
	t.Step("pages in the RAM", func() { keepPages(t, nic, ne2kpci.FirstPage, ne2kpci.EndPage-1) })
	t.Step("pages outside the RAM", func() { keepPages(t, nic, 0x00, 0xff) })
	t.Step("start and end of the ring in page 2", func() {
		for _, v := range []uint8{0x46, 0x59} {
			t.Must(nic.Write(t.Context(), ne2kpci.PSTART, v))
			t.Must(nic.Write(t.Context(), ne2kpci.PSTOP, v+0x21))
			is(t, nic, "PSTART in page 2", ne2kpci.ReadPSTART, v)
			is(t, nic, "PSTOP in page 2", ne2kpci.ReadPSTOP, v+0x21)
		}
	})
	t.Step("configuration in page 2", func() { pageTwo(t, nic) })
	t.Step("command", func() { commands(t, nic) })
	t.Step("reset state in ISR", func() { resetState(t, nic) })
	t.Step("registers over a reset", func() { overReset(t, nic) })
}

// is checks the value of a register.
func is(t *run.T, nic *ne2kpci.Device, what string, r ne2kpci.Register, want uint8) {
	t.Helper()
	got, err := nic.Read(t.Context(), r)
	t.Must(err)
	if got != want {
		t.Errorf("%s = %#02x, want %#02x", what, got, want)
	}
}

// isCommand checks the value of CR.
func isCommand(t *run.T, nic *ne2kpci.Device, what string, want ne2kpci.Command) {
	t.Helper()
	got, err := nic.ReadCommand(t.Context())
	t.Must(err)
	if got != want {
		t.Errorf("CR %s = %v, want %v", what, got, want)
	}
}

// resetPort checks CR and ISR after a reset (the DP8390 data sheet, section 10.1, "Reset").
func resetPort(t *run.T, nic *ne2kpci.Device) {
	t.Must(nic.Command(t.Context(), ne2kpci.STA|ne2kpci.RD2))
	t.Must(nic.ResetByPort(t.Context()))
	t.Must(nic.Machine.Pass(t.Context(), settle))
	is(t, nic, "ISR after a reset", ne2kpci.ISR, uint8(ne2kpci.RST))
	t.Step("command", func() { isCommand(t, nic, "after a reset", ne2kpci.STP|ne2kpci.RD2) })
}

// resetPorts checks that each address of the reset port resets the controller (the
// RTL8029AS specification, section 5.2, addresses 18H to 1FH).
func resetPorts(t *run.T, nic *ne2kpci.Device) {
	for offset := reg.Reg[uint8](0x1f); offset >= 0x18; offset-- {
		t.Must(nic.Command(t.Context(), ne2kpci.STA|ne2kpci.RD2))
		is(t, nic, "ISR of a started controller", ne2kpci.ISR, 0)
		offset.WriteT(t, nic.Regs, offset.ReadT(t, nic.Regs))
		t.Must(nic.Machine.Pass(t.Context(), settle))
		got, err := nic.Read(t.Context(), ne2kpci.ISR)
		t.Must(err)
		if got != uint8(ne2kpci.RST) {
			t.Fatalf("ISR after a reset by address %#x = %#02x, want %#02x", uint64(offset), got, uint8(ne2kpci.RST))
		}
	}
}

// keepers lists the registers that can be read where they are written.
func keepers() []ne2kpci.Register {
	var all []ne2kpci.Register
	for i := range ne2kpci.Register(6) {
		all = append(all, ne2kpci.PAR0+i)
	}
	for i := range ne2kpci.Register(8) {
		all = append(all, ne2kpci.MAR0+i)
	}
	return all
}

// keeps checks that each of them keeps values of its own.
func keeps(t *run.T, nic *ne2kpci.Device) {
	for round := range ne2kpci.Register(4) {
		own := func(r ne2kpci.Register) uint8 { return uint8(r*0x9d ^ (round+1)*0x5b ^ round<<7) }
		for _, r := range keepers() {
			t.Must(nic.Write(t.Context(), r, own(r)))
		}
		for _, r := range keepers() {
			is(t, nic, fmt.Sprintf("register %#x of page %d", uint8(r)&0xf, r>>4), r, own(r))
		}
	}
}

// keepPages checks that BNRY and CURR keep the numbers of pages.
func keepPages(t *run.T, nic *ne2kpci.Device, first, last uint8) {
	pairs := [][2]uint8{{first, last}, {last, first}, {first | 0x15, last &^ 0x15}}
	check := func(name string, r ne2kpci.Register, of int) {
		t.Step(name, func() {
			for _, pages := range pairs {
				t.Must(nic.Write(t.Context(), ne2kpci.BNRY, pages[0]))
				t.Must(nic.Write(t.Context(), ne2kpci.CURR, pages[1]))
				is(t, nic, name, r, pages[of])
			}
		})
	}
	check("BNRY", ne2kpci.BNRY, 0)
	check("CURR", ne2kpci.CURR, 1)
}

// pageTwo checks that registers that can only be written in page 0 are read in page 2 (the
// DP8390 data sheet, section 10.1).
func pageTwo(t *run.T, nic *ne2kpci.Device) {
	for _, row := range []struct {
		name        string
		write, read ne2kpci.Register
		bits        uint8
	}{
		{"TPSR", ne2kpci.TPSR, ne2kpci.ReadTPSR, 0xff},
		{"RCR", ne2kpci.RCR, ne2kpci.ReadRCR, 0x3f},
		{"TCR", ne2kpci.TCR, ne2kpci.ReadTCR, 0x1f},
		{"DCR", ne2kpci.DCR, ne2kpci.ReadDCR, 0x7f},
		{"IMR", ne2kpci.IMR, ne2kpci.ReadIMR, 0x7f},
	} {
		t.Step(row.name, func() {
			for _, v := range []uint8{0x55, 0x2a} {
				t.Must(nic.Write(t.Context(), row.write, v))
				got, err := nic.Read(t.Context(), row.read)
				t.Must(err)
				if got &= row.bits; got != v&row.bits {
					t.Errorf("%s in page 2 = %#02x, want %#02x", row.name, got, v&row.bits)
				}
			}
		})
	}
}

// commands checks CR after commands, with each page.
func commands(t *run.T, nic *ne2kpci.Device) {
	t.Must(nic.Reset(t.Context()))
	for _, c := range []ne2kpci.Command{
		ne2kpci.STA | ne2kpci.RD2, ne2kpci.STA | ne2kpci.RD2 | ne2kpci.PS0, ne2kpci.STA | ne2kpci.RD2 | ne2kpci.PS1,
		ne2kpci.STP | ne2kpci.RD2 | ne2kpci.PS0, ne2kpci.STP | ne2kpci.RD2,
	} {
		t.Must(nic.Command(t.Context(), c))
		isCommand(t, nic, "as written", c)
	}
}

// resetState checks that ISR.RST says whether the controller is stopped, and that a write
// does not clear it (the DP8390 data sheet, section 10.3, "Interrupt Status Register").
func resetState(t *run.T, nic *ne2kpci.Device) {
	ctx := t.Context()
	t.Must(nic.ResetByPort(ctx))
	t.Must(nic.Command(ctx, ne2kpci.STP|ne2kpci.RD2))
	t.Must(nic.Acknowledge(ctx, ^ne2kpci.Interrupts(0)))
	is(t, nic, "ISR after ones were written", ne2kpci.ISR, uint8(ne2kpci.RST))
	t.Must(nic.Command(ctx, ne2kpci.STA|ne2kpci.RD2))
	is(t, nic, "ISR of a started controller", ne2kpci.ISR, 0)
	t.Step("after STP", func() {
		t.Must(nic.Command(ctx, ne2kpci.STP|ne2kpci.RD2))
		t.Must(nic.Machine.Pass(ctx, settle))
		is(t, nic, "ISR of a stopped controller", ne2kpci.ISR, uint8(ne2kpci.RST))
	})
}

// overReset checks that a reset clears IMR, and keeps the address and the filter (the
// DP8390 data sheet, section 10.1, "Reset", names the bits that it changes).
func overReset(t *run.T, nic *ne2kpci.Device) {
	ctx := t.Context()
	line, err := nic.Line(ctx)
	t.Must(err)
	t.Must(nic.Reset(ctx))
	for i := range ne2kpci.Register(6) {
		t.Must(nic.Write(ctx, ne2kpci.PAR0+i, uint8(0x50+i)))
	}
	t.Must(nic.Write(ctx, ne2kpci.MAR0+7, 0x77))
	t.Must(nic.Write(ctx, ne2kpci.IMR, 0x7f))
	t.Must(nic.ResetByPort(ctx))
	t.Must(nic.Command(ctx, ne2kpci.STP|ne2kpci.RD2))
	for i := range ne2kpci.Register(6) {
		is(t, nic, fmt.Sprintf("PAR%d after a reset", i), ne2kpci.PAR0+i, uint8(0x50+i))
	}
	is(t, nic, "MAR7 after a reset", ne2kpci.MAR0+7, 0x77)
	// An empty remote DMA ends at once.
	t.Step("mask", func() {
		t.Must(nic.Command(ctx, ne2kpci.STA|ne2kpci.RD2))
		t.Must(nic.Aim(ctx, ne2kpci.RD0, ne2kpci.RAM, 0))
		if level, err := line.Level(ctx); err != nil || level {
			t.Errorf("interrupt pin raised after a reset: %t (%v), want false: IMR is 0", level, err)
		}
	})
}

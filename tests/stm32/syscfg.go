package stm32

import (
	"context"
	"fmt"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/misc/stm32"
	"github.com/qgraph/qgraph/qtest"
)

// sourceRegisters are the registers that choose the ports, with the bits that each field has.
func sourceRegisters(field uint32) []register {
	const each = 0x1111 // the four fields of a register
	var all []register
	for n, r := range stm32.Sources() {
		all = append(all, register{fmt.Sprintf("SYSCFG_EXTICR%d", n+1), r, each * field})
	}
	return all
}

// syscfgRegisters checks the values after a reset, and which bits keep what is written (RM0351, section "SYSCFG registers").
func syscfgRegisters(t *run.T, s *stm32.SYSCFG) {
	t.Step("after a reset", func() { syscfgAfterReset(t, s) })
	t.Step("written", func() {
		for _, r := range append(sourceRegisters(7),
			register{"SYSCFG_MEMRMP", stm32.MemoryRemap, stm32.MemoryBits}, register{"SYSCFG_CFGR1", stm32.Config1, stm32.Config1Bits}) {
			keeps(t, s.Regs, r)
		}
	})
	t.Step("firewall stays enabled", func() {
		stm32.Config1.WriteT(t, s.Regs, 0)
		reg.ExpectT(t, s.Regs, "SYSCFG_CFGR1 with FWDIS cleared", stm32.Config1, 0)
		stm32.Config1.WriteT(t, s.Regs, stm32.Firewall)
		reg.ExpectT(t, s.Regs, "SYSCFG_CFGR1 with FWDIS set again", stm32.Config1, 0)
	})
	t.Step("bits that stay set", func() { sticky(t, s) })
	t.Step("SRAM2 locked", func() { sram2Locked(t, s) })
	t.Step("SRAM2 erased", func() { sram2Erased(t, s) })
	t.Step("another reset", func() {
		for _, r := range sourceRegisters(7) {
			r.WriteT(t, s.Regs, r.bits)
		}
		stm32.MemoryRemap.WriteT(t, s.Regs, stm32.MemoryBits)
		t.Must(t.QEMU().SystemReset(t.Context()))
		syscfgAfterReset(t, s)
	})
}

func syscfgAfterReset(t *run.T, s *stm32.SYSCFG) {
	t.Helper()
	reg.ExpectT(t, s.Regs, "SYSCFG_MEMRMP after a reset", stm32.MemoryRemap, 0)
	reg.ExpectT(t, s.Regs, "SYSCFG_CFGR1 after a reset", stm32.Config1, stm32.Config1Reset)
	for _, r := range sourceRegisters(7) {
		reg.ExpectT(t, s.Regs, r.name+" after a reset", r.Reg, 0)
	}
	reg.ExpectT(t, s.Regs, "SYSCFG_SCSR after a reset", stm32.SRAM2Status, 0)
	reg.ExpectT(t, s.Regs, "SYSCFG_CFGR2 after a reset", stm32.Config2, 0)
	reg.ExpectT(t, s.Regs, "SYSCFG_SWPR after a reset", stm32.WriteProtection, 0)
	reg.ExpectT(t, s.Regs, "SYSCFG_SKR after a reset", stm32.SRAM2Key, 0)
}

// sticky checks the bits that software sets, and only a reset clears.
func sticky(t *run.T, s *stm32.SYSCFG) {
	for _, r := range []register{
		{"SYSCFG_CFGR2", stm32.Config2, stm32.Config2Locks}, {"SYSCFG_SWPR", stm32.WriteProtection, ^uint32(0)},
	} {
		var set uint32
		for bit := uint32(1); bit != 0; bit <<= 1 {
			if r.bits&bit != 0 {
				set |= bit
				r.WriteT(t, s.Regs, bit)
				reg.ExpectT(t, s.Regs, r.name+" with one more bit written", r.Reg, set)
			}
		}
		r.WriteT(t, s.Regs, 0)
		reg.ExpectT(t, s.Regs, r.name+" with zeros written", r.Reg, set)
	}
}

// pattern is what SRAM2 holds before it is erased, in its first bytes.
const pattern = 0x5aa5_1234

// sram2Locked checks that the erase bit cannot be written without the two values in the key register, or after others.
func sram2Locked(t *run.T, s *stm32.SYSCFG) {
	t.Must(s.Machine.Write(t.Context(), qtest.Width32, stm32.SRAM2, pattern))
	for _, keys := range [][]uint32{{}, {stm32.SRAM2Unlock1}, {stm32.SRAM2Unlock2, stm32.SRAM2Unlock1}, {stm32.SRAM2Unlock1, 0, stm32.SRAM2Unlock2}} {
		for _, k := range keys {
			stm32.SRAM2Key.WriteT(t, s.Regs, k)
		}
		stm32.SRAM2Status.WriteT(t, s.Regs, stm32.SRAM2Erase)
		reg.ExpectT(t, s.Regs, fmt.Sprintf("SYSCFG_SCSR after the keys %#x", keys), stm32.SRAM2Status, 0)
	}
	got, err := s.Machine.Read(t.Context(), qtest.Width32, stm32.SRAM2)
	t.Must(err)
	if got != pattern {
		t.Errorf("SRAM2 holds %#x without the keys, want %#x", got, uint32(pattern))
	}
}

// sram2Erased checks that SRAM2 loses its content when the erase bit is set after the two values.
func sram2Erased(t *run.T, s *stm32.SYSCFG) {
	t.Must(s.Machine.Write(t.Context(), qtest.Width32, stm32.SRAM2, pattern))
	stm32.SRAM2Key.WriteT(t, s.Regs, stm32.SRAM2Unlock1)
	stm32.SRAM2Key.WriteT(t, s.Regs, stm32.SRAM2Unlock2)
	stm32.SRAM2Status.WriteT(t, s.Regs, stm32.SRAM2Erase)
	t.Must(s.Machine.Wait(t.Context(), "SRAM2 to be erased", func(ctx context.Context) (bool, error) {
		v, err := stm32.SRAM2Status.Read(ctx, s.Regs)
		return v == 0, err
	}))
	got, err := s.Machine.Read(t.Context(), qtest.Width32, stm32.SRAM2)
	t.Must(err)
	if got == pattern {
		t.Errorf("SRAM2 holds %#x as before after it was erased", got)
	}
}

// syscfgRegistersF4 is [syscfgRegisters] for the STM32F4 (RM0090, section "SYSCFG registers").
func syscfgRegistersF4(t *run.T, s *stm32.SYSCFG) {
	all := append(sourceRegisters(0xf), register{"SYSCFG_MEMRMP", stm32.MemoryRemap, stm32.MemoryBitsF4},
		register{"SYSCFG_CMPCR", stm32.Compensation, stm32.CellPowerDown})
	after := func() {
		t.Helper()
		for _, r := range all {
			reg.ExpectBitsT(t, s.Regs, r.name+" after a reset", r.Reg, ^uint32(stm32.CellReady), 0)
		}
	}
	t.Step("after a reset", after)
	for _, r := range all {
		t.Step(r.name+" written", func() { keeps(t, s.Regs, r) })
	}
	t.Step("another reset", func() {
		for _, r := range all {
			r.WriteT(t, s.Regs, r.bits)
		}
		t.Must(t.QEMU().SystemReset(t.Context()))
		after()
	})
}

// wires are the lines between the pins and the controller of external interrupts.
type wires struct {
	t   *run.T
	s   *stm32.SYSCFG
	all []guest.Line // to the controller
}

// sources checks that each line has the level of the pin of the port that EXTICR chooses, and of no other.
func sources(t *run.T, s *stm32.SYSCFG) {
	w := wires{t: t, s: s}
	for n := range stm32.PinsOfPort {
		line, err := s.Line(t.Context(), n)
		t.Must(err)
		w.all = append(w.all, line)
	}
	t.Step("port A", func() { w.port(0) })
	t.Step("other ports", func() {
		for port := 1; port < s.Ports; port++ {
			w.port(port)
		}
	})
	t.Step("pins of several ports", w.several)
	t.Step("chosen while high", w.whileHigh)
}

// shows checks the levels of the lines.
func (w wires) shows(when string, want uint32) {
	w.t.Helper()
	var got uint32
	for n, l := range w.all {
		if l.Raised() {
			got |= 1 << n
		}
	}
	if got != want {
		w.t.Errorf("%s: the lines are %#x, want %#x", when, got, want)
	}
}

// drive sets the level of a pin.
func (w wires) drive(port, pin int, high bool) {
	w.t.Helper()
	w.t.Must(w.s.Drive(w.t.Context(), port, pin, high))
}

// port checks each pin of a port, against the same pin of the next port.
func (w wires) port(port int) {
	pins := stm32.PinsOfPort
	if port == int(stm32.PortH) {
		pins = stm32.PortH.Pins()
	}
	for line := range pins {
		w.t.Must(w.s.Select(w.t.Context(), line, port))
		if other := port + 1; other < w.s.Ports && port > 0 {
			w.drive(other, line, true)
			w.shows(fmt.Sprintf("pin %d of port %d high, port %d chosen", line, other, port), 0)
			w.drive(other, line, false)
		}
		w.drive(port, line, true)
		w.shows(fmt.Sprintf("pin %d of port %d high", line, port), 1<<line)
		w.drive(port, line, false)
		w.shows(fmt.Sprintf("pin %d of port %d low", line, port), 0)
	}
	for _, r := range stm32.Sources() {
		r.WriteT(w.t, w.s.Regs, 0)
	}
}

// several checks the four lines of a register with different ports.
func (w wires) several() {
	stm32.ExternalSource1.WriteT(w.t, w.s.Regs, 0x0210)
	w.drive(0, 0, true)
	w.drive(1, 1, true)
	w.drive(2, 2, true)
	w.drive(0, 3, true)
	w.shows("lines 0 to 3 of the ports A, B, C and A", 0xf)
	w.drive(1, 1, false)
	w.shows("one of them low", 0xd)
	for _, p := range [][2]int{{0, 0}, {2, 2}, {0, 3}} {
		w.drive(p[0], p[1], false)
	}
	w.shows("all low", 0)
}

// whileHigh checks that a line has the level of its port from the moment on in which it is chosen.
func (w wires) whileHigh() {
	stm32.ExternalSource1.WriteT(w.t, w.s.Regs, 0)
	w.drive(1, 0, true)
	w.shows("port B high, A chosen", 0)
	stm32.ExternalSource1.WriteT(w.t, w.s.Regs, 1)
	reg.ExpectT(w.t, w.s.Regs, "SYSCFG_EXTICR1", stm32.ExternalSource1, 1)
	w.shows("port B high and chosen", 1)
	stm32.ExternalSource1.WriteT(w.t, w.s.Regs, 0)
	reg.ExpectT(w.t, w.s.Regs, "SYSCFG_EXTICR1", stm32.ExternalSource1, 0)
	w.shows("A chosen again", 0)
	w.drive(1, 0, false)
}

package pcibridge

import (
	"bytes"
	"encoding/binary"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/bus/pcibridge"
	"github.com/qgraph/qgraph/libqos/device/misc/edu"
	"github.com/qgraph/qgraph/qtest"
)

// numbers checks which cycles of configuration reach the bus behind the bridge: those to
// its number, and to the device's place there alone (PCI-to-PCI Bridge Architecture 1.2,
// section 3.1.2 "Configuration Address Translation").
func numbers(t *run.T, s subject) {
	at := s.edu.PCI.Address()
	answers(t, s, at, "as set up", true)
	elsewhere := at
	elsewhere.Device += 5
	answers(t, s, elsewhere, "at another slot", false)
	next := at
	next.Bus++
	answers(t, s, next, "with a number behind it", false)
	t.Must(s.SetBuses(t.Context(), next.Bus, s.Subordinate()))
	answers(t, s, at, "with the number before the secondary one", false)
	answers(t, s, next, "with another secondary number", true)
	t.Must(s.SetBuses(t.Context(), at.Bus, at.Bus))
	answers(t, s, at, "alone", true)
	t.Must(s.SetBuses(t.Context(), at.Bus, s.Subordinate()))
}

// answers checks whether a device answers at an address.
func answers(t *run.T, s subject, at pci.Address, when string, want bool) {
	t.Helper()
	vendor, err := s.ReadConfig(t.Context(), at, qtest.Width16, uint16(pci.VendorID))
	t.Must(err)
	if got := vendor != 0xffff; got != want {
		t.Errorf("%s: a device answers at %v: %t (vendor %#x), want %t", when, at, got, vendor, want)
	}
}

// windows checks for each window that the bridge forwards addresses in it and no others:
// from the base to the limit, and none if the limit is below the base (PCI-to-PCI Bridge
// Architecture 1.2, chapter 4 "Address Decoding").
func windows(t *run.T, s subject) {
	for _, w := range s.Forwarded() {
		l, r, found := s.in(t, w)
		if !found {
			t.Errorf("no BAR behind the bridge is in its window at %#x (I/O: %t, prefetchable: %t)", w.Base, w.IO, w.Prefetchable)
			continue
		}
		unit := uint64(1 << 20)
		if w.IO {
			unit = 1 << 12
		}
		narrow := w
		narrow.Base, narrow.Size = r.Base()&^(unit-1), unit
		below, above, closed := narrow, narrow, narrow
		below.Base -= unit
		above.Base += unit
		closed.Size = 0
		look(t, r, l, "in the window", true)
		for _, row := range []struct {
			when string
			w    pci.Window
			want bool
		}{
			{"in a window of one unit", narrow, true}, {"behind the window", below, false}, {"before the window", above, false},
			{"with the limit below the base", closed, false}, {"in the first window again", w, true},
		} {
			t.Must(s.Forward(t.Context(), row.w))
			look(t, r, l, row.when, row.want)
		}
	}
}

// in returns a landmark with its region that is in the window, or has been moved there.
func (s subject) in(t *run.T, w pci.Window) (pci.Landmark, *pci.Region, bool) {
	t.Helper()
	for _, l := range s.marks {
		r := s.region(t, l)
		if r.BAR().Kind == pci.Memory64 && w.Prefetchable && r.Base() < w.Base {
			moved, err := s.rng.Move(t.Context(), l.BAR, binary.LittleEndian)
			t.Must(err)
			r = moved
		}
		if (r.BAR().Kind == pci.IO) == w.IO && r.Base() >= w.Base && r.Base() < w.Base+w.Size {
			return l, r, true
		}
	}
	return pci.Landmark{}, nil, false
}

// decoding checks that the bridge forwards memory and I/O space each only while its own
// command register says so (PCI-to-PCI Bridge Architecture 1.2, section 3.2.4.3 "Command
// Register").
func decoding(t *run.T, s subject) {
	for _, on := range []pci.CommandBits{0, pci.CommandMemory, pci.CommandIO, decode} {
		pci.Command.WriteT(t, s.Device().Config(), on|pci.CommandMaster)
		for _, l := range s.marks {
			r := s.region(t, l)
			needs := pci.CommandMemory
			if r.BAR().Kind == pci.IO {
				needs = pci.CommandIO
			}
			look(t, r, l, "with Command "+on.String()+" in the bridge", on&needs != 0)
		}
	}
}

// interruptLine checks that the line of a device behind the bridge is the one that its
// place gives it, and that the device's own interrupt disable holds it while its status
// still shows it (PCI-to-PCI Bridge Architecture 1.2, section 9.1 "Interrupt Routing";
// PCI Local Bus 3.0, section 6.2.2 "Device Control").
func interruptLine(t *run.T, s subject) {
	d := s.edu
	line, err := d.PCI.INTx(t.Context())
	t.Must(err)
	level := func(when string, want bool) {
		t.Helper()
		status := pci.Status.ReadT(t, d.PCI.Config())
		if got := line.Raised(); got != want {
			t.Errorf("%s: the line is raised: %t, want %t (Status is %v)", when, got, want, status)
		}
	}
	level("before", false)
	edu.InterruptRaise.WriteT(t, d.Regs, 1)
	level("raised", true)
	t.Must(pci.Command.Modify(t.Context(), d.PCI.Config(), 0, pci.CommandINTxDisable))
	level("disabled", false)
	if status := pci.Status.ReadT(t, d.PCI.Config()); status&pci.StatusInterrupt == 0 {
		t.Errorf("disabled: Status is %v, want the interrupt in it", status)
	}
	t.Must(pci.Command.Modify(t.Context(), d.PCI.Config(), pci.CommandINTxDisable, 0))
	level("enabled again", true)
	edu.InterruptAcknowledge.WriteT(t, d.Regs, 1)
	level("acknowledged", false)
}

// messages checks that the bridge forwards a message while it is a bus master, and not
// otherwise (PCI-to-PCI Bridge Architecture 1.2, section 3.2.4.3 "Command Register", Bus
// Master Enable).
func messages(t *run.T, s subject, master pci.CommandBits) {
	ctx, d := t.Context(), s.edu
	m, err := d.PCI.MSI(ctx)
	t.Must(err)
	t.Must(m.Configure(ctx, 0))
	t.Must(m.Enable(ctx))
	defer func() { t.Must(m.Disable(ctx)) }()
	defer func() { t.Must(s.Device().Enable(ctx)) }()
	pci.Command.WriteT(t, s.Device().Config(), decode|master)
	edu.InterruptRaise.WriteT(t, d.Regs, 1)
	fired, err := m.Fired(ctx, 0)
	t.Must(err)
	if want := master != 0; fired != want {
		t.Errorf("with Command %v in the bridge: a message has come: %t, want %t", decode|master, fired, want)
	}
	edu.InterruptAcknowledge.WriteT(t, d.Regs, 1)
}

// decode has a function decode both spaces.
const decode = pci.CommandIO | pci.CommandMemory

// dma has the device write to RAM, which it does while it is a bus master and the bridge
// is one, too (PCI Local Bus 3.0, section 6.2.2 "Device Control", Bus Master; PCI-to-PCI
// Bridge Architecture 1.2, section 3.2.4.3 "Command Register").
func dma(t *run.T, s subject, bridge, device pci.CommandBits) {
	ctx, d := t.Context(), s.edu
	data := []byte("through the bridge, to the device and back")
	size := uint64(len(data))
	addr, err := d.Machine.AllocZeroed(ctx, size, 8)
	t.Must(err)
	defer func() { t.Must(d.Machine.Alloc.Free(addr)) }()
	t.Must(d.Machine.WriteMemory(ctx, addr, data))
	t.Must(d.Store(ctx, addr, 0, size))
	t.Must(d.Machine.Memset(ctx, addr, size, 0))
	pci.Command.WriteT(t, s.Device().Config(), decode|bridge)
	pci.Command.WriteT(t, d.PCI.Config(), decode|device)
	t.Must(d.Fetch(ctx, addr, 0, size))
	got := make([]byte, size)
	t.Must(d.Machine.ReadMemory(ctx, addr, got))
	want := make([]byte, size)
	if bridge&device != 0 {
		want = data
	}
	if !bytes.Equal(got, want) {
		t.Errorf("with Command %v in the bridge and %v in the device: RAM has %q, want %q", decode|bridge, decode|device, got, want)
	}
	t.Must(s.Device().Enable(ctx))
	t.Must(d.PCI.Enable(ctx))
}

// busReset resets the bus behind the bridge: its devices are as after power-on, those
// beside the bridge and the bridge itself are as they were (PCI-to-PCI Bridge Architecture
// 1.2, section 3.2.5.18 "Bridge Control Register", Secondary Bus Reset).
func busReset(t *run.T, s subject) {
	ctx := t.Context()
	beside, bridge := s.beside.Config(), s.Device().Config()
	pci.InterruptLine.WriteT(t, beside, 0x5a)
	pci.Command.WriteT(t, beside, pci.CommandMemory)
	before := pcibridge.MemoryBase.ReadT(t, bridge)
	t.Must(s.ResetBehind(ctx))
	for _, d := range []struct {
		name string
		*pci.Device
	}{{"edu", s.edu.PCI}, {"entropy device", s.rng}} {
		if got := pci.Command.ReadT(t, d.Config()); got != 0 {
			t.Errorf("%s: Command is %v after the reset, want 0", d.name, got)
		}
		if got := pci.BaseAddress(0).ReadT(t, d.Config()); got&^3 != 0 {
			t.Errorf("%s: BAR0 is %#x after the reset, want no address", d.name, got)
		}
	}
	if got := pci.InterruptLine.ReadT(t, beside); got != 0x5a {
		t.Errorf("beside the bridge: Interrupt Line is %#x after the reset, want 0x5a", got)
	}
	if got := pci.Command.ReadT(t, beside); got != pci.CommandMemory {
		t.Errorf("beside the bridge: Command is %v after the reset, want %v", got, pci.CommandMemory)
	}
	if got := pcibridge.SecondaryBus.ReadT(t, bridge); got != s.Number() {
		t.Errorf("bridge: Secondary Bus Number is %d after the reset, want %d", got, s.Number())
	}
	if got := pcibridge.MemoryBase.ReadT(t, bridge); got != before {
		t.Errorf("bridge: Memory Base is %#x after the reset, want %#x", got, before)
	}
	for _, l := range s.marks {
		r := s.region(t, l) // at its address again
		t.Must(s.rng.Enable(ctx))
		look(t, r, l, "after the reset", true)
	}
}

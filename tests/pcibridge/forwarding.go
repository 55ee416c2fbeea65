package pcibridge

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/qom"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/bus/pcibridge"
	"github.com/qgraph/qgraph/libqos/device/misc/edu"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtiorng"
)

// subject is a bridge with the devices behind and beside it.
type subject struct {
	*pcibridge.Bridge
	edu    *edu.Device // at the slot of the bus
	rng    *pci.Device
	marks  []pci.Landmark // of the entropy device
	beside *pci.Device
}

// Steps that some bridges fail.
const (
	numbersAfterReset = "bus numbers after a reset"
	messagesHeld      = "messages while the bridge is no bus master"
	dmaHeld           = "DMA while the bridge is no bus master"
)

// forwarding checks what a bridge does between its buses: its registers, the cycles that
// it forwards and those that it does not, interrupts, and the reset of the bus behind it.
func forwarding(rng pci.Address) func(*run.T, *pcibridge.Bridge) {
	return func(t *run.T, b *pcibridge.Bridge) {
		t.Must(t.QEMU().SystemReset(t.Context()))
		t.Must(b.Primary().Setup(t.Context()))
		t.Step(numbersAfterReset, func() { unset(t, b) })
		t.Step("registers", func() { registers(t, b) })
		t.Must(b.Setup(t.Context()))
		s := newSubject(t, b, rng)
		t.Step("bus numbers", func() { numbers(t, s) })
		t.Step("windows", func() { windows(t, s) })
		t.Step("decoding", func() { decoding(t, s) })
		t.Step("interrupt line", func() { interruptLine(t, s) })
		if b.Primary().HasMessages() {
			t.Step("messages", func() { messages(t, s, pci.CommandMaster) })
			t.Step(messagesHeld, func() { messages(t, s, 0) })
		}
		t.Step("DMA", func() { dma(t, s, pci.CommandMaster, pci.CommandMaster) })
		t.Step("DMA while the device is no bus master", func() { dma(t, s, pci.CommandMaster, 0) })
		t.Step(dmaHeld, func() { dma(t, s, 0, pci.CommandMaster) })
		t.Step("secondary bus reset", func() { busReset(t, s) })
	}
}

// newSubject maps the BARs of the devices behind the bridge and enables them.
func newSubject(t *run.T, b *pcibridge.Bridge, rng pci.Address) subject {
	t.Helper()
	d, err := edu.New(t.Context(), b.Bus())
	t.Must(err)
	rng.Bus = b.Number()
	s := subject{Bridge: b, edu: d}
	s.rng, err = b.Bus().At(t.Context(), rng)
	t.Must(err)
	model := virtiorng.PCIModel().On(b.Bus().Machine()).PCI()
	for _, l := range model.Landmarks {
		if _, err := s.rng.BAR(t.Context(), l.BAR); err == nil { // no MSI-X without messages
			s.marks = append(s.marks, l)
		}
	}
	for _, l := range s.marks {
		_, err := s.rng.Map(t.Context(), l.BAR)
		t.Must(err)
	}
	t.Must(s.rng.Enable(t.Context()))
	place, err := qom.At(t.QEMU().QMP(), "/machine/peripheral/"+besideID).Int(t.Context(), "addr")
	t.Must(err)
	const devfn = 8
	s.beside, err = b.Bus().At(t.Context(), pci.Address{Device: uint8(place / devfn), Function: uint8(place % devfn)})
	t.Must(err)
	return s
}

// region returns where a landmark is.
func (s subject) region(t *run.T, l pci.Landmark) *pci.Region {
	t.Helper()
	r, err := s.rng.Map(t.Context(), l.BAR)
	t.Must(err)
	return r
}

// look checks whether a landmark can be seen in a region.
func look(t *run.T, r *pci.Region, l pci.Landmark, when string, visible bool) {
	t.Helper()
	v, err := r.Load(t.Context(), l.Width, l.Offset)
	t.Must(err)
	want, bits := l.Value, l.Bits()
	if !visible {
		want, bits = r.Empty(l.Width), ^uint64(0)
	}
	if v&bits != want&bits {
		t.Errorf("%s: %s at %#x of %v is %#x, want %#x", when, l.Name, l.Offset, r.BAR(), v, want)
	}
}

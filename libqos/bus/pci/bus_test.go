package pci_test

import (
	"context"
	"encoding/binary"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/bus/pci/pcifake"
)

// newBus returns a bus with a function without BARs or capabilities.
func newBus(opts ...pci.BusOption) *pci.Bus {
	h := pcifake.NewHost(map[pci.Address]*pcifake.Function{slot(): pcifake.New(named())})
	return pci.NewBus(guest.NewMachine(h.Link, binary.LittleEndian, guest.RAM{}), h, slot(), opts...)
}

func TestModelOnBus(t *testing.T) {
	m := named()
	m.Capabilities = []pci.CapabilityID{pci.CapabilityMSI, pci.CapabilityVendor, pci.CapabilityMSIX}
	m.Express = []pci.CapabilityID{pci.CapabilityExpress}
	m.MSI, m.MSIX = 1, 2
	type shown struct {
		Capabilities []pci.CapabilityID
		MSI, MSIX    int
		Messages     bool
	}
	for _, tc := range []struct {
		name string
		opts []pci.BusOption
		want shown
	}{
		{"conventional", nil, shown{m.Capabilities, 1, 2, true}},
		{"root complex", []pci.BusOption{pci.WithKind(pci.RootComplex)}, shown{append(m.Capabilities[:3:3], pci.CapabilityExpress), 1, 2, true}},
		{"link", []pci.BusOption{pci.WithKind(pci.Link)}, shown{append(m.Capabilities[:3:3], pci.CapabilityExpress), 1, 2, true}},
		{"without messages", []pci.BusOption{pci.WithoutMessages()}, shown{[]pci.CapabilityID{pci.CapabilityVendor}, 0, 0, false}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			d, err := newBus(tc.opts...).Attach(t.Context(), m)
			if err != nil {
				t.Fatal(err)
			}
			got := shown{d.Model().Capabilities, d.Model().MSI, d.Model().MSIX, d.Bus().HasMessages()}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("the device's model (-want +got):\n%s", diff)
			}
		})
	}
	if diff := cmp.Diff([]pci.CapabilityID{pci.CapabilityMSI, pci.CapabilityVendor, pci.CapabilityMSIX}, m.Capabilities); diff != "" {
		t.Errorf("the declared model has changed (-want +got):\n%s", diff)
	}
}

func TestSetup(t *testing.T) {
	if err := newBus().Setup(t.Context()); err != nil {
		t.Errorf("Setup() of a bus without setup: %v", err)
	}
	broken := errors.New("the bridge does not answer")
	calls := 0
	bus := newBus(pci.WithSetup(func(context.Context) error {
		calls++
		return broken
	}))
	if err := bus.Setup(t.Context()); !errors.Is(err, broken) || calls != 1 {
		t.Errorf("Setup(): error %v after %d calls, want %v after one", err, calls, broken)
	}
}

// oneWindow is a host bridge with a single window.
type oneWindow struct {
	*pcifake.Host
	window pci.Window
}

func (h oneWindow) Windows() []pci.Window { return []pci.Window{h.window} }

func TestPrefetchableWindow(t *testing.T) {
	m := named()
	m.BARs = []pci.BAR{
		{Index: 0, Kind: pci.Memory64, Size: 4096},
		{Index: 2, Kind: pci.Memory64, Size: 4096, Prefetchable: true},
	}
	h := oneWindow{
		pcifake.NewHost(map[pci.Address]*pcifake.Function{slot(): pcifake.New(m)}),
		pci.Window{Base: 1 << 32, Size: 1 << 20, CPU: 1 << 32, Prefetchable: true},
	}
	d, err := pci.NewBus(guest.NewMachine(h.Link, binary.LittleEndian, guest.RAM{}), h, slot()).Attach(t.Context(), m)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Map(t.Context(), 0); !errors.Is(err, pci.ErrNoWindow) {
		t.Errorf("non-prefetchable BAR: error %v, want %v", err, pci.ErrNoWindow)
	}
	if _, err := d.Map(t.Context(), 2); err != nil {
		t.Error(err)
	}
}

package device

import (
	"errors"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/bus/slot"
	"github.com/qgraph/qgraph/tests/suite/genericsuite"
)

// sweep reads all registers of the device, and then writes them.
func sweep(t *run.T, d *slot.Device) {
	if d.Root != nil {
		enable(t, d)
	}
	genericsuite.Sweep(t, d.Path())
}

// reset writes all registers of the device and resets the machine: they must have the values that they had after power-on.
func reset(t *run.T, d *slot.Device) {
	if d.Root == nil {
		genericsuite.Reset(t, d.Path(), nil)
		return
	}
	genericsuite.Reset(t, d.Path(), func() { enable(t, d) })
	resetConfiguration(t, d)
}

// enable has a function of PCI answer at its addresses, as firmware does. A BAR for which the machine has no room stays
// without.
func enable(t *run.T, d *slot.Device) *pci.Device {
	t.Helper()
	f, err := d.Function(t.Context())
	t.Must(err)
	header, err := pci.HeaderType.Read(t.Context(), f.Config())
	t.Must(err)
	bars := 6
	if header&pci.HeaderLayout == 1 {
		bars = 2 // PCI-to-PCI Bridge Architecture 1.2, section 3.2 "PCI-to-PCI Bridge Configuration Space Header Format"
	}
	for i := range bars {
		_, err := f.Map(t.Context(), i)
		switch {
		case errors.Is(err, pci.ErrNoBAR):
		case errors.Is(err, pci.ErrNoWindow):
			t.Logf("%v", err)
		default:
			t.Must(err)
		}
	}
	t.Must(f.Enable(t.Context()))
	return f
}

package pcidevice

import (
	"context"
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/bus/pci"
)

// Register adds the tests of every PCI device.
func Register(g *graph.Graph) {
	graph.Test(g, "pci-device-tests/nop", pci.DeviceInterface, func(t *run.T, d *pci.Device) { hold(t, d, presence()) })
	graph.Test(g, "pci-device-tests/conformance", pci.DeviceInterface, func(t *run.T, d *pci.Device) { hold(t, d, conformance()) })
}

// hold holds the device to the checks. None makes use of what it is for.
func hold(t *run.T, d *pci.Device, checks []check) {
	s := subject{d, func(ctx context.Context) error {
		if err := t.QEMU().SystemReset(ctx); err != nil {
			return err
		}
		return d.Bus().Setup(ctx)
	}}
	t.Must(s.systemReset(t.Context())) // a driver may have configured the device already
	for _, c := range checks {
		t.Step(c.name, func() { t.Must(c.run(t.Context(), s)) })
	}
}

// subject is the device under test.
type subject struct {
	*pci.Device
	systemReset func(context.Context) error
}

// check is one property of a PCI device. It leaves the device as it was after
// power-on, but for unplug, which leaves none.
type check struct {
	name string
	run  func(ctx context.Context, s subject) error
}

// presence returns the checks that the device is there, and the one that its driver
// declares.
func presence() []check {
	return []check{
		{"declaration", declaration},
		{"identity", identity},
	}
}

// conformance returns the checks of everything else that any PCI device has in common,
// in the order in which they are to be made. They are one test: what most of them cost
// is the start of QEMU.
func conformance() []check {
	return []check{
		{"header", header},
		{"read-only registers", readOnly},
		{"writable registers", writable},
		{"base address registers", baseAddresses},
		{"decoding", decoding},
		{"capabilities", capabilities},
		{"extended capabilities", extendedCapabilities},
		{"MSI", msi},
		{"MSI-X", msix},
		{"interrupt pin", interruptPin},
		{"function level reset", functionReset},
		{"system reset", systemReset},
		{"unplug", unplug},
	}
}

// findings collects what a check finds wrong.
type findings []error

// add adds an error; nil is none.
func (f *findings) add(err error) {
	if err != nil {
		*f = append(*f, err)
	}
}

// addf adds an error with that text.
func (f *findings) addf(format string, args ...any) { f.add(fmt.Errorf(format, args...)) }

// err returns all that was found as one error.
func (f findings) err() error { return errors.Join(f...) }

// differ adds an error if something is not what it should be.
func differ[V comparable](f *findings, what string, got, want V) {
	if got != want {
		f.addf("%s is %v, want %v", what, got, want)
	}
}

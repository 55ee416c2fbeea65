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
	graph.Pair(g, "pci-device-tests/migrate", pci.DeviceInterface, migrate, graph.Known(deviations()...),
		graph.SlowBeside("x86_64/pc", "x86_64/q35", "aarch64/virt", "mips/malta", "ppc64/pseries")) // one of each kind of bus
}

// hold runs the checks on the device. None uses the device's function.
func hold(t *run.T, d *pci.Device, checks []check) {
	s := subjectOf(t, d)
	t.Must(s.systemReset(t.Context())) // a driver may have configured the device already
	for _, c := range checks {
		t.Step(c.name, func() { t.Must(c.run(t.Context(), s)) })
	}
}

func subjectOf(t *run.T, d *pci.Device) subject {
	return subject{d, func(ctx context.Context) error {
		if err := t.QEMU().SystemReset(ctx); err != nil {
			return err
		}
		return d.Bus().Setup(ctx)
	}}
}

// subject is the device under test.
type subject struct {
	*pci.Device
	systemReset func(context.Context) error
}

// check is one property of a PCI device. It leaves the device in its power-on
// state, except unplug, which removes it.
type check struct {
	name string
	run  func(ctx context.Context, s subject) error
}

// presence returns the checks that the device is there, and is the declared one.
func presence() []check {
	return []check{
		{"declaration", declaration},
		{"identity", identity},
	}
}

// conformance returns the checks of every other property that all PCI devices share,
// in order of execution. They form one test because the start of QEMU takes most of
// the time.
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

// findings collects the errors that a check finds.
type findings []error

// add adds an error; nil is none.
func (f *findings) add(err error) {
	if err != nil {
		*f = append(*f, err)
	}
}

// addf adds an error with that text.
func (f *findings) addf(format string, args ...any) { f.add(fmt.Errorf(format, args...)) }

// err returns all findings as one error.
func (f findings) err() error { return errors.Join(f...) }

// differ adds an error if got differs from want.
func differ[V comparable](f *findings, what string, got, want V) {
	if got != want {
		f.addf("%s is %v, want %v", what, got, want)
	}
}

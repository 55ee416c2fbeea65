package pcidevice

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/bus/pci"
)

// Register adds the tests of every PCI device.
func Register(g *graph.Graph) {
	graph.Test(g, "pci-device-tests/nop", pci.DeviceInterface, func(t *run.T, d *pci.Device) { hold(t, d, presence()) })
	graph.Test(g, "pci-device-tests/conformance", pci.DeviceInterface, func(t *run.T, d *pci.Device) { hold(t, d, conformance()) },
		graph.Known(deviations()...))
	graph.Pair(g, "pci-device-tests/migrate", pci.DeviceInterface, migrate, graph.Known(migrateDeviations()...),
		graph.SlowBeside("x86_64/pc", "x86_64/q35", "aarch64/virt", "mips/malta", "ppc64/pseries")) // one of each kind of bus
}

// hold runs the checks on the device. None uses the device's function.
func hold(t *run.T, d *pci.Device, checks []check) {
	s := subjectOf(t, d)
	t.Must(s.systemReset(t.Context())) // a driver may have configured the device already
	for _, c := range checks {
		if c.of != nil {
			has, err := c.of(t.Context(), s)
			t.Must(err)
			if !has {
				continue
			}
		}
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

// orderOf returns the byte order of a landmark.
func (s subject) orderOf(l pci.Landmark) binary.ByteOrder {
	if l.Native {
		return s.Bus().Machine().Order
	}
	return binary.LittleEndian
}

// check is one property of a PCI device. It leaves the device in its power-on
// state, except unplug, which removes it.
type check struct {
	name string
	run  func(ctx context.Context, s subject) error
	of   func(ctx context.Context, s subject) (bool, error) // whether the device has what is checked; nil for what all have
}

// presence returns the checks that the device is there, and is the declared one.
func presence() []check {
	return []check{
		{name: "declaration", run: declaration},
		{name: "identity", run: identity},
	}
}

// conformance returns the checks of every other property that all PCI devices share,
// in order of execution. They form one test because the start of QEMU takes most of
// the time.
func conformance() []check {
	return []check{
		{name: "header", run: header},
		{name: "read-only registers", run: readOnly},
		{name: "Command register", run: command},
		{"interrupt disable", interruptDisable, hasPin},
		{"Interrupt Line register", interruptLine, hasPin},
		{name: "Status register", run: status},
		{name: "registers without a function", run: absent},
		{name: "base address registers", run: baseAddresses},
		{name: "decoding", run: decoding},
		{name: "other addresses", run: relocation},
		{name: "capabilities", run: capabilities},
		{name: "extended capabilities", run: extendedCapabilities},
		{name: "MSI", run: msi},
		{name: "MSI-X", run: msix},
		{name: "interrupt pin", run: interruptPin},
		{"PCI Express", express, isExpress},
		{"error reporting of PCI Express", reports, onLink},
		{"link", trained, onLink},
		{"advanced error reporting", errorReporting, advanced},
		{"power management", power, managed},
		{"power state D3hot", asleep, managed},
		{"return from D3hot", wakes, managed},
		{name: "function level reset", run: functionReset},
		{name: "system reset", run: systemReset},
		{name: "unplug", run: unplug},
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

package device

import (
	"context"
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/bus/slot"
	"github.com/qgraph/qgraph/qtest"
	"github.com/qgraph/qgraph/tests/suite/genericsuite"
)

// The steps of resetConfiguration.
const (
	writtenSpace       = "write configuration space"
	configurationSpace = "configuration space"
	reservedSpace      = "reserved configuration space"
)

// resetConfiguration writes the configuration space of a function of PCI and resets the machine: the header and the capabilities
// must have their values again (PCI Local Bus 3.0, section 6.1 "Configuration Space Organization"), and what is reserved must
// still be what it was.
func resetConfiguration(t *run.T, d *slot.Device) {
	genericsuite.ResetMachine(t)
	f := enable(t, d)
	space, err := spaceOf(t.Context(), f)
	t.Must(err)
	before, err := configuration(t.Context(), f)
	t.Must(err)
	if !t.Step(writtenSpace, func() { t.Must(write(t.Context(), f)) }) {
		return
	}
	genericsuite.ResetMachine(t)
	after, err := configuration(t.Context(), enable(t, d))
	t.Must(err)
	left := map[string][]string{}
	for at := range before {
		if before[at] != after[at] {
			left[space[at]] = append(left[space[at]], fmt.Sprintf("byte %#x of configuration space = %#x, want %#x", at, after[at], before[at]))
		}
	}
	for _, part := range []string{configurationSpace, reservedSpace} {
		t.Step(part, func() {
			for _, text := range left[part] {
				t.Errorf("after a reset: %s", text)
			}
		})
	}
}

// vendorSpace is what PCI gives no value: the registers of a vendor's own capability.
const vendorSpace = "vendor's capability"

// spaceOf returns for each byte of the function's configuration space what it belongs to.
func spaceOf(ctx context.Context, f *pci.Device) ([]string, error) {
	const header, conventional = 0x40, 0x100
	space := make([]string, f.Bus().Host().ConfigSize())
	for at := range space {
		space[at] = configurationSpace
		if at >= header && at < conventional {
			space[at] = reservedSpace
		}
	}
	capabilities, err := f.Capabilities(ctx)
	if err != nil {
		return nil, err
	}
	for _, c := range capabilities {
		size, err := f.CapabilitySize(ctx, c)
		if err != nil {
			return nil, err
		}
		of := configurationSpace
		if c.ID == pci.CapabilityVendor {
			of = vendorSpace
		}
		for i := range size {
			space[int(c.Offset)+i] = of
		}
	}
	return space, nil
}

// configuration returns the function's configuration space.
func configuration(ctx context.Context, f *pci.Device) ([]byte, error) {
	space := make([]byte, f.Bus().Host().ConfigSize())
	for at := 0; at < len(space); at += int(qtest.Width32) {
		v, err := f.Config().Load(ctx, qtest.Width32, uint64(at))
		if err != nil {
			return nil, err
		}
		for i := range int(qtest.Width32) {
			space[at+i] = byte(v >> (8 * i))
		}
	}
	return space, nil
}

// write writes the patterns of a sweep to the configuration space. The function may move to other addresses, or to none.
func write(ctx context.Context, f *pci.Device) error {
	for _, pattern := range []uint64{0xffffffff, 0, 0x5a5a5a5a} {
		for at := uint64(0); at < uint64(f.Bus().Host().ConfigSize()); at += uint64(qtest.Width32) {
			if err := f.Config().Store(ctx, qtest.Width32, at, pattern); err != nil {
				return err
			}
		}
	}
	return nil
}

// configurationDeviations are those of resetConfiguration.
func configurationDeviations() []graph.Deviation {
	space := []graph.Place{{Test: "device-tests/reset", Step: configurationSpace}}
	return []graph.Deviation{
		graph.Deviates("pci-reserved-writable", graph.Deviation{
			In: []graph.Place{{Test: "device-tests/reset", Step: reservedSpace}}, Part: "function of PCI",
			Does:   "The bytes of configuration space outside of the header and the capabilities keep what is written, over resets, too.",
			Says:   "Reads of reserved registers return zero.",
			Clause: graph.NewClause(`PCI Local Bus 3.0, section 6.1 "Configuration Space Organization": "a data value of 0 returned"`),
		}),
		graph.Deviates("ioh3420-msi-abort", graph.Deviation{
			In: []graph.Place{{Test: "device-tests/reset", Step: writtenSpace}}, Ends: graph.Crashes, On: []string{"ioh3420"}, Part: "root port with MSI",
			Does: "QEMU aborts when the guest enables more messages than the two that the port has.",
			Says: genericsuite.Nonsense,
			Reproducer: `
				# QEMU was killed by SIGABRT
				cat << 'EOF' | qemu-system-x86_64 -M pc -accel qtest -nodefaults -display none -device ioh3420,addr=02.0 -qtest stdio
				outl 0xcf8 0x80001060
				outl 0xcfc 0x5a5a5a5a
				EOF`,
			Clause: graph.NewClause(genericsuite.Unexpected),
		}),
		graph.Deviates("pci-pm-data-select", graph.Deviation{
			In: space, On: []string{"e1000e", "igb"}, Part: "power management capability",
			Does:   "Data_Select of the power management control register keeps its value over a reset.",
			Says:   "Data_Select is zero after a reset.",
			Clause: graph.NewClause(`PCI Bus Power Management Interface 1.2, section 3.2.4 "PMCSR"`),
		}),
		graph.Deviates("pcie-device-control-reset", graph.Deviation{
			In: space, On: []string{"nvme", "pcie-pci-bridge"}, Part: "PCI Express capability",
			Does:   "Bits of the PCI Express Device Control register that enable the reporting of errors stay set over a reset.",
			Says:   "They are zero after a reset.",
			Clause: graph.NewClause(`PCI Express Base 3.0, section 7.8.4 "Device Control Register"`),
		}),
	}
}

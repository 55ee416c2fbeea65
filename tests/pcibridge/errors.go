package pcibridge

import (
	"context"
	"fmt"
	"strings"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/board/rootport"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/bus/pcibridge"
)

// errorsID is QEMU's id of the device behind the port that has errors.
const errorsID = "failing"

// reporting is a device with errors, and the root port that hears of them.
type reporting struct {
	device, root             *pci.Device
	express, errors, rootRep reg.Space
	line                     guest.Line // of the root port
}

// Steps that some QEMUs fail.
const (
	correctableError = "correctable error"
	secondError      = "second correctable error"
	headerLogged     = "header of the packet with an error"
)

// errorMessages has errors happen in a device behind a port. The device logs them and
// sends a message, which the ports forward to the root port; that has the kind of the
// error and the device's address (PCI Express Base 4.0, section 6.2 "Error Signaling and
// Logging").
func errorMessages(t *run.T, b *pcibridge.Bridge) {
	s := reporter(t, b)
	t.Step(correctableError, func() { s.correctable(t) })
	t.Step(secondError, func() { s.second(t) })
	t.Step("masked error", func() { s.masked(t) })
	t.Step("non-fatal error", func() {
		s.uncorrectable(t, pci.PoisonedPacket, pci.DeviceNonFatal, rootport.RootUncorrected|rootport.RootNonFatal)
	})
	t.Step("fatal error", func() {
		s.uncorrectable(t, pci.MalformedPacket, pci.DeviceFatal, rootport.RootUncorrected|rootport.RootFirstFatal|rootport.RootFatal)
	})
	t.Step(headerLogged, func() { s.header(t) })
	t.Step("error that the device does not report", func() { s.silent(t) })
}

// reporter enables the messages of the device, of the port, and of the ports before it.
func reporter(t *run.T, b *pcibridge.Bridge) reporting {
	t.Helper()
	ctx := t.Context()
	var s reporting
	var err error
	s.device, err = b.Bus().Device(ctx)
	t.Must(err)
	for n := range uint8(32) { // the bridges of the root bus, and those behind them that lead to the device
		for bus := b.Root(); bus < b.Number(); bus++ {
			port, err := b.Bus().At(ctx, pci.Address{Bus: bus, Device: n})
			if err != nil || pci.HeaderType.ReadT(t, port.Config())&pci.HeaderLayout != 1 {
				continue
			}
			first, last := pcibridge.SecondaryBus.ReadT(t, port.Config()), pcibridge.SubordinateBus.ReadT(t, port.Config())
			if b.Number() < first || b.Number() > last {
				continue
			}
			t.Must(pcibridge.BridgeControl.Modify(ctx, port.Config(), 0, pcibridge.SystemErrors))
			reports(t, port)
			if bus == b.Root() {
				s.root = port
			}
		}
	}
	if s.root == nil {
		t.Fatalf("no bridge of the root bus leads to bus %d", b.Number())
	}
	s.line, err = s.root.INTx(ctx)
	t.Must(err)
	reports(t, s.device)
	s.express, s.errors, s.rootRep = expressOf(t, s.device), errorsOf(t, s.device), errorsOf(t, s.root)
	rootport.RootErrorCommand.WriteT(t, s.rootRep, rootport.ReportCorrectable|rootport.ReportNonFatal|rootport.ReportFatal)
	return s
}

// reports enables all messages of a function about errors.
func reports(t *run.T, d *pci.Device) {
	t.Helper()
	t.Must(pci.Command.Modify(t.Context(), d.Config(), 0, pci.CommandSERR))
	t.Must(pci.DeviceControl.Modify(t.Context(), expressOf(t, d), 0, pci.DeviceReports))
}

// expressOf returns a function's PCI Express capability.
func expressOf(t *run.T, d *pci.Device) reg.Space {
	t.Helper()
	offset, found, err := d.Capability(t.Context(), pci.CapabilityExpress)
	t.Must(err)
	if !found {
		t.Fatalf("%v: no PCI Express capability", d)
	}
	return d.ConfigAt(offset)
}

// errorsOf returns a function's advanced error reporting.
func errorsOf(t *run.T, d *pci.Device) reg.Space {
	t.Helper()
	offset, found, err := d.Extended(t.Context(), pci.ExtendedErrorReporting)
	t.Must(err)
	if !found {
		t.Fatalf("%v: no advanced error reporting", d)
	}
	return d.ConfigAt(offset)
}

// inject has the device have an error, by QEMU's monitor.
func (s reporting) inject(ctx context.Context, t *run.T, what string) {
	t.Helper()
	said, err := t.QEMU().QMP().HMP(ctx, "pcie_aer_inject_error "+what)
	t.Must(err)
	if !strings.HasPrefix(said, "OK") {
		t.Fatalf("pcie_aer_inject_error %s: %s, want OK", what, said)
	}
}

// header is the header of a packet, as it is injected.
const header = "0x4a000001 0x01000204 0x00000f0e 0xa5a55a5a"

// error injects errors: their bits, and whether they are correctable.
func (s reporting) error(t *run.T, bits uint32, correctable bool) {
	t.Helper()
	if correctable {
		s.inject(t.Context(), t, fmt.Sprintf("-c %s %#x", errorsID, bits))
		return
	}
	s.inject(t.Context(), t, fmt.Sprintf("%s %#x %s", errorsID, bits, header))
}

// source checks the address in one half of the Error Source Identification register.
func (s reporting) source(t *run.T, half string, shift uint) {
	t.Helper()
	at := s.device.Address()
	want := uint32(at.Bus)<<8 | uint32(at.DevFn())
	if got := rootport.ErrorSource.ReadT(t, s.rootRep) >> shift & 0xffff; got != want {
		t.Errorf("the source of the %s error is %#x, want %#x, %v", half, got, want, at)
	}
}

// rooted checks Root Error Status, below its message number, and clears it. While an error
// is there the root port interrupts.
func (s reporting) rooted(t *run.T, want rootport.RootErrors) {
	t.Helper()
	if got := rootport.RootErrorStatus.ReadT(t, s.rootRep) & rootport.RootErrorBits; got != want {
		t.Errorf("Root Error Status = %v, want %v", got, want)
	}
	if raised := s.line.Raised(); raised != (want != 0) {
		t.Errorf("with Root Error Status %v the line of the root port is raised: %t, want %t", want, raised, want != 0)
	}
	rootport.RootErrorStatus.WriteT(t, s.rootRep, rootport.RootErrorBits)
	if got := rootport.RootErrorStatus.ReadT(t, s.rootRep) & rootport.RootErrorBits; got != 0 {
		t.Errorf("Root Error Status = %v after it was cleared, want 0", got)
	}
	if s.line.Raised() {
		t.Errorf("the line of the root port is raised after Root Error Status was cleared")
	}
}

// logged checks Device Status, and clears its errors.
func (s reporting) logged(t *run.T, want pci.DeviceState) {
	t.Helper()
	if got := pci.DeviceStatus.ReadT(t, s.express) & pci.DeviceErrors; got != want {
		t.Errorf("Device Status = %#x, want %#x", uint16(got), uint16(want))
	}
	pci.DeviceStatus.WriteT(t, s.express, pci.DeviceErrors)
	if got := pci.DeviceStatus.ReadT(t, s.express) & pci.DeviceErrors; got != 0 {
		t.Errorf("Device Status = %#x after it was cleared, want 0", uint16(got))
	}
}

// fixed checks Correctable Error Status, and clears it one error after the other.
func (s reporting) fixed(t *run.T, errors ...pci.Correctable) {
	t.Helper()
	left := pci.Correctable(0)
	for _, e := range errors {
		left |= e
	}
	for _, e := range errors {
		reg.ExpectT(t, s.errors, "Correctable Error Status", pci.CorrectableStatus, left)
		pci.CorrectableStatus.WriteT(t, s.errors, e)
		left &^= e
	}
	reg.ExpectT(t, s.errors, "Correctable Error Status", pci.CorrectableStatus, 0)
}

func (s reporting) correctable(t *run.T) {
	s.error(t, uint32(pci.BadPacket), true)
	s.logged(t, pci.DeviceCorrectable)
	s.source(t, "correctable", 0)
	s.rooted(t, rootport.RootCorrectable)
	s.fixed(t, pci.BadPacket)
}

func (s reporting) second(t *run.T) {
	s.error(t, uint32(pci.BadPacket), true)
	s.error(t, uint32(pci.ReplayTimeout), true)
	s.logged(t, pci.DeviceCorrectable)
	s.rooted(t, rootport.RootCorrectable|rootport.RootCorrectables)
	s.fixed(t, pci.BadPacket, pci.ReplayTimeout)
}

// masked checks that a masked error is logged, and no message is sent (section 6.2.3.2.2
// "Masking Individual Errors").
func (s reporting) masked(t *run.T) {
	ctx := t.Context()
	t.Must(pci.CorrectableMask.Modify(ctx, s.errors, 0, pci.BadPacket))
	s.error(t, uint32(pci.BadPacket), true)
	s.logged(t, pci.DeviceCorrectable)
	s.rooted(t, 0)
	s.fixed(t, pci.BadPacket)
	t.Must(pci.CorrectableMask.Modify(ctx, s.errors, pci.BadPacket, 0))
}

// uncorrectable checks an uncorrectable error, and which one is the first.
func (s reporting) uncorrectable(t *run.T, e pci.Uncorrectable, state pci.DeviceState, root rootport.RootErrors) {
	s.error(t, uint32(e), false)
	s.logged(t, state)
	reg.ExpectT(t, s.errors, "Uncorrectable Error Status", pci.UncorrectableStatus, e)
	first := pci.ErrorControl.ReadT(t, s.errors) & pci.FirstError
	if pci.Uncorrectable(1)<<first != e {
		t.Errorf("the first error is number %d, want that of %v", first, e)
	}
	s.source(t, "uncorrectable", 16)
	s.rooted(t, root)
	pci.UncorrectableStatus.WriteT(t, s.errors, e)
	reg.ExpectT(t, s.errors, "Uncorrectable Error Status after it was cleared", pci.UncorrectableStatus, 0)
}

// header checks the header of the packet with an error, of four words in the order of
// bits that the specification shows (section 7.8.4.8 "Header Log Register").
func (s reporting) header(t *run.T) {
	s.error(t, uint32(pci.PoisonedPacket), false)
	var log []string
	for i := range reg.Reg[uint32](4) {
		log = append(log, fmt.Sprintf("%#08x", (pci.HeaderLog+4*i).ReadT(t, s.errors)))
	}
	if got := strings.Join(log, " "); got != header {
		t.Errorf("the header of the packet with the error is %s, want %s", got, header)
	}
	pci.UncorrectableStatus.WriteT(t, s.errors, pci.PoisonedPacket)
	s.logged(t, pci.DeviceNonFatal)
	s.rooted(t, rootport.RootUncorrected|rootport.RootNonFatal)
}

// silent checks that Device Control keeps the device from sending a message.
func (s reporting) silent(t *run.T) {
	ctx := t.Context()
	t.Must(pci.DeviceControl.Modify(ctx, s.express, pci.DeviceReports, 0))
	s.error(t, uint32(pci.BadPacket), true)
	s.logged(t, pci.DeviceCorrectable)
	s.rooted(t, 0)
	s.fixed(t, pci.BadPacket)
}

package pcnet

import (
	"fmt"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/net/pcnet"
)

// registers checks both ways to the registers, their values after a reset, and which of
// them keep what is written.
func registers(t *run.T, nic *pcnet.Device) {
	ports := pcnet.Window{Space: nic.Ports}
	t.Step("address PROM", func() {
		for _, s := range []reg.Space{nic.Ports, nic.Space} {
			addressPROM(t, s)
		}
	})
	t.Step("power-on values", func() { values(t, nic.Window, append(resetCSRs(), resetBCRs()...)) })
	t.Step("power-on values in I O space", func() { values(t, ports, append(resetCSRs(), resetBCRs()...)) })
	t.Step("chip ID", func() {
		values(t, nic.Window, []value{{csr, uint16(pcnet.CSRChipLow), 0xffff, 0x1003}, {csr, uint16(pcnet.CSRChipHigh), 0x0fff, 0x0262}})
	})
	t.Step("registers that keep values", func() { keeps(t, nic.Window) })
	t.Step("one register in both spaces", func() {
		t.Must(nic.WriteCSR(t.Context(), pcnet.CSRFilter, 0x5aa5))
		values(t, ports, []value{{csr, uint16(pcnet.CSRFilter), 0xffff, 0x5aa5}})
	})
	t.Step("software reset", func() { softwareReset(t, nic) })
	t.Step("status", func() { status(t, nic) })
	t.Step("transmitter after a stop", func() { stopped(t, nic) })
	t.Step("registers of 32 bits", func() { wide(t, nic) })
	t.Step("width over a software reset", func() { widthKept(t, nic) })
}

// addressPROM checks the content of the address PROM: the Ethernet address, a checksum in
// bytes 12 and 13, and two characters W (the data sheet, section "Address PROM Space").
func addressPROM(t *run.T, s reg.Space) {
	t.Helper()
	var got [pcnet.APROMSize]byte
	var sum uint16
	for i := range got {
		got[i] = reg.Reg[uint8](i).ReadT(t, s)
		if i != 12 && i != 13 {
			sum += uint16(got[i])
		}
	}
	address := pcnet.Address()
	if diff := cmp.Diff(address[:], got[:6]); diff != "" {
		t.Errorf("Ethernet address in the address PROM (-want +got):\n%s", diff)
	}
	if got := uint16(got[12]) | uint16(got[13])<<8; got != sum {
		t.Errorf("checksum of the address PROM = %#x, want %#x", got, sum)
	}
	if got := string(got[14:]); got != "WW" {
		t.Errorf("end of the address PROM = %q, want %q", got, "WW")
	}
}

// bank is one of the two banks of registers.
type bank bool

const (
	csr bank = false
	bcr bank = true
)

// value is the expected value of a register.
type value struct {
	bank       bank
	n          uint16
	mask, want uint16
}

// String returns the name of the register.
func (v value) String() string {
	if v.bank == bcr {
		return fmt.Sprintf("BCR%d", v.n)
	}
	return fmt.Sprintf("CSR%d", v.n)
}

func (v value) read(t *run.T, w pcnet.Window) uint16 {
	t.Helper()
	got, err := w.ReadCSR(t.Context(), pcnet.CSR(v.n))
	if v.bank == bcr {
		got, err = w.ReadBCR(t.Context(), pcnet.BCR(v.n))
	}
	t.Must(err)
	return got & v.mask
}

func (v value) write(t *run.T, w pcnet.Window, x uint16) {
	t.Helper()
	if v.bank == bcr {
		t.Must(w.WriteBCR(t.Context(), pcnet.BCR(v.n), x))
		return
	}
	t.Must(w.WriteCSR(t.Context(), pcnet.CSR(v.n), x))
}

// values compares registers with their expected values.
func values(t *run.T, w pcnet.Window, all []value) {
	t.Helper()
	for _, v := range all {
		if got := v.read(t, w); got != v.want {
			t.Errorf("%v = %#x under mask %#x, want %#x", v, got, v.mask, v.want)
		}
	}
}

// resetCSRs lists the values of control and status registers after a reset (the data
// sheet, section "Register Summary").
func resetCSRs() []value {
	return []value{
		{csr, 0, 0xffff, uint16(pcnet.STOP)},
		{csr, 3, 0xffff, 0},
		{csr, 4, 0xffff, 0x0115},
		{csr, 5, 0xffff, 0},
		{csr, 112, 0xffff, 0},
		{csr, 114, 0xffff, 0},
	}
}

// resetBCRs lists the values of bus configuration registers after a power-on, without the
// bit of BCR4 that shows the link.
func resetBCRs() []value {
	return []value{
		{bcr, 2, 0xffff, 0x0002},
		{bcr, 4, 0x7fff, 0x00c0},
		{bcr, 5, 0x7fff, 0x0084},
		{bcr, 6, 0x7fff, 0x0088},
		{bcr, 7, 0x7fff, 0x0090},
		{bcr, 9, 0xffff, 0},
		{bcr, 20, 0xffff, 0x0200},
		{csr, 58, 0xffff, 0x0200},
	}
}

// keepers lists registers that keep what is written, with the bits that they have (the
// data sheet, sections "Control and Status Registers" and "Bus Configuration Registers").
func keepers() []value {
	all := []value{{csr, 1, 0xffff, 0}, {csr, 2, 0xffff, 0}, {csr, 3, 0x5f6c, 0}, {csr, 15, 0xffff, 0}, {csr, 76, 0xffff, 0}, {csr, 78, 0xffff, 0}}
	for n := uint16(8); n <= 14; n++ {
		all = append(all, value{csr, n, 0xffff, 0})
	}
	return append(all, value{bcr, 4, 0x00ff, 0}, value{bcr, 5, 0x00ff, 0}, value{bcr, 9, 0x0003, 0})
}

// keeps checks that each of the registers keeps values of its own.
func keeps(t *run.T, w pcnet.Window) {
	for round := range uint16(3) {
		for _, v := range keepers() {
			v.write(t, w, v.own(round))
		}
		for _, v := range keepers() {
			if got, want := v.read(t, w), v.own(round); got != want {
				t.Errorf("%v = %#x under mask %#x, want %#x as written", v, got, v.mask, want)
			}
		}
	}
	for _, v := range keepers() {
		if v.bank == bcr {
			v.write(t, w, 0)
		}
	}
}

// own returns a value that no other register gets in the round.
func (v value) own(round uint16) uint16 { return (v.n*0x9e37 ^ (round+1)*0x5bd1) & v.mask }

// softwareReset checks that a read of the reset register stops the controller, restores
// the control and status registers, and keeps the bus configuration registers (the data
// sheet, section "Reset").
func softwareReset(t *run.T, nic *pcnet.Device) {
	ctx := t.Context()
	port, err := nic.Start(ctx, pcnet.Setup{Style: pcnet.StylePCI, Address: pcnet.Address()})
	t.Must(err)
	t.Must(nic.WriteCSR(ctx, pcnet.CSRMask, 0x5f00))
	t.Must(nic.WriteCSR(ctx, pcnet.CSRFeatures, 0x0915))
	t.Must(nic.WriteBCR(ctx, pcnet.BCRFullDuplex, 1))
	t.Must(nic.Reset(ctx))
	values(t, nic.Window, append(resetCSRs(), value{bcr, uint16(pcnet.BCRFullDuplex), 0xffff, 1}))
	t.Must(nic.WriteBCR(ctx, pcnet.BCRFullDuplex, 0))
	t.Must(port.Close(ctx))
}

// status checks the bits of CSR0 that initialization, start and stop set and clear.
func status(t *run.T, nic *pcnet.Device) {
	ctx := t.Context()
	t.Must(nic.Reset(ctx))
	expect := func(what string, want pcnet.Status) {
		t.Helper()
		got, err := nic.Status(ctx)
		t.Must(err)
		if got != want {
			t.Errorf("%s: CSR0 = %v, want %v", what, got, want)
		}
	}
	expect("after a reset", pcnet.STOP)
	port, err := nic.Initialize(ctx, pcnet.Setup{Style: pcnet.StylePCI, Address: pcnet.Address()})
	t.Must(err)
	expect("initialized", pcnet.INIT|pcnet.IDON|pcnet.INTR)
	t.Must(nic.SetStatus(ctx, pcnet.IDON))
	expect("IDON was written", pcnet.INIT)
	t.Must(nic.SetStatus(ctx, pcnet.STRT))
	expect("started", pcnet.INIT|pcnet.STRT|pcnet.TXON|pcnet.RXON)
	t.Must(nic.SetStatus(ctx, pcnet.IENA))
	expect("interrupts enabled", pcnet.INIT|pcnet.STRT|pcnet.TXON|pcnet.RXON|pcnet.IENA)
	t.Must(nic.SetStatus(ctx, pcnet.STOP))
	values(t, nic.Window, []value{{csr, 0, ^uint16(pcnet.TXON), uint16(pcnet.STOP)}})
	t.Must(port.Close(ctx))
	for _, row := range []struct {
		mode pcnet.Mode
		want pcnet.Status
	}{{pcnet.ModeNoTransmit, pcnet.RXON}, {pcnet.ModeNoReceive, pcnet.TXON}, {pcnet.ModeNoTransmit | pcnet.ModeNoReceive, 0}} {
		t.Must(nic.Reset(ctx))
		port, err := nic.Start(ctx, pcnet.Setup{Style: pcnet.StylePCI, Mode: row.mode, Address: pcnet.Address()})
		t.Must(err)
		expect(fmt.Sprintf("started with mode %#x", uint16(row.mode)), pcnet.INIT|pcnet.STRT|row.want)
		t.Must(port.Close(ctx))
	}
}

// stopped checks that STOP turns the transmitter off.
func stopped(t *run.T, nic *pcnet.Device) {
	ctx := t.Context()
	t.Must(nic.Reset(ctx))
	port, err := nic.Start(ctx, pcnet.Setup{Style: pcnet.StylePCI, Address: pcnet.Address()})
	t.Must(err)
	t.Must(port.Close(ctx))
	values(t, nic.Window, []value{{csr, 0, 0xffff, uint16(pcnet.STOP)}})
}

// wide checks that a write of 32 bits makes the registers as wide (the data sheet, section
// "I/O Resources").
func wide(t *run.T, nic *pcnet.Device) {
	ctx := t.Context()
	t.Must(nic.Reset(ctx))
	w, err := nic.Widen(ctx)
	t.Must(err)
	values(t, w, append(resetCSRs(), value{bcr, uint16(pcnet.BCRBurst), pcnet.DWIO, pcnet.DWIO}))
	values(t, pcnet.Window{Space: nic.Ports, Wide: true}, resetCSRs())
	keeps(t, w)
	if got, err := w.Selected(ctx); err != nil || got != uint16(pcnet.BCRFullDuplex) {
		t.Errorf("RAP = %d (%v), want %d, as written last", got, err, pcnet.BCRFullDuplex)
	}
}

// widthKept checks that a software reset leaves the registers as wide as they are.
func widthKept(t *run.T, nic *pcnet.Device) {
	ctx := t.Context()
	w, err := nic.Widen(ctx)
	t.Must(err)
	t.Must(w.Reset(ctx))
	values(t, w, append(resetCSRs(), value{bcr, uint16(pcnet.BCRBurst), pcnet.DWIO, pcnet.DWIO}))
}

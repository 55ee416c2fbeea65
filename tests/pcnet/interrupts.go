package pcnet

import (
	"context"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/device/net/pcnet"
	"github.com/qgraph/qgraph/tests/suite/ethersuite"
)

// interrupts checks each cause with its mask, and with interrupts disabled.
func interrupts(t *run.T, nic *pcnet.Device) {
	line, err := nic.PCI.INTx(t.Context())
	t.Must(err)
	t.Step("initialization", func() { initialized(t, nic, line) })
	s := suite(t, nic, pcnet.Setup{Style: pcnet.StylePCI, Receive: 2})
	send := func(p ethersuite.Port) { s.Sends(t, p, "a frame", s.Out(64, 1)) }
	receive := func(p ethersuite.Port) { s.Delivers(t, p, "a frame", s.In(64, 2)) }
	miss := func(p ethersuite.Port) {
		for i := range 3 {
			t.Must(s.Peer.Send(t.Context(), s.In(64, byte(i))))
		}
		t.Must(nic.Machine.Wait(t.Context(), "MISS in CSR0", func(ctx context.Context) (bool, error) {
			v, err := nic.Status(ctx)
			return v&pcnet.MISS != 0, err
		}))
	}
	for _, row := range []struct {
		name  string
		cause pcnet.Status
		also  pcnet.Status // causes that come with it
		do    func(p ethersuite.Port)
	}{
		{"sent", pcnet.TINT, 0, send},
		{"received", pcnet.RINT, 0, receive},
		{"missed", pcnet.MISS, pcnet.RINT, miss},
	} {
		t.Step(row.name, func() {
			for _, c := range []struct {
				name   string
				enable pcnet.Status
				mask   pcnet.Status
				raised bool
			}{
				{"disabled", 0, row.also, false},
				{"masked", pcnet.IENA, row.also | row.cause, false},
				{"all others masked", pcnet.IENA, pcnet.Causes &^ row.cause, true},
			} {
				s.With(t, ethersuite.Filter{}, func(p ethersuite.Port) {
					t.Must(nic.WriteCSR(t.Context(), pcnet.CSRMask, uint16(c.mask)))
					t.Must(nic.SetStatus(t.Context(), c.enable))
					raised(t, nic, line, c.name+", before", 0, false)
					row.do(p)
					raised(t, nic, line, c.name, row.cause, c.raised)
					t.Must(nic.SetStatus(t.Context(), row.cause|c.enable))
					raised(t, nic, line, c.name+", cleared", 0, false)
				})
			}
		})
	}
	t.Step("no interrupt for good frames", func() { quietTransmits(t, nic, s) })
	t.Step("interrupts of chosen frames", func() { lastTransmits(t, nic, s) })
}

// raised checks that a cause is set and the level of the pin.
func raised(t *run.T, nic *pcnet.Device, line guest.Line, what string, cause pcnet.Status, want bool) {
	t.Helper()
	got, err := nic.Status(t.Context())
	t.Must(err)
	if got&cause != cause {
		t.Errorf("%s: CSR0 = %v, want %v set", what, got, cause)
	}
	if level, err := line.Level(t.Context()); err != nil || level != want {
		t.Errorf("%s: interrupt pin raised: %t (%v), want %t; CSR0 = %v", what, level, err, want, got)
	}
}

// initialized checks the interrupt after the initialization block was read.
func initialized(t *run.T, nic *pcnet.Device, line guest.Line) {
	ctx := t.Context()
	for _, masked := range []bool{false, true} {
		t.Must(nic.Reset(ctx))
		if masked {
			t.Must(nic.WriteCSR(ctx, pcnet.CSRMask, uint16(pcnet.IDON)))
		}
		port, err := nic.Initialize(ctx, pcnet.Setup{Style: pcnet.StylePCI, Address: pcnet.Address()})
		t.Must(err)
		raised(t, nic, line, "before IENA", pcnet.IDON, false)
		t.Must(nic.SetStatus(ctx, pcnet.IENA))
		raised(t, nic, line, "with IENA", pcnet.IDON, !masked)
		t.Must(nic.SetStatus(ctx, pcnet.IENA|pcnet.IDON))
		raised(t, nic, line, "IDON cleared", 0, false)
		t.Must(port.Close(ctx))
	}
}

// quietTransmits checks that with CSR5.TOKINTD a frame that was sent well sets no TINT.
func quietTransmits(t *run.T, nic *pcnet.Device, s ethersuite.Suite) {
	s.With(t, ethersuite.Filter{}, func(p ethersuite.Port) {
		t.Must(nic.WriteCSR(t.Context(), pcnet.CSRExtended, pcnet.ExtendedTOKINTD))
		s.Sends(t, p, "a frame with TOKINTD", s.Out(64, 1))
		tint(t, nic, "TOKINTD", false)
		t.Must(nic.WriteCSR(t.Context(), pcnet.CSRExtended, 0))
		s.Sends(t, p, "a frame without TOKINTD", s.Out(64, 2))
		tint(t, nic, "without TOKINTD", true)
	})
}

// lastTransmits checks that with CSR5.LTINTEN only a frame with LTINT sets TINT.
func lastTransmits(t *run.T, nic *pcnet.Device, s ethersuite.Suite) {
	ctx := t.Context()
	with(t, nic, pcnet.Setup{Style: pcnet.StylePCI}, func(p *pcnet.Port) {
		t.Must(nic.WriteCSR(ctx, pcnet.CSRExtended, pcnet.ExtendedLTINTEN))
		for _, last := range []bool{false, true} {
			var f pcnet.Flags
			if last {
				f = pcnet.FlagLastTINT
			}
			t.Must(p.PostFlags(ctx, f, s.Out(64, 1)))
			t.Must(p.Demand(ctx))
			s.Arrives(t, "a frame", s.Out(64, 1))
			t.Must(p.Sent(ctx))
			tint(t, nic, "LTINTEN", last)
		}
	})
}

// tint checks whether TINT is set, and clears it.
func tint(t *run.T, nic *pcnet.Device, what string, want bool) {
	t.Helper()
	got, err := nic.Status(t.Context())
	t.Must(err)
	if got&pcnet.TINT != 0 != want {
		t.Errorf("%s: CSR0 = %v, TINT set: want %t", what, got, want)
	}
	t.Must(nic.SetStatus(t.Context(), pcnet.TINT))
}

package tulip

import (
	"time"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/net/microwire"
	"github.com/qgraph/qgraph/libqos/device/net/tulip"
	"github.com/qgraph/qgraph/tests/suite/ethersuite"
)

// registers checks the registers beside those of frames: lists, interrupts, states of the processes, serial ROM and timer.
func registers(t *run.T, nic *tulip.Device) {
	t.Step("lists", func() { lists(t, nic) })
	t.Step("interrupts", func() { interrupts(t, nic) })
	t.Step("processes", func() { processes(t, nic) })
	t.Step("poll demand", func() { polls(t, nic) })
	t.Step("serial ROM", func() { serialROM(t, nic) })
	t.Step("timer", func() { timer(t, nic) })
}

// lists checks that CSR3 and CSR4 keep the address of a list, in longwords (the manual, section 3.2.2.4 "Descriptor List Base
// Address Registers").
func lists(t *run.T, nic *tulip.Device) {
	t.Must(nic.Reset(t.Context()))
	for _, v := range []uint32{0x5555_5554, 0xaaaa_aaa8, 0xffff_fffc, 0} {
		tulip.CSR3.WriteT(t, nic.Regs, v)
		tulip.CSR4.WriteT(t, nic.Regs, ^v&^3)
		reg.ExpectT(t, nic.Regs, "CSR3", tulip.CSR3, v)
		reg.ExpectT(t, nic.Regs, "CSR4", tulip.CSR4, ^v&^3)
	}
}

// processes checks what CSR5 says of the processes and their ends, and the summaries and the interrupt of these (the manual,
// sections 3.2.2.5 "Status Register" and 4.3.5 "Receive Process", 4.3.6 "Transmit Process").
func processes(t *run.T, nic *tulip.Device) {
	ctx := t.Context()
	line, err := nic.PCI.INTx(ctx)
	t.Must(err)
	r := rig{nic: nic, send: 4, receive: 4}
	p, err := r.open(ctx, ethersuite.Filter{})
	t.Must(err)
	tulip.CSR1.WriteT(t, nic.Regs, 1)
	t.Step("nothing to send", func() {
		reg.ExpectBitsT(t, nic.Regs, "CSR5", tulip.CSR5, tulip.TransmitProcess|tulip.TU, tulip.TransmitSuspended|tulip.TU)
	})
	t.Must(nic.Acknowledge(ctx))
	const stopped = tulip.RPS | tulip.TPS
	reg.ExpectBitsT(t, nic.Regs, "CSR5", tulip.CSR5, tulip.ReceiveProcess|stopped, tulip.ReceiveWaiting)
	for _, row := range []struct {
		name    string
		process tulip.Operation
		cause   tulip.Status
		state   tulip.Status
	}{
		{"receiver stopped", tulip.StartReceive, tulip.RPS, tulip.ReceiveProcess},
		{"transmitter stopped", tulip.StartTransmit, tulip.TPS, tulip.TransmitProcess},
	} {
		tulip.CSR7.WriteT(t, nic.Regs, row.cause)
		t.Must(nic.SetMode(ctx, row.process, 0))
		t.Step(row.name+", its state", func() { reg.ExpectBitsT(t, nic.Regs, "CSR5", tulip.CSR5, row.state, 0) })
		t.Step(row.name, func() {
			reg.ExpectBitsT(t, nic.Regs, "CSR5", tulip.CSR5, row.cause, row.cause)
			if line.Raised() {
				t.Error("the cause raises the line without its summary in CSR7")
			}
			tulip.CSR7.WriteT(t, nic.Regs, row.cause|tulip.AIS)
			reg.ExpectBitsT(t, nic.Regs, "CSR5", tulip.CSR5, tulip.AIS|tulip.NIS, tulip.AIS)
			if !line.Raised() {
				t.Error("the cause with its summary does not raise the line")
			}
			tulip.CSR5.WriteT(t, nic.Regs, row.cause|tulip.AIS)
			reg.ExpectBitsT(t, nic.Regs, "CSR5", tulip.CSR5, row.cause|tulip.AIS, 0)
			if line.Raised() {
				t.Error("the line is raised after the cause was cleared")
			}
		})
	}
	t.Must(p.Close(ctx))
}

// polls checks that a frame that is posted while the transmit process is suspended is sent at the poll demand (the manual,
// section 3.2.2.2 "Transmit Poll Demand Register"), and not while the process is stopped.
func polls(t *run.T, nic *tulip.Device) {
	ctx := t.Context()
	r := rig{nic: nic, send: 4, receive: 4}
	s := suite(t, r)
	p, err := r.open(ctx, ethersuite.Filter{})
	t.Must(err)
	t.Must(nic.SetMode(ctx, tulip.StartTransmit, 0))
	t.Must(p.Post(ctx, s.Out(64, 1)))
	s.Quiet(t)
	reg.ExpectBitsT(t, nic.Regs, "CSR5", tulip.CSR5, tulip.TransmitProcess, 0)
	if n, err := p.tx.Owned(ctx); err != nil || n != 1 {
		t.Errorf("descriptors of the controller while the process is stopped: %d (%v), want 1", n, err)
	}
	t.Must(nic.SetMode(ctx, 0, tulip.StartTransmit))
	s.Arrives(t, "the frame that waited for the process", s.Out(64, 1))
	t.Must(p.Sent(ctx))
	s.Sends(t, p, "a frame with a poll demand", s.Out(65, 2))
	t.Must(p.Close(ctx))
}

// serialROM checks the parts of the serial ROM that drivers need: the address, and the checksum over all of it (Digital
// Semiconductor 21X4 Serial ROM Format, version 4.05, section 2 "Serial ROM Format").
func serialROM(t *run.T, nic *tulip.Device) {
	var rom []byte
	for word := range microwire.Words64.Words() {
		v, err := microwire.Read(t.Context(), nic, microwire.Words64, word)
		t.Must(err)
		rom = append(rom, byte(v), byte(v>>8))
	}
	const address = 20
	if want := tulip.Address(); [6]byte(rom[address:]) != [6]byte(want) {
		t.Errorf("address in the serial ROM = % x, want %v", rom[address:address+6], want)
	}
}

// timer checks the general-purpose timer: it counts down in ticks of 81.92 µs at 100 Mb/s or 204.8 µs through the MII at 10 Mb/s,
// sets GTE at its end, and starts again in continuous mode alone (the manual, section 3.2.2.11 "General-Purpose Timer Register").
func timer(t *run.T, nic *tulip.Device) {
	const ticks, longest = 10, 204800 * time.Nanosecond
	t.Must(nic.Reset(t.Context()))
	t.Must(nic.Acknowledge(t.Context()))
	tulip.CSR11.WriteT(t, nic.Regs, ticks)
	reg.ExpectBitsT(t, nic.Regs, "CSR5", tulip.CSR5, tulip.GTE, 0)
	t.Must(nic.Machine.Pass(t.Context(), (ticks+1)*longest))
	reg.ExpectBitsT(t, nic.Regs, "CSR5", tulip.CSR5, tulip.GTE, tulip.GTE)
}

package eepro100

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/net/eepro100"
	"github.com/qgraph/qgraph/tests/suite/ethersuite"
)

// settle is enough time for a command and a frame.
const settle = 2 * time.Millisecond

// commands checks the list of commands, its ends, and the statistics.
func commands(t *run.T, nic *eepro100.Device) {
	t.Step("no operation", func() {
		t.Must(nic.Reset(t.Context()))
		_, err := nic.Execute(t.Context(), eepro100.NOP, nil)
		t.Must(err)
	})
	t.Step("diagnose", func() {
		t.Must(nic.Reset(t.Context()))
		_, err := nic.Execute(t.Context(), eepro100.Diagnose, nil)
		t.Must(err)
	})
	for _, base := range []uint32{0, 0x1000, 0xfff00000} {
		t.Step(fmt.Sprintf("list with base %#x", base), func() { list(t, nic, base) })
	}
	t.Step("statistics", func() { statistics(t, nic) })
	if nic.Chip.Generation != eepro100.Gen82557 {
		t.Step("extended counters", func() { extended(t, nic) })
	}
	t.Step("selective reset", func() { selective(t, nic) })
	t.Step("dump of the state", func() { dumpState(t, nic) })
}

// list executes a list of five commands that ends with EL, and one that is suspended in its
// middle and resumed (the 8255x manual, section 6.4.1 "Command Block List").
func list(t *run.T, nic *eepro100.Device, base uint32) {
	ctx := t.Context()
	t.Must(nic.Reset(ctx))
	t.Must(nic.Command(ctx, eepro100.CULoadBase, base))
	const blocks, size = 5, 16
	addr, err := nic.Machine.Alloc.Alloc(blocks*size, 16)
	t.Must(err)
	done := func() (n int) {
		t.Helper()
		b := make([]byte, blocks*size)
		t.Must(nic.Machine.ReadMemory(ctx, addr, b))
		for i := range blocks {
			status := binary.LittleEndian.Uint16(b[i*size:])
			if status&eepro100.StatusComplete == 0 {
				continue
			}
			n++
			if status&eepro100.StatusOK == 0 {
				t.Errorf("status of command %d = %#x, want OK set", i, status)
			}
		}
		return n
	}
	state := func(what string, want eepro100.CommandState, n int) {
		t.Helper()
		t.Must(nic.Machine.Wait(ctx, fmt.Sprintf("state %d of the command unit, %s", want, what), func(ctx context.Context) (bool, error) {
			v, err := eepro100.SCBStatus.Read(ctx, nic.Regs)
			return v.CommandUnit() == want, err
		}))
		if got := done(); got != n {
			t.Errorf("%s: %d commands were executed, want %d", what, got, n)
		}
	}
	for _, stop := range []int{blocks - 1, 0, 2} { // none, the first, the third is suspended
		var list []byte
		for i := range blocks {
			c := eepro100.NOP
			if i == stop {
				c |= eepro100.Suspend
			}
			if i == blocks-1 {
				c = eepro100.NOP | eepro100.EndOfList
			}
			list = binary.LittleEndian.AppendUint32(list, uint32(c)<<16)
			list = binary.LittleEndian.AppendUint32(list, uint32(addr)+uint32((i+1)*size)-base)
			list = append(list, make([]byte, size-8)...)
		}
		t.Must(nic.Machine.WriteMemory(ctx, addr, list))
		eepro100.SCBCauses.WriteT(t, nic.Regs, 0xff)
		t.Must(nic.Command(ctx, eepro100.CUStart, uint32(addr)-base))
		if stop < blocks-1 {
			state("suspended", eepro100.CommandSuspended, stop+1)
			t.Must(nic.Command(ctx, eepro100.CUResume, 0))
		}
		state("at the end", eepro100.CommandIdle, blocks)
		reg.ExpectT(t, nic.Regs, "causes after a list without I", eepro100.SCBCauses, eepro100.CNA)
	}
	t.Must(nic.Machine.Alloc.Free(addr))
}

// statistics checks the counters of good frames, that a dump leaves them and that a dump with
// reset clears them (the 8255x manual, section 6.3.2.2, "Statistical Counters").
func statistics(t *run.T, nic *eepro100.Device) {
	ctx := t.Context()
	s := suite(t, nic, eepro100.Setup{})
	with(t, nic, configured(nic, (*eepro100.Configuration).StandardCounters), func(p *eepro100.Port) {
		dump, err := nic.NewDump(ctx, eepro100.Gen82557.Counters())
		t.Must(err)
		want := make([]uint32, eepro100.Gen82557.Counters())
		expect := func(what string, command uint8) {
			t.Helper()
			got, err := dump.Take(ctx, command)
			t.Must(err)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s: counters (-want +got):\n%s", what, diff)
			}
		}
		_, err = dump.Take(ctx, eepro100.CUDumpReset)
		t.Must(err)
		expect("at the start", eepro100.CUDump)
		for i := range byte(3) {
			s.Sends(t, p, "a frame", s.Out(100, i))
			for range 2 {
				s.Delivers(t, p, "a frame", s.In(100, i))
			}
		}
		want[eepro100.CounterSent], want[eepro100.CounterReceived] = 3, 6
		expect("after 3 frames were sent and 6 received", eepro100.CUDump)
		expect("again, with reset", eepro100.CUDumpReset)
		clear(want)
		expect("after a reset", eepro100.CUDump)
		reg.ExpectBitsT(t, nic.Regs, "causes, without an overflow of the list", eepro100.SCBCauses, eepro100.RNR, 0)
		t.Must(dump.Close())
	})
}

// extended checks that the mark follows all counters that the chip has, if it is configured to
// dump them (the 8255x manual, section 6.4.2.3, byte 6, bits 5 and 2).
func extended(t *run.T, nic *eepro100.Device) {
	ctx := t.Context()
	with(t, nic, eepro100.Setup{}, func(*eepro100.Port) {
		want := nic.Chip.Generation.Counters()
		dump, err := nic.NewDump(ctx, want)
		t.Must(err)
		t.Must(nic.Command(ctx, eepro100.CUDump, 0))
		t.Must(nic.Machine.Pass(ctx, settle))
		if n, err := dump.Mark(ctx, eepro100.DumpDone, want); err != nil || n != want {
			t.Errorf("the mark is behind %d counters (%v), want it behind %d", n, err, want)
		}
		t.Must(dump.Close())
	})
}

// selective checks that a selective reset stops the units, and keeps the address and the
// configuration (the 8255x manual, section 6.3.3.3 "Port Selective Reset").
func selective(t *run.T, nic *eepro100.Device) {
	ctx := t.Context()
	s := suite(t, nic, eepro100.Setup{})
	s.Address = ethernet.MAC{0x02, 0x13, 0x24, 0x35, 0x46, 0x57}
	t.Must(nic.Reset(ctx))
	p, err := nic.Start(ctx, eepro100.Setup{Address: s.Address})
	t.Must(err)
	s.Delivers(t, p, "a frame to the new address", s.In(100, 1))
	t.Must(p.Close(ctx))
	eepro100.PORT.WriteT(t, nic.Regs, eepro100.PortSelective)
	t.Must(nic.Machine.Pass(ctx, settle))
	reg.ExpectT(t, nic.Regs, "SCB status after a selective reset", eepro100.SCBStatus, 0)
	eepro100.SCBMask.WriteT(t, nic.Regs, eepro100.MaskAll)
	p, err = nic.Restart(ctx, eepro100.Setup{})
	t.Must(err)
	t.Must(s.Peer.Send(ctx, frame(99, 2)))
	s.Delivers(t, p, "a frame to the new address after a selective reset", s.In(101, 3))
	t.Must(p.Close(ctx))
	t.Must(nic.Reset(ctx))
}

// dumpState checks that the dump command writes the configuration and the address into its
// buffer (the 8255x manual, section 6.4.2.7 "Dump").
func dumpState(t *run.T, nic *eepro100.Device) {
	ctx := t.Context()
	t.Must(nic.Reset(ctx))
	p, err := nic.Start(ctx, eepro100.Setup{Address: eepro100.Address()})
	t.Must(err)
	const size = 1024
	addr, err := nic.Machine.Alloc.Alloc(size, 16)
	t.Must(err)
	t.Must(nic.Machine.Memset(ctx, addr, size, eepro100.Untouched))
	_, err = nic.Execute(ctx, eepro100.DumpState, binary.LittleEndian.AppendUint32(nil, uint32(addr)))
	t.Must(err)
	b := make([]byte, size)
	t.Must(nic.Machine.ReadMemory(ctx, addr, b))
	if address := eepro100.Address(); !bytes.Contains(b, address[:]) {
		t.Errorf("the dump does not have the Ethernet address %v", address)
	}
	t.Must(nic.Machine.Alloc.Free(addr))
	t.Must(p.Close(ctx))
}

// groupOf returns the i-th of many groups.
func groupOf(i int) ethernet.MAC { return ethernet.MAC{0x01, 0x00, 0x5e, 0x10, byte(i), 0x33} }

// toGroup returns a frame to a group.
func toGroup(g ethernet.MAC, n int, seed byte) []byte {
	return ethersuite.Frame(g, ethersuite.Host(), n, seed)
}

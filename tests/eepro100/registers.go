package eepro100

import (
	"encoding/binary"
	"errors"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/net/eepro100"
	"github.com/qgraph/qgraph/libqos/device/net/microwire"
)

// registers checks the registers after a reset, the ways to the EEPROM and the PHY, and the
// self-test.
func registers(t *run.T, nic *eepro100.Device) {
	t.Step("reset", func() { resetValues(t, nic) })
	t.Step("both spaces", func() {
		for i, v := range []uint32{0x5aa50ff0, 0xa55af00c} {
			spaces := []reg.Space{nic.Regs, nic.Ports}
			eepro100.SCBPointer.WriteT(t, spaces[i], v)
			reg.ExpectT(t, spaces[1-i], "general pointer, written in the other space", eepro100.SCBPointer, v)
		}
	})
	t.Step("general pointer by bytes", func() {
		for i := range reg.Reg[uint8](4) {
			(reg.Reg[uint8](eepro100.SCBPointer) + i).WriteT(t, nic.Regs, uint8(0x81+0x11*i))
		}
		reg.ExpectT(t, nic.Regs, "general pointer, written by bytes", eepro100.SCBPointer, 0xb4a39281)
		(reg.Reg[uint16](eepro100.SCBPointer) + 2).WriteT(t, nic.Regs, 0x1234)
		reg.ExpectT(t, nic.Regs, "general pointer, upper half written", eepro100.SCBPointer, 0x12349281)
	})
	t.Step("EEPROM", func() { eeprom(t, nic) })
	t.Step("EEPROM writes", func() { eepromWrites(t, nic) })
	t.Step("PHY", func() { phy(t, nic) })
	t.Step("no other PHY", func() {
		v, err := nic.ReadPHY(t.Context(), eepro100.PHYAddress+1, 2)
		t.Must(err)
		if v == 0x02a8 {
			t.Errorf("PHY %d answers like PHY %d", eepro100.PHYAddress+1, eepro100.PHYAddress)
		}
	})
	t.Step("self-test", func() { selfTest(t, nic) })
}

// resetValues checks that a software reset stops both units, clears the causes and takes
// masks away (the 8255x manual, sections 6.3.2 "System Control Block" and 6.3.3.1).
func resetValues(t *run.T, nic *eepro100.Device) {
	ctx := t.Context()
	for range 2 {
		t.Must(nic.Reset(ctx))
		reg.ExpectT(t, nic.Regs, "SCB status", eepro100.SCBStatus, 0)
		reg.ExpectT(t, nic.Regs, "SCB causes", eepro100.SCBCauses, 0)
		p, err := nic.Start(ctx, eepro100.Setup{Address: eepro100.Address()})
		t.Must(err)
		if got := eepro100.SCBStatus.ReadT(t, nic.Regs).ReceiveUnit(); got != eepro100.ReceiveReady {
			t.Errorf("state of the receive unit, started = %d, want %d", got, eepro100.ReceiveReady)
		}
		eepro100.SCBMask.WriteT(t, nic.Regs, eepro100.MaskAll|eepro100.AskSWI)
		reg.ExpectBitsT(t, nic.Regs, "SCB causes after SI", eepro100.SCBCauses, eepro100.SWI, eepro100.SWI)
		t.Must(p.Close(ctx))
		if got := eepro100.SCBStatus.ReadT(t, nic.Regs).ReceiveUnit(); got != eepro100.ReceiveIdle {
			t.Errorf("state of the receive unit, aborted = %d, want %d", got, eepro100.ReceiveIdle)
		}
	}
	t.Must(nic.Reset(ctx))
	reg.ExpectT(t, nic.Regs, "SCB causes after a reset", eepro100.SCBCauses, 0)
}

// eeprom checks the Ethernet address in the EEPROM and its checksum (the 8255x manual,
// section 5 "EEPROM Interface").
func eeprom(t *run.T, nic *eepro100.Device) {
	for _, v := range []eepro100.Wires{eepro100.EESK, eepro100.EECS, eepro100.EECS | eepro100.EESK, 0} {
		eepro100.EEPROM.WriteT(t, nic.Regs, v)
		reg.ExpectBitsT(t, nic.Regs, "EEPROM control", eepro100.EEPROM, eepro100.EECS|eepro100.EESK, v)
	}
	const checksum = 0xbaba
	var sum uint16
	var got []byte
	for word := range microwire.Words64.Words() {
		v, err := microwire.Read(t.Context(), nic, microwire.Words64, word)
		t.Must(ignoreStart(err))
		sum += v
		if word < 3 {
			got = binary.LittleEndian.AppendUint16(got, v)
		}
	}
	if address := eepro100.Address(); cmp.Diff(address[:], got) != "" {
		t.Errorf("Ethernet address in the EEPROM = % x, want %v", got, address)
	}
	if sum != checksum {
		t.Errorf("sum of the words of the EEPROM = %#x, want %#x", sum, checksum)
	}
}

// ignoreStart returns an error other than that of a missing zero in front of data, which
// the registers' step of its own checks.
func ignoreStart(err error) error {
	if errors.Is(err, microwire.ErrNoStart) {
		return nil
	}
	return err
}

// eepromWrites writes a word that has no meaning, after writes were enabled and not after
// they were disabled, and erases it.
func eepromWrites(t *run.T, nic *eepro100.Device) {
	ctx := t.Context()
	const word, size = 0x30, microwire.Words64
	expect := func(what string, want uint16) {
		t.Helper()
		v, err := microwire.Read(ctx, nic, size, word)
		t.Must(ignoreStart(err))
		if v != want {
			t.Errorf("word %#x of the EEPROM %s = %#x, want %#x", word, what, v, want)
		}
	}
	t.Must(microwire.Enable(ctx, nic, size, true))
	t.Must(microwire.Write(ctx, nic, size, word, 0x5a0f))
	expect("after a write", 0x5a0f)
	t.Must(microwire.Erase(ctx, nic, size, word))
	expect("after it was erased", 0xffff)
	t.Must(microwire.Write(ctx, nic, size, word, 0x1234))
	t.Must(microwire.Enable(ctx, nic, size, false))
	t.Must(microwire.Write(ctx, nic, size, word, 0x4321))
	expect("after a write that was disabled", 0x1234)
	t.Must(microwire.Enable(ctx, nic, size, true))
	t.Must(microwire.Write(ctx, nic, size, word, 0))
	t.Must(microwire.Enable(ctx, nic, size, false))
}

// phy checks the identity of the 82555 and the registers of IEEE 802.3 (the 8255x manual,
// section 7.2 "82555 PHY Registers").
func phy(t *run.T, nic *eepro100.Device) {
	ctx := t.Context()
	read := func(register int) uint16 {
		t.Helper()
		v, err := nic.ReadPHY(ctx, eepro100.PHYAddress, register)
		t.Must(err)
		return v
	}
	for i, want := range []uint16{0x02a8, 0x0154} {
		register := 2 + i
		if got := read(register); got&^0xf != want&^0xf {
			t.Errorf("PHY identifier in register %d = %#x, want %#x but for the revision", register, got, want)
		}
	}
	const linkUp, negotiated = 1 << 2, 1 << 5
	if got := read(1); got&(linkUp|negotiated) != linkUp|negotiated {
		t.Errorf("PHY status = %#x, want link and auto-negotiation complete", got)
	}
	t.Must(nic.WritePHY(ctx, eepro100.PHYAddress, 2, 0))
	if got := read(2); got == 0 {
		t.Errorf("PHY identifier in register 2 = %#x after a write of 0, want it as it was", got)
	}
	t.Step("advertisement", func() {
		before := read(4)
		for _, v := range []uint16{0x0021, 0x01e1, before} {
			t.Must(nic.WritePHY(ctx, eepro100.PHYAddress, 4, v))
			if got := read(4); got != v {
				t.Errorf("PHY advertisement = %#x, want %#x as written", got, v)
			}
		}
	})
}

// selfTest runs the self-test by PORT: it leaves a signature that is not zero and a result
// of zero, and nothing behind them (the 8255x manual, section 6.3.3.2 "Port Self-Test").
func selfTest(t *run.T, nic *eepro100.Device) {
	ctx := t.Context()
	addr, err := nic.Machine.Alloc.Alloc(16, 16)
	t.Must(err)
	t.Must(nic.Machine.Memset(ctx, addr, 16, 0xff))
	t.Must(nic.Machine.Memset(ctx, addr, 4, 0))
	eepro100.PORT.WriteT(t, nic.Regs, uint32(addr)|eepro100.PortSelfTest)
	t.Must(nic.Machine.Pass(ctx, settle))
	b := make([]byte, 16)
	t.Must(nic.Machine.ReadMemory(ctx, addr, b))
	if binary.LittleEndian.Uint32(b) == 0 {
		t.Errorf("the self-test leaves no signature")
	}
	if got := binary.LittleEndian.Uint32(b[4:]); got != 0 {
		t.Errorf("result of the self-test = %#x, want 0", got)
	}
	if got := binary.LittleEndian.Uint64(b[8:]); got != ^uint64(0) {
		t.Errorf("bytes behind the result of the self-test = %#x, want them as they were", got)
	}
	t.Must(nic.Machine.Alloc.Free(addr))
	t.Must(nic.Reset(ctx))
}

// frame is a frame to the controller's address.
func frame(n int, seed byte) []byte {
	return ethernet.Frame{
		Dst: eepro100.Address(), Src: eepro100.Address(), Type: ethernet.Experimental,
		Payload: ethernet.Pattern(n-ethernet.HeaderSize, seed),
	}.Bytes()
}

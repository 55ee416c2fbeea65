package vmxnet3

import (
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/net/vmxnet3"
	"github.com/qgraph/qgraph/qtest/qmp"
)

// registers checks revisions, the address, the link and what enables the card.
func registers(t *run.T, nic *vmxnet3.Device) {
	t.Step("revisions", func() {
		reg.ExpectBitsT(t, nic.Regs, "revisions", vmxnet3.Revisions, 1, 1)
		reg.ExpectT(t, nic.Regs, "UPT versions: the first alone", vmxnet3.UPTVersions, 1)
	})
	t.Step("address", func() { address(t, nic) })
	t.Step("another address", func() { otherAddress(t, nic) })
	t.Step("link", func() { link(t, nic) })
	t.Step("enable", func() { enable(t, nic) })
	t.Step("disabled", func() { disabled(t, nic) })
}

// hasAddress checks the address in the registers.
func hasAddress(t *run.T, nic *vmxnet3.Device, want ethernet.MAC) {
	t.Helper()
	if got := macOf(vmxnet3.AddressLow.ReadT(t, nic.Regs), vmxnet3.AddressHigh.ReadT(t, nic.Regs)); got != want {
		t.Errorf("address in the registers = %v, want %v", got, want)
	}
}

func macOf(low, high uint32) (a ethernet.MAC) {
	b := binary.LittleEndian.AppendUint32(nil, low)
	copy(a[:], binary.LittleEndian.AppendUint16(b, uint16(high)))
	return a
}

func address(t *run.T, nic *vmxnet3.Device) {
	t.Must(nic.Reset(t.Context()))
	hasAddress(t, nic, vmxnet3.Address())
	low, err := nic.Ask(t.Context(), vmxnet3.GetAddressLow)
	t.Must(err)
	high, err := nic.Ask(t.Context(), vmxnet3.GetAddressHigh)
	t.Must(err)
	if got := macOf(low, high); got != vmxnet3.Address() {
		t.Errorf("address by commands = %v, want %v", got, vmxnet3.Address())
	}
}

// otherAddress checks that the registers change the address by which frames are received.
func otherAddress(t *run.T, nic *vmxnet3.Device) {
	s := suite(t, nic, vmxnet3.Setup{})
	with(t, nic, vmxnet3.Setup{}, func(p *vmxnet3.Port) {
		before := s.Address
		s.Address = ethernet.MAC{0x02, 0x13, 0x24, 0x35, 0x46, 0x57}
		set := func(a ethernet.MAC) {
			vmxnet3.AddressLow.WriteT(t, nic.Regs, binary.LittleEndian.Uint32(a[:]))
			vmxnet3.AddressHigh.WriteT(t, nic.Regs, uint32(binary.LittleEndian.Uint16(a[4:])))
		}
		set(s.Address)
		hasAddress(t, nic, s.Address)
		old := s
		old.Address = before
		s.Drops(t, p, "a frame to the address before", old.In(100, 1))
		s.Delivers(t, p, "a frame to the address", s.In(101, 2))
		set(before)
		hasAddress(t, nic, before)
	})
}

// link checks the state of the link and its change, with the event.
func link(t *run.T, nic *vmxnet3.Device) {
	ctx := t.Context()
	is := func(want bool) {
		t.Helper()
		v, err := nic.Ask(ctx, vmxnet3.GetLink)
		t.Must(err)
		if got := v&1 != 0; got != want {
			t.Errorf("link is up: %t, want %t (answer %#x)", got, want, v)
		}
		if want && v>>16 == 0 {
			t.Errorf("speed of the link = 0, want Mbit/s")
		}
	}
	with(t, nic, vmxnet3.Setup{}, func(p *vmxnet3.Port) {
		t.Must(eventsAre(t, p, 0))
		is(true)
		for _, up := range []bool{false, true, false, true} {
			_, err := qmp.Execute[qmp.Empty](ctx, t.QEMU().QMP(), "set_link", qmp.Args{"name": vmxnet3.Driver.Name(), "up": up})
			t.Must(err)
			is(up)
			t.Must(eventsAre(t, p, vmxnet3.LinkChange))
			vmxnet3.EventPort.WriteT(t, nic.Regs, vmxnet3.SendError)
			t.Must(eventsAre(t, p, vmxnet3.LinkChange))
			vmxnet3.EventPort.WriteT(t, nic.Regs, vmxnet3.LinkChange)
			t.Must(eventsAre(t, p, 0))
		}
	})
}

// eventsAre fails if the events in the shared memory differ.
func eventsAre(t *run.T, p *vmxnet3.Port, want vmxnet3.Event) error {
	t.Helper()
	got, err := p.Events(t.Context())
	if err == nil && got != want {
		t.Errorf("events in the shared memory = %#x, want %#x", got, want)
	}
	return err
}

// enable checks that shared memory without its magic number enables nothing.
func enable(t *run.T, nic *vmxnet3.Device) {
	t.Must(nic.Reset(t.Context()))
	p, err := nic.Start(t.Context(), vmxnet3.Setup{Magic: 0x12345678})
	if !errors.Is(err, vmxnet3.ErrEnable) {
		t.Errorf("shared memory without its magic number: got %v, want %v", err, vmxnet3.ErrEnable)
		t.Must(p.Close(t.Context()))
	}
	with(t, nic, vmxnet3.Setup{}, func(*vmxnet3.Port) {})
}

// disabled checks that a disabled card neither sends nor receives, and that it does once it
// is enabled again.
func disabled(t *run.T, nic *vmxnet3.Device) {
	ctx := t.Context()
	s := suite(t, nic, vmxnet3.Setup{})
	for i := range 2 {
		with(t, nic, vmxnet3.Setup{}, func(p *vmxnet3.Port) {
			s.Sends(t, p, "a frame", s.Out(60, 1))
			s.Delivers(t, p, "a frame", s.In(60, 2))
			vmxnet3.CommandPort.WriteT(t, nic.Regs, vmxnet3.Disable)
			t.Must(p.Post(ctx, s.Out(61, 3)))
			s.Quiet(t)
			n, err := p.Completions(ctx)
			t.Must(err)
			if n != 0 {
				t.Errorf("round %d: a disabled card completes %d frames", i, n)
			}
		})
	}
	with(t, nic, vmxnet3.Setup{}, func(p *vmxnet3.Port) {
		s.Sends(t, p, fmt.Sprintf("a frame after %d rounds", 2), s.Out(62, 4))
	})
}

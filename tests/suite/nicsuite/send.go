package nicsuite

import (
	"fmt"
	"testing"

	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/device/net/intelnic"
	"github.com/qgraph/qgraph/tests/suite/ethersuite"
)

// SendShort sends frames below the shortest length of a link, which the checks of all
// controllers send as well ([ethersuite.Suite.SendShort]). With TCTL.PSP they arrive padded
// to it, and as they are without.
func SendShort(t testing.TB, c *intelnic.Controller, s ethersuite.Suite) {
	t.Helper()
	s.With(t, ethersuite.Filter{}, func(p ethersuite.Port) {
		tctl := intelnic.TCTL.ReadT(t, c.Regs)
		intelnic.TCTL.WriteT(t, c.Regs, tctl|intelnic.TransmitPSP)
		s.SendShort(t, p, ethernet.MinSize)
		intelnic.TCTL.WriteT(t, c.Regs, tctl&^intelnic.TransmitPSP)
		s.SendShort(t, p, 0)
		intelnic.TCTL.WriteT(t, c.Regs, tctl)
	})
}

// SendSilently checks that only descriptors with RS are written back: DD stays
// clear in those without, but their frames are sent.
func SendSilently(t testing.TB, p Port) {
	t.Helper()
	first := p.TX.Oldest()
	frames := [][]byte{p.out(64, 1), p.out(64, 2), p.out(64, 3)}
	for i, f := range frames {
		must(t, p.TX.Post(intelnic.Offload{Silent: i < 2}, f))
	}
	must(t, p.TX.Kick(t.Context()))
	for _, f := range frames {
		p.Arrives(t, "a silent frame", f)
	}
	for i := range frames {
		d, err := p.TX.Read(t.Context(), (first+i)%p.TX.Size())
		must(t, err)
		if got, want := intelnic.TransmitDone(d), i == 2; got != want {
			t.Errorf("DD of frame %d of three, with RS only in the last = %t, want %t", i, got, want)
		}
	}
	must(t, p.TX.Reclaim(t.Context()))
}

// SendWhileOff checks that the transmitter sends nothing while TCTL.EN is clear,
// and everything once it is set and the tail is written again.
func SendWhileOff(t testing.TB, p Port) {
	t.Helper()
	ctx := t.Context()
	tctl := intelnic.TCTL.ReadT(t, p.Regs)
	intelnic.TCTL.WriteT(t, p.Regs, tctl&^intelnic.TransmitEN)
	frame := p.out(200, 1)
	i := p.TX.Oldest()
	must(t, p.TX.Post(intelnic.Offload{}, frame))
	must(t, p.TX.Kick(ctx))
	Quiet(t, p.Machine)
	d, err := p.TX.Read(ctx, i)
	must(t, err)
	if intelnic.TransmitDone(d) {
		t.Error("a frame was sent while TCTL.EN was clear")
	}
	if got := p.TX.Block().Head().ReadT(t, p.Regs); got != uint32(i) {
		t.Errorf("transmit head = %d while TCTL.EN was clear, want %d", got, i)
	}
	intelnic.TCTL.WriteT(t, p.Regs, tctl)
	must(t, p.TX.Kick(ctx))
	must(t, p.TX.Reclaim(ctx))
	p.Arrives(t, "the frame that waited for TCTL.EN", frame)
}

// SendTags has VLAN tags inserted, with all bits of the tag control information,
// and the EtherType from VET.
func SendTags(t testing.TB, p Port) {
	t.Helper()
	ctx := t.Context()
	ctrl := intelnic.CTRL.ReadT(t, p.Regs)
	intelnic.CTRL.WriteT(t, p.Regs, ctrl|intelnic.CtrlVME)
	var frames []outgoing
	for _, typ := range []ethernet.EtherType{ethernet.VLAN, serviceTag} {
		must(t, p.SetVLANType(ctx, typ))
		for i, tag := range []uint16{0x0001, 0x0fff, 0x1000, 0xe123, 0xffff, 0x0000} {
			frame := p.out(60+i, byte(i))
			frames = append(frames, outgoing{
				what:   fmt.Sprintf("a frame to be tagged with %#x %#04x", typ, tag),
				o:      intelnic.Offload{VLAN: true, Tag: tag, L2Size: ethernet.HeaderSize},
				pieces: [][]byte{frame},
				want:   [][]byte{tagged(frame, typ, tag)},
			})
		}
		p.sends(t, append(frames, plain("a frame not to be tagged", p.out(60, 9))))
		frames = nil
	}
	intelnic.CTRL.WriteT(t, p.Regs, ctrl)
}

// serviceTag is the EtherType of an 802.1Q service VLAN tag.
const serviceTag ethernet.EtherType = 0x88a8

// tagged returns an untagged frame with a tag inserted.
func tagged(frame []byte, t ethernet.EtherType, tag uint16) []byte {
	return append(append(append([]byte{}, frame[:12]...), byte(t>>8), byte(t), byte(tag>>8), byte(tag)), frame[12:]...)
}

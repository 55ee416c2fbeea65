package nicsuite

import (
	"fmt"
	"testing"

	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/device/net/intelnic"
)

// sizes are lengths of frames, in bytes without FCS, around every limit: the
// shortest frame, a descriptor, the buffer sizes, the longest untagged, tagged
// and jumbo frame.
func sizes() []int {
	return []int{60, 61, 63, 64, 65, 127, 128, 129, 255, 256, 257, 1023, 1024, 1025, 1513, 1514, 1515, 1518,
		2047, 2048, 2049, 4095, 4096, 4097, 9013, 9014}
}

// SendSizes sends frames of many sizes, each from one buffer.
func SendSizes(t testing.TB, p Port) {
	t.Helper()
	var frames []outgoing
	for i, n := range sizes() {
		frames = append(frames, plain(frameOf(n), p.out(n, byte(i))))
	}
	p.sends(t, frames)
}

// SendPieces sends frames from several buffers, at odd addresses and of odd
// sizes.
func SendPieces(t testing.TB, p Port) {
	t.Helper()
	var frames []outgoing
	for i, row := range []struct {
		name string
		cuts []int // sizes of all pieces but the last
	}{
		{"header apart", []int{ethernet.HeaderSize}},
		{"a byte first", []int{1}},
		{"a byte last", []int{512 - 1}},
		{"three pieces", []int{100, 200}},
		{"seven pieces of odd sizes", []int{1, 3, 5, 7, 11, 13}},
	} {
		frame := p.out(512, byte(i))
		var pieces [][]byte
		rest := frame
		for _, n := range row.cuts {
			pieces, rest = append(pieces, rest[:n]), rest[n:]
		}
		frames = append(frames, outgoing{what: row.name, pieces: append(pieces, rest), want: [][]byte{frame}})
	}
	p.sends(t, frames)
}

// SendShort sends frames below the shortest length of a link. With TCTL.PSP they arrive
// padded to it, and as they are without.
func SendShort(t testing.TB, p Port) {
	t.Helper()
	tctl := intelnic.TCTL.ReadT(t, p.Regs)
	for _, pad := range []bool{true, false} {
		intelnic.TCTL.WriteT(t, p.Regs, tctl&^intelnic.TransmitPSP)
		if pad {
			intelnic.TCTL.WriteT(t, p.Regs, tctl|intelnic.TransmitPSP)
		}
		for _, n := range []int{20, 42, 59, 60} {
			must(t, p.TX.Send(t.Context(), intelnic.Offload{}, p.out(n, byte(n))))
			got, err := p.Peer.Receive(t.Context())
			must(t, err)
			size := n
			if pad {
				size = ethernet.MinSize
			}
			if len(got) != size {
				t.Errorf("frame of %d bytes, TCTL.PSP %t: arrives as one of %d bytes, want %d", n, pad, len(got), size)
			}
			if diff := differ(p.out(n, byte(n)), got[:min(n, len(got))]); diff != "" {
				t.Errorf("frame of %d bytes, TCTL.PSP %t (-want +got):\n%s", n, pad, diff)
			}
		}
	}
	intelnic.TCTL.WriteT(t, p.Regs, tctl)
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

package pcnet

import (
	"bytes"
	"context"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/device/net/pcnet"
	"github.com/qgraph/qgraph/tests/suite/ethersuite"
)

// transfers moves frames in both directions, with rings of every style.
func transfers(t *run.T, nic *pcnet.Device) {
	for _, style := range styles() {
		t.Step(style.String(), func() {
			s := suite(t, nic, pcnet.Setup{Style: style})
			t.Step("sizes to send", func() { s.SendSizes(t) })
			t.Step("sizes to receive", func() { s.ReceiveSizes(t) })
			t.Step("frames in pieces", func() { s.SendPieces(t) })
			t.Step("both directions", func() { s.Transfers(t, 100) })
			t.Step("frames over three receive buffers", func() { suite(t, nic, pcnet.Setup{Style: style, Buffer: 512}).ReceiveSizes(t) })
			t.Step("frames over many receive buffers", func() { suite(t, nic, pcnet.Setup{Style: style, Receive: 32, Buffer: 64}).ReceiveSizes(t) })
			t.Step("rings of two descriptors", func() { suite(t, nic, pcnet.Setup{Style: style, Send: 2, Receive: 2}).Transfers(t, 20) })
			t.Step("the largest rings", func() {
				most := pcnet.MaxRing
				if style == pcnet.StyleLANCE {
					most = pcnet.MaxNarrowRing
				}
				suite(t, nic, pcnet.Setup{Style: style, Send: most, Receive: most}).Transfers(t, most+20)
			})
			t.Step("memory beside frames", func() { beside(t, nic, style) })
			t.Step("no descriptor left", func() { missed(t, nic, style) })
			t.Step("flags of addresses", func() { addressFlags(t, nic, style) })
		})
	}
	s := suite(t, nic, pcnet.Setup{Style: pcnet.StylePCI})
	t.Step("short frames to send", func() { s.With(t, ethersuite.Filter{}, func(p ethersuite.Port) { s.SendShort(t, p, 0) }) })
	t.Step("automatic padding", func() { autoPad(t, nic, s) })
	t.Step("automatic stripping", func() { autoStrip(t, nic, s) })
	t.Step("frame check sequence", func() { checkSequence(t, s) })
	t.Step("transmitter off", func() { transmitterOff(t, nic) })
}

// with starts the controller, calls check and stops it.
func with(t *run.T, nic *pcnet.Device, s pcnet.Setup, check func(p *pcnet.Port)) {
	t.Helper()
	t.Must(nic.Reset(t.Context()))
	s.Address = pcnet.Address()
	p, err := nic.Start(t.Context(), s)
	t.Must(err)
	check(p)
	t.Must(p.Close(t.Context()))
}

// beside checks that received frames change nothing in the buffers behind their FCS.
func beside(t *run.T, nic *pcnet.Device, style pcnet.Style) {
	const fcs = 4
	lengths := []int{60, 61, 700, 1513, 1514}
	setup := pcnet.Setup{Style: style, Receive: 8}
	s := suite(t, nic, setup)
	with(t, nic, setup, func(p *pcnet.Port) {
		for i, n := range lengths {
			t.Must(s.Peer.Send(t.Context(), s.In(n, byte(i))))
			_, err := p.Take(t.Context())
			t.Must(err)
		}
		addr, size := p.Buffers()
		for i := range 8 {
			n := 0
			if i < len(lengths) {
				n = lengths[i] + fcs
			}
			b := make([]byte, size)
			t.Must(nic.Machine.ReadMemory(t.Context(), addr+uint64(i*size), b))
			if !bytes.Equal(b[n:], bytes.Repeat([]byte{pcnet.Untouched}, size-n)) {
				t.Errorf("buffer %d: the bytes behind %d bytes of frame and FCS have changed", i, n)
			}
		}
	})
}

// missed checks that a frame without a descriptor is lost, sets MISS and is counted, and
// that the next frame with a descriptor is received (the data sheet, section "CSR112:
// Missed Frame Count").
func missed(t *run.T, nic *pcnet.Device, style pcnet.Style) {
	ctx := t.Context()
	setup := pcnet.Setup{Style: style, Receive: 2}
	s := suite(t, nic, setup)
	with(t, nic, setup, func(p *pcnet.Port) {
		for i := range 5 {
			t.Must(s.Peer.Send(ctx, s.In(100, byte(i))))
		}
		t.Must(nic.Machine.Wait(ctx, "3 missed frames in CSR112", func(ctx context.Context) (bool, error) {
			n, err := nic.ReadCSR(ctx, pcnet.CSRMissed)
			return n == 3, err
		}))
		if got, err := nic.Status(ctx); err != nil || got&(pcnet.MISS|pcnet.ERR) != pcnet.MISS|pcnet.ERR {
			t.Errorf("CSR0 = %v (%v), want MISS and ERR set", got, err)
		}
		t.Must(nic.SetStatus(ctx, pcnet.MISS))
		if got, err := nic.Status(ctx); err != nil || got&(pcnet.MISS|pcnet.ERR) != 0 {
			t.Errorf("CSR0 after MISS was written = %v (%v), want neither MISS nor ERR", got, err)
		}
		s.Next(t, p, "the first frame", s.In(100, 0))
		s.Next(t, p, "the second frame", s.In(100, 1))
		s.Delivers(t, p, "a frame behind the lost ones", s.In(100, 9))
	})
}

// addressFlags checks the flags of a received frame that say why it was received (the data
// sheet, section "Receive Descriptors", RMD1, PAM, LAFM and BAM).
func addressFlags(t *run.T, nic *pcnet.Device, style pcnet.Style) {
	if style == pcnet.StyleLANCE {
		return // has no such flags
	}
	group := ethernet.MAC{0x01, 0, 0x5e, 1, 2, 3}
	setup := pcnet.Setup{Style: style, Filter: pcnet.Filter(group)}
	s := suite(t, nic, setup)
	with(t, nic, setup, func(p *pcnet.Port) {
		const all = pcnet.FlagPhysical | pcnet.FlagLogical | pcnet.FlagBroad
		for _, row := range []struct {
			dst  ethernet.MAC
			want pcnet.Flags
		}{{pcnet.Address(), pcnet.FlagPhysical}, {group, pcnet.FlagLogical}, {ethernet.Broadcast(), pcnet.FlagBroad}} {
			s.Delivers(t, p, row.dst.String(), ethersuite.Frame(row.dst, ethersuite.Host(), 64, 1))
			if got := p.Last.Flags & all; got != row.want {
				t.Errorf("frame to %v: flags %#x of %#x, want %#x", row.dst, uint16(got), uint16(all), uint16(row.want))
			}
		}
	})
}

// autoPad checks that CSR4.APAD_XMT pads short frames to the shortest length.
func autoPad(t *run.T, nic *pcnet.Device, s ethersuite.Suite) {
	s.With(t, ethersuite.Filter{}, func(p ethersuite.Port) {
		t.Must(nic.WriteCSR(t.Context(), pcnet.CSRFeatures, 0x0115|pcnet.FeatureAutoPad))
		s.SendShort(t, p, ethernet.MinSize)
	})
}

// autoStrip checks that CSR4.ASTRP_RCV strips the padding and the FCS of a frame of IEEE
// 802.3 that says its length, and nothing of others (the data sheet, section "Automatic
// Pad Stripping").
func autoStrip(t *run.T, nic *pcnet.Device, s ethersuite.Suite) {
	ctx := t.Context()
	with(t, nic, pcnet.Setup{Style: pcnet.StylePCI}, func(p *pcnet.Port) {
		t.Must(nic.WriteCSR(ctx, pcnet.CSRFeatures, 0x0115|pcnet.FeatureAutoStrip))
		s.Delivers(t, p, "a frame with a type", s.In(60, 1))
		for _, n := range []int{10, 45} {
			frame := ethernet.Frame{Dst: s.Address, Src: ethersuite.Host(), Type: ethernet.EtherType(n), Payload: ethernet.Pattern(46, byte(n))}.Bytes()
			t.Must(s.Peer.Send(ctx, frame))
			r, err := p.Take(ctx)
			t.Must(err)
			got := append(r.Data, r.FCS...) // there is no FCS
			if diff := cmp.Diff(frame[:ethernet.HeaderSize+n], got); diff != "" {
				t.Errorf("a frame of %d bytes of data (-want +got):\n%s", n, diff)
			}
			t.Must(p.Offer(ctx, r.Descriptors))
		}
	})
}

// checkSequence checks the FCS that follows a received frame in its buffer.
func checkSequence(t *run.T, s ethersuite.Suite) {
	s.With(t, ethersuite.Filter{}, func(p ethersuite.Port) { s.CheckSequences(t, p, &p.(*pcnet.Port).Last.FCS) })
}

// transmitterOff checks that nothing is sent while DTX is set in the mode, and that frames
// go once it is not.
func transmitterOff(t *run.T, nic *pcnet.Device) {
	ctx := t.Context()
	setup := pcnet.Setup{Style: pcnet.StylePCI, Mode: pcnet.ModeNoTransmit}
	s := suite(t, nic, setup)
	with(t, nic, setup, func(p *pcnet.Port) {
		t.Must(p.Post(ctx, s.Out(100, 1)))
		s.Quiet(t)
		if n, err := p.Owned(ctx); err != nil || n != 1 {
			t.Errorf("with DTX the controller owns %d descriptors (%v), want 1", n, err)
		}
	})
	setup.Mode = 0
	with(t, nic, setup, func(p *pcnet.Port) { s.Sends(t, p, "a frame without DTX", s.Out(101, 2)) })
}

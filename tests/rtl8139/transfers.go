package rtl8139

import (
	"bytes"
	"fmt"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/net/rtl8139"
	"github.com/qgraph/qgraph/tests/suite/ethersuite"
)

// transfers moves frames in both directions.
func transfers(t *run.T, nic *rtl8139.Device) {
	s := suite(t, nic, rtl8139.Setup{})
	t.Step("sizes to send", func() { s.SendSizes(t) })
	t.Step("sizes to receive", func() { s.ReceiveSizes(t) })
	for ring := range 4 {
		t.Step(fmt.Sprintf("ring of %d KiB", 8<<ring), func() {
			suite(t, nic, rtl8139.Setup{Ring: ring}).Transfers(t, 12<<ring)
		})
	}
	t.Step("frames behind the ring", func() {
		suite(t, nic, rtl8139.Setup{Receive: rtl8139.NoWrap}).Transfers(t, 20)
	})
	t.Step("short frames to send", func() { s.With(t, ethersuite.Filter{}, func(p ethersuite.Port) { s.SendShort(t, p, 0) }) })
	t.Step("transmit descriptors", func() { descriptors(t, nic) })
	t.Step("headers in the ring", func() { headers(t, nic) })
	t.Step("every place of the ring", func() { everyPlace(t, nic) })
	t.Step("full ring", func() { fullRing(t, nic) })
	t.Step("disabled", func() { disabled(t, nic) })
	t.Step("loopback", func() { loopback(t, nic) })
}

// descriptors checks what TSD and TSAD say before and after a frame, of each descriptor apart (the data
// sheet, sections "Transmit Status Register" and "Transmit Status of All Descriptors (TSAD) Register").
func descriptors(t *run.T, nic *rtl8139.Device) {
	s := suite(t, nic, rtl8139.Setup{})
	with(t, nic, rtl8139.Setup{}, func(p *rtl8139.Port) {
		all := rtl8139.AllOWN * 0xf
		for i := range 2 * rtl8139.Descriptors {
			d := i % rtl8139.Descriptors
			if i < rtl8139.Descriptors {
				reg.ExpectT(t, nic.Regs, fmt.Sprintf("TSD%d before its first frame", d), rtl8139.TSDOf(d), rtl8139.OWN)
			}
			reg.ExpectT(t, nic.Regs, fmt.Sprintf("TSAD before frame %d", i), rtl8139.TSAD, all)
			s.Sends(t, p, fmt.Sprintf("frame %d", i), s.Out(60+i, byte(i)))
			reg.ExpectT(t, nic.Regs, fmt.Sprintf("TSAD%d", d), rtl8139.TSADOf(d), uint32(p.Buffer(d)))
			all |= rtl8139.AllTOK << d
		}
		reg.ExpectT(t, nic.Regs, "TSAD once all have sent", rtl8139.TSAD, all)
		t.Step("early threshold", func() {
			rtl8139.TSD0.WriteT(t, nic.Regs, rtl8139.EarlyThreshold|60)
			s.Arrives(t, "a frame with a threshold", s.Out(64, 4)[:60])
			reg.ExpectT(t, nic.Regs, "TSD0", rtl8139.TSD0, rtl8139.EarlyThreshold|rtl8139.OWN|rtl8139.Sent|60)
		})
	})
}

// headers checks the status in front of each frame, its length, CBR, and BUFE (the data sheet, sections
// "Receive Status Register in Rx packet header" and "Command Register").
func headers(t *run.T, nic *rtl8139.Device) {
	for _, filter := range []ethersuite.Filter{{AllGroups: true, Broadcast: true}, {Promiscuous: true, Broadcast: true}} {
		if filter.Promiscuous {
			t.Step("promiscuous", func() { headersWith(t, nic, filter) })
		} else {
			headersWith(t, nic, filter)
		}
	}
}

func headersWith(t *run.T, nic *rtl8139.Device, f ethersuite.Filter) {
	s := suite(t, nic, rtl8139.Setup{})
	p, err := rig{nic, rtl8139.Setup{}}.open(t.Context(), f)
	t.Must(err)
	reg.ExpectBitsT(t, nic.Regs, "CR of an empty ring", rtl8139.CR, rtl8139.BUFE, rtl8139.BUFE)
	end := 0
	for i, row := range []struct {
		name string
		dst  ethernet.MAC
		want rtl8139.FrameStatus
	}{
		{"the address", rtl8139.Address(), rtl8139.Physical},
		{"a group", ethernet.MAC{0x01, 0, 0x5e, 1, 2, 3}, rtl8139.Multicast},
		{"all", ethernet.Broadcast(), rtl8139.Broadcast},
	} {
		n := 100 + i
		s.Delivers(t, p, "a frame to "+row.name, ethersuite.Frame(row.dst, ethersuite.Host(), n, byte(i)))
		t.Step("to "+row.name, func() {
			if want := row.want | rtl8139.GoodFrame; p.Last != want {
				t.Errorf("status of a frame = %v, want %v", p.Last, want)
			}
		})
		end += (rtl8139.HeaderSize + n + rtl8139.FCS + 3) &^ 3
		reg.ExpectT(t, nic.Regs, "CBR", rtl8139.CBR, uint16(end))
		reg.ExpectT(t, nic.Regs, "CAPR", rtl8139.CAPR, uint16(end-16))
		reg.ExpectBitsT(t, nic.Regs, "CR once all is read", rtl8139.CR, rtl8139.BUFE, rtl8139.BUFE)
	}
	t.Must(p.Close(t.Context()))
}

// everyPlace receives a frame of 200 bytes at places around the end of the ring, four bytes apart (the programming guide, section
// "Packet Reception").
func everyPlace(t *run.T, nic *rtl8139.Device) {
	const size, used = 8 << 10, 200 + rtl8139.HeaderSize + rtl8139.FCS
	for _, mode := range []rtl8139.ReceiveConfiguration{0, rtl8139.NoWrap} {
		for left := 4; left <= used+4; left += 24 { // bytes up to the end of the ring
			s := suite(t, nic, rtl8139.Setup{})
			with(t, nic, rtl8139.Setup{Receive: mode}, func(p *rtl8139.Port) {
				at := 0
				for i, want := 0, size-left; at < want; i++ {
					n := min(1500, want-at-rtl8139.HeaderSize-rtl8139.FCS)
					if rest := want - at - n - rtl8139.HeaderSize - rtl8139.FCS; rest > 0 && rest < 100 {
						n -= 100
					}
					s.Delivers(t, p, "a frame in front", s.In(n, byte(i)))
					at += (n + rtl8139.HeaderSize + rtl8139.FCS + 3) &^ 3
				}
				s.Delivers(t, p, fmt.Sprintf("a frame %d bytes in front of the end of the ring", left), s.In(200, byte(left)))
				s.Delivers(t, p, "the frame behind it", s.In(61, byte(left)))
			})
		}
	}
}

// fullRing checks that a ring without room sets RXOVW and counts in MPC, that the frames in it stay, and that
// the controller goes on once there is room (the programming guide, section "Packet Reception").
func fullRing(t *run.T, nic *rtl8139.Device) {
	ctx := t.Context()
	s := suite(t, nic, rtl8139.Setup{})
	with(t, nic, rtl8139.Setup{}, func(p *rtl8139.Port) {
		const fit = 5 // of the longest frames, in 8 KiB
		rtl8139.MPC.WriteT(t, nic.Regs, 0)
		for i := range fit + 2 {
			t.Must(s.Peer.Send(ctx, s.In(1514, byte(i))))
		}
		for i := range 2 {
			s.Sends(t, p, "a frame behind those that are missed", s.Out(64, byte(i)))
		}
		t.Step("overflow", func() {
			reg.ExpectBitsT(t, nic.Regs, "ISR", rtl8139.ISR, rtl8139.RXOVW, rtl8139.RXOVW)
			reg.ExpectT(t, nic.Regs, "MPC", rtl8139.MPC, 2)
		})
		t.Must(nic.Acknowledge(ctx, rtl8139.RXOVW|rtl8139.FOVW))
		for i := range fit {
			s.Next(t, p, fmt.Sprintf("frame %d of a full ring", i), s.In(1514, byte(i)))
		}
		last := s.In(333, 0x77)
		t.Must(s.Peer.Send(ctx, last))
		for i := fit; ; i++ {
			got, err := p.Receive(ctx)
			t.Must(err)
			if bytes.Equal(got, last) {
				break
			}
			ethersuite.Same(t, "a frame that came too early", s.In(1514, byte(i)), got)
		}
	})
}

// disabled checks that nothing is received without RE, nothing is sent without TE, and that the other
// direction goes on (the data sheet, section "Command Register").
func disabled(t *run.T, nic *rtl8139.Device) {
	ctx := t.Context()
	s := suite(t, nic, rtl8139.Setup{})
	t.Step("transmitter", func() {
		with(t, nic, rtl8139.Setup{}, func(p *rtl8139.Port) {
			rtl8139.CR.WriteT(t, nic.Regs, rtl8139.RE)
			t.Must(p.Post(ctx, s.Out(64, 1)))
			s.Delivers(t, p, "a frame while nothing is sent", s.In(65, 2))
			reg.ExpectBitsT(t, nic.Regs, "TSD0", rtl8139.TSD0, rtl8139.OWN|rtl8139.Sent, 0)
		})
	})
	t.Step("receiver", func() {
		with(t, nic, rtl8139.Setup{}, func(p *rtl8139.Port) {
			rtl8139.CR.WriteT(t, nic.Regs, rtl8139.TE)
			t.Must(s.Peer.Send(ctx, s.In(65, 2)))
			s.Sends(t, p, "a frame while nothing is received", s.Out(64, 1))
			reg.ExpectBitsT(t, nic.Regs, "CR", rtl8139.CR, rtl8139.BUFE, rtl8139.BUFE)
		})
	})
}

// loopback checks that with LBK a frame comes back and does not leave (the data sheet, section "Transmit
// Configuration Register").
func loopback(t *run.T, nic *rtl8139.Device) {
	s := suite(t, nic, rtl8139.Setup{})
	with(t, nic, rtl8139.Setup{Transmit: rtl8139.Loopback}, func(p *rtl8139.Port) {
		for i, n := range []int{60, 61, 1000, 1514} {
			frame := ethersuite.Frame(rtl8139.Address(), rtl8139.Address(), n, byte(i))
			t.Must(p.Post(t.Context(), frame))
			t.Must(p.Sent(t.Context()))
			s.Next(t, p, fmt.Sprintf("a frame of %d bytes in the loopback", n), frame)
		}
		rtl8139.TCR.WriteT(t, nic.Regs, rtl8139.Gap|rtl8139.Unbound)
		s.Sends(t, p, "the frame behind the loopback", s.Out(100, 9))
	})
}

package rtl8139

import (
	"context"
	"encoding/binary"
	"fmt"
	"net/netip"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/net/rtl8139"
	"github.com/qgraph/qgraph/tests/suite/ethersuite"
	"github.com/qgraph/qgraph/tests/suite/nicsuite"
)

// plusRig is the controller in the C+ mode as package ethersuite sets it up.
type plusRig struct {
	nic   *rtl8139.Device
	count int // of descriptors
}

// Open resets and starts the controller.
func (r plusRig) Open(ctx context.Context, f ethersuite.Filter) (ethersuite.Port, error) {
	return r.open(ctx, f)
}

func (r plusRig) open(ctx context.Context, f ethersuite.Filter) (*rtl8139.PlusPort, error) {
	if err := r.nic.Reset(ctx); err != nil {
		return nil, err
	}
	s := filtered(rtl8139.Setup{}, f)
	return r.nic.StartPlus(ctx, rtl8139.PlusSetup{Receive: s.Receive, Filter: s.Filter, Count: r.count})
}

// plus checks the C+ mode: its rings, checksums and tally counters (the RTL8139C+ data sheet, section "C+ Mode Operation").
func plus(t *run.T, nic *rtl8139.Device) {
	with := func(count int) ethersuite.Suite {
		s := suite(t, nic, rtl8139.Setup{})
		s.Device, s.Pieces = plusRig{nic, count}, count
		return s
	}
	s := with(16)
	t.Step("sizes to send", func() { s.SendSizes(t) })
	t.Step("sizes to receive", func() { s.ReceiveSizes(t) })
	t.Step("frames in pieces", func() { s.SendPieces(t) })
	for _, count := range []int{2, 3, 64} {
		t.Step(fmt.Sprintf("rings of %d", count), func() { with(count).Transfers(t, 2*count+7) })
	}
	t.Step("broadcast", func() { s.FilterBroadcast(t, true) })
	t.Step("checksums", func() { checksums(t, nic, s) })
	t.Step("segments", func() { segments(t, nic, s) })
	t.Step("tally counters", func() { tally(t, nic, s) })
	t.Step("left by a reset", func() { suite(t, nic, rtl8139.Setup{}).Transfers(t, 5) })
	t.Step("left by zero", func() { leaves(t, nic) })
}

// segment returns a TCP segment of IPv4 without payload.
func segment() nicsuite.Packet {
	return nicsuite.Packet{
		Dst: ethersuite.Host(), Src: rtl8139.Address(),
		From: netip.MustParseAddrPort("192.0.2.17:49153"), To: netip.MustParseAddrPort("198.51.100.34:7"), // RFC 5737
		ID: 0x1fff, Seq: 0xfffff000, Flags: nicsuite.ACK,
	}
}

// segments checks the pieces into which the controller cuts a TCP segment, with their headers: those at a limit of the size, in
// one buffer and in two, and PSH and FIN in the last of them alone.
func segments(t *run.T, nic *rtl8139.Device, s ethersuite.Suite) {
	p, err := plusRig{nic, 4}.open(t.Context(), ethersuite.Filter{})
	t.Must(err)
	const mss = 500
	p.Sums = rtl8139.LargeSend(mss)
	for _, n := range []int{mss - 1, mss, mss + 1, 3 * mss, 3*mss + 7} {
		packet := segment()
		packet.Payload = ethernet.Pattern(n, byte(n))
		frame := packet.Unsummed()
		arrive(t, s, p, packet, mss, frame)
		const headers = ethernet.HeaderSize + 20 + 20
		arrive(t, s, p, packet, mss, frame[:headers], frame[headers:])
	}
	t.Step("flags", func() {
		packet := segment()
		packet.Payload, packet.Flags = ethernet.Pattern(2*mss, 3), nicsuite.ACK|nicsuite.PSH|nicsuite.FIN
		arrive(t, s, p, packet, mss, packet.Unsummed())
	})
	t.Must(p.Close(t.Context()))
}

// arrive has a packet cut, and checks its pieces.
func arrive(t *run.T, s ethersuite.Suite, p *rtl8139.PlusPort, packet nicsuite.Packet, mss int, buffers ...[]byte) {
	t.Helper()
	t.Must(p.Post(t.Context(), buffers...))
	all := packet.Segments(mss)
	for i, want := range all {
		if i < len(all)-1 {
			want.Flags &^= nicsuite.PSH | nicsuite.FIN
		}
		s.Arrives(t, fmt.Sprintf("piece %d of %d bytes", i, len(packet.Payload)), want.Bytes())
	}
	t.Must(p.Sent(t.Context()))
}

// checksums checks the sums of IPv4, TCP and UDP that the controller puts into frames, of even and odd sizes, and that it puts in
// those alone that a descriptor asks for.
func checksums(t *run.T, nic *rtl8139.Device, s ethersuite.Suite) {
	p, err := plusRig{nic, 4}.open(t.Context(), ethersuite.Filter{})
	t.Must(err)
	packet := segment()
	const ipSum = ethernet.HeaderSize + 10 // offset of the header checksum
	for _, n := range []int{7, 18, 33, 512, 1431} {
		for _, udp := range []bool{false, true} {
			packet.UDP, packet.Payload = udp, ethernet.Pattern(n, byte(n))
			frame, want := packet.Unsummed(), packet.Bytes()
			if len(frame) < ethernet.MinSize {
				continue
			}
			name := fmt.Sprintf("%d bytes of payload, UDP %t", n, udp)
			l4 := rtl8139.TCPSum
			if udp {
				l4 = rtl8139.UDPSum
			}
			p.Sums = rtl8139.IPSum | l4
			t.Must(p.Post(t.Context(), frame))
			s.Arrives(t, name, want)
			t.Must(p.Sent(t.Context()))
			p.Sums = rtl8139.IPSum
			only := append([]byte(nil), frame...)
			binary.BigEndian.PutUint16(only[ipSum:], binary.BigEndian.Uint16(want[ipSum:]))
			t.Must(p.Post(t.Context(), frame))
			s.Arrives(t, name+", of IPv4 alone", only)
			t.Must(p.Sent(t.Context()))
			p.Sums = 0
			s.Sends(t, p, name+", without sums", frame)
		}
	}
	t.Must(p.Close(t.Context()))
}

// tally checks the tally counters, which begin at 0 (the RTL8139C+ data sheet, section "Dump Tally Counter Command Register").
func tally(t *run.T, nic *rtl8139.Device, s ethersuite.Suite) {
	group := ethernet.MAC{0x01, 0, 0x5e, 1, 2, 3}
	p, err := plusRig{nic, 4}.open(t.Context(), ethersuite.Filter{Broadcast: true, Groups: []ethernet.MAC{group}})
	t.Must(err)
	was, err := p.Counters(t.Context())
	t.Must(err)
	for i := range 5 {
		s.Sends(t, p, "a frame", s.Out(64+i, byte(i)))
	}
	for n, dst := range []ethernet.MAC{group, ethernet.Broadcast(), rtl8139.Address()} {
		for i := range n + 2 {
			s.Delivers(t, p, "a frame", ethersuite.Frame(dst, ethersuite.Host(), 64+i, byte(i)))
		}
	}
	got, err := p.Counters(t.Context())
	t.Must(err)
	want := was
	want.TxOk += 5
	want.RxOk += 9
	want.RxOkPhysical += 4
	want.RxOkBroadcast += 3
	want.RxOkMulticast += 2
	t.Step("sent", func() {
		if got.TxOk != want.TxOk {
			t.Errorf("TxOk = %d, want %d", got.TxOk, want.TxOk)
		}
	})
	got.TxOk, want.TxOk = 0, 0
	if got != want {
		t.Errorf("counters = %+v, want %+v", got, want)
	}
	t.Must(p.Close(t.Context()))
}

// leaves checks that the C+ mode is off with zero in C+CR: the place of DTCCR, which keeps an address, is that of TSD0, whose
// upper bits are read-only. The transmitter is off.
func leaves(t *run.T, nic *rtl8139.Device) {
	t.Must(nic.Reset(t.Context()))
	rtl8139.CPCR.WriteT(t, nic.Regs, 0)
	reg.ExpectT(t, nic.Regs, "C+CR", rtl8139.CPCR, 0)
	const size, aborted = ethernet.MinSize + 4, 1 << 30 // without bit 3, the command of DTCCR
	rtl8139.TSD0.WriteT(t, nic.Regs, aborted|size)
	reg.ExpectT(t, nic.Regs, "TSD0", rtl8139.TSD0, size)
	t.Must(nic.Reset(t.Context()))
}

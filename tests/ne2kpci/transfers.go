package ne2kpci

import (
	"fmt"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/device/net/ne2kpci"
	"github.com/qgraph/qgraph/tests/suite/ethersuite"
)

// smallRing is the smallest ring for the longest frame and a free page, and two pages more.
func smallRing() ne2kpci.Setup { return ne2kpci.Setup{First: 0x52, End: 0x5b} }

// transfers moves frames in both directions.
func transfers(t *run.T, nic *ne2kpci.Device) {
	t.Step("words", func() {
		s := suite(t, nic, ne2kpci.Setup{})
		t.Step("sizes to send", func() { s.SendSizes(t) })
		t.Step("sizes to receive", func() { s.ReceiveSizes(t) })
		t.Step("both directions", func() { s.Transfers(t, 24) })
		t.Step("a small ring", func() { suite(t, nic, smallRing()).Transfers(t, 20) })
	})
	t.Step("bytes", func() {
		small := smallRing()
		small.Bytes = true
		suite(t, nic, small).Transfers(t, 10)
	})
	s := suite(t, nic, ne2kpci.Setup{})
	t.Step("short frames to send", func() { s.With(t, ethersuite.Filter{}, func(p ethersuite.Port) { s.SendShort(t, p, 0) }) })
	t.Step("pages to send from", func() { sendPages(t, nic) })
	t.Step("headers in the ring", func() { headers(t, nic) })
	t.Step("frames that fill their pages", func() { fullPages(t, nic) })
	t.Step("memory beside frames", func() { beside(t, nic) })
	t.Step("frame check sequence", func() { checkSequence(t, nic) })
	t.Step("full ring", func() { fullRing(t, nic) })
	t.Step("stopped", func() { stopped(t, nic) })
	t.Step("monitor mode", func() { monitor(t, nic) })
	t.Step("loopback", func() { loopback(t, nic) })
}

// sendPages sends a frame from each page of the RAM.
func sendPages(t *run.T, nic *ne2kpci.Device) {
	s := suite(t, nic, ne2kpci.Setup{})
	with(t, nic, ne2kpci.Setup{}, func(p *ne2kpci.Port) {
		for page := ne2kpci.FirstPage; page < ne2kpci.EndPage; page++ {
			t.Must(nic.WriteMemory(t.Context(), page*ne2kpci.PageSize, s.Out(60, byte(page))))
		}
		for page := ne2kpci.FirstPage; page < ne2kpci.EndPage; page++ {
			t.Must(p.Transmit(t.Context(), uint8(page), 60))
			s.Arrives(t, fmt.Sprintf("the frame of page %#x", page), s.Out(60, byte(page)))
			t.Must(p.Sent(t.Context()))
		}
	})
}

// headers checks the status and the next page in front of each frame, RSR, and CURR, over
// more than one round (the DP8390 data sheet, section 7.0 "Packet Reception").
func headers(t *run.T, nic *ne2kpci.Device) {
	setup := ne2kpci.Setup{Receive: ne2kpci.AcceptBroadcast}
	s := suite(t, nic, setup)
	with(t, nic, setup, func(p *ne2kpci.Port) {
		const first, end = ne2kpci.FirstPage + 6, ne2kpci.EndPage
		page := uint8(first + 1)
		for i := range 40 {
			dst, status := ne2kpci.Address(), ne2kpci.Good
			if i%3 == 1 {
				dst, status = ethernet.Broadcast(), ne2kpci.Good|ne2kpci.Group
			}
			n := 60 + i*37
			t.Must(s.Peer.Send(t.Context(), ethersuite.Frame(dst, ethersuite.Host(), n, byte(i))))
			r, err := p.Take(t.Context())
			t.Must(err)
			next := page + uint8((4+n+4+ne2kpci.PageSize-1)/ne2kpci.PageSize)
			if next >= end {
				next -= end - first
			}
			if r.Page != page || r.Next != next || r.Status != status {
				t.Errorf("frame of %d bytes at page %#x: header says status %v, next page %#x; want page %#x, %v, %#x",
					n, r.Page, r.Status, r.Next, page, status, next)
			}
			is(t, nic, fmt.Sprintf("RSR after a frame to %v", dst), ne2kpci.RSR, uint8(status))
			is(t, nic, "CURR", ne2kpci.CURR, next)
			t.Must(p.Release(t.Context()))
			page = r.Next
		}
	})
}

// fullPages checks the next page behind frames whose header, data and FCS fill a whole number
// of pages, and those a byte shorter and longer.
func fullPages(t *run.T, nic *ne2kpci.Device) {
	s := suite(t, nic, ne2kpci.Setup{})
	with(t, nic, ne2kpci.Setup{}, func(p *ne2kpci.Port) {
		for pages := 1; pages <= 5; pages++ {
			for _, more := range []int{-1, 0, 1} {
				n := pages*ne2kpci.PageSize - 8 + more
				t.Must(s.Peer.Send(t.Context(), s.In(n, byte(n))))
				r, err := p.Take(t.Context())
				t.Must(err)
				ethersuite.Same(t, fmt.Sprintf("a frame of %d bytes", n), s.In(n, byte(n)), r.Data)
				got, want := int(r.Next)-int(r.Page), pages
				if got < 0 {
					got += ne2kpci.EndPage - ne2kpci.FirstPage - 6
				}
				if more > 0 {
					want++
				}
				if got != want {
					t.Errorf("a frame of %d bytes takes %d pages, want %d", n, got, want)
				}
				t.Must(p.Release(t.Context()))
			}
		}
	})
}

// beside checks that a frame changes nothing in front of and behind its pages.
func beside(t *run.T, nic *ne2kpci.Device) {
	s := suite(t, nic, smallRing())
	with(t, nic, smallRing(), func(p *ne2kpci.Port) {
		const from, size = 0x5000, 0x1000
		filled := ethernet.Pattern(size, 9)
		for i := range 3 {
			t.Must(nic.WriteMemory(t.Context(), from, filled[:0x5b00-from]))
			t.Must(nic.WriteMemory(t.Context(), 0x5b00, filled[0x5b00-from:]))
			t.Must(s.Peer.Send(t.Context(), s.In(700, byte(i))))
			r, err := p.Take(t.Context())
			t.Must(err)
			got, err := nic.ReadMemory(t.Context(), from, 0x5b00-from)
			t.Must(err)
			rest, err := nic.ReadMemory(t.Context(), 0x5b00, size-len(got))
			t.Must(err)
			got = append(got, rest...)
			for at := range got {
				page := uint8((from + at) / ne2kpci.PageSize)
				inside := r.Page <= page && page < r.Next
				if r.Next < r.Page {
					inside = page >= r.Page && page < 0x5b || page >= 0x52 && page < r.Next
				}
				if !inside && got[at] != filled[at] {
					t.Fatalf("a frame in pages %#x to %#x changes the byte at %#x", r.Page, r.Next, from+at)
				}
			}
			t.Must(p.Release(t.Context()))
		}
	})
}

// checkSequence checks the FCS that follows a frame in the ring (the DP8390 data sheet,
// section 4.0 "Transmit/Receive Packet Encapsulation/Decapsulation").
func checkSequence(t *run.T, nic *ne2kpci.Device) {
	s := suite(t, nic, ne2kpci.Setup{})
	with(t, nic, ne2kpci.Setup{}, func(p *ne2kpci.Port) { s.CheckSequences(t, p, &p.Last.FCS) })
}

// fullRing checks that a frame that does not fit before BNRY sets OVW and destroys none that
// waits in the ring (the DP8390 data sheet, section 7.0, "Buffer Ring Overflow").
func fullRing(t *run.T, nic *ne2kpci.Device) {
	s := suite(t, nic, smallRing())
	with(t, nic, smallRing(), func(p *ne2kpci.Port) {
		for i := range 2 {
			t.Must(s.Peer.Send(t.Context(), s.In(1514, byte(i))))
		}
		s.Quiet(t)
		t.Step("OVW", func() {
			v, err := nic.Interrupts(t.Context())
			t.Must(err)
			if v&ne2kpci.OVW == 0 {
				t.Errorf("ISR with a frame too many = %v, want OVW set", v)
			}
		})
		s.Next(t, p, "the frame in the ring", s.In(1514, 0))
	})
}

// stopped checks that a stopped controller sends and receives nothing (the DP8390 data sheet,
// section 10.3, "Command Register", STP).
func stopped(t *run.T, nic *ne2kpci.Device) {
	ctx := t.Context()
	s := suite(t, nic, ne2kpci.Setup{})
	with(t, nic, ne2kpci.Setup{}, func(p *ne2kpci.Port) {
		t.Must(nic.WriteMemory(ctx, ne2kpci.RAM, s.Out(60, 1)))
		t.Must(nic.Command(ctx, ne2kpci.STP|ne2kpci.RD2))
		t.Must(s.Peer.Send(ctx, s.In(61, 2)))
		s.Quiet(t)
		if pending, err := p.Pending(ctx); err != nil || pending {
			t.Errorf("a frame was received by a stopped controller (%v)", err)
		}
		t.Must(nic.Command(ctx, ne2kpci.STP|ne2kpci.TXP|ne2kpci.RD2))
		s.Quiet(t)
		v, err := nic.Interrupts(ctx)
		t.Must(err)
		if v&ne2kpci.PTX != 0 {
			t.Errorf("ISR of a stopped controller = %v, want PTX clear", v)
		}
	})
	// A frame that came meanwhile may be lost, or wait for the start.
	with(t, nic, ne2kpci.Setup{}, func(p *ne2kpci.Port) {
		s.Sends(t, p, "the first frame behind the stop", s.Out(62, 3))
		t.Must(s.Peer.Send(ctx, s.In(80, 4)))
		for {
			got, err := p.Receive(ctx)
			t.Must(err)
			if len(got) == 80 {
				return
			}
			ethersuite.Same(t, "the frame that waited", s.In(61, 2), got)
		}
	})
}

// monitor checks that in monitor mode a frame is not stored and counted as missed (the
// DP8390 data sheet, section 10.3, "Receive Configuration Register", MON, and "Network Tally
// Counters").
func monitor(t *run.T, nic *ne2kpci.Device) {
	setup := ne2kpci.Setup{Receive: ne2kpci.Monitor}
	s := suite(t, nic, setup)
	with(t, nic, setup, func(p *ne2kpci.Port) {
		is(t, nic, "CNTR2 at the start", ne2kpci.CNTR2, 0)
		for i := range 3 {
			t.Must(s.Peer.Send(t.Context(), s.In(100, byte(i))))
		}
		s.Quiet(t)
		t.Step("nothing stored", func() {
			if pending, err := p.Pending(t.Context()); err != nil || pending {
				t.Errorf("a frame was stored in monitor mode (%v)", err)
			}
		})
		t.Step("count of missed frames", func() {
			is(t, nic, "CNTR2 after 3 frames", ne2kpci.CNTR2, 3)
			is(t, nic, "CNTR2 after it was read", ne2kpci.CNTR2, 0)
		})
	})
}

// loopback checks that a frame does not leave in loopback mode 1 (the DP8390 data sheet,
// section 12.0 "Loopback Diagnostics").
func loopback(t *run.T, nic *ne2kpci.Device) {
	s := suite(t, nic, ne2kpci.Setup{})
	with(t, nic, ne2kpci.Setup{Transmit: ne2kpci.LoopbackNIC}, func(p *ne2kpci.Port) {
		t.Must(p.Post(t.Context(), s.Out(60, 1)))
		t.Must(p.Sent(t.Context()))
	})
	with(t, nic, ne2kpci.Setup{}, func(p *ne2kpci.Port) {
		t.Must(p.Post(t.Context(), s.Out(61, 2)))
		t.Must(p.Sent(t.Context()))
		got, err := s.Peer.Receive(t.Context())
		t.Must(err)
		if len(got) == 60 {
			t.Errorf("a frame in loopback mode 1 has left the controller")
			got, err = s.Peer.Receive(t.Context())
			t.Must(err)
		}
		ethersuite.Same(t, "the frame behind the loopback", s.Out(61, 2), got)
	})
}

package ne2kpci

import (
	"bytes"
	"fmt"
	"slices"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/net/ne2kpci"
)

// settle is enough time for a reset, a stop and a frame.
const settle = 2 * time.Millisecond

// memory checks the memory on the card, through remote DMA of both widths.
func memory(t *run.T, nic *ne2kpci.Device) {
	for _, s := range []ne2kpci.Setup{{Bytes: true}, {}} {
		name := "words"
		if s.Bytes {
			name = "bytes"
		}
		t.Step(name, func() {
			with(t, nic, s, func(*ne2kpci.Port) {
				t.Step("address PROM", func() { prom(t, nic) })
				t.Step("every byte", func() { everyByte(t, nic) })
				t.Step("lengths", func() { lengths(t, nic, s.Bytes) })
				t.Step("address of the remote DMA", func() { progress(t, nic, s.Bytes) })
			})
		})
	}
	t.Step("end of the ring", func() { ringEnd(t, nic) })
	t.Step("every address of the data port", func() { dataPorts(t, nic) })
}

// prom checks the address PROM: each byte of the Ethernet address twice, and the letters W at
// its end (the RTL8029AS specification, section 6 "9346 Contents").
func prom(t *run.T, nic *ne2kpci.Device) {
	got, err := nic.ReadMemory(t.Context(), 0, ne2kpci.PROMSize)
	t.Must(err)
	var want []byte
	for _, b := range ne2kpci.Address() {
		want = append(want, b, b)
	}
	if diff := cmp.Diff(want, got[:len(want)]); diff != "" {
		t.Errorf("Ethernet address in the PROM (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]byte("WWWW"), got[28:]); diff != "" {
		t.Errorf("end of the PROM (-want +got):\n%s", diff)
	}
}

// everyByte checks that each byte of the RAM keeps a value of its own.
func everyByte(t *run.T, nic *ne2kpci.Device) {
	want := ethernet.Pattern(ne2kpci.RAMEnd-ne2kpci.RAM, 1)
	// The remote DMA goes round at PSTOP.
	t.Must(nic.WriteMemory(t.Context(), ne2kpci.RAM, want))
	got, err := nic.ReadMemory(t.Context(), ne2kpci.RAM, len(want))
	t.Must(err)
	if i := differs(want, got); i >= 0 {
		t.Errorf("RAM at %#x = %#02x, want %#02x as written", ne2kpci.RAM+i, got[i], want[i])
	}
}

// differs returns the first index at which two slices of one length differ, or -1.
func differs(a, b []byte) int {
	for i := range a {
		if a[i] != b[i] {
			return i
		}
	}
	return -1
}

// lengths writes a few bytes to an address, and checks that nothing beside them changes.
func lengths(t *run.T, nic *ne2kpci.Device, odd bool) {
	const at, room = 0x5100, 64
	for _, start := range []int{0, 1, 2, 255} {
		if start%2 != 0 && !odd {
			continue
		}
		for _, n := range []int{1, 2, 3, 16, 30} {
			if n%2 != 0 && !odd {
				continue
			}
			base := at + start&^0x1f
			want := bytes.Repeat([]byte{0xaa}, room)
			t.Must(nic.WriteMemory(t.Context(), base, want))
			data := ethernet.Pattern(n, byte(start))
			copy(want[start&0x1f:], data)
			t.Must(nic.WriteMemory(t.Context(), at+start, data))
			got, err := nic.ReadMemory(t.Context(), base, room)
			t.Must(err)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%d bytes at %#x (-want +got):\n%s", n, at+start, diff)
			}
		}
	}
}

// progress checks that CRDA follows the remote DMA, and that RDC is set at its end and not
// before (the DP8390 data sheet, section 9.0 "Remote DMA").
func progress(t *run.T, nic *ne2kpci.Device, narrow bool) {
	const at, n = 0x50fc, 12
	t.Must(nic.Aim(t.Context(), ne2kpci.RD0, at, n))
	for done := 0; ; {
		if done < n {
			is(t, nic, fmt.Sprintf("CRDA0 after %d bytes", done), ne2kpci.CRDA0, uint8((at+done)&0xff))
			is(t, nic, fmt.Sprintf("CRDA1 after %d bytes", done), ne2kpci.CRDA1, uint8((at+done)>>8))
		}
		v, err := nic.Interrupts(t.Context())
		t.Must(err)
		if got, want := v&ne2kpci.RDC != 0, done >= n; got != want {
			t.Errorf("RDC after %d of %d bytes = %t, want %t", done, n, got, want)
		}
		if done >= n {
			break
		}
		if narrow {
			reg.Reg[uint8](0x10).ReadT(t, nic.Regs)
			done++
		} else {
			reg.Reg[uint16](0x10).ReadT(t, nic.Regs)
			done += 2
		}
	}
	t.Must(nic.Acknowledge(t.Context(), ne2kpci.RDC))
	is(t, nic, "ISR after RDC was cleared", ne2kpci.ISR, 0)
}

// ringEnd checks that a remote DMA goes on at PSTART once it reaches PSTOP (the DP8390 data
// sheet, section 9.0 "Remote DMA").
func ringEnd(t *run.T, nic *ne2kpci.Device) {
	with(t, nic, ne2kpci.Setup{First: 0x50, End: 0x58}, func(*ne2kpci.Port) {
		first, last := ethernet.Pattern(100, 1), ethernet.Pattern(100, 2)
		t.Must(nic.WriteMemory(t.Context(), 0x5000, first))
		t.Must(nic.WriteMemory(t.Context(), 0x5800-100, last))
		got, err := nic.ReadMemory(t.Context(), 0x5800-100, 200)
		t.Must(err)
		if diff := cmp.Diff(slices.Concat(last, first), got); diff != "" {
			t.Errorf("read over the end of the ring (-want +got):\n%s", diff)
		}
	})
}

// dataPorts checks that each address of the data port takes part in the remote DMA (the
// RTL8029AS specification, section 5.2, addresses 10H to 17H).
func dataPorts(t *run.T, nic *ne2kpci.Device) {
	with(t, nic, ne2kpci.Setup{Bytes: true}, func(*ne2kpci.Port) {
		for _, first := range []byte{0x55, 0xaa} { // each bit of each address
			want := bytes.Repeat([]byte{first, ^first}, 4)
			t.Must(nic.WriteMemory(t.Context(), ne2kpci.RAM, want))
			t.Must(nic.Aim(t.Context(), ne2kpci.RD0, ne2kpci.RAM, len(want)))
			for i, w := range want {
				const dataPort = reg.Reg[uint8](0x10)
				at := dataPort + reg.Reg[uint8](i)
				if got := at.ReadT(t, nic.Regs); got != w {
					t.Fatalf("byte from address %#x of the data port = %#02x, want %#02x", uint64(at), got, w)
				}
			}
		}
	})
}

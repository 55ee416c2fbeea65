package nvme

import (
	"bytes"
	"fmt"
	"math/rand/v2"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/device/storage/nvme"
	"github.com/qgraph/qgraph/qtest"
	"github.com/qgraph/qgraph/tests/suite/same"
)

// widths returns the access widths.
func widths() []qtest.Width {
	return []qtest.Width{qtest.Width8, qtest.Width16, qtest.Width32, qtest.Width64}
}

// noise returns n random bytes that depend on seed.
func noise(seed uint64, n int) []byte {
	random := rand.New(rand.NewPCG(seed, uint64(n)))
	p := make([]byte, n)
	for i := range p {
		p[i] = byte(random.Uint32())
	}
	return p
}

// memoryOf checks that a region of a BAR is memory: every byte is there, and
// accesses of each width are little-endian.
func memoryOf(t *run.T, r *pci.Region) {
	t.Helper()
	ctx := t.Context()
	want := noise(1, int(r.Size()))
	t.Must(r.WriteMemory(ctx, 0, want))
	holds(t, r, "written as a whole", want)
	for i, w := range widths() {
		for _, at := range []uint64{uint64(256 * i), r.Size()/2 + uint64(w), r.Size() - uint64(w)} {
			var v uint64
			for k := range uint64(w) {
				v = v<<8 | (at+k+0x5a)&0xff
			}
			t.Must(r.Store(ctx, w, at, v))
			for k := range uint64(w) {
				want[at+k] = byte(v >> (8 * k))
			}
			got, err := r.Load(ctx, w, at)
			t.Must(err)
			if got != v {
				t.Errorf("%v at %#x of %v: %#x, want %#x", w, at, r.BAR(), got, v)
			}
		}
	}
	holds(t, r, "written by each width", want)
}

// holds compares a whole region with its expected content.
func holds(t *run.T, r *pci.Region, when string, want []byte) {
	t.Helper()
	got := make([]byte, len(want))
	t.Must(r.ReadMemory(t.Context(), 0, got))
	same.Bytes(t, fmt.Sprintf("%v %s", r.BAR(), when), got, want)
}

// outOfBounds checks accesses that begin in a region and end behind it, and
// accesses wholly behind it. Only the bytes within the region are accessed.
func outOfBounds(t *run.T, d *nvme.Device, r *pci.Region) {
	t.Helper()
	ctx := t.Context()
	cpu, _ := r.Address()
	end := cpu + r.Size()
	empty := byte(r.Empty(qtest.Width8))
	for _, w := range widths()[1:] {
		for inside := range uint64(w) {
			what := fmt.Sprintf("%v with %d bytes in %v", w, inside, r.BAR())
			before := noise(uint64(w)<<8|inside, 16)
			t.Must(r.WriteMemory(ctx, r.Size()-16, before))

			// The byte order of a value in memory is the machine's.
			value := 0x8877665544332211 & (^uint64(0) >> (64 - 8*uint(w)))
			stored := make([]byte, 8)
			d.Machine.Order.PutUint64(stored, value)
			if d.Machine.Order.Uint16([]byte{0, 1}) == 1 { // big-endian: the value is at the end
				stored = stored[8-w:]
			}
			t.Must(d.Machine.Write(ctx, w, end-inside, value))
			want := append(before[:16-inside], stored[:inside]...)
			got := make([]byte, 16)
			t.Must(r.ReadMemory(ctx, r.Size()-16, got))
			same.Bytes(t, "write of "+what, got, want)

			loaded := make([]byte, w)
			t.Must(d.Machine.ReadMemory(ctx, end-inside, loaded))
			same.Bytes(t, "read of "+what, loaded, append(bytes.Clone(want[16-inside:]), bytes.Repeat([]byte{empty}, int(uint64(w)-inside))...))
		}
	}
	// The registers have not changed.
	values(t, d, "after accesses out of bounds", is("VS", nvme.VS, nvme.Version14))
}

// absent checks that a region reads as empty space at both ends.
func absent(t *run.T, r *pci.Region, when string) {
	t.Helper()
	for _, at := range []uint64{0, r.Size() - 4} {
		if got := reg.Reg[uint32](at).ReadT(t, r); uint64(got) != r.Empty(qtest.Width32) {
			t.Errorf("%v %s: read %#x at %#x, want %#x, as in empty space", r.BAR(), when, got, at, r.Empty(qtest.Width32))
		}
	}
}

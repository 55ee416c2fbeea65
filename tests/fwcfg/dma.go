package fwcfg

import (
	"bytes"
	"errors"
	"strings"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/firmware/fwcfg"
)

// dma checks the requests of section "Guest-side DMA Interface".
func dma(t *run.T, d *fwcfg.Device) {
	const pattern = 0xa5
	buffer := &buffer{t: t, d: d, fill: pattern}
	t.Step("signature", func() {
		reg.ExpectT(t, d.DMA, "DMA address, high half", fwcfg.DMAAddressHigh, fwcfg.DMASignature>>32)
		reg.ExpectT(t, d.DMA, "DMA address, low half", fwcfg.DMAAddressLow, fwcfg.DMASignature&0xffff_ffff)
	})
	t.Step("read", func() {
		buffer.after("read", fwcfg.Read.Of(fwcfg.Signature), 2, 0, signature[:2])
		next(t, d, "the data register goes on", []byte(signature[2:]))
		buffer.after("read without select", fwcfg.Read, 2, 0, "\x00\x00")
		t.Must(d.Choose(t.Context(), fwcfg.Signature))
		buffer.after("read after the selector", fwcfg.Read, 6, 0, signature+"\x00\x00")
	})
	t.Step("read before write and skip", func() {
		buffer.after("all three", (fwcfg.Read | fwcfg.Write | fwcfg.Skip).Of(fwcfg.Signature), 4, 0, signature)
	})
	t.Step("skip", func() {
		done(t, d, "skip", fwcfg.Request{Control: fwcfg.Skip.Of(fwcfg.Signature), Length: 3}, 0)
		next(t, d, "after a skip", []byte(signature[3:]+"\x00"))
		done(t, d, "skip behind the end", fwcfg.Request{Control: fwcfg.Skip.Of(fwcfg.Signature), Length: 1 << 20}, 0)
		next(t, d, "after a skip behind the end", make([]byte, 2))
	})
	t.Step("select", func() {
		t.Must(d.Choose(t.Context(), fwcfg.ID))
		done(t, d, "select", fwcfg.Request{Control: fwcfg.Control(0).Of(fwcfg.Signature)}, 0)
		next(t, d, "after a select", []byte(signature))
	})
	t.Step("write to what cannot be written", func() {
		buffer.after("write", fwcfg.Write.Of(fwcfg.Signature), 4, fwcfg.Error, "")
		begins(t, d, "after it", fwcfg.Signature, []byte(signature))
		buffer.after("write of an item without a key", fwcfg.Write.Of(fwcfg.WriteChannel-1), 1, fwcfg.Error, "")
	})
	t.Step("address", func() { address(t, d) })
}

// done has the device carry out a request, and checks the control field after it.
func done(t *run.T, d *fwcfg.Device, what string, r fwcfg.Request, want fwcfg.Control) {
	t.Helper()
	got, err := d.Do(t.Context(), r)
	t.Must(err)
	if got != want {
		t.Errorf("%s: control field %v, want %v", what, got, want)
	}
}

// buffer is memory for a transfer.
type buffer struct {
	t    *run.T
	d    *fwcfg.Device
	fill byte
}

// after has the device transfer size bytes to or from a buffer, and checks the control field
// and the buffer: want, and then the bytes that it held before.
func (b *buffer) after(what string, c fwcfg.Control, size uint32, control fwcfg.Control, want string) {
	t, m := b.t, b.d.Machine
	t.Helper()
	const room, align = 16, 4
	at, err := m.Alloc.Alloc(room, align)
	t.Must(err)
	defer func() { t.Must(m.Alloc.Free(at)) }()
	t.Must(m.Memset(t.Context(), at, room, b.fill))
	done(t, b.d, what, fwcfg.Request{Control: c, Length: size, Address: at}, control)
	got := make([]byte, room)
	t.Must(m.ReadMemory(t.Context(), at, got))
	if whole := want + strings.Repeat(string([]byte{b.fill}), room-len(want)); !bytes.Equal(got, []byte(whole)) {
		t.Errorf("%s: the buffer is %x, want %x", what, got, whole)
	}
}

// address checks that the address of a request is 0 after it: its low half alone is then
// enough.
func address(t *run.T, d *fwcfg.Device) {
	const high = 0x7fff // nothing is there
	fwcfg.DMAAddressHigh.WriteT(t, d.DMA, high)
	fwcfg.DMAAddressLow.WriteT(t, d.DMA, 0)
	got, err := d.Fetch(t.Context(), fwcfg.Signature, len(signature))
	if errors.Is(err, fwcfg.ErrDMA) || err == nil && string(got) != signature {
		t.Errorf("the request after one at %#x_0000_0000: got %q, %v, want %q", high, got, err, signature)
		return
	}
	t.Must(err)
}

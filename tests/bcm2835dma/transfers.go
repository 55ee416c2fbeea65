package bcm2835dma

import (
	"bytes"
	"fmt"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/misc/bcm2835dma"
	"github.com/qgraph/qgraph/tests/suite/same"
)

// both has both addresses increment.
const both = bcm2835dma.SourceIncrements | bcm2835dma.DestIncrements

// transfers checks what each kind of transfer moves, byte by byte, with the bytes beside it.
func transfers(t *run.T, d *bcm2835dma.Controller) {
	a := newArea(t, d)
	t.Step("each channel", func() {
		each(d, func(c *bcm2835dma.Channel) { a.copies(c, 16+4*c.Number) })
	})
	t.Step("chain", a.chain)
	t.Step("chain at the end", a.end)
	t.Step("no increments", a.still)
	t.Step("ignored", a.ignored)
	t.Step("aliases of RAM", a.aliases)
	t.Step("lengths", func() {
		for _, n := range []int{1, 2, 3, 5, 7} {
			a.copies(d.Channel(0), n)
		}
	})
	t.Step("long", func() { a.copies(d.Channel(2), longest) })
	t.Step("unaligned", a.unaligned)
	t.Step("two dimensions", func() {
		t.Step("strides", func() { a.rows(4, 8, 8, 4) })
		t.Step("negative strides", func() { a.rows(8, -20, -16, 3) })
		t.Step("number of rows", a.rowCount)
	})
	t.Step("lite channel", func() {
		t.Step("two dimensions", a.liteRows)
		t.Step("length", a.liteLength)
	})
	t.Step("channel that is not enabled", a.disabled)
	t.Step("not active", a.inactive)
	t.Step("registers of a block", a.shows)
}

// The area of RAM: a table of blocks, the source, and the destination between bytes that are not moved.
const (
	tableSize = 0x100
	longest   = 0x1_0040 // more than 16 bits have
	beside    = 0x80
	areaSize  = tableSize + longest + 2*beside
	destPlace = areaSize
	unmoved   = 0xa5
)

// area is RAM for transfers.
type area struct {
	t            *run.T
	d            *bcm2835dma.Controller
	table        uint64
	source, dest uint64
	content      []byte // of the source
}

// newArea returns an area that is free at the end of the test.
func newArea(t *run.T, d *bcm2835dma.Controller) *area {
	t.Helper()
	base, err := d.Machine.Alloc.Alloc(2*areaSize, 0x1000)
	t.Must(err)
	t.Cleanup(func() { t.Must(d.Machine.Alloc.Free(base)) })
	a := &area{t: t, d: d, table: base, source: base + tableSize, dest: base + destPlace + beside, content: make([]byte, longest)}
	for n := range a.content {
		a.content[n] = byte(n*7 + n>>8)
	}
	t.Must(d.Machine.WriteMemory(t.Context(), a.source, a.content))
	return a
}

// clear fills size bytes of the destination, and those beside it, with what nothing moves.
func (a *area) clear(size int) {
	a.t.Helper()
	a.t.Must(a.d.Machine.Memset(a.t.Context(), a.dest-beside, uint64(size+2*beside), unmoved))
}

// expect checks the destination, and that the bytes beside it are as they were.
func (a *area) expect(when string, want []byte) {
	a.t.Helper()
	got := make([]byte, len(want)+2*beside)
	a.t.Must(a.d.Machine.ReadMemory(a.t.Context(), a.dest-beside, got))
	around := bytes.Repeat([]byte{unmoved}, beside)
	same.Around(a.t, when+", the destination", beside, got, bytes.Join([][]byte{around, want, around}, nil))
}

// untouched returns bytes that nothing moves.
func untouched(size int) []byte { return bytes.Repeat([]byte{unmoved}, size) }

// block returns a block that copies the source to the destination.
func (a *area) block(info bcm2835dma.Info, length uint32) bcm2835dma.Block {
	return bcm2835dma.Block{Info: info, Source: bcm2835dma.Bus(a.source), Dest: bcm2835dma.Bus(a.dest), Length: length}
}

// run runs blocks on a channel that was reset, and checks that they end without an error.
func (a *area) run(c *bcm2835dma.Channel, blocks ...bcm2835dma.Block) {
	a.t.Helper()
	bcm2835dma.ControlRegister.WriteT(a.t, c.Regs, bcm2835dma.Reset)
	a.t.Must(c.Run(a.t.Context(), a.table, blocks...))
	const (
		done = bcm2835dma.End | bcm2835dma.Paused // PAUSED is set while ACTIVE is not
		end  = bcm2835dma.Active | bcm2835dma.Failed | done
	)
	reg.ExpectBitsT(a.t, c.Regs, fmt.Sprintf("CS of channel %d after a transfer", c.Number), bcm2835dma.ControlRegister, end, done)
}

// copies checks a transfer of a number of bytes.
func (a *area) copies(c *bcm2835dma.Channel, length int) {
	a.t.Helper()
	a.clear(length)
	a.run(c, a.block(both, uint32(length)))
	a.expect(fmt.Sprintf("%d bytes by channel %d", length, c.Number), a.content[:length])
}

// chain checks that a channel goes through a chain in its own order.
func (a *area) chain() {
	a.clear(48)
	var blocks []bcm2835dma.Block
	for n, next := range []int{2, 0, 1} { // from block 0 to 2, and from there to 1
		b := a.block(both, 16)
		b.Source += uint32(100 * n)
		b.Dest += uint32(16 * n)
		if next != 0 {
			b.Next = bcm2835dma.Bus(a.table + uint64(next*bcm2835dma.BlockSize))
		}
		blocks = append(blocks, b)
	}
	blocks[2].Dest = bcm2835dma.Bus(a.dest + 8) // over a part of what block 0 has written
	a.run(a.d.Channel(3), blocks...)
	want := untouched(48)
	copy(want, a.content[:16])
	copy(want[8:], a.content[200:216])
	copy(want[16:], a.content[100:116])
	a.expect("a chain of three blocks", want)
}

// end checks that CONBLK_AD is 0 after the last block.
func (a *area) end() {
	c := a.d.Channel(3)
	a.run(c, a.block(both, 4))
	reg.ExpectT(a.t, c.Regs, "CONBLK_AD after the last block", bcm2835dma.BlockAddress, 0)
	reg.ExpectT(a.t, c.Regs, "TXFR_LEN after the last block", bcm2835dma.Length, 0)
	bcm2835dma.ControlRegister.WriteT(a.t, c.Regs, bcm2835dma.End)
	reg.ExpectBitsT(a.t, c.Regs, "CS with END cleared", bcm2835dma.ControlRegister, bcm2835dma.End|bcm2835dma.Active, 0)
}

// still checks addresses that do not increment.
func (a *area) still() {
	a.clear(32)
	a.run(a.d.Channel(0), a.block(bcm2835dma.DestIncrements, 32))
	a.expect("a source that does not increment", bytes.Repeat(a.content[:4], 8))
	a.clear(32)
	a.run(a.d.Channel(0), a.block(bcm2835dma.SourceIncrements, 32))
	a.expect("a destination that does not increment", append(bytes.Clone(a.content[28:32]), untouched(28)...))
}

// ignored checks transfers that write zeros, and that write nothing.
func (a *area) ignored() {
	a.clear(32)
	a.run(a.d.Channel(0), a.block(both|bcm2835dma.SourceIgnored, 32))
	a.expect("a source that is ignored", make([]byte, 32))
	a.clear(32)
	a.run(a.d.Channel(0), a.block(both|bcm2835dma.DestIgnored, 32))
	a.expect("a destination that is ignored", untouched(32))
}

// aliases checks that each of the four aliases of the bus is the same RAM (section 1.2.4 "Bus addresses").
func (a *area) aliases() {
	for _, alias := range []uint32{0, 0x4000_0000, 0x8000_0000, 0xc000_0000} {
		a.clear(8)
		b := a.block(both, 8)
		b.Source = alias | uint32(a.source)
		b.Dest = alias | uint32(a.dest)
		a.run(a.d.Channel(1), b)
		a.expect(fmt.Sprintf("addresses from %#x", alias), a.content[:8])
	}
}

// unaligned checks addresses that are no multiples of four.
func (a *area) unaligned() {
	a.clear(16)
	b := a.block(both, 8)
	b.Source++
	b.Dest += 2
	a.run(a.d.Channel(4), b)
	a.expect("unaligned addresses", bytes.Join([][]byte{untouched(2), a.content[1:9], untouched(6)}, nil))
}

// rows checks the rows of a transfer of two dimensions, from and to the middle of the area.
func (a *area) rows(width int, from, to int16, count int) {
	const middle = 0x100
	a.clear(2 * middle)
	b := a.block(both|bcm2835dma.TwoDimensional, bcm2835dma.Rows(width, count))
	b.Source += middle
	b.Dest += middle
	b.Stride = bcm2835dma.Strides(from, to)
	a.run(a.d.Channel(5), b)
	got := make([]byte, 2*middle)
	a.t.Must(a.d.Machine.ReadMemory(a.t.Context(), a.dest, got))
	source, dest := middle, middle
	for row := range count {
		if want := a.content[source : source+width]; !bytes.Equal(got[dest:dest+width], want) {
			a.t.Errorf("row %d = %x, want %x", row, got[dest:dest+width], want)
		}
		if to > 0 && !bytes.Equal(got[dest+width:dest+width+int(to)], untouched(int(to))) {
			a.t.Errorf("%x is after row %d, want nothing moved there", got[dest+width:dest+width+int(to)], row)
		}
		source += width + int(from)
		dest += width + int(to)
	}
}

// rowCount checks how many rows there are.
func (a *area) rowCount() {
	a.clear(64)
	b := a.block(both|bcm2835dma.TwoDimensional, bcm2835dma.Rows(8, 3))
	b.Stride = bcm2835dma.Strides(0, 0)
	a.run(a.d.Channel(5), b)
	a.expect("three rows of 8 bytes", append(bytes.Clone(a.content[:24]), untouched(40)...))
}

// liteRows checks that a lite channel takes no notice of TDMODE, and has 16 bits of the length.
func (a *area) liteRows() {
	a.clear(64)
	b := a.block(both|bcm2835dma.TwoDimensional, bcm2835dma.Rows(8, 2))
	b.Stride = bcm2835dma.Strides(8, 8)
	a.run(a.d.Channel(7), b)
	a.expect("two dimensions on a lite channel", append(bytes.Clone(a.content[:8]), untouched(56)...))
}

// liteLength checks that a lite channel does not move what 16 bits of a length do not have.
func (a *area) liteLength() {
	const more = 0x1_0010
	a.clear(more)
	c := a.d.Channel(8)
	bcm2835dma.ControlRegister.WriteT(a.t, c.Regs, bcm2835dma.Reset)
	a.t.Must(c.Run(a.t.Context(), a.table, a.block(both, more)))
	a.expect("a length of 17 bits on a lite channel", append(bytes.Clone(a.content[:16]), untouched(more-16)...))
}

// disabled checks that a channel that ENABLE has not does nothing.
func (a *area) disabled() {
	a.clear(8)
	bcm2835dma.Enabled.WriteT(a.t, a.d.Regs, 0x7fff&^(1<<6))
	c := a.d.Channel(6)
	bcm2835dma.ControlRegister.WriteT(a.t, c.Regs, bcm2835dma.Reset)
	a.t.Must(c.Write(a.t.Context(), a.table, a.block(both, 8)))
	a.t.Must(c.Start(a.t.Context(), a.table))
	a.expect("a channel that is not enabled", untouched(8))
	a.copies(a.d.Channel(4), 8)
	bcm2835dma.ControlRegister.WriteT(a.t, c.Regs, bcm2835dma.Reset)
	bcm2835dma.Enabled.WriteT(a.t, a.d.Regs, 0x7fff)
	a.copies(a.d.Channel(6), 8)
}

// inactive checks that nothing is moved before ACTIVE is set.
func (a *area) inactive() {
	a.clear(8)
	c := a.d.Channel(0)
	bcm2835dma.ControlRegister.WriteT(a.t, c.Regs, bcm2835dma.Reset)
	a.t.Must(c.Write(a.t.Context(), a.table, a.block(both, 8)))
	bcm2835dma.BlockAddress.WriteT(a.t, c.Regs, bcm2835dma.Bus(a.table))
	a.expect("a channel that is not active", untouched(8))
	a.t.Must(c.Run(a.t.Context(), a.table, a.block(both, 8)))
	a.expect("a channel that was active", a.content[:8])
}

// shows checks that the registers show the block at its end.
func (a *area) shows() {
	c := a.d.Channel(0)
	b := a.block(both|bcm2835dma.WaitResponse, 32)
	b.Stride = bcm2835dma.Strides(0x12, 0x34)
	a.run(c, b)
	reg.ExpectT(a.t, c.Regs, "TI", bcm2835dma.InfoRegister, b.Info)
	reg.ExpectT(a.t, c.Regs, "SOURCE_AD", bcm2835dma.Source, b.Source+32)
	reg.ExpectT(a.t, c.Regs, "DEST_AD", bcm2835dma.Dest, b.Dest+32)
	reg.ExpectT(a.t, c.Regs, "TXFR_LEN", bcm2835dma.Length, 0)
	reg.ExpectT(a.t, c.Regs, "NEXTCONBK", bcm2835dma.NextBlock, 0)
}

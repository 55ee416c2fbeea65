package aspeedfsi

import (
	"fmt"
	"slices"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/misc/apb2opb"
)

// cfam checks the bridge, the master and the space of the chip behind it.
func cfam(t *run.T, b *apb2opb.Bridge) {
	line, err := b.Interrupt(t.Context(), 0)
	t.Must(err)
	first := values(t, b)
	t.Step("registers", func() { registers(t, b) })
	t.Must(t.QEMU().SystemReset(t.Context()))
	t.Step("reset", func() { asAtFirst(t, b, first, false) })
	t.Step("way of transfers after a reset", func() { asAtFirst(t, b, first, true) })
	t.Must(b.Setup(t.Context()))
	t.Step("configuration", func() { configuration(t, b) })
	t.Step("scratch pad", func() { scratchPad(t, b) })
	t.Step("links", func() { links(t, b) })
	t.Step("a byte", func() { narrow(t, b) })
	t.Step("cleared", func() {
		reg.ExpectT(t, b.Regs, "OPB_IRQ_STATUS after a transfer", apb2opb.Status, apb2opb.Done)
		apb2opb.Clear.WriteT(t, b.Regs, 1)
		reg.ExpectT(t, b.Regs, "OPB_IRQ_STATUS, cleared", apb2opb.Status, 0)
	})
	t.Step("not enabled", func() {
		reg.KeepsT(t, b.Regs, "OPB_IRQ_MASK", apb2opb.Mask, apb2opb.Done)
		reg.KeepsT(t, b.Regs, "OPB_IRQ_MASK", apb2opb.Mask, 0)
		read(t, b, apb2opb.Chip)
		line.ExpectT(t, "after a transfer without an interrupt", false)
	})
	t.Step("interrupt", func() {
		apb2opb.Mask.WriteT(t, b.Regs, apb2opb.Done)
		read(t, b, apb2opb.Chip)
		line.ExpectT(t, "after a transfer", true)
	})
}

// settings are registers that keep what is written.
var settings = []reg.Reg[uint32]{
	apb2opb.MasterBase, apb2opb.ChipBase, apb2opb.Direction, apb2opb.Address, apb2opb.Data,
	apb2opb.WriteOrder1, apb2opb.WriteOrder2, apb2opb.ReadOrder, apb2opb.Retries,
}

func named(r reg.Reg[uint32]) string { return fmt.Sprintf("register %#x", uint64(r)) }

// asAtFirst checks that settings have the values of before: the orders of bytes and the retries, or
// the others.
func asAtFirst(t *run.T, b *apb2opb.Bridge, first []uint32, way bool) {
	t.Helper()
	for n, v := range values(t, b) {
		r := settings[n]
		isWay := slices.Contains([]reg.Reg[uint32]{apb2opb.WriteOrder1, apb2opb.WriteOrder2, apb2opb.ReadOrder, apb2opb.Retries}, r)
		if isWay == way && v != first[n] {
			t.Errorf("%s after a reset = %#x, want %#x as after power on", named(r), v, first[n])
		}
	}
}

// values reads the settings.
func values(t *run.T, b *apb2opb.Bridge) []uint32 {
	t.Helper()
	v := make([]uint32, 0, len(settings))
	for _, r := range settings {
		v = append(v, r.ReadT(t, b.Regs))
	}
	return v
}

// registers checks that registers keep what is written, each its own, and that no transfer has ended yet.
func registers(t *run.T, b *apb2opb.Bridge) {
	reg.ExpectT(t, b.Regs, "OPB_IRQ_STATUS after power on", apb2opb.Status, 0)
	for _, flip := range []uint32{0, 1} {
		for n, r := range settings {
			r.WriteT(t, b.Regs, uint32(n)&1^flip)
		}
		for n, r := range settings {
			reg.ExpectT(t, b.Regs, named(r), r, uint32(n)&1^flip)
		}
	}
}

// read reads a word.
func read(t *run.T, b *apb2opb.Bridge, address uint32) uint32 {
	t.Helper()
	v, err := b.Read(t.Context(), address)
	t.Must(err)
	return v
}

// The fields of a word of the configuration (fsi-core.c, FSI_SLAVE_CONF_NEXT_MASK and others).
const (
	another   = 1 << 31
	slots     = 0x00ff_0000
	typeShift = 4
	typeMask  = 0xff
)

// configuration reads the list of the chip's engines: each word has a check of four bits, and says whether there is
// another.
func configuration(t *run.T, b *apb2opb.Bridge) {
	const chipID = 0xc002_2d15 // QEMU 11.1, docs/specs/fsi.rst
	var types []uint32
	last := false
	for n := uint32(0); n < apb2opb.PageSize/4 && !last; n++ {
		w := read(t, b, apb2opb.Chip+4*n)
		if crc4(w) != 0 {
			t.Errorf("word %d of the configuration = %#08x: the check of it is %#x, want 0", n, w, crc4(w))
		}
		if n == 0 && w != chipID {
			t.Errorf("word 0 of the configuration = %#08x, want %#08x", w, uint32(chipID))
		}
		last = w&another == 0
		if w&slots != 0 && n > 0 {
			types = append(types, w>>typeShift&typeMask)
		}
	}
	const peek, slave, scratch = 2, 3, 6
	if got, want := fmt.Sprint(types), fmt.Sprint([]uint32{peek, slave, scratch}); !last || got != want {
		t.Errorf("types of the engines = %v, the list ends: %t; want %v, true", got, last, want)
	}
}

// crc4 returns the remainder of a word by x⁴ + x² + x + 1 (Linux, lib/crc4.c).
func crc4(w uint32) uint32 {
	const polynomial = 0x7
	var c uint32
	for bit := 31; bit >= 0; bit-- {
		top := c>>3&1 ^ w>>bit&1
		c = c << 1 & 0xf
		if top != 0 {
			c ^= polynomial
		}
	}
	return c
}

// scratchPad checks that the words of the scratch pad keep what is written.
func scratchPad(t *run.T, b *apb2opb.Bridge) {
	const words = 4
	value := func(n uint32) uint32 { return 0x1234_5678 + n*0x1111_1111 }
	for n := range uint32(words) {
		t.Must(b.Write(t.Context(), apb2opb.ScratchPad+4*n, value(n)))
	}
	for n := range uint32(words) {
		if got := read(t, b, apb2opb.ScratchPad+4*n); got != value(n) {
			t.Errorf("word %d of the scratch pad = %#08x, want %#08x", n, got, value(n))
		}
	}
}

// links checks the master: a register enables links, and another disables them.
func links(t *run.T, b *apb2opb.Bridge) {
	const versionShift, countMask = 16, 0xff
	if id := read(t, b, apb2opb.MasterID); id>>versionShift == 0 || id>>8&countMask == 0 {
		t.Errorf("FSI_MVER = %#08x, want a version and a link", id)
	}
	expect := func(when string, want uint32) {
		t.Helper()
		if got := read(t, b, apb2opb.Links); got != want {
			t.Errorf("FSI_MENP0 %s = %#08x, want %#08x", when, got, want)
		}
	}
	const first, second = 1 << 31, 1 << 30
	expect("at first", 0)
	t.Must(b.Write(t.Context(), apb2opb.EnableLinks, first))
	expect("with a link", first)
	t.Must(b.Write(t.Context(), apb2opb.EnableLinks, second))
	expect("with another link", first|second)
	t.Must(b.Write(t.Context(), apb2opb.DisableLinks, first))
	expect("with the first link disabled", second)
	t.Must(b.Write(t.Context(), apb2opb.DisableLinks, second))
	expect("with both disabled", 0)
}

// narrow writes a byte of a word.
func narrow(t *run.T, b *apb2opb.Bridge) {
	t.Must(b.Write(t.Context(), apb2opb.ScratchPad, 0x1122_3344))
	t.Must(b.WriteWidth(t.Context(), apb2opb.ScratchPad, apb2opb.Byte, 0xab))
	if got, want := read(t, b, apb2opb.ScratchPad), uint32(0xab22_3344); got != want {
		t.Errorf("word of the scratch pad after a write of its first byte = %#08x, want %#08x", got, want)
	}
}

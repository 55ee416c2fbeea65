package i8259

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/interrupt/i8259"
)

// registers checks what can be written, and what an initialization and a reset leave.
func registers(t *run.T, p *i8259.Pair) {
	for _, c := range both(p) {
		c.start(t, i8259.Mode{})
	}
	t.Step("masks", func() { masks(t, p) })
	t.Step("edge or level", func() { edgeOrLevel(t, p) })
	for _, c := range both(p) {
		t.Step("initialization of the "+c.name, func() { initialization(t, c) })
	}
	t.Step("reset", func() { reset(t, p) })
}

// masks checks OCW1 of both chips, each of which is the other's no matter.
func masks(t *run.T, p *i8259.Pair) {
	for _, v := range []uint8{0x00, 0x55, 0xaa, 0x01, 0x80, 0xff} {
		t.Must(p.First.Mask(t.Context(), v))
		t.Must(p.Second.Mask(t.Context(), ^v))
		reg.ExpectT(t, p.First.Regs, "mask of the first", i8259.Data, v)
		reg.ExpectT(t, p.Second.Regs, "mask of the second", i8259.Data, ^v)
	}
}

// Inputs that may be level triggered: not those of the timer, the keyboard, the second
// chip, the clock and the coprocessor ("ELCR1", "ELCR2").
const (
	levelsOfFirst  = 0xf8
	levelsOfSecond = 0xde
)

// edgeOrLevel checks which inputs can be level triggered.
func edgeOrLevel(t *run.T, p *i8259.Pair) {
	for _, v := range []uint8{0xff, 0x00, 0x55, 0xaa, 0x00} {
		i8259.EdgeLevel.WriteT(t, p.First.Edges, v)
		i8259.EdgeLevel.WriteT(t, p.Second.Edges, ^v)
		reg.ExpectT(t, p.First.Edges, "levels of the first", i8259.EdgeLevel, v&levelsOfFirst)
		reg.ExpectT(t, p.Second.Edges, "levels of the second", i8259.EdgeLevel, ^v&levelsOfSecond)
	}
	i8259.EdgeLevel.WriteT(t, p.Second.Edges, 0)
}

// initialization checks what ICW1 does by itself: it clears the mask, special mask mode,
// the edge sense circuits and the rotation, and selects the IRR for reads (section
// "Initialization Command Words 1 and 2").
func initialization(t *run.T, c *chip) {
	c.start(t, i8259.Mode{})
	c.do(t, i8259.SetPriority, 3)
	c.drive(t, true, 1, 4, 6)
	c.polls(t, "input 3 has the lowest priority", 4)
	t.Must(c.Mask(t.Context(), 0xff))
	t.Must(c.Set(t.Context(), i8259.SetSpecialMask))
	t.Must(c.Set(t.Context(), i8259.ReadISR))
	t.Must(c.Init(t.Context(), i8259.Mode{}))
	reg.ExpectT(t, c.Regs, "a read without OCW3, with no request", i8259.Command, 0)
	c.drive(t, false, 6)
	c.drive(t, true, 6)
	reg.ExpectT(t, c.Regs, "a read without OCW3", i8259.Command, 1<<6)
	c.holds(t, "after an initialization, with inputs that were high before", 1<<6, 0)
	reg.ExpectT(t, c.Regs, "mask after an initialization", i8259.Data, 0)
	c.drive(t, false, 4)
	c.drive(t, true, 4)
	c.polls(t, "input 7 has the lowest priority again", 4, none)
	t.Must(c.Mask(t.Context(), 1<<4))
	c.polls(t, "special mask mode is off", none)
}

// reset checks that a reset makes all inputs edge triggered ("ELCR1", "ELCR2": default).
func reset(t *run.T, p *i8259.Pair) {
	i8259.EdgeLevel.WriteT(t, p.First.Edges, levelsOfFirst)
	i8259.EdgeLevel.WriteT(t, p.Second.Edges, levelsOfSecond)
	t.Must(t.QEMU().SystemReset(t.Context()))
	reg.ExpectT(t, p.First.Edges, "levels of the first after a reset", i8259.EdgeLevel, 0)
	reg.ExpectT(t, p.Second.Edges, "levels of the second after a reset", i8259.EdgeLevel, 0)
}

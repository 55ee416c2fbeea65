package southbridge

import (
	"encoding/binary"
	"fmt"

	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/device/interrupt/i8259"
	"github.com/qgraph/qgraph/libqos/device/misc/edu"
)

// disabled is the value of a routing register that routes to nothing ("Interrupt Routing Enable").
const disabled = 1 << 7

// requests are the interrupt requests that a PIRQ# can have.
func requests() []uint8 { return []uint8{3, 4, 5, 6, 7, 9, 10, 11, 12, 14, 15} }

// allRequests has a bit for each of them.
const allRequests = 0xdef8

// cards are the devices that interrupt, one for each PIRQ#.
type cards struct {
	*bridge

	pics *i8259.Pair
	regs [pirqs]*pci.Region
}

// interruptRouter checks that a device's interrupt arrives where its PIRQ# is routed, and nowhere else
// (PIIX3: "PIRQRC[A:D]—PIRQx Route Control Registers"; ICH9: "PIRQ[n]_ROUT—Routing Control Register").
func interruptRouter(b *bridge) {
	b.Step("registers", func() { routing(b) })
	c := newCards(b)
	b.Step("each request", func() { c.each() })
	b.Step("disabled", func() { c.disabled() })
	b.Step("routed elsewhere", func() { c.moved() })
	b.Step("shared", func() { c.shared() })
	b.Step("reset", func() {
		for _, r := range b.routes {
			b.write(r, 11)
		}
		b.Must(b.QEMU().SystemReset(b.Context()))
		b.Must(b.again(b.Context()))
		for _, r := range b.routes {
			b.expect("after a reset", r, disabled)
		}
	})
}

// routing checks that each register keeps its own value.
func routing(b *bridge) {
	for _, r := range b.routes {
		b.expect("after power-on", r, disabled)
	}
	list := requests()
	for round := range list {
		value := func(i int) uint8 { return list[(round+i)%len(list)] | disabled*uint8(round%2) }
		for i, r := range b.routes {
			b.write(r, value(i))
		}
		for i, r := range b.routes {
			b.expect("after all were written", r, value(i))
		}
	}
	for _, r := range b.routes {
		b.write(r, disabled)
	}
}

// newCards maps the devices, and makes all requests level triggered ("ELCR1" and "ELCR2").
func newCards(b *bridge) *cards {
	b.Helper()
	pics, err := i8259.New(b.Context(), b.isa)
	b.Must(err)
	b.Must(pics.Init(b.Context(), i8259.Mode{}))
	const low = allRequests & 0xff
	i8259.EdgeLevel.WriteT(b, pics.First.Edges, low)
	i8259.EdgeLevel.WriteT(b, pics.Second.Edges, allRequests>>8)
	c := &cards{bridge: b, pics: pics}
	for i := range c.regs {
		d, err := b.pci.At(b.Context(), pci.Address{Device: uint8(firstSlot + i)})
		b.Must(err)
		c.regs[i], err = d.MapOrder(b.Context(), 0, binary.LittleEndian)
		b.Must(err)
		b.Must(d.Enable(b.Context()))
	}
	return c
}

// cause is one of the devices' causes to interrupt.
const cause edu.Cause = 1

func (c *cards) raise(card int) { edu.InterruptRaise.WriteT(c, c.regs[card], cause) }
func (c *cards) lower(card int) { edu.InterruptAcknowledge.WriteT(c, c.regs[card], cause) }

// to routes a card.
func (c *cards) to(card int, v uint8) { c.write(c.route(firstSlot+card), v) }

// arrive checks which requests the interrupt controllers have.
func (c *cards) arrive(when string, want ...uint8) {
	c.Helper()
	first, err := c.pics.First.Status(c.Context(), i8259.ReadIRR)
	c.Must(err)
	second, err := c.pics.Second.Status(c.Context(), i8259.ReadIRR)
	c.Must(err)
	var bits uint16
	for _, n := range want {
		bits |= 1 << n
	}
	if got := (uint16(first) | uint16(second)<<8) & allRequests; got != bits {
		c.Errorf("%s: requests = %#04x, want %#04x", when, got, bits)
	}
}

// each checks each card with each request, while the other cards are routed to nothing.
func (c *cards) each() {
	for card := range c.regs {
		for _, n := range requests() {
			when := fmt.Sprintf("slot %d routed to request %d", firstSlot+card, n)
			c.to(card, n)
			c.arrive(when)
			c.raise(card)
			c.arrive(when+", raised", n)
			c.lower(card)
			c.arrive(when + ", lowered")
		}
		c.to(card, disabled)
	}
}

// disabled checks that no request has a PIRQ# that is not routed.
func (c *cards) disabled() {
	for card := range c.regs {
		for _, n := range []uint8{5, 11} {
			c.to(card, n|disabled)
			c.raise(card)
			c.arrive("not routed")
			c.lower(card)
			c.arrive("not routed, lowered")
		}
	}
}

// moved checks that an interrupt that is raised follows its route.
func (c *cards) moved() {
	for card := range c.regs {
		c.to(card, disabled)
		c.raise(card)
		for _, n := range []uint8{10, 5, 12, 3} {
			c.to(card, n)
			c.arrive("routed while it is raised", n)
		}
		c.to(card, disabled|3)
		c.arrive("no longer routed")
		c.lower(card)
	}
}

// shared checks that a request that several PIRQ# share stays until the last one is low.
func (c *cards) shared() {
	const request = 11
	for card := range c.regs {
		c.to(card, request)
		c.raise(card)
		c.arrive("of one more card", request)
	}
	for card := range c.regs {
		c.arrive("of the cards that are left", request)
		c.lower(card)
	}
	c.arrive("after the last card")
	for card := range c.regs {
		c.to(card, disabled)
	}
}

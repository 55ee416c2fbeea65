package qtest

import (
	"context"
	"fmt"
	"strconv"
	"time"
)

// irqLine is the known state of one intercepted line.
type irqLine struct {
	high  bool
	rises uint64
}

// unnamedIn is QEMU's name for the unnamed inputs of a device.
const unnamedIn = "unnamed-gpio-in"

// InterceptIn makes QEMU report the unnamed inputs of the device at qomPath instead of passing them on.
// One QEMU intercepts one device; a second one is a *ReplyError.
func (c *Conn) InterceptIn(ctx context.Context, qomPath string) error {
	return c.intercept(ctx, "irq_intercept_in", qomPath)
}

// InterceptOut makes QEMU report the unnamed outputs of the device at qomPath instead of passing them on.
// One QEMU intercepts one device; a second one is a *ReplyError.
func (c *Conn) InterceptOut(ctx context.Context, qomPath string) error {
	return c.intercept(ctx, "irq_intercept_out", qomPath)
}

// InterceptOutNamed makes QEMU report the outputs of that name of the device at qomPath instead of passing them on.
func (c *Conn) InterceptOutNamed(ctx context.Context, qomPath, name string) error {
	return c.intercept(ctx, "irq_intercept_out", qomPath, name)
}

// intercept waits for the reply: a refusal is the error of this call, not of the next one.
func (c *Conn) intercept(ctx context.Context, words ...string) error {
	if err := c.words(ctx, words...); err != nil {
		return err
	}
	return c.Sync(ctx)
}

// SetIRQIn sets input n of that name of the device at qomPath to level; name "" is an unnamed input.
// QEMU aborts when the device has no such input.
func (c *Conn) SetIRQIn(ctx context.Context, qomPath, name string, n int, level int) error {
	if name == "" {
		name = unnamedIn
	}
	if n < 0 {
		return fmt.Errorf("qtest: set_irq_in %s: no input has number %d", qomPath, n)
	}
	return c.words(ctx, "set_irq_in", qomPath, name, strconv.Itoa(n), strconv.Itoa(level))
}

// IRQ returns the level of an intercepted line after QEMU has carried out all requests made so far. If QEMU fails to,
// the next request returns the error.
func (c *Conn) IRQ(n int) bool {
	c.look()
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.lines[n].high
}

// IRQCount returns how often line n rose since it was intercepted. It is as recent as IRQ.
func (c *Conn) IRQCount(n int) uint64 {
	c.look()
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.lines[n].rises
}

// noteIRQ takes "IRQ raise n" or "IRQ lower n".
func (c *Conn) noteIRQ(n int, high bool) {
	if c.observer != nil {
		c.observer.QtestIRQ(time.Now(), n, high)
	}
	c.setLine(n, high)
	select {
	case c.changed <- struct{}{}:
	default: // the channel is full: a Poll sees the change anyway
	}
}

func (c *Conn) setLine(n int, high bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	line := c.lines[n]
	if high && !line.high {
		line.rises++
	}
	line.high = high
	c.lines[n] = line
}

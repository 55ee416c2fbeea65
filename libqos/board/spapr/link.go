package spapr

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/qtest"
)

// link is the machine's link to QEMU. It reads the watched interrupt sources after
// every access to a device and after every step of time. So levels are nearly as
// recent as on other machines.
type link struct {
	guest.Link
	ram     guest.RAM // not a device
	sources *sources
}

// controller represents the interrupt controller, which has no QOM path to
// intercept.
func controller() guest.Controller {
	return guest.Controller{Path: "the interrupt sources of the partition"}
}

var _ guest.Link = (*link)(nil)

// InterceptIn accepts only the controller of wires from [Host.IntLine].
func (l *link) InterceptIn(_ context.Context, qomPath string) error {
	if qomPath != controller().Path {
		return fmt.Errorf("spapr: intercept %s: only %s can be watched", qomPath, controller().Path)
	}
	return nil
}

// IRQ returns the level of a watched interrupt source.
func (l *link) IRQ(n int) bool { return l.sources.level[n] }

// IRQCount returns the number of observed rises of the level.
func (l *link) IRQCount(n int) uint64 { return l.sources.rises[n] }

// Unwrap returns the clock behind ClockStep, so that a wait lets QEMU work.
func (l *link) Unwrap() qtest.Clock { return l.Link }

var _ qtest.WrappedClock = (*link)(nil)

// Read reads a register or memory.
func (l *link) Read(ctx context.Context, w qtest.Width, addr uint64) (uint64, error) {
	v, err := l.Link.Read(ctx, w, addr)
	return v, l.after(ctx, addr, err)
}

// Write writes a register or memory.
func (l *link) Write(ctx context.Context, w qtest.Width, addr, value uint64) error {
	return l.after(ctx, addr, l.Link.Write(ctx, w, addr, value))
}

// ReadMemory reads a block.
func (l *link) ReadMemory(ctx context.Context, addr uint64, p []byte) error {
	return l.after(ctx, addr, l.Link.ReadMemory(ctx, addr, p))
}

// WriteMemory writes a block.
func (l *link) WriteMemory(ctx context.Context, addr uint64, p []byte) error {
	return l.after(ctx, addr, l.Link.WriteMemory(ctx, addr, p))
}

// Memset fills a block.
func (l *link) Memset(ctx context.Context, addr, size uint64, b byte) error {
	return l.after(ctx, addr, l.Link.Memset(ctx, addr, size, b))
}

// ClockStep lets virtual time pass.
func (l *link) ClockStep(ctx context.Context, d time.Duration) (time.Duration, error) {
	now, err := l.Link.ClockStep(ctx, d)
	return now, errors.Join(err, l.sources.refresh(ctx))
}

// after reads the interrupt sources after an access that ended with err.
func (l *link) after(ctx context.Context, addr uint64, err error) error {
	if addr-l.ram.Base < l.ram.Size {
		return err
	}
	return errors.Join(err, l.sources.refresh(ctx))
}

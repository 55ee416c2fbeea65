package ohci

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"time"

	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/usb"
)

// MaxData is the maximum of bytes that [Controller.Bulk] and [Controller.Interrupt]
// transfer at once: they share a page with the descriptors.
const MaxData = dataPage - atPayload

// The page of a bulk or interrupt transfer: an endpoint descriptor, a transfer
// descriptor, the tail descriptor, and the data.
const (
	dataPage  = 4096
	atDataTD  = edSize
	atTail    = atDataTD + tdSize
	atPayload = atTail + tdSize

	interruptTable = 32 // entries at the beginning of the communications area
)

// Bulk executes a bulk transfer of up to len(p) bytes; see [usb.Host].
func (c *Controller) Bulk(ctx context.Context, ep *usb.Endpoint, p []byte) (int, error) {
	const patience = 10 * time.Second
	return c.data(ctx, ep, p, patience)
}

// Interrupt executes an interrupt transfer of up to len(p) bytes; see [usb.Host].
func (c *Controller) Interrupt(ctx context.Context, ep *usb.Endpoint, p []byte, within time.Duration) (int, error) {
	return c.data(ctx, ep, p, within)
}

// data executes a transfer with one transfer descriptor.
func (c *Controller) data(ctx context.Context, ep *usb.Endpoint, p []byte, within time.Duration) (int, error) {
	name := fmt.Sprintf("ohci: transfer with endpoint %d of device %d", ep.Number, ep.Address)
	if len(p) == 0 || len(p) > MaxData {
		return 0, fmt.Errorf("%s: got %d bytes, want 1 to %d", name, len(p), MaxData)
	}
	page, err := c.Machine.AllocZeroed(ctx, dataPage, dataPage)
	if err != nil {
		return 0, fmt.Errorf("%s: %w", name, err)
	}
	x := dataTransfer{c, page, ep}
	n, err := x.run(ctx, p, within)
	if err = errors.Join(err, c.Machine.Alloc.Free(page)); err != nil {
		return n, fmt.Errorf("%s: %w", name, err)
	}
	return n, nil
}

// dataTransfer is a bulk or interrupt transfer with its page.
type dataTransfer struct {
	c    *Controller
	page uint64
	ep   *usb.Endpoint
}

func (x dataTransfer) run(ctx context.Context, p []byte, within time.Duration) (int, error) {
	m := x.c.Machine
	pid := uint32(tdOut)
	if x.ep.In {
		pid = tdIn
	} else if err := m.WriteMemory(ctx, x.page+atPayload, p); err != nil {
		return 0, err
	}
	var td []byte
	payload := uint32(x.page) + atPayload
	for _, word := range []uint32{pid | tdRounding | tdNotAccessed, payload, uint32(x.page) + atTail, payload + uint32(len(p)) - 1} {
		td = binary.LittleEndian.AppendUint32(td, word)
	}
	err := errors.Join(
		m.WriteMemory(ctx, x.page+atDataTD, td),
		m.WriteMemory(ctx, x.page, endpoint(*x.ep, x.page+atDataTD, x.page+atTail)),
		x.link(ctx, uint32(x.page)),
	)
	if err != nil {
		return 0, err
	}
	done, err := x.await(ctx, within)
	if err = errors.Join(err, x.unlink(ctx)); err != nil {
		return 0, err
	}
	if !done {
		return 0, fmt.Errorf("within %v: %w", within, usb.ErrNAK)
	}
	return x.result(ctx, p)
}

// link puts the endpoint descriptor at an address on its list, or removes it if the
// address is 0 (sections 5.2.7.1 "Control and Bulk" and 5.2.7.2 "Interrupt"). Each of
// the 32 entries of the interrupt table belongs to one frame, so an endpoint's interval
// decides the number of its entries.
func (x dataTransfer) link(ctx context.Context, ed uint32) error {
	c := x.c
	if x.ep.Kind == usb.Bulk {
		return errors.Join(
			HcBulkHeadED.Write(ctx, c.Regs, ed),
			HcBulkCurrentED.Write(ctx, c.Regs, 0),
			HcCommandStatus.Write(ctx, c.Regs, BulkListFilled),
		)
	}
	every := 1
	for frames := int(x.ep.Interval / time.Millisecond); every < interruptTable && every*2 <= frames; {
		every *= 2
	}
	var errs []error
	for n := 0; n < interruptTable; n += every {
		errs = append(errs, reg.Reg[uint32](4*n).Write(ctx, c.memory(c.hcca), ed))
	}
	return errors.Join(errs...)
}

// unlink removes the endpoint descriptor from its list, and waits for the end of the
// frame in which the controller may still use it.
func (x dataTransfer) unlink(ctx context.Context) error {
	control, err := x.c.word(ctx, x.page)
	if err != nil {
		return err
	}
	if err := reg.Reg[uint32](0).Write(ctx, x.c.memory(x.page), control|edSkip); err != nil {
		return err
	}
	if err := x.link(ctx, 0); err != nil {
		return err
	}
	if err := x.c.Machine.Pass(ctx, 2*time.Millisecond); err != nil {
		return err
	}
	return HcInterruptStatus.Write(ctx, x.c.Regs, WritebackDoneHead)
}

// await lets virtual time pass, a frame at a time, until the transfer descriptor is
// retired.
func (x dataTransfer) await(ctx context.Context, within time.Duration) (bool, error) {
	for passed := time.Duration(0); ; passed += time.Millisecond {
		head, err := x.c.word(ctx, x.page+edHead)
		if err != nil {
			return false, err
		}
		if head&edHalted != 0 || head&^0xf == uint32(x.page)+atTail {
			return true, nil
		}
		if passed >= within {
			return false, nil
		}
		if err := x.c.Machine.Pass(ctx, time.Millisecond); err != nil {
			return false, err
		}
	}
}

// result evaluates the retired transfer descriptor. It returns the number of bytes
// transferred, copies received bytes to p, and saves the data toggle.
func (x dataTransfer) result(ctx context.Context, p []byte) (int, error) {
	c := x.c
	flags, err := c.word(ctx, x.page+atDataTD)
	if err != nil {
		return 0, err
	}
	if code := Code(flags >> tdCode); code != NoError {
		return 0, code
	}
	head, err := c.word(ctx, x.page+edHead)
	if err != nil {
		return 0, err
	}
	if head&edHalted != 0 {
		return 0, fmt.Errorf("got %#x at the head of the endpoint's queue: it is halted after a transfer without an error", head)
	}
	x.ep.Toggle = head&edCarry != 0
	left, err := c.word(ctx, x.page+atDataTD+tdBuffer)
	if err != nil {
		return 0, err
	}
	n := len(p)
	if left != 0 {
		n = int(left) - int(uint32(x.page)+atPayload)
	}
	if n < 0 || n > len(p) {
		return 0, fmt.Errorf("got end of transfer at byte %[2]d, want one within the buffer of %[1]d bytes", len(p), n)
	}
	if !x.ep.In {
		return n, nil
	}
	return n, c.Machine.ReadMemory(ctx, x.page+atPayload, p[:n])
}

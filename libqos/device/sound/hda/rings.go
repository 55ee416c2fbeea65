package hda

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
)

// Entries is the number of entries of each ring, the size of all QEMU's controllers.
const Entries = 256

// Sizes in bytes.
const (
	commandSize  = 4
	responseSize = 8
	ringAlign    = 128
)

// Response is an answer of a codec.
type Response struct {
	Value       uint32
	Codec       int
	Unsolicited bool
}

// Rings are the command and the response ring.
type Rings struct {
	c        *HDA
	commands uint64
	answers  uint64
	put, got int // indexes of the last entry of each
}

// OpenRings sets both rings up and runs them, with RINTFL after count answers, which interrupts if control says so (the
// specification, sections 4.4.1 "Command Outbound Ring Buffer" and 4.4.2 "Response Inbound Ring Buffer").
func (c *HDA) OpenRings(ctx context.Context, control ResponseControl, count int) (*Rings, error) {
	r := &Rings{c: c}
	var err error
	if r.commands, err = c.Machine.AllocZeroed(ctx, Entries*commandSize, ringAlign); err != nil {
		return nil, fmt.Errorf("hda: %w", err)
	}
	if r.answers, err = c.Machine.AllocZeroed(ctx, Entries*responseSize, ringAlign); err != nil {
		return nil, errors.Join(fmt.Errorf("hda: %w", err), c.Machine.Alloc.Free(r.commands))
	}
	err = errors.Join(
		CORBCTL.Write(ctx, c.Regs, 0), RIRBCTL.Write(ctx, c.Regs, 0),
		CORBLBASE.Write(ctx, c.Regs, uint32(r.commands)), CORBUBASE.Write(ctx, c.Regs, uint32(r.commands>>32)),
		RIRBLBASE.Write(ctx, c.Regs, uint32(r.answers)), RIRBUBASE.Write(ctx, c.Regs, uint32(r.answers>>32)),
		CORBWP.Write(ctx, c.Regs, 0), CORBRP.Write(ctx, c.Regs, PointerReset), CORBRP.Write(ctx, c.Regs, 0),
		RIRBWP.Write(ctx, c.Regs, PointerReset),
		RINTCNT.Write(ctx, c.Regs, uint16(count)),
		RIRBCTL.Write(ctx, c.Regs, RIRBRUN|control), CORBCTL.Write(ctx, c.Regs, CORBRUN),
	)
	if err != nil {
		return nil, fmt.Errorf("hda: open rings: %w", err)
	}
	return r, nil
}

// Put puts verbs into the command ring, and tells the controller of them at once.
func (r *Rings) Put(ctx context.Context, verbs ...Verb) error {
	for _, v := range verbs {
		r.put = (r.put + 1) % Entries
		b := binary.LittleEndian.AppendUint32(nil, uint32(v))
		if err := r.c.Machine.WriteMemory(ctx, r.commands+uint64(r.put*commandSize), b); err != nil {
			return err
		}
	}
	return CORBWP.Write(ctx, r.c.Regs, uint16(r.put))
}

// Get waits for n answers.
func (r *Rings) Get(ctx context.Context, n int) ([]Response, error) {
	want := (r.got + n) % Entries
	err := r.c.Machine.Wait(ctx, fmt.Sprintf("RIRBWP = %d", want), func(ctx context.Context) (bool, error) {
		v, err := RIRBWP.Read(ctx, r.c.Regs)
		if err != nil || int(v) == want {
			return err == nil, err
		}
		// A driver acknowledges: some controllers hold answers back otherwise.
		return false, RIRBSTS.Write(ctx, r.c.Regs, RINTFL)
	})
	if err != nil {
		return nil, fmt.Errorf("hda: %w", err)
	}
	all := make([]byte, Entries*responseSize)
	if err := r.c.Machine.ReadMemory(ctx, r.answers, all); err != nil {
		return nil, err
	}
	var out []Response
	for range n {
		r.got = (r.got + 1) % Entries
		b := all[r.got*responseSize:]
		const unsolicited = 1 << 4
		extra := binary.LittleEndian.Uint32(b[4:])
		out = append(out, Response{Value: binary.LittleEndian.Uint32(b), Codec: int(extra & 0xf), Unsolicited: extra&unsolicited != 0})
	}
	return out, nil
}

// Do sends verbs and waits for their answers.
func (r *Rings) Do(ctx context.Context, verbs ...Verb) ([]Response, error) {
	if err := r.Put(ctx, verbs...); err != nil {
		return nil, err
	}
	return r.Get(ctx, len(verbs))
}

// Close stops the rings.
func (r *Rings) Close(ctx context.Context) error {
	return errors.Join(CORBCTL.Write(ctx, r.c.Regs, 0), RIRBCTL.Write(ctx, r.c.Regs, 0),
		r.c.Machine.Alloc.Free(r.commands), r.c.Machine.Alloc.Free(r.answers))
}

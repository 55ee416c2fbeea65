package fwcfg

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
)

// requestSize is the size of a DMA request, FWCfgDmaAccess, in bytes.
const requestSize = 16

// ErrDMA means that the device reported an error for a request.
var ErrDMA = errors.New("the device reports an error")

// Request is a DMA request.
type Request struct {
	Control Control
	Length  uint32 // in bytes
	Address uint64 // in RAM
}

// Do has the device carry out a request, and returns the control field that the device
// leaves: 0, or [Error].
func (d *Device) Do(ctx context.Context, r Request) (_ Control, err error) {
	if d.DMA == nil {
		return 0, errors.New("fwcfg: the device has no DMA")
	}
	at, err := d.Machine.Alloc.Alloc(requestSize, requestSize)
	if err != nil {
		return 0, fmt.Errorf("fwcfg: %w", err)
	}
	defer func() { err = errors.Join(err, d.Machine.Alloc.Free(at)) }()
	p := binary.BigEndian.AppendUint32(nil, uint32(r.Control))
	p = binary.BigEndian.AppendUint32(p, r.Length)
	p = binary.BigEndian.AppendUint64(p, r.Address)
	if err := d.Machine.WriteMemory(ctx, at, p); err != nil {
		return 0, fmt.Errorf("fwcfg: write a request: %w", err)
	}
	if err := d.Begin(ctx, at); err != nil {
		return 0, err
	}
	if err := d.Machine.ReadMemory(ctx, at, p); err != nil {
		return 0, fmt.Errorf("fwcfg: read a request: %w", err)
	}
	return Control(binary.BigEndian.Uint32(p)), nil
}

// Begin gives the device the address of a request.
func (d *Device) Begin(ctx context.Context, request uint64) error {
	const half = 32
	if high := uint32(request >> half); high != 0 {
		if err := DMAAddressHigh.Write(ctx, d.DMA, high); err != nil {
			return fmt.Errorf("fwcfg: DMA address: %w", err)
		}
	}
	if err := DMAAddressLow.Write(ctx, d.DMA, uint32(request)); err != nil {
		return fmt.Errorf("fwcfg: DMA address: %w", err)
	}
	return nil
}

// Fetch returns the first bytes of an item, by DMA.
func (d *Device) Fetch(ctx context.Context, k Key, size int) (p []byte, err error) {
	p = make([]byte, size)
	err = d.transfer(ctx, Read.Of(k), p, func(at uint64) error { return d.Machine.ReadMemory(ctx, at, p) })
	if err != nil {
		return nil, fmt.Errorf("fwcfg: read item %#x by DMA: %w", k, err)
	}
	return p, nil
}

// Put writes p to an item, from an offset on, by DMA. The error wraps [ErrDMA] for an item
// that the guest may not write.
func (d *Device) Put(ctx context.Context, k Key, offset uint32, p []byte) error {
	got, err := d.Do(ctx, Request{Control: Skip.Of(k), Length: offset})
	if err == nil && got != 0 {
		err = ErrDMA
	}
	if err == nil {
		err = d.transfer(ctx, Write, p, nil)
	}
	if err != nil {
		return fmt.Errorf("fwcfg: write item %#x by DMA: %w", k, err)
	}
	return nil
}

// transfer carries out a request with a buffer that holds p, and calls after with its
// address.
func (d *Device) transfer(ctx context.Context, c Control, p []byte, after func(at uint64) error) (err error) {
	m := d.Machine
	at, err := m.Alloc.Alloc(uint64(len(p)), requestSize)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, m.Alloc.Free(at)) }()
	if after == nil {
		if err := m.WriteMemory(ctx, at, p); err != nil {
			return err
		}
	}
	got, err := d.Do(ctx, Request{c, uint32(len(p)), at})
	if err != nil {
		return err
	}
	if got != 0 {
		return fmt.Errorf("%w: control field %v, want 0", ErrDMA, got)
	}
	if after == nil {
		return nil
	}
	return after(at)
}

package sdhci

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
)

// Attribute is the attribute field of an ADMA2 descriptor (section 1.13.4
// "Descriptor Table").
type Attribute uint16

// The attributes.
const (
	Valid   Attribute = 1 << 0
	End     Attribute = 1 << 1 // the last descriptor
	Int     Attribute = 1 << 2 // raise the DMA interrupt
	ActNop  Attribute = 0 << 4 // do nothing
	ActTran Attribute = 2 << 4 // transfer data
	ActLink Attribute = 3 << 4 // continue in another table
)

// Descriptor is an entry of an ADMA2 descriptor table.
type Descriptor struct {
	Attribute Attribute
	Length    uint32 // in bytes, 1 to 65536
	Address   uint64 // of data, or of the next table; a multiple of 4
}

// Append appends the descriptor to a table: in 8 bytes, or in 12 with a 64-bit
// address.
func (d Descriptor) Append(table []byte, wide bool) []byte {
	le := binary.LittleEndian
	table = le.AppendUint16(table, uint16(d.Attribute))
	table = le.AppendUint16(table, uint16(d.Length)) // 65536 is written as 0
	if wide {
		return le.AppendUint64(table, d.Address)
	}
	return le.AppendUint32(table, uint32(d.Address))
}

// The driver scatters data over pieces of memory of admaPiece bytes, and breaks
// the table after admaTable descriptors, so that transfers exercise all
// features of ADMA2.
const (
	admaPiece = 3 << 9
	admaTable = 2
)

// adma moves data between the card and scattered memory (section 3.7.2.3 "Using
// ADMA").
type adma struct {
	c      *Controller
	t      transfer
	wide   bool
	pieces []uint64 // addresses of data
	tables []uint64
}

func (a *adma) prepare(ctx context.Context) (Mode, error) {
	for at := 0; at < len(a.t.data); at += admaPiece {
		if err := a.allocPiece(ctx, a.t.data[at:min(at+admaPiece, len(a.t.data))]); err != nil {
			return 0, err
		}
	}
	if err := a.writeTables(ctx); err != nil {
		return 0, err
	}
	mode := SelectADMA2
	if a.wide {
		mode = SelectADMA2Wide
	}
	if err := HostControl1.Write(ctx, a.c.Regs, a.c.width|mode); err != nil {
		return 0, err
	}
	return DMAEnable, a.c.SetADMAAddress(ctx, a.tables[0])
}

// SetADMAAddress sets the address of the table of an ADMA2 transfer.
func (c *Controller) SetADMAAddress(ctx context.Context, table uint64) error {
	if err := ADMAAddressLow.Write(ctx, c.Regs, uint32(table)); err != nil {
		return err
	}
	return ADMAAddressHigh.Write(ctx, c.Regs, uint32(table>>32))
}

// allocPiece allocates memory for a piece of data and fills it.
func (a *adma) allocPiece(ctx context.Context, data []byte) error {
	m := a.c.Machine
	addr, err := m.Alloc.Alloc(uint64(len(data)), 4)
	if err != nil {
		return err
	}
	a.pieces = append(a.pieces, addr)
	if addr+uint64(len(data)) > 1<<32 && !a.wide {
		return fmt.Errorf("%v cannot address %#x", ADMA2, addr)
	}
	if a.t.write {
		return m.WriteMemory(ctx, addr, data)
	}
	return m.Memset(ctx, addr, uint64(len(data)), 0)
}

// writeTables writes the descriptors, in linked tables.
func (a *adma) writeTables(ctx context.Context) error {
	m := a.c.Machine
	for range (len(a.pieces) + admaTable - 1) / admaTable {
		addr, err := m.Alloc.Alloc((admaTable+1)*16, 16)
		if err != nil {
			return err
		}
		a.tables = append(a.tables, addr)
	}
	left := len(a.t.data)
	for i, table := range a.tables {
		var b []byte
		for _, piece := range a.pieces[i*admaTable : min((i+1)*admaTable, len(a.pieces))] {
			d := Descriptor{Valid | ActTran, uint32(min(left, admaPiece)), piece}
			if left -= int(d.Length); left == 0 {
				d.Attribute |= End
			}
			b = d.Append(b, a.wide)
		}
		if i+1 < len(a.tables) {
			b = Descriptor{Valid | ActLink, 0, a.tables[i+1]}.Append(b, a.wide)
		}
		if err := m.WriteMemory(ctx, table, b); err != nil {
			return err
		}
	}
	return nil
}

func (a *adma) move(ctx context.Context) error {
	if _, err := a.c.await(ctx, TransferComplete); err != nil {
		return err
	}
	if a.t.write {
		return nil
	}
	for i, piece := range a.pieces {
		at := i * admaPiece
		if err := a.c.Machine.ReadMemory(ctx, piece, a.t.data[at:min(at+admaPiece, len(a.t.data))]); err != nil {
			return err
		}
	}
	return nil
}

func (a *adma) release() error {
	var errs []error
	for _, addr := range append(a.pieces, a.tables...) {
		errs = append(errs, a.c.Machine.Alloc.Free(addr))
	}
	return errors.Join(errs...)
}

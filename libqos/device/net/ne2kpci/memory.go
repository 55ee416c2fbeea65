package ne2kpci

import (
	"context"
	"encoding/binary"
	"fmt"

	"github.com/qgraph/qgraph/libqos/base/reg"
)

// The memory on the card (the RTL8029AS specification, section 5.2): an address PROM at 0,
// and RAM.
const (
	PROMSize  = 32
	RAM       = 0x4000
	RAMEnd    = 0x8000
	PageSize  = 256
	FirstPage = RAM / PageSize
	EndPage   = RAMEnd / PageSize
)

const (
	dataByte reg.Reg[uint8]  = 0x10
	dataWord reg.Reg[uint16] = 0x10
)

// Aim begins a remote DMA of n bytes at addr in the memory on the card, up to 65535. The
// operation is RD0 to read or RD1 to write (the DP8390 data sheet, section 9.0 "Remote
// DMA").
func (d *Device) Aim(ctx context.Context, operation Command, addr, n int) error {
	for _, x := range []struct {
		r Register
		v int
	}{{ISR, int(RDC)}, {RBCR0, n}, {RBCR1, n >> 8}, {RSAR0, addr}, {RSAR1, addr >> 8}} {
		if err := d.Write(ctx, x.r, uint8(x.v)); err != nil {
			return err
		}
	}
	return d.Command(ctx, d.run|operation)
}

// even rounds a number of bytes up to whole units of remote DMA.
func (d *Device) even(n int) int {
	if d.dma&WordWide != 0 {
		return n + n&1
	}
	return n
}

// ReadMemory reads n bytes of the memory on the card. Behind PSTOP it goes on at PSTART.
func (d *Device) ReadMemory(ctx context.Context, addr, n int) ([]byte, error) {
	if n == 0 {
		return nil, nil
	}
	if err := d.Aim(ctx, RD0, addr, d.even(n)); err != nil {
		return nil, fmt.Errorf("ne2kpci: read memory: %w", err)
	}
	var b []byte
	for len(b) < n {
		if d.dma&WordWide != 0 {
			v, err := dataWord.Read(ctx, d.Regs)
			if err != nil {
				return nil, fmt.Errorf("ne2kpci: read memory: %w", err)
			}
			b = binary.LittleEndian.AppendUint16(b, v)
			continue
		}
		v, err := dataByte.Read(ctx, d.Regs)
		if err != nil {
			return nil, fmt.Errorf("ne2kpci: read memory: %w", err)
		}
		b = append(b, v)
	}
	return b[:n], d.completed(ctx)
}

// WriteMemory writes the memory on the card.
func (d *Device) WriteMemory(ctx context.Context, addr int, b []byte) error {
	if len(b) == 0 {
		return nil
	}
	n := d.even(len(b))
	if err := d.Aim(ctx, RD1, addr, n); err != nil {
		return fmt.Errorf("ne2kpci: write memory: %w", err)
	}
	padded := append(b[:len(b):len(b)], 0)
	for i := 0; i < n; {
		var err error
		if d.dma&WordWide != 0 {
			err = dataWord.Write(ctx, d.Regs, binary.LittleEndian.Uint16(padded[i:]))
			i += 2
		} else {
			err = dataByte.Write(ctx, d.Regs, padded[i])
			i++
		}
		if err != nil {
			return fmt.Errorf("ne2kpci: write memory: %w", err)
		}
	}
	return d.completed(ctx)
}

// completed waits until the remote DMA has ended, and clears its cause.
func (d *Device) completed(ctx context.Context) error {
	if err := d.await(ctx, RDC); err != nil {
		return fmt.Errorf("ne2kpci: remote DMA: %w", err)
	}
	return d.Acknowledge(ctx, RDC)
}

package intelnic

import (
	"context"
	"encoding/binary"
	"fmt"

	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/base/reg"
)

// Filters is the number of receive address registers that both controllers have.
const Filters = 16

// RAL is Receive Address Low n, 0 to 15: the first four bytes of the address,
// the first in bits 7:0.
func RAL(n int) reg.Reg[uint32] { return 0x5400 + reg.Reg[uint32](8*n) }

// RAH is Receive Address High n.
func RAH(n int) reg.Reg[AddressHigh] { return 0x5404 + reg.Reg[AddressHigh](8*n) }

// AddressHigh is the content of RAH: the last two bytes of the address in bits
// 15:0.
type AddressHigh uint32

// AddressValid is RAH.AV: the filter is in use.
const AddressValid AddressHigh = 1 << 31

// ReadAddress returns the address in filter n and whether the filter is in use.
func (c *Controller) ReadAddress(ctx context.Context, n int) (a ethernet.MAC, valid bool, err error) {
	low, err := RAL(n).Read(ctx, c.Regs)
	if err != nil {
		return a, false, fmt.Errorf("intelnic: receive address %d: %w", n, err)
	}
	high, err := RAH(n).Read(ctx, c.Regs)
	if err != nil {
		return a, false, fmt.Errorf("intelnic: receive address %d: %w", n, err)
	}
	binary.LittleEndian.PutUint32(a[0:], low)
	binary.LittleEndian.PutUint16(a[4:], uint16(high))
	return a, high&AddressValid != 0, nil
}

// WriteAddress puts an address into filter n, in use or not.
func (c *Controller) WriteAddress(ctx context.Context, n int, a ethernet.MAC, valid bool) error {
	high := AddressHigh(binary.LittleEndian.Uint16(a[4:]))
	if valid {
		high |= AddressValid
	}
	if err := RAL(n).Write(ctx, c.Regs, binary.LittleEndian.Uint32(a[0:])); err != nil {
		return fmt.Errorf("intelnic: receive address %d: %w", n, err)
	}
	if err := RAH(n).Write(ctx, c.Regs, high); err != nil {
		return fmt.Errorf("intelnic: receive address %d: %w", n, err)
	}
	return nil
}

// MTA is 32-bit word n of the Multicast Table Array, 0 to 127.
func MTA(n int) reg.Reg[uint32] { return 0x5200 + reg.Reg[uint32](4*n) }

// MulticastIndex returns the index of the bit, one of 4096, that an address
// selects in the multicast table under RCTL.MO. It is bits 47:36, 46:35, 45:34 or
// 43:32 of the address, whose first byte is bits 7:0.
func MulticastIndex(a ethernet.MAC, mo uint8) int {
	shift := [4]int{4, 3, 2, 0}[mo&3]
	return int(binary.LittleEndian.Uint16(a[4:])) >> shift & 0xfff
}

// SetMulticast sets or clears the bit of the multicast table that an address
// selects.
func (c *Controller) SetMulticast(ctx context.Context, a ethernet.MAC, mo uint8, on bool) error {
	if err := c.setBit(ctx, MTA, MulticastIndex(a, mo), on); err != nil {
		return fmt.Errorf("intelnic: multicast table: %w", err)
	}
	return nil
}

// VFTA is 32-bit word n of the VLAN Filter Table Array, 0 to 127.
func VFTA(n int) reg.Reg[uint32] { return 0x5600 + reg.Reg[uint32](4*n) }

// SetVLAN makes the VLAN filter pass or drop the frames of a VLAN, 0 to 4095.
func (c *Controller) SetVLAN(ctx context.Context, id uint16, on bool) error {
	if err := c.setBit(ctx, VFTA, int(id&0xfff), on); err != nil {
		return fmt.Errorf("intelnic: VLAN filter: %w", err)
	}
	return nil
}

// setBit sets or clears a bit of a table of 32-bit words.
func (c *Controller) setBit(ctx context.Context, table func(int) reg.Reg[uint32], bit int, on bool) error {
	r, mask := table(bit/32), uint32(1)<<(bit%32)
	v, known := c.tables[r]
	if !known {
		var err error
		if v, err = r.Read(ctx, c.Regs); err != nil {
			return err
		}
	}
	v &^= mask
	if on {
		v |= mask
	}
	if c.tables == nil {
		c.tables = map[reg.Reg[uint32]]uint32{}
	}
	c.tables[r] = v
	return r.Write(ctx, c.Regs, v)
}

// SetVLANType writes VET: the EtherType of the tags that the controller inserts,
// strips and filters.
func (c *Controller) SetVLANType(ctx context.Context, t ethernet.EtherType) error {
	if err := VET.Write(ctx, c.Regs, uint32(t)); err != nil {
		return fmt.Errorf("intelnic: VLAN EtherType: %w", err)
	}
	return nil
}

package pci

import (
	"context"
	"fmt"

	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/qtest"
)

// Mechanism1 is configuration mechanism #1 (PCI Local Bus 3.0, section 3.2.2.3.2
// "Software Generation of Configuration Transactions"): one register selects a
// doubleword of configuration space, and the other accesses it.
//
// It does not select the same doubleword twice. After another change of
// CONFIG_ADDRESS, such as a reset of the machine, [Mechanism1.Forget] must be
// called.
type Mechanism1 struct {
	regs     reg.Space
	whole    bool
	selected *configSelect // the last value written; 0 if unknown
}

// NewMechanism1 returns the mechanism of a host bridge. Its registers
// CONFIG_ADDRESS and CONFIG_DATA are the two doublewords of regs, on a PC the eight
// ports from [Mechanism1Port] on.
func NewMechanism1(regs reg.Space) Mechanism1 { return Mechanism1{regs, false, new(configSelect)} }

// NewWholeMechanism1 is [NewMechanism1] for a host bridge that accepts only
// accesses to whole doublewords.
func NewWholeMechanism1(regs reg.Space) Mechanism1 { return Mechanism1{regs, true, new(configSelect)} }

// The location of the registers.
const (
	Mechanism1Port = 0xcf8 // of a PC
	Mechanism1Size = 8     // in bytes

	configAddress reg.Reg[configSelect] = 0
	configData    uint64                = 4
)

// configSelect is the content of CONFIG_ADDRESS.
type configSelect uint32

const configEnable configSelect = 1 << 31

// selects returns the content that selects the doubleword of a register.
func selects(at Address, offset uint16) configSelect {
	return configEnable | configSelect(at.Bus)<<16 | configSelect(at.DevFn())<<8 | configSelect(offset&0xfc)
}

// String returns the address of the function and the offset of the doubleword.
func (s configSelect) String() string {
	if s&configEnable == 0 {
		return fmt.Sprintf("disabled, %#x", uint32(s))
	}
	at := Address{Bus: uint8(s >> 16), Device: uint8(s>>11) & 0x1f, Function: uint8(s>>8) & 7}
	return fmt.Sprintf("%#02x of %v", uint8(s&0xfc), at)
}

// Forget makes the next access select its doubleword in any case.
func (m Mechanism1) Forget() { *m.selected = 0 }

// choose selects the doubleword of a register.
func (m Mechanism1) choose(ctx context.Context, at Address, offset uint16) error {
	want := selects(at, offset)
	if *m.selected == want {
		return nil
	}
	m.Forget()
	if err := configAddress.Write(ctx, m.regs, want); err != nil {
		return err
	}
	*m.selected = want
	return nil
}

// ConfigSize returns 256 bytes: the mechanism reaches no more.
func (m Mechanism1) ConfigSize() uint16 { return 256 }

// ReadConfig reads a register of configuration space.
func (m Mechanism1) ReadConfig(ctx context.Context, at Address, w qtest.Width, offset uint16) (uint32, error) {
	if err := m.choose(ctx, at, offset); err != nil {
		return 0, err
	}
	if !m.whole {
		v, err := m.regs.Load(ctx, w, configData+uint64(offset%4))
		return uint32(v), err
	}
	v, err := m.regs.Load(ctx, qtest.Width32, configData)
	return uint32(v) >> shift(offset) & mask(w), err
}

// WriteConfig writes a register of configuration space. If only whole doublewords
// can be written, it reads the rest first and writes it back.
func (m Mechanism1) WriteConfig(ctx context.Context, at Address, w qtest.Width, offset uint16, v uint32) error {
	if !m.whole {
		if err := m.choose(ctx, at, offset); err != nil {
			return err
		}
		return m.regs.Store(ctx, w, configData+uint64(offset%4), uint64(v))
	}
	rest, err := m.rest(ctx, at, w, offset)
	if err != nil {
		return err
	}
	if err := m.choose(ctx, at, offset); err != nil {
		return err
	}
	return m.regs.Store(ctx, qtest.Width32, configData, uint64(rest|v<<shift(offset)))
}

// rest returns the bits that a write of a whole doubleword must preserve.
// Beside Command they are zeros, because writing ones clears the bits of
// Status.
func (m Mechanism1) rest(ctx context.Context, at Address, w qtest.Width, offset uint16) (uint32, error) {
	if w == qtest.Width32 || offset == uint16(Command) && w == Command.Width() {
		return 0, nil
	}
	v, err := m.ReadConfig(ctx, at, qtest.Width32, offset&^3)
	return v &^ (mask(w) << shift(offset)), err
}

// shift is the position of a register in its doubleword, in bits.
func shift(offset uint16) uint16 { return offset % 4 * 8 }

// mask returns the mask of a width.
func mask(w qtest.Width) uint32 { return ^uint32(0) >> (32 - 8*uint(w)) }

package intelnic

import (
	"context"
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/libqos/base/reg"
)

// MDIC is the MDI Control register, which gives access to the PHY's registers
// (82574 datasheet, section 10.2.2 "General Register Descriptions"; 82576
// datasheet, section 8.2 "General Register Descriptions").
const MDIC reg.Reg[MDI] = 0x0020

// MDI is the content of MDIC: data in bits 15:0, the PHY's register in bits
// 20:16, its address in bits 25:21.
type MDI uint32

// Bits of MDIC.
const (
	MDIData      MDI = 0xffff  // field
	MDIWrite     MDI = 1 << 26 // operation
	MDIRead      MDI = 2 << 26 // operation
	MDIReady     MDI = 1 << 28 // the operation has ended
	MDIInterrupt MDI = 1 << 29 // the end of the operation is an interrupt cause
	MDIError     MDI = 1 << 30 // a read failed
)

// MDIAddress returns the bits of MDIC that select a register of a PHY.
func MDIAddress(phy uint8, r PHYRegister) MDI { return MDI(phy)<<21 | MDI(r)<<16 }

// PHYAddress is the address of the internal PHY of both controllers.
const PHYAddress = 1

// PHYRegister is the number of a register of the PHY, 0 to 31.
type PHYRegister uint8

// Registers of every PHY (IEEE 802.3-2022, section 22.2.4 "Management
// functions").
const (
	PHYControl       PHYRegister = 0
	PHYStatus        PHYRegister = 1
	PHYIdentifier    PHYRegister = 2 // and 3
	PHYAdvertisement PHYRegister = 4 // of auto-negotiation
)

// Bits of PHYControl.
const (
	PHYControlFullDuplex      uint16 = 1 << 8  // without auto-negotiation
	PHYControlRestart         uint16 = 1 << 9  // restart auto-negotiation
	PHYControlAutoNegotiation uint16 = 1 << 12 // auto-negotiation enable
	PHYControlLoopback        uint16 = 1 << 14 // sent frames are received
	PHYControlSpeed1000       uint16 = 1 << 6  // without auto-negotiation
)

// Bits of PHYStatus.
const (
	PHYStatusLink            uint16 = 1 << 2 // link up; a loss of the link is latched until read
	PHYStatusAutoNegotiation uint16 = 1 << 5 // auto-negotiation complete
)

// ErrNoPHY means that MDIC reported an error: no such PHY, or no such register.
var ErrNoPHY = errors.New("no answer from the PHY")

// ReadPHY reads a register of the PHY at an address, usually [PHYAddress].
func (c *Controller) ReadPHY(ctx context.Context, phy uint8, r PHYRegister) (uint16, error) {
	v, err := c.phy(ctx, MDIRead|MDIAddress(phy, r))
	if err != nil {
		return 0, fmt.Errorf("intelnic: read register %d of PHY %d: %w", r, phy, err)
	}
	return uint16(v & MDIData), nil
}

// WritePHY writes a register of the PHY at an address.
func (c *Controller) WritePHY(ctx context.Context, phy uint8, r PHYRegister, v uint16) error {
	if _, err := c.phy(ctx, MDIWrite|MDIAddress(phy, r)|MDI(v)); err != nil {
		return fmt.Errorf("intelnic: write %#x to register %d of PHY %d: %w", v, r, phy, err)
	}
	return nil
}

func (c *Controller) phy(ctx context.Context, operation MDI) (v MDI, err error) {
	if err := MDIC.Write(ctx, c.Regs, operation); err != nil {
		return 0, err
	}
	err = c.Machine.Wait(ctx, "MDIC.R to be set", func(ctx context.Context) (bool, error) {
		v, err = MDIC.Read(ctx, c.Regs)
		return v&MDIReady != 0, err
	})
	if err == nil && v&MDIError != 0 {
		err = ErrNoPHY
	}
	return v, err
}

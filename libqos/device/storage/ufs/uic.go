package ufs

import (
	"context"
	"errors"
	"fmt"
)

// Opcode is the code of a UIC command (UFSHCI, section 5.6.1 "Offset 90h: UICCMD –
// UIC Command").
type Opcode uint32

// The UIC commands.
const (
	DMEGet           Opcode = 0x01
	DMESet           Opcode = 0x02
	DMEPeerGet       Opcode = 0x03
	DMEPeerSet       Opcode = 0x04
	DMEPowerOn       Opcode = 0x10
	DMEPowerOff      Opcode = 0x11
	DMEEnable        Opcode = 0x12
	DMEReset         Opcode = 0x14
	DMEEndpointReset Opcode = 0x15
	DMELinkStartup   Opcode = 0x16
	DMEHibernateIn   Opcode = 0x17 // DME_HIBERNATE_ENTER
	DMEHibernateOut  Opcode = 0x18 // DME_HIBERNATE_EXIT
	DMETestMode      Opcode = 0x1a
)

// GenericErrorCode is the outcome of a UIC command, in the low byte of UCMDARG2
// (UFSHCI, section 5.6.3 "Offset 98h: UCMDARG2 – UIC Command Argument 2").
type GenericErrorCode uint8

// Outcomes common to all UIC commands.
const (
	UICSuccess GenericErrorCode = 0x00
	UICFailure GenericErrorCode = 0x01
)

// ErrUIC means that a UIC command failed.
var ErrUIC = errors.New("UIC command failed")

// UIC makes the controller execute a UIC command, waits for its completion and
// acknowledges it. It returns the outcome in UCMDARG2; a failure is not an error.
func (c *Controller) UIC(ctx context.Context, op Opcode, arg1, arg2, arg3 uint32) (GenericErrorCode, error) {
	code, err := c.uic(ctx, op, [3]uint32{arg1, arg2, arg3})
	if err != nil {
		return 0, fmt.Errorf("ufs: UIC command %#02x: %w", uint32(op), err)
	}
	return code, nil
}

func (c *Controller) uic(ctx context.Context, op Opcode, args [3]uint32) (GenericErrorCode, error) {
	err := c.Machine.Wait(ctx, "HCS.UCRDY to be set", func(ctx context.Context) (bool, error) {
		s, err := HCS.Read(ctx, c.Regs)
		return s&StatusUCRDY != 0, err
	})
	if err == nil {
		err = errors.Join(
			IS.Write(ctx, c.Regs, InterruptUCCS),
			UCMDARG1.Write(ctx, c.Regs, args[0]),
			UCMDARG2.Write(ctx, c.Regs, args[1]),
			UCMDARG3.Write(ctx, c.Regs, args[2]),
			UICCMD.Write(ctx, c.Regs, op),
		)
	}
	if err == nil {
		err = c.WaitInterrupt(ctx, InterruptUCCS)
	}
	if err != nil {
		return 0, err
	}
	v, err := UCMDARG2.Read(ctx, c.Regs)
	return GenericErrorCode(v), err
}

// WaitInterrupt waits until IS has all the bits, and acknowledges them.
func (c *Controller) WaitInterrupt(ctx context.Context, bits Interrupts) error {
	what := fmt.Sprintf("IS to have %v", bits)
	err := c.Machine.Wait(ctx, what, func(ctx context.Context) (bool, error) {
		s, err := IS.Read(ctx, c.Regs)
		return s&bits == bits, err
	})
	if err != nil {
		return err
	}
	return IS.Write(ctx, c.Regs, bits)
}

package sdhci

import (
	"context"
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/qtest"
)

// usdhc maps the registers of Freescale's uSDHC to the standard's offsets (i.MX
// 6Dual/6Quad Applications Processor Reference Manual, IMX6DQRM, Rev. 3, chapter 67
// "Ultra Secured Digital Host Controller (uSDHC)"). The uSDHC
//
//   - takes 32-bit accesses only;
//   - has the transfer mode in Mixer Control, not next to the command;
//   - has data width and DMA select elsewhere in Protocol Control, and no power
//     control;
//   - shows a stable clock in Present State;
//   - has other registers where the second half of the capabilities would be.
//
// The driver expects the levels of the lines where the standard has them, and sets the
// low four bits of System Control. They gate the clocks in the eSDHC of earlier chips;
// an i.MX 6 reserves them and reads them as ones. Tests have a step for both.
//
// The eSDHC (i.MX25 Multimedia Applications Processor Reference Manual, IMX25RM, Rev. 2, chapter "Enhanced Secured Digital Host
// Controller (eSDHC)") has no Mixer Control: the transfer mode is in the register of the command.
type usdhc struct {
	regs reg.Space
	mode *uint32 // of the next command of an eSDHC; nil for a uSDHC
}

// The uSDHC's own registers, all of 32 bits.
const (
	uBlock       reg.Reg[uint32] = 0x04 // BLK_ATT
	uCommand     reg.Reg[uint32] = 0x0c // CMD_XFR_TYP
	USDHCPresent reg.Reg[uint32] = 0x24 // PRES_STATE
	uProtocol    reg.Reg[uint32] = 0x28 // PROT_CTRL
	USDHCSystem  reg.Reg[uint32] = 0x2c // SYS_CTRL
	uStatus      reg.Reg[uint32] = 0x30 // INT_STATUS
	uMixer       reg.Reg[uint32] = 0x48 // MIX_CTRL
)

// Fields of the uSDHC's registers.
const (
	uBlockSize    uint32 = 0xfff     // BLK_ATT: BLKSIZE; it has no SDMA boundary
	uClockStable  uint32 = 1 << 3    // PRES_STATE: SDSTB
	uInternal     uint32 = 3 << 0    // SYS_CTRL: reserved; the eSDHC's IPGEN and HCKEN
	uClock        uint32 = 3 << 2    // SYS_CTRL: reserved; the eSDHC's PEREN and SDCLKEN
	uDivider      uint32 = 0xff << 8 // SYS_CTRL: SDCLKFS, coded as SDCLK Frequency Select
	uLED          uint32 = 1 << 0    // PROT_CTRL: LCTL
	uWidth4       uint32 = 1 << 1    // PROT_CTRL: DTW
	uWidth8       uint32 = 2 << 1
	uLittleEndian uint32 = 2 << 4 // PROT_CTRL: EMODE
	uDMASelect    uint32 = 3 << 8 // PROT_CTRL: DMASEL, coded as DMA Select
	uHostControl         = uLED | uWidth4 | uWidth8 | 3<<4 | uDMASelect
	uTransferMode uint32 = 0x37 // MIX_CTRL: the bits of the Transfer Mode register
)

// USDHCKind is [Kind] for a uSDHC.
func USDHCKind(card ...graph.EdgeOption) board.Kind {
	k := Kind(Model{Version: 0x2402, Capabilities: 0x0578_34b4, Layout: USDHC, NoPowerControl: true, NoBusyInterrupt: true}, card...)
	k.Type = "imx-usdhc" // the node has another name
	return k
}

// ESDHCSince says which QEMU has eSDHCs as types of their own. Before, they were uSDHCs.
func ESDHCSince() []graph.EdgeOption { return []graph.EdgeOption{graph.Since("11.1", "the eSDHC")} }

// ESDHCKind is [Kind] for an eSDHC, whose type in QEMU is typ. See [ESDHCSince].
func ESDHCKind(typ string, capabilities Capabilities, card ...graph.EdgeOption) board.Kind {
	k := Kind(Model{Version: 0x2401, Capabilities: capabilities, Layout: ESDHC, NoPowerControl: true, NoBusyInterrupt: true,
		NormalEnabled: 0x013f, ErrorEnabled: 0x117f}, card...)
	k.Type = typ // the node has another name
	return k
}

// Native returns the controller's registers as its manual has them, those of a uSDHC not
// mapped to the standard.
func (c *Controller) Native() reg.Space {
	if u, ok := c.Regs.(usdhc); ok {
		return u.regs
	}
	return c.Regs
}

// Load reads a register of the standard.
func (u usdhc) Load(ctx context.Context, w qtest.Width, offset uint64) (uint64, error) {
	switch offset {
	case uint64(BlockSize):
		v, err := uBlock.Read(ctx, u.regs)
		return uint64(v & uBlockSize), err
	case uint64(TransferMode):
		r := uMixer
		if u.mode != nil {
			r = uCommand
		}
		v, err := r.Read(ctx, u.regs)
		return uint64(v & uTransferMode), err
	case uint64(PresentState):
		v, err := USDHCPresent.Read(ctx, u.regs)
		return uint64(v &^ uClockStable), err
	case uint64(HostControl1):
		v, err := uProtocol.Read(ctx, u.regs)
		return uint64(hostControlOf(v)), err
	case uint64(PowerControl), uint64(CapabilitiesHigh), uint64(MaximumCurrentLow), uint64(MaximumCurrentHigh):
		return 0, nil
	case uint64(ClockControl):
		return u.loadClock(ctx)
	}
	word := offset &^ 3
	v, err := reg.Reg[uint32](word).Read(ctx, u.regs)
	return uint64(v) >> (8 * (offset - word)) & (1<<(8*w) - 1), err
}

// Store writes a register of the standard.
func (u usdhc) Store(ctx context.Context, w qtest.Width, offset, value uint64) error {
	switch offset {
	case uint64(BlockSize):
		return uBlock.Modify(ctx, u.regs, 0xffff, uint32(value)&uBlockSize)
	case uint64(TransferMode):
		if u.mode != nil {
			*u.mode = uint32(value) & uTransferMode
			return nil
		}
		return uMixer.Modify(ctx, u.regs, uTransferMode, uint32(value)&uTransferMode)
	case uint64(SoftwareReset):
		if Reset(value)&ResetAll != 0 { // no clock bits: they are reset, too
			return USDHCSystem.Write(ctx, u.regs, uint32(value)<<24)
		}
	case uint64(HostControl1):
		return uProtocol.Modify(ctx, u.regs, uHostControl, protocolOf(HostControl(value)))
	case uint64(PowerControl):
		return fmt.Errorf("sdhci: the uSDHC has no power control")
	case uint64(CapabilitiesHigh), uint64(MaximumCurrentLow), uint64(MaximumCurrentHigh):
		return nil // read only
	case uint64(ClockControl):
		return u.storeClock(ctx, Clock(value))
	}
	word, shift := offset&^3, 8*(offset&3)
	mask := uint32((1<<(8*w) - 1) << shift)
	r := reg.Reg[uint32](word)
	switch {
	case r == uCommand && u.mode != nil:
		return r.Write(ctx, u.regs, uint32(value<<shift)|*u.mode)
	case r == uCommand, r == uStatus: // writes have side effects: do not write the other half
		return r.Write(ctx, u.regs, uint32(value<<shift))
	}
	return r.Modify(ctx, u.regs, mask, uint32(value<<shift))
}

func hostControlOf(protocol uint32) HostControl {
	h := HostControl(protocol & uDMASelect >> 8 << 3)
	if protocol&uLED != 0 {
		h |= LEDOn
	}
	if protocol&uWidth4 != 0 {
		h |= DataWidth4
	}
	if protocol&uWidth8 != 0 {
		h |= DataWidth8
	}
	return h
}

func protocolOf(h HostControl) uint32 {
	v := uLittleEndian | uint32(h&DMASelect)>>3<<8
	if h&LEDOn != 0 {
		v |= uLED
	}
	if h&DataWidth8 != 0 {
		return v | uWidth8
	}
	if h&DataWidth4 != 0 {
		v |= uWidth4
	}
	return v
}

func (u usdhc) loadClock(ctx context.Context) (uint64, error) {
	system, err := USDHCSystem.Read(ctx, u.regs)
	if err != nil {
		return 0, err
	}
	present, err := USDHCPresent.Read(ctx, u.regs)
	v := Clock(system & uDivider)
	if system&uInternal == uInternal {
		v |= InternalClockEnable
	}
	if system&uClock == uClock {
		v |= SDClockEnable
	}
	if present&uClockStable != 0 {
		v |= InternalClockStable
	}
	return uint64(v), err
}

func (u usdhc) storeClock(ctx context.Context, c Clock) error {
	v := uint32(c & DividerLow)
	if c&InternalClockEnable != 0 {
		v |= uInternal
	}
	if c&SDClockEnable != 0 {
		v |= uClock
	}
	return USDHCSystem.Modify(ctx, u.regs, uDivider|uInternal|uClock, v)
}

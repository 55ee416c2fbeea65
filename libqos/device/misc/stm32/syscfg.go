package stm32

import (
	"context"
	"path"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
)

// The nodes of the system configuration controller.
var (
	SYSCFGDriver   = graph.NewDriver[*SYSCFG]("stm32l4x5-syscfg")
	SYSCFGDriverF2 = graph.NewDriver[*SYSCFG]("stm32f2xx-syscfg")
	SYSCFGDriverF4 = graph.NewDriver[*SYSCFG]("stm32f4xx-syscfg")
)

// The kinds of a board's part. The STM32L475 has eight ports of pins, the STM32F2 and the STM32F405 nine. QEMU's pins of the former are those
// of the whole microcontroller.
var (
	SYSCFGKind   = syscfgKind(SYSCFGDriver, systemL4, Ports, path.Dir)
	SYSCFGKindF2 = syscfgKind(SYSCFGDriverF2, systemF4, Ports+1, path.Clean)
	SYSCFGKindF4 = syscfgKind(SYSCFGDriverF4, systemF4, Ports+1, path.Clean)
)

// SYSCFG is the system configuration controller.
type SYSCFG struct {
	board.Device
	Ports int    // that the interrupts can come from
	pins  string // the path of QEMU's object that has the pins
}

func syscfgKind(d graph.Driver[*SYSCFG], clock gate, ports int, pins func(path string) string) board.Kind {
	return board.NewKind(d, func(ctx context.Context, m *guest.Machine, p guest.Peripheral) (*SYSCFG, error) {
		s := &SYSCFG{Device: board.At(m, p), Ports: ports}
		if err := clock.open(ctx, m); err != nil {
			return nil, err
		}
		at, err := s.Object(ctx)
		s.pins = pins(at)
		return s, err
	})
}

// The registers (RM0351, section "SYSCFG registers"). Those of the STM32F4 are [MemoryRemap], the four EXTICR and
// [Compensation].
const (
	MemoryRemap     reg.Reg[uint32] = 0x00 // SYSCFG_MEMRMP
	Config1         reg.Reg[uint32] = 0x04 // SYSCFG_CFGR1
	ExternalSource1 reg.Reg[uint32] = 0x08 // SYSCFG_EXTICR1: the ports of lines 0 to 3
	ExternalSource2 reg.Reg[uint32] = 0x0c // SYSCFG_EXTICR2: 4 to 7
	ExternalSource3 reg.Reg[uint32] = 0x10 // SYSCFG_EXTICR3: 8 to 11
	ExternalSource4 reg.Reg[uint32] = 0x14 // SYSCFG_EXTICR4: 12 to 15
	SRAM2Status     reg.Reg[uint32] = 0x18 // SYSCFG_SCSR
	Config2         reg.Reg[uint32] = 0x1c // SYSCFG_CFGR2
	WriteProtection reg.Reg[uint32] = 0x20 // SYSCFG_SWPR: a bit that is set stays
	SRAM2Key        reg.Reg[uint32] = 0x24 // SYSCFG_SKR, write-only
)

// Compensation is a register of the STM32F2 and STM32F4 alone (RM0090, section "SYSCFG registers for STM32F405xx/07xx and
// STM32F415xx/17xx"): SYSCFG_CMPCR.
const Compensation reg.Reg[uint32] = 0x20

// Bits and values of the registers.
const (
	Config1Reset  = 0x7c00_0001 // of CFGR1
	Config1Bits   = 0xfc7f_0100 // FPU_IE, I2Cx_FMP and BOOSTEN
	MemoryBits    = 0x0000_0107 // MEM_MODE and FB_MODE
	Firewall      = 1 << 0      // FWDIS: a written 0 enables the firewall until a reset
	Config2Locks  = 0x0000_000f // ECCL, PVDL, SPL and CLL: a bit that is set stays
	SRAM2Erase    = 1 << 0      // SRAM2ER
	SRAM2Unlock1  = 0xca        // into SKR: [SRAM2Erase] can be written
	SRAM2Unlock2  = 0x53        // then this one
	MemoryBitsF4  = 0x0000_0003 // MEM_MODE
	CellPowerDown = 1 << 0      // CMP_PD
	CellReady     = 1 << 8      // READY, read-only
	SRAM2         = 0x1000_0000 // address of SRAM2
)

// Sources are the registers that choose the ports of the lines.
func Sources() []reg.Reg[uint32] {
	return []reg.Reg[uint32]{ExternalSource1, ExternalSource2, ExternalSource3, ExternalSource4}
}

// Select chooses a port for a line; the other lines of the same register have port A.
func (s *SYSCFG) Select(ctx context.Context, line, port int) error {
	return Sources()[line/4].Write(ctx, s.Regs, uint32(port)<<(line%4*4))
}

// Drive sets the level of a pin of a port, where it arrives.
func (s *SYSCFG) Drive(ctx context.Context, port, pin int, high bool) error {
	return s.Machine.Drive(ctx, guest.Inputs{Path: s.pins}, port*PinsOfPort+pin, high)
}

// Line watches the level that leads to a line of the controller of external interrupts.
func (s *SYSCFG) Line(ctx context.Context, line int) (guest.Line, error) {
	return s.Machine.Watch(ctx, guest.Outputs{Path: s.pins}.Line(line))
}

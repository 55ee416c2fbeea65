package stm32

import (
	"context"
	"fmt"
	"math"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/qom"
	"github.com/qgraph/qgraph/libqos/base/reg"
)

// RCCDriver is the node of reset and clock control.
var RCCDriver = graph.NewDriver[*RCC]("stm32l4x5-rcc")

// RCCKind is the kind of a board's part. The interrupt is that of all causes.
var RCCKind = board.NewKind(RCCDriver, func(_ context.Context, m *guest.Machine, p guest.Peripheral) (*RCC, error) {
	return &RCC{board.At(m, p)}, nil
})

// RCC is reset and clock control.
type RCC struct{ board.Device }

// The registers (RM0351, section "RCC registers").
const (
	ClockControl   reg.Reg[uint32] = 0x00 // RCC_CR
	Calibration    reg.Reg[uint32] = 0x04 // RCC_ICSCR
	ClockConfig    reg.Reg[uint32] = 0x08 // RCC_CFGR
	PLLConfig      reg.Reg[uint32] = 0x0c // RCC_PLLCFGR
	PLLSAI1Config  reg.Reg[uint32] = 0x10 // RCC_PLLSAI1CFGR
	PLLSAI2Config  reg.Reg[uint32] = 0x14 // RCC_PLLSAI2CFGR
	ClockInterrupt reg.Reg[uint32] = 0x18 // RCC_CIER
	ClockFlag      reg.Reg[uint32] = 0x1c // RCC_CIFR, read-only
	ClockClear     reg.Reg[uint32] = 0x20 // RCC_CICR, write-only
	AHB1Reset      reg.Reg[uint32] = 0x28 // RCC_AHB1RSTR
	AHB2Reset      reg.Reg[uint32] = 0x2c // RCC_AHB2RSTR
	AHB3Reset      reg.Reg[uint32] = 0x30 // RCC_AHB3RSTR
	APB1Reset1     reg.Reg[uint32] = 0x38 // RCC_APB1RSTR1
	APB1Reset2     reg.Reg[uint32] = 0x3c // RCC_APB1RSTR2
	APB2Reset      reg.Reg[uint32] = 0x40 // RCC_APB2RSTR
	AHB1Enable     reg.Reg[uint32] = 0x48 // RCC_AHB1ENR
	AHB2Enable     reg.Reg[uint32] = 0x4c // RCC_AHB2ENR
	AHB3Enable     reg.Reg[uint32] = 0x50 // RCC_AHB3ENR
	APB1Enable1    reg.Reg[uint32] = 0x58 // RCC_APB1ENR1
	APB1Enable2    reg.Reg[uint32] = 0x5c // RCC_APB1ENR2
	APB2Enable     reg.Reg[uint32] = 0x60 // RCC_APB2ENR
	AHB1Sleep      reg.Reg[uint32] = 0x68 // RCC_AHB1SMENR
	AHB2Sleep      reg.Reg[uint32] = 0x6c // RCC_AHB2SMENR
	AHB3Sleep      reg.Reg[uint32] = 0x70 // RCC_AHB3SMENR
	APB1Sleep1     reg.Reg[uint32] = 0x78 // RCC_APB1SMENR1
	APB1Sleep2     reg.Reg[uint32] = 0x7c // RCC_APB1SMENR2
	APB2Sleep      reg.Reg[uint32] = 0x80 // RCC_APB2SMENR
	Independent    reg.Reg[uint32] = 0x88 // RCC_CCIPR
	BackupDomain   reg.Reg[uint32] = 0x90 // RCC_BDCR
	ControlStatus  reg.Reg[uint32] = 0x94 // RCC_CSR
)

// Bits of CR.
const (
	MSIOn       = 1 << 0  // MSION
	MSIReady    = 1 << 1  // MSIRDY
	MSIRangeSet = 1 << 3  // MSIRGSEL: the range is that of CR
	HSIOn       = 1 << 8  // HSION
	HSIReady    = 1 << 10 // HSIRDY
	HSEOn       = 1 << 16 // HSEON
	HSEReady    = 1 << 17 // HSERDY
	PLLOn       = 1 << 24 // PLLON
	PLLReady    = 1 << 25 // PLLRDY
	SAI1On      = 1 << 26 // PLLSAI1ON
	SAI1Ready   = 1 << 27 // PLLSAI1RDY
	SAI2On      = 1 << 28 // PLLSAI2ON
	SAI2Ready   = 1 << 29 // PLLSAI2RDY
)

// MSIRange returns the field MSIRANGE of CR.
func MSIRange(n uint32) uint32 { return n << 4 }

// Bits of BDCR, CSR and of the registers with one bit for each part.
const (
	LSEOn     = 1 << 0  // LSEON of BDCR
	LSEReady  = 1 << 1  // LSERDY of BDCR
	LSIOn     = 1 << 0  // LSION of CSR
	LSIReady  = 1 << 1  // LSIRDY of CSR
	USART1Bit = 1 << 14 // USART1EN of APB2ENR
)

// Hertz returns the frequency of the clock of a part of the machine, in Hz: 0 if it has none. The part is named as in QEMU's
// composition tree, below the microcontroller.
func (r *RCC) Hertz(ctx context.Context, part string) (uint64, error) {
	// A period is a number of 1/2³² ns (QEMU 11.1, docs/devel/clocks.rst, "Clock representation").
	const second = 1e9 * (1 << 32)
	period, err := qom.At(r.Machine.Monitor, "/machine/soc/"+part+"/clk").Int(ctx, "qtest-clock-period")
	if err != nil {
		return 0, fmt.Errorf("stm32: clock of %s: %w", part, err)
	}
	if period == 0 {
		return 0, nil
	}
	return uint64(math.Round(second / float64(period))), nil
}

// Fields of CFGR.
const (
	SwitchMask  = 3 // SW
	SwitchMSI   = 0
	SwitchHSI   = 1
	SwitchHSE   = 2
	SwitchPLL   = 3
	StatusShift = 2 // of SWS, read-only: the source in use
	HPREShift   = 4
	PPRE1Shift  = 8
	PPRE2Shift  = 11
)

// Fields of PLLCFGR: the PLL makes source / (PLLM+1) * PLLN / (2*(PLLR+1)).
const (
	PLLSourceMSI = 1       // PLLSRC
	PLLSourceHSI = 2       // PLLSRC
	PLLMShift    = 4       // PLLM
	PLLNShift    = 8       // PLLN
	PLLREnable   = 1 << 24 // PLLREN
	PLLRShift    = 25      // PLLR
	PLLReset     = 0x1000  // the value after a reset: PLLN is 16
)

// Causes of the interrupt, in CIER, CIFR and CICR.
const (
	LSICause  = 1 << 0 // LSIRDY
	LSECause  = 1 << 1 // LSERDY
	MSICause  = 1 << 2 // MSIRDY
	HSICause  = 1 << 3 // HSIRDY
	HSECause  = 1 << 4 // HSERDY
	PLLCause  = 1 << 5 // PLLRDY
	SAI1Cause = 1 << 6 // PLLSAI1RDY
	SAI2Cause = 1 << 7 // PLLSAI2RDY
)

package stm32

import (
	"context"
	"encoding/binary"
	"fmt"

	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
)

// gate is the clock of a part: a register of RCC and its bit.
type gate struct {
	rcc    uint64 // the address of RCC
	enable reg.Reg[uint32]
	bit    uint32
}

// Addresses of RCC (RM0351, RM0090 and RM0041, section "Memory map").
const (
	rccF1 = 0x4002_1000
	rccL4 = 0x4002_1000
	rccF4 = 0x4002_3800
)

// RCC_APB2ENR and RCC_APB1ENR of the STM32F2 and STM32F4 (RM0090, sections "RCC APB2 peripheral clock enable register" and "RCC
// APB1 peripheral clock enable register"), and RCC_APB1ENR of the STM32F1 (RM0041, section "APB1 peripheral clock enable register").
const (
	enableF4     reg.Reg[uint32] = 0x44
	enableAPB1F4 reg.Reg[uint32] = 0x40
	enableAPB1F1 reg.Reg[uint32] = 0x1c
)

// The clocks of SYSCFG, which EXTI needs, too (RM0351 and RM0090, "SYSCFGEN").
var (
	systemL4 = gate{rccL4, APB2Enable, 1 << 0}
	systemF4 = gate{rccF4, enableF4, 1 << 14}
)

// open gives the part its clock.
func (g gate) open(ctx context.Context, m *guest.Machine) error {
	rcc := m.Window(g.rcc, binary.LittleEndian)
	v, err := g.enable.Read(ctx, rcc)
	if err != nil {
		return fmt.Errorf("stm32: clock enable: %w", err)
	}
	if err := g.enable.Write(ctx, rcc, v|g.bit); err != nil {
		return fmt.Errorf("stm32: clock enable: %w", err)
	}
	return nil
}

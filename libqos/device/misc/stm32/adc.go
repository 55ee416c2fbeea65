package stm32

import (
	"context"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
)

// ADCDriver is the node of the analog-to-digital converter.
var ADCDriver = graph.NewDriver[*ADC]("stm32f2xx-adc")

// ADC1Kind is the kind of a board's part (RM0033 and RM0090, section "RCC APB2 peripheral clock enable register").
var ADC1Kind = board.NewKind(ADCDriver, func(ctx context.Context, m *guest.Machine, p guest.Peripheral) (*ADC, error) {
	return &ADC{board.At(m, p)}, gate{rccF4, enableF4, 1 << 8}.open(ctx, m)
})

// ADC is an analog-to-digital converter.
type ADC struct{ board.Device }

// The registers (RM0033, section "ADC registers").
const (
	ADCStatus       reg.Reg[ADCState] = 0x00 // ADC_SR: a written 0 clears
	ADCControl1     reg.Reg[uint32]   = 0x04 // ADC_CR1
	ADCControl2     reg.Reg[uint32]   = 0x08 // ADC_CR2
	ADCSample1      reg.Reg[uint32]   = 0x0c // ADC_SMPR1
	ADCSample2      reg.Reg[uint32]   = 0x10 // ADC_SMPR2
	ADCOffset       reg.Reg[uint32]   = 0x14 // ADC_JOFR1, the first of four
	ADCHigh         reg.Reg[uint32]   = 0x24 // ADC_HTR
	ADCLow          reg.Reg[uint32]   = 0x28 // ADC_LTR
	ADCSequence1    reg.Reg[uint32]   = 0x2c // ADC_SQR1
	ADCSequence2    reg.Reg[uint32]   = 0x30 // ADC_SQR2
	ADCSequence3    reg.Reg[uint32]   = 0x34 // ADC_SQR3
	ADCInjected     reg.Reg[uint32]   = 0x38 // ADC_JSQR
	ADCInjectedData reg.Reg[uint32]   = 0x3c // ADC_JDR1, the first of four, read-only
	ADCData         reg.Reg[uint32]   = 0x4c // ADC_DR, read-only
)

// ADCState is the value of ADC_SR.
type ADCState uint32

// The bits of ADC_SR.
//
//qgraph:bits ADC
const (
	ADCAWD   ADCState = 1 << 0
	ADCEOC   ADCState = 1 << 1 // a conversion is over
	ADCJEOC  ADCState = 1 << 2
	ADCJSTRT ADCState = 1 << 3
	ADCSTRT  ADCState = 1 << 4 // a conversion has begun
	ADCOVR   ADCState = 1 << 5
)

// Bits and values of the registers.
const (
	ADCHighReset    = 0xfff
	ADCEOCIE        = 1 << 5      // of CR1: EOC interrupts
	ADCControl1Bits = 0x07c0_ffff // OVRIE, RES, AWDEN, JAWDEN, DISCNUM to AWDCH
	ADCControl2Bits = 0x0f0f_0f02 // EXTSEL, JEXTSEL, ALIGN, EOCS, DDS, DMA, CONT
	ADCTriggers     = 0x3030_0000 // EXTEN and JEXTEN of CR2
	ADCON           = 1 << 0      // ADON of CR2
	ADCAlignLeft    = 1 << 11     // ALIGN of CR2
	ADCStart        = 1 << 30     // SWSTART of CR2: begins a conversion, and is cleared by it
	ADCChannels     = 4           // injected ones
)

// ADCResolution returns the bits of CR1 for results of 12, 10, 8 or 6 bits, by their index.
func ADCResolution(n int) uint32 { return uint32(n) << 24 }

package stm32

import (
	"context"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/ssi"
)

// SPIDriver is the node of the serial peripheral interface.
var SPIDriver = graph.NewDriver[*SPI]("stm32f2xx-spi")

// The kinds of a board's part, by the interface whose clock they have: SPI3EN, SPI6EN and SPI2EN.
var (
	SPI3KindF2 = spiKind(gate{rccF4, enableAPB1F4, 1 << 15}, true)
	SPI6KindF4 = spiKind(gate{rccF4, enableF4, 1 << 21}, true)
	SPI2KindF1 = spiKind(gate{rccF1, enableAPB1F1, 1 << 14}, false)
)

// SPIBus is QEMU's name of the bus of the interface.
const SPIBus = "ssi"

// SPI is the serial peripheral interface, with a chip on its bus.
type SPI struct {
	board.Device
	*ssi.Pin      // of the chip: boards have a pin of a port there
	Audio    bool // it has the registers of I²S
}

func spiKind(clock gate, audio bool) board.Kind {
	return board.NewKind(SPIDriver, func(ctx context.Context, m *guest.Machine, p guest.Peripheral) (*SPI, error) {
		s := &SPI{Device: board.At(m, p), Audio: audio}
		if err := clock.open(ctx, m); err != nil {
			return nil, err
		}
		s.Pin = ssi.NewPin(m, s.Object, SPIBus)
		return s, nil
	})
}

// The registers (RM0033, section "SPI and I2S registers").
const (
	SPIControl1   reg.Reg[SPIConfig]  = 0x00 // SPI_CR1
	SPIControl2   reg.Reg[SPIEnables] = 0x04 // SPI_CR2
	SPIStatus     reg.Reg[SPIState]   = 0x08 // SPI_SR
	SPIData       reg.Reg[uint32]     = 0x0c // SPI_DR
	SPIPolynomial reg.Reg[uint32]     = 0x10 // SPI_CRCPR
	SPIReceiveCRC reg.Reg[uint32]     = 0x14 // SPI_RXCRCR, read-only
	SPISendCRC    reg.Reg[uint32]     = 0x18 // SPI_TXCRCR, read-only
	AudioConfig   reg.Reg[uint32]     = 0x1c // SPI_I2SCFGR
	AudioPrescale reg.Reg[uint32]     = 0x20 // SPI_I2SPR
)

// SPIConfig is the value of SPI_CR1.
type SPIConfig uint32

// The bits of SPI_CR1.
//
//qgraph:bits SPI
const (
	SPICPHA     SPIConfig = 1 << 0
	SPICPOL     SPIConfig = 1 << 1
	SPIMSTR     SPIConfig = 1 << 2
	SPIBR       SPIConfig = 7 << 3 // "BR": the clock is divided by 2 to 256
	SPISPE      SPIConfig = 1 << 6 // enable
	SPILSBFIRST SPIConfig = 1 << 7
	SPISSI      SPIConfig = 1 << 8  // the level of NSS with SSM
	SPISSM      SPIConfig = 1 << 9  // NSS by software
	SPIRXONLY   SPIConfig = 1 << 10 // receive only
	SPIDFF      SPIConfig = 1 << 11 // frames of 16 bits
	SPICRCNEXT  SPIConfig = 1 << 12
	SPICRCEN    SPIConfig = 1 << 13
	SPIBIDIOE   SPIConfig = 1 << 14
	SPIBIDIMODE SPIConfig = 1 << 15 // one line of data
)

// SPIMaster enables the interface as a master whose chip is selected by software.
const SPIMaster = SPIMSTR | SPISPE | SPISSI | SPISSM

// SPIEnables is the value of SPI_CR2.
type SPIEnables uint32

// The bits of SPI_CR2.
//
//qgraph:bits SPI
const (
	SPIRXDMAEN SPIEnables = 1 << 0
	SPITXDMAEN SPIEnables = 1 << 1
	SPISSOE    SPIEnables = 1 << 2
	SPIERRIE   SPIEnables = 1 << 5 // interrupt by errors
	SPIRXNEIE  SPIEnables = 1 << 6 // interrupt by RXNE
	SPITXEIE   SPIEnables = 1 << 7 // interrupt by TXE
)

// SPIState is the value of SPI_SR.
type SPIState uint32

// The bits of SPI_SR.
//
//qgraph:bits SPI
const (
	SPIRXNE   SPIState = 1 << 0 // the receive buffer is not empty
	SPITXE    SPIState = 1 << 1 // the transmit buffer is empty
	SPICHSIDE SPIState = 1 << 2
	SPIUDR    SPIState = 1 << 3
	SPICRCERR SPIState = 1 << 4
	SPIMODF   SPIState = 1 << 5
	SPIOVR    SPIState = 1 << 6 // overrun
	SPIBSY    SPIState = 1 << 7
)

// Values of the registers after a reset.
const (
	SPIStatusReset     = SPITXE
	SPIPolynomialReset = 7
	AudioPrescaleReset = 2
	AudioConfigBits    = 0x0fbf // of SPI_I2SCFGR
	AudioPrescaleBits  = 0x03ff // of SPI_I2SPR
)

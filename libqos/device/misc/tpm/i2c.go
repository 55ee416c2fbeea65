package tpm

import (
	"context"
	"encoding/binary"
	"fmt"

	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/i2c"
	"github.com/qgraph/qgraph/qtest"
)

// I2CAddress is the default address of a TPM (PTP 1.04, "I2C Interface Definition", "Device Address").
const I2CAddress i2c.Address = 0x2e

// Registers that only the I²C interface has (PTP 1.04, table "I2C-TPM Register Overview").
const (
	LocalitySelect reg.Reg[uint8]        = 0x00 // TPM_LOC_SEL
	I2CCapability  reg.Reg[I2CAbilities] = 0x30 // TPM_I2C_INTERFACE_CAPABILITY
	ChecksumEnable reg.Reg[uint8]        = 0x40 // TPM_DATA_CSUM_ENABLE
	Checksum       reg.Reg[uint16]       = 0x44 // TPM_DATA_CSUM
)

// I2CFIFO is the number of TPM_DATA_FIFO on I²C.
const I2CFIFO = 0x24

// I2CAbilities is TPM_I2C_INTERFACE_CAPABILITY.
type I2CAbilities uint32

// places are the numbers of registers on I²C, by their offsets in memory.
var places = map[uint64]uint64{
	uint64(Access): 0x04, uint64(InterruptEnable): 0x08, uint64(InterfaceCapability): 0x14, uint64(Status): 0x18,
	uint64(DataFIFO): I2CFIFO, uint64(Identity): 0x48, uint64(Revision): 0x4c,
}

// I2C is the FIFO interface on an I²C bus.
type I2C struct {
	*FIFO
	Chip *i2c.Device // its registers, by their own numbers
}

// NewI2C returns the interface at [I2CAddress].
func NewI2C(_ context.Context, bus i2c.Bus) (*I2C, error) {
	chip := i2c.NewDevice(bus, I2CAddress, binary.LittleEndian)
	f := &FIFO{machine: bus.Machine(), at: func(locality int) reg.Space { return &selected{chip, uint8(locality)} }}
	return &I2C{f, chip}, nil
}

// selected are the registers of a locality, by their offsets in memory.
type selected struct {
	chip     *i2c.Device
	locality uint8
}

// place selects the locality and returns the number of a register.
func (s *selected) place(ctx context.Context, offset uint64) (uint64, error) {
	number, ok := places[offset]
	if !ok {
		return 0, fmt.Errorf("tpm: no register on I²C is that at %#x in memory", offset)
	}
	return number, LocalitySelect.Write(ctx, s.chip, s.locality)
}

func (s *selected) Load(ctx context.Context, w qtest.Width, offset uint64) (uint64, error) {
	number, err := s.place(ctx, offset)
	if err != nil {
		return 0, err
	}
	return s.chip.Load(ctx, w, number)
}

func (s *selected) Store(ctx context.Context, w qtest.Width, offset, value uint64) error {
	number, err := s.place(ctx, offset)
	if err != nil {
		return err
	}
	return s.chip.Store(ctx, w, number, value)
}

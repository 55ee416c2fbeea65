package intelnic

import (
	"context"
	"fmt"

	"github.com/qgraph/qgraph/libqos/base/reg"
)

// EERD is the EEPROM Read register (82574 datasheet, section 10.2.2 "General
// Register Descriptions"; 82576 datasheet, chapter 8 "Programming Interface").
const EERD reg.Reg[EEPROMRead] = 0x0014

// EEPROMRead is the content of EERD: the word's value in bits 31:16, and its address
// and DONE where [EEPROMLayout] says.
type EEPROMRead uint32

// EEPROMStart is EERD.START.
const EEPROMStart EEPROMRead = 1 << 0

// EEPROMLayout says where EERD has the fields that are not in the same place in all
// controllers.
type EEPROMLayout struct {
	Done    EEPROMRead // the bit DONE
	Address int        // the lowest bit of the word's address
}

// ExpressEEPROM returns the layout of the controllers on PCI Express.
func ExpressEEPROM() EEPROMLayout { return EEPROMLayout{Done: 1 << 1, Address: 2} }

// Words of the EEPROM.
const (
	EEPROMAddress  = 0x00 // of three words: the Ethernet address
	EEPROMDeviceID = 0x0d
	EEPROMSize     = 0x40 // words that the checksum covers; the last is the checksum
)

// EEPROMSum is the sum of the words that the checksum covers, modulo 2^16
// (82574 datasheet, chapter 6 "Non-Volatile Memory Map", word 0x3F).
const EEPROMSum uint16 = 0xbaba

// ReadEEPROM reads a word of the EEPROM.
func (c *Controller) ReadEEPROM(ctx context.Context, word uint16) (uint16, error) {
	if err := EERD.Write(ctx, c.Regs, EEPROMStart|EEPROMRead(word)<<c.EEPROM.Address); err != nil {
		return 0, fmt.Errorf("intelnic: read word %#x of the EEPROM: %w", word, err)
	}
	var v EEPROMRead
	err := c.Machine.Wait(ctx, "EERD.DONE to be set", func(ctx context.Context) (_ bool, err error) {
		v, err = EERD.Read(ctx, c.Regs)
		return v&c.EEPROM.Done != 0, err
	})
	if err != nil {
		return 0, fmt.Errorf("intelnic: read word %#x of the EEPROM: %w", word, err)
	}
	return uint16(v >> 16), nil
}

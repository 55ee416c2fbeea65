package e1000

import (
	"context"

	"github.com/qgraph/qgraph/libqos/device/net/microwire"
)

// EEPROMControl is the EEPROM/Flash Control & Data register (8254x manual, section
// 13.4.3 "EEPROM/Flash Control & Data Register").
type EEPROMControl uint32

// Bits of EECD.
//
//qgraph:bits EEPROM
const (
	EEPROMSK      EEPROMControl = 1 << 0
	EEPROMCS      EEPROMControl = 1 << 1
	EEPROMDI      EEPROMControl = 1 << 2
	EEPROMDO      EEPROMControl = 1 << 3
	EEPROMRequest EEPROMControl = 1 << 6 // "EE_REQ": software asks for the pins
	EEPROMGrant   EEPROMControl = 1 << 7 // "EE_GNT": and has them
	EEPROMPresent EEPROMControl = 1 << 8 // "EE_PRES"
)

// EEPROMPins are the EEPROM's pins in EECD.
type EEPROMPins struct{ d *Device }

// EEPROMPins waits for the right to drive the EEPROM's pins. The function gives it back.
func (d *Device) EEPROMPins(ctx context.Context) (EEPROMPins, func(context.Context) error, error) {
	if err := EECD.Write(ctx, d.Regs, EEPROMRequest); err != nil {
		return EEPROMPins{}, nil, err
	}
	err := d.Machine.Wait(ctx, "EECD.EE_GNT to be set", func(ctx context.Context) (bool, error) {
		v, err := EECD.Read(ctx, d.Regs)
		return v&EEPROMGrant != 0, err
	})
	return EEPROMPins{d}, func(ctx context.Context) error { return EECD.Write(ctx, d.Regs, 0) }, err
}

// Set drives the pins.
func (p EEPROMPins) Set(ctx context.Context, w microwire.Wires) error {
	return EECD.Write(ctx, p.d.Regs, EEPROMRequest|microwire.Drive(w, EEPROMCS, EEPROMSK, EEPROMDI))
}

// DO returns the level of the pin from the EEPROM.
func (p EEPROMPins) DO(ctx context.Context) (bool, error) {
	v, err := EECD.Read(ctx, p.d.Regs)
	return v&EEPROMDO != 0, err
}

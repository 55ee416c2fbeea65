package at24c

import (
	"context"
	"fmt"
	"slices"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/bus/i2c"
)

// Driver is the node of the device model.
var Driver = graph.NewDriver[*EEPROM]("at24c-eeprom")

// Model is a size of EEPROM.
type Model struct {
	Name         string
	Size         int // bytes
	Page         int // bytes that one message can write
	AddressBytes int
}

// C02 returns the AT24C02 (0180Z1, section "Memory Organization").
func C02() Model { return Model{Name: "at24c02", Size: 256, Page: 8, AddressBytes: 1} }

// C64 returns the AT24C64 (DS20005937B, section "Memory Organization").
func C64() Model { return Model{Name: "at24c64", Size: 8192, Page: 32, AddressBytes: 2} }

// EEPROM is one EEPROM.
type EEPROM struct {
	Model
	Bus  i2c.Bus
	addr i2c.Address
}

// New returns the EEPROM at addr.
func New(bus i2c.Bus, addr i2c.Address, m Model) *EEPROM { return &EEPROM{m, bus, addr} }

// word returns an address as it is sent, the most significant byte first.
func (e *EEPROM) word(address int) []byte {
	if e.AddressBytes == 1 {
		return []byte{byte(address)}
	}
	return []byte{byte(address >> 8), byte(address)}
}

// Write sends p from an address on in one message (sections "Byte Write" and "Page Write"). Without
// bytes it sets the address of the next [EEPROM.Next].
func (e *EEPROM) Write(ctx context.Context, address int, p ...byte) error {
	if err := e.Bus.Transfer(ctx, e.addr, slices.Concat(e.word(address), p), nil); err != nil {
		return fmt.Errorf("at24c: write %d bytes at %#x: %w", len(p), address, err)
	}
	return nil
}

// Read fills p from an address on (section "Random Read").
func (e *EEPROM) Read(ctx context.Context, address int, p []byte) error {
	if err := e.Bus.Transfer(ctx, e.addr, e.word(address), p); err != nil {
		return fmt.Errorf("at24c: read %d bytes at %#x: %w", len(p), address, err)
	}
	return nil
}

// Next fills p from behind the last byte on that was read or written (section "Current Address Read").
func (e *EEPROM) Next(ctx context.Context, p []byte) error {
	if err := e.Bus.Transfer(ctx, e.addr, nil, p); err != nil {
		return fmt.Errorf("at24c: read the next %d bytes: %w", len(p), err)
	}
	return nil
}

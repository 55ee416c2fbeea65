package eepro100

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
)

// CommandWord is the command word of a command block (the 8255x manual, section 6.4.2
// "Action Commands").
type CommandWord uint16

// Commands and bits of the command word.
const (
	NOP          CommandWord = 0
	AddressSetup CommandWord = 1 // "individual address setup"
	Configure    CommandWord = 2
	GroupSetup   CommandWord = 3 // "multicast setup"
	Transmit     CommandWord = 4
	DumpState    CommandWord = 6
	Diagnose     CommandWord = 7
	Flexible     CommandWord = 1 << 3  // "SF": a transmit block has an array of buffers
	NoCRC        CommandWord = 1 << 4  // "NC"
	Interrupt    CommandWord = 1 << 13 // "I"
	Suspend      CommandWord = 1 << 14 // "S"
	EndOfList    CommandWord = 1 << 15 // "EL"
)

// Bits of the status word of a command block, and of a receive frame descriptor.
const (
	StatusComplete uint16 = 1 << 15 // "C"
	StatusOK       uint16 = 1 << 13 // "OK"
)

// headerSize is that of a command block: status and command word, and the link.
const headerSize = 8

// ErrCommand means that the controller did not execute a command well.
var ErrCommand = errors.New("the command was not executed")

// block returns a command block.
func block(c CommandWord, link uint32, parameters []byte) []byte {
	b := binary.LittleEndian.AppendUint32(nil, uint32(c)<<16)
	b = binary.LittleEndian.AppendUint32(b, link)
	return append(b, parameters...)
}

// Execute has the idle command unit execute one command at the end of a list, and returns
// its parameters then.
func (d *Device) Execute(ctx context.Context, c CommandWord, parameters []byte) (after []byte, err error) {
	b := block(c|EndOfList, 0xffffffff, parameters)
	addr, err := d.Machine.Alloc.Alloc(uint64(len(b)), 16)
	if err != nil {
		return nil, fmt.Errorf("eepro100: command %d: %w", c, err)
	}
	defer func() { err = errors.Join(err, d.Machine.Alloc.Free(addr)) }()
	if err := d.Machine.WriteMemory(ctx, addr, b); err != nil {
		return nil, fmt.Errorf("eepro100: command %d: %w", c, err)
	}
	if err := d.Command(ctx, CUStart, uint32(addr)); err != nil {
		return nil, fmt.Errorf("eepro100: command %d: %w", c, err)
	}
	status, err := d.completed(ctx, addr)
	if err == nil {
		err = d.Machine.ReadMemory(ctx, addr, b)
	}
	if err == nil && status&StatusOK == 0 {
		err = fmt.Errorf("status %#x: %w", status, ErrCommand)
	}
	if err != nil {
		return nil, fmt.Errorf("eepro100: command %d: %w", c, err)
	}
	return b[headerSize:], nil
}

// completed waits until a command block has C set, and returns its status.
func (d *Device) completed(ctx context.Context, addr uint64) (status uint16, err error) {
	err = d.Machine.Wait(ctx, fmt.Sprintf("C in the command block at %#x", addr), func(ctx context.Context) (bool, error) {
		var b [2]byte
		err := d.Machine.ReadMemory(ctx, addr, b[:])
		status = binary.LittleEndian.Uint16(b[:])
		return status&StatusComplete != 0, err
	})
	return status, err
}

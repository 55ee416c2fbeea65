package cfi

import (
	"context"
	"errors"
)

// Intel is flash with the command set of Intel and Sharp.
type Intel struct{ Flash }

// Commands of the set (290667, table 4 "Intel StrataFlash Memory Command Set Definitions").
const (
	ReadArray        = 0xff
	ReadIdentifier   = 0x90
	ReadStatus       = 0x70
	ClearStatus      = 0x50
	IntelProgram     = 0x40 // Word Program
	AlternateProgram = 0x10
	WriteBuffer      = 0xe8 // the number of words less one, the words, and then [Confirm]
	BlockErase       = 0x20 // and then [Confirm]
	Confirm          = 0xd0
	Suspend          = 0xb0
	Resume           = 0xd0
	LockSetup        = 0x60 // and then [Lock] or [Confirm]
	Lock             = 0x01
)

// Status is the status register of a chip (290667, table 16 "Status Register Definitions").
type Status uint16

// Bits of the status register.
//
//qgraph:bits
const (
	Ready          Status = 1 << 7 // "WSMS": the write state machine is ready
	EraseSuspended Status = 1 << 6 // "ESS"
	EraseError     Status = 1 << 5 // "ECLBS": in an erase, or in clearing lock bits
	ProgramError   Status = 1 << 4 // "PSLBS": in programming, or in setting a lock bit
	VoltageLow     Status = 1 << 3 // "VPENS"
	ProgramStopped Status = 1 << 2 // "PSS": programming is suspended
	Protected      Status = 1 << 1 // "DPS": the block is locked
)

// InvalidSequence is set if the second cycle of a command is not its own.
const InvalidSequence = EraseError | ProgramError

// Array has the chips show their array.
func (i *Intel) Array(ctx context.Context) error { return i.Command(ctx, 0, ReadArray) }

// Status waits until the chips are ready, and returns the status register, which is the same for each.
func (i *Intel) Status(ctx context.Context) (Status, error) {
	if err := i.Command(ctx, 0, ReadStatus); err != nil {
		return 0, err
	}
	return i.status(ctx)
}

// status is [Intel.Status] of chips that show their status register.
func (i *Intel) status(ctx context.Context) (Status, error) {
	var v uint64
	err := i.Machine.Wait(ctx, "a flash chip to be ready", func(ctx context.Context) (ready bool, err error) {
		v, err = i.Read(ctx, 0)
		return v&i.Each(uint16(Ready)) == i.Each(uint16(Ready)), err
	})
	return Status(v & 0xff), err
}

// Clear clears the status register.
func (i *Intel) Clear(ctx context.Context) error { return i.Command(ctx, 0, ClearStatus) }

// Program programs a word, and returns the status.
func (i *Intel) Program(ctx context.Context, addr, v uint64) (Status, error) {
	if err := errors.Join(i.Command(ctx, addr, IntelProgram), i.Write(ctx, addr, v)); err != nil {
		return 0, err
	}
	return i.status(ctx)
}

// Erase erases the block with a word, and returns the status.
func (i *Intel) Erase(ctx context.Context, addr uint64) (Status, error) {
	if err := errors.Join(i.Command(ctx, addr, BlockErase), i.Command(ctx, addr, Confirm)); err != nil {
		return 0, err
	}
	return i.status(ctx)
}

// Fill loads words into the buffer of a chip, to be programmed from an address on by [Confirm].
func (i *Intel) Fill(ctx context.Context, addr uint64, words ...uint64) error {
	err := errors.Join(i.Command(ctx, addr, WriteBuffer), i.Command(ctx, addr, uint16(len(words)-1)))
	for n, v := range words {
		err = errors.Join(err, i.Write(ctx, addr+uint64(n), v))
	}
	return err
}

// ProgramBuffer programs words by way of the buffer, and returns the status.
func (i *Intel) ProgramBuffer(ctx context.Context, addr uint64, words ...uint64) (Status, error) {
	if err := errors.Join(i.Fill(ctx, addr, words...), i.Command(ctx, addr, Confirm)); err != nil {
		return 0, err
	}
	return i.status(ctx)
}

// Locking sends a command of the lock bits, [Lock] or [Confirm], for the block with a word, and returns the status.
func (i *Intel) Locking(ctx context.Context, addr uint64, command uint16) (Status, error) {
	if err := errors.Join(i.Command(ctx, addr, LockSetup), i.Command(ctx, addr, command)); err != nil {
		return 0, err
	}
	return i.status(ctx)
}

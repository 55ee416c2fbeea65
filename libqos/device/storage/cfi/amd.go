package cfi

import (
	"context"
	"errors"
	"fmt"
)

// AMD is flash with the command set of AMD and Fujitsu.
type AMD struct{ Flash }

// Commands of the set (S29GL-P, tables 12.1 and 12.3 "Memory Array Commands").
const (
	AMDReset       = 0xf0
	Autoselect     = 0x90
	AMDProgram     = 0xa0
	EraseSetup     = 0x80
	ChipErase      = 0x10
	SectorErase    = 0x30
	EraseSuspend   = 0xb0
	EraseResume    = 0x30
	UnlockBypass   = 0x20
	BypassReset    = 0x90 // and then BypassResetEnd
	BypassResetEnd = 0x00
)

// Addresses and data of the two unlock cycles. The address lines above A10 do not matter.
const (
	Unlock1     = 0x555
	Unlock2     = 0x2aa
	unlockData1 = 0xaa
	unlockData2 = 0x55
)

// Bits of the status while a chip works (S29GL-P, section 7.8 "Write Operation Status").
const (
	DQ7 = 1 << 7 // Data# Polling: the complement of the datum; 0 while a sector is erased
	DQ6 = 1 << 6 // Toggle Bit I: it differs from read to read
	DQ5 = 1 << 5 // Exceeded Timing Limits
	DQ3 = 1 << 3 // Sector Erase Timer: 0 while further sectors can be selected
	DQ2 = 1 << 2 // Toggle Bit II: it differs from read to read of a sector that is being erased
)

// Addresses in autoselect mode, at which a chip identifies itself.
const (
	IDManufacturer = 0x0
	IDDevice       = 0x1
	IDProtection   = 0x2 // of the sector at whose address it is
)

// Unlocked writes the two unlock cycles and a command.
func (a *AMD) Unlocked(ctx context.Context, command uint16) error {
	return errors.Join(
		a.Command(ctx, Unlock1, unlockData1), a.Command(ctx, Unlock2, unlockData2), a.Command(ctx, Unlock1, command))
}

// Reset has the chip show its array.
func (a *AMD) Reset(ctx context.Context) error { return a.Command(ctx, 0, AMDReset) }

// Program starts to program a word.
func (a *AMD) Program(ctx context.Context, addr, v uint64) error {
	return errors.Join(a.Unlocked(ctx, AMDProgram), a.Write(ctx, addr, v))
}

// EraseSectors starts to erase the sectors with these words. There must not be more than 50 µs from one to the next.
func (a *AMD) EraseSectors(ctx context.Context, addrs ...uint64) error {
	err := errors.Join(a.Unlocked(ctx, EraseSetup), a.Command(ctx, Unlock1, unlockData1), a.Command(ctx, Unlock2, unlockData2))
	for _, addr := range addrs {
		err = errors.Join(err, a.Command(ctx, addr, SectorErase))
	}
	return err
}

// EraseChip starts to erase all sectors.
func (a *AMD) EraseChip(ctx context.Context) error {
	return errors.Join(a.Unlocked(ctx, EraseSetup), a.Unlocked(ctx, ChipErase))
}

// Done lets time pass until a word shows that an erase is over: DQ7 is 1 then.
func (a *AMD) Done(ctx context.Context, addr uint64) error {
	return a.Machine.Wait(ctx, "the end of an erase", func(ctx context.Context) (bool, error) {
		v, err := a.Read(ctx, addr)
		if done := v&a.Each(DQ7) == a.Each(DQ7); done || err != nil {
			return done, err
		}
		if v&a.Each(DQ5) != 0 {
			return false, fmt.Errorf("the status is %#x: timing limits are exceeded", v)
		}
		return false, nil
	})
}

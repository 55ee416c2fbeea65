package smc91c111

import (
	"context"
	"fmt"
)

// The frame by which the PHY's registers are read, bit by bit (IEEE 802.3-2022, section 22.2.4.5 "Management frame structure").
const (
	preamble = 32
	readOf   = 0b0110 << 10 // a start, a read, and PHY 0, the one in the chip
	asked    = 14           // bits up to the number of the register
	answered = 17           // bits of the PHY: the end of the turnaround, and the register
)

// turn clocks a bit to the PHY, or from it, if not driven.
func (d *Device) turn(ctx context.Context, s Serial) (in uint32, err error) {
	for _, v := range []Serial{s, s | Clock} {
		if err := Management.Write(ctx, d.Regs, ManagementAfterReset|v); err != nil {
			return 0, fmt.Errorf("smc91c111: PHY: %w", err)
		}
	}
	v, err := Management.Read(ctx, d.Regs)
	if v&DataIn != 0 {
		in = 1
	}
	return in, err
}

// ReadPHY reads register n of the chip's PHY.
func (d *Device) ReadPHY(ctx context.Context, n int) (uint16, error) {
	var out []Serial
	for range preamble {
		out = append(out, Drive|DataOut)
	}
	for bit := asked - 1; bit >= 0; bit-- {
		out = append(out, Drive|Serial((readOf|n)>>bit)&DataOut)
	}
	out = append(out, 0) // the turnaround begins, in which nobody drives the line
	for _, s := range out {
		if _, err := d.turn(ctx, s); err != nil {
			return 0, err
		}
	}
	var v uint32
	for range answered {
		in, err := d.turn(ctx, 0)
		if err != nil {
			return 0, err
		}
		v = v<<1 | in
	}
	return uint16(v), Management.Write(ctx, d.Regs, ManagementAfterReset)
}

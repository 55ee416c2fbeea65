package reg_test

import (
	"context"
	"fmt"

	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/qtest"
)

// Control is the value of the register at 0x04 of an imaginary device.
type Control uint16

const (
	Enable   Control = 1 << 0
	Loopback Control = 1 << 4
)

// String returns the names of the bits set.
func (c Control) String() string {
	return reg.Format(c, []reg.Bit[Control]{{Mask: Enable, Name: "ENABLE"}, {Mask: Loopback, Name: "LOOPBACK"}})
}

// ControlRegister is at 0x04 and has 16 bits. An access of another width, or a
// value of another type, does not compile.
const ControlRegister reg.Reg[Control] = 0x04

// registers represents a BAR, a window of memory, or an I²C device.
type registers map[uint64]uint64

func (r registers) Load(_ context.Context, _ qtest.Width, offset uint64) (uint64, error) {
	return r[offset], nil
}

func (r registers) Store(_ context.Context, _ qtest.Width, offset, value uint64) error {
	r[offset] = value
	return nil
}

func ExampleReg() {
	ctx := context.Background()
	device := registers{0x04: 0x8010}
	if err := ControlRegister.Modify(ctx, device, Loopback, Enable); err != nil {
		fmt.Println(err)
		return
	}
	v, err := ControlRegister.Read(ctx, device)
	fmt.Println(v, err)
	// Output: ENABLE|0x8000 <nil>
}

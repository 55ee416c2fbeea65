package i2c_test

import (
	"context"
	"encoding/binary"
	"fmt"

	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/i2c"
	"github.com/qgraph/qgraph/libqos/bus/i2c/i2cfake"
)

// A device on the bus has typed registers like any other. The trace of the fake's
// wire shows its transfers.
func ExampleDevice() {
	ctx := context.Background()
	bus := &i2cfake.Bus{Wire: i2cfake.Wire{Targets: map[i2c.Address]i2cfake.Target{0x49: &i2cfake.Memory{}}}}
	sensor := i2c.NewDevice(bus, 0x49, binary.BigEndian)

	const high reg.Reg[uint16] = 0x03
	if err := high.Write(ctx, sensor, 0x5500); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(bus.Trace())
	limit, err := high.Read(ctx, sensor)
	fmt.Println(bus.Trace())
	fmt.Printf("%#x %v\n", limit, err)
	// Output:
	// S 0x49W+ 03+ 55+ 00+ P
	// S 0x49W+ 03+ Sr 0x49R+ 55+ 00- P
	// 0x5500 <nil>
}

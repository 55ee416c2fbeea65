package guest_test

import (
	"context"
	"encoding/binary"
	"fmt"

	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/qtest/qtestfake"
)

// A machine has memory with an allocator, and parts with registers. Here the part's
// registers are big-endian and the machine is little-endian. Values are those of
// the manual.
func ExampleMachine_Registers() {
	ctx := context.Background()
	memory := qtestfake.NewMemory()
	conn, end := memory.Connect()
	defer end()

	m := guest.NewMachine(conn, binary.LittleEndian, guest.RAM{Base: 1 << 20, Size: 1 << 20})
	ic := guest.Controller{Path: "/machine/soc/ic"}
	uart := guest.Peripheral{Base: 0x10009000, Order: binary.BigEndian, Lines: ic.Lines(12)}

	const divisor reg.Reg[uint32] = 0x24
	if err := divisor.Write(ctx, m.Registers(uart), 0x1234); err != nil {
		fmt.Println(err)
		return
	}
	buffer, err := m.Alloc.Alloc(512, 4096)
	if err != nil {
		fmt.Println(err)
		return
	}
	err = conn.Sync(ctx)
	fmt.Printf("% x, buffer at %#x, interrupt: %v, error %v\n", memory.Bytes(0x10009024, 4), buffer, uart.Lines[0], err)
	fmt.Println(m.Alloc.Check())
	// Output:
	// 00 00 12 34, buffer at 0x100000, interrupt: input 12 of /machine/soc/ic, error <nil>
	// guest: 0x100000-0x100200: guest memory was not freed
}

package qtest_test

import (
	"context"
	"fmt"
	"time"

	"github.com/qgraph/qgraph/qtest"
	"github.com/qgraph/qgraph/qtest/qtestfake"
)

// A condition is awaited by stepping the virtual clock: here for a device that is done
// after 3 ms. A fake stands for QEMU.
func ExamplePoll() {
	ctx := context.Background()
	machine := qtestfake.NewMemory()
	machine.OnRead(0x1000, func(qtest.Width) uint64 {
		if machine.Now() < 3*time.Millisecond {
			return 0
		}
		return 1
	})
	conn, end := machine.Connect()
	defer end()

	err := qtest.Poll(ctx, conn, "done bit", func(ctx context.Context) (bool, error) {
		v, err := conn.Read(ctx, qtest.Width32, 0x1000)
		return v&1 != 0, err
	})
	fmt.Println(err, machine.Now().Round(time.Millisecond))
	// Output: <nil> 3ms
}

// Writes are posted: they reach QEMU in their order, without a wait. The next call that
// waits returns the error if QEMU refused one.
func ExampleConn_Sync() {
	ctx := context.Background()
	machine := qtestfake.NewMemory()
	conn, end := machine.Connect()
	defer end()

	for i := range uint64(4) {
		if err := conn.Write(ctx, qtest.Width8, 0x100+i, 0xa0+i); err != nil {
			fmt.Println(err)
			return
		}
	}
	err := conn.Sync(ctx)
	n := conn.Counts()
	fmt.Printf("% x, error %v: %d requests, %d wait\n", machine.Bytes(0x100, 4), err, n.Commands, n.Waited)
	// Output: a0 a1 a2 a3, error <nil>: 4 requests, 1 wait
}

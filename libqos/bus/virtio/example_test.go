package virtio_test

import (
	"context"
	"encoding/binary"
	"fmt"

	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/bus/virtio/virtiofake"
	"github.com/qgraph/qgraph/qtest/qtestfake"
)

// A device is opened by one of its transports, negotiates features, and then serves
// requests from a queue. The fake echoes each request.
func ExampleHardware_Start() {
	ctx := context.Background()
	memory := qtestfake.NewMemory()
	conn, end := memory.Connect()
	defer end()
	machine := guest.NewMachine(conn, binary.LittleEndian, guest.RAM{Base: 1 << 20, Size: 1 << 20})
	fake := virtiofake.NewDevice(memory, machine.Order, virtiofake.Options{QueueSizes: []uint16{8}})
	fake.Serve = func(_ uint16, r virtiofake.Request) []byte { return r.Out }
	hw := &virtio.Hardware{Name: "echo", Machine: machine, Transports: []virtio.Transport{fake}}

	dev, queues, err := hw.Start(ctx, hw.Transports[0], virtio.FeaturesOf(virtio.FeatureEventIdx), 0)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer dev.Close(ctx)
	const request, reply = 0x1000, 0x2000
	if err := machine.WriteMemory(ctx, request, []byte("hello")); err != nil {
		fmt.Println(err)
		return
	}
	head, err := queues[0].Add(virtio.Readable(request, 5), virtio.Writable(reply, 16))
	if err != nil {
		fmt.Println(err)
		return
	}
	used, err := queues[0].Finish(ctx, head)
	fmt.Printf("%v: %d bytes came back, error %v: ", dev.Features(), used.Size, err)
	fmt.Printf("%s\n", memory.Bytes(reply, 5))
	// Output:
	// F_VERSION_1: 5 bytes came back, error <nil>: hello
}

package generic

import "github.com/qgraph/qgraph/graph"

// memorySlots has the machine take memory devices while it runs.
var memorySlots = graph.Before(graph.Option{Flag: "-m", Props: []graph.Prop{graph.P("slots", "4"), graph.P("maxmem", "4G")}})

// cryptodev is the need of a device that ciphers: QEMU's own library does it.
var cryptodev = graph.NewNeed("cryptodev", "cryptodev", graph.Backend{Kind: graph.Object, Type: "cryptodev-backend-builtin"})

// noFlash is the complaint of a flash controller with a chip of another kind behind it.
var noFlash = graph.Allows(graph.Complaint{
	Kind: graph.WarningMessage, Text: `Aspeed SMC ssi\.\d\.\d : Invalid \S+ device type`,
	Why: "The board's controllers are for flash chips, and the chip is plugged in all the same.",
})

// cxlMachine has the machine take CXL devices.
func cxlMachine() graph.NodeOption {
	return graph.Before(graph.Option{Flag: "-M", Props: []graph.Prop{graph.P("cxl", "on")}})
}

// can is the need of a CAN controller: the first of its properties is a bus, and the others
// are the same one.
func can(property string, others ...string) []graph.EdgeOption {
	bus := graph.NewNeed("can", property, graph.Backend{Kind: graph.Object, Type: "can-bus"})
	options := []graph.EdgeOption{graph.Needs(bus)}
	for _, name := range others {
		options = append(options, graph.Props(graph.Prop{Name: name, Value: graph.Ref(bus)}))
	}
	return options
}

// memory is the need of a device with memory of that size in bytes.
func memory(backend string, size int64) graph.Need {
	return graph.NewNeed("memdev", "memdev", memoryBackend(backend, size))
}

// memoryBackend is memory of that size in bytes. With a folder as its path, QEMU makes a
// file there that has no name.
func memoryBackend(backend string, size int64) graph.Backend {
	b := graph.Backend{Kind: graph.Object, Type: backend, Props: []graph.Prop{{Name: "size", Value: graph.Int(size)}, graph.P("share", "on")}}
	if backend == "memory-backend-file" {
		b.Props = append(b.Props, graph.P("mem-path", "."))
	}
	return b
}

package vhostdevice

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/bus/virtiopci"
)

// modern is a function of that class without a legacy interface.
func modern(class pci.Class, vectors int) []Function {
	return []Function{{Model: virtiopci.Model{Class: class, Vectors: vectors}}}
}

// transitional are the three models of a device that has a legacy interface: one that
// follows its bus, one that always has it, and one that never has.
func transitional(m virtiopci.Model) []Function {
	always, never := m, m
	always.AlwaysLegacy = true
	never.LegacyID, never.LegacyConfig = 0, 0
	return []Function{{Model: m}, {always, "-pci-transitional"}, {never, "-pci-non-transitional"}}
}

// Kinds returns QEMU's vhost-user devices, all but those of the network, which are
// virtio-net with another backend.
func Kinds() []Kind {
	const reads, writes = true, true
	const whole = "11.1" // older versions take rings of 1024 descriptors with an in-flight region of 128
	noAlignment := []graph.Earlier[int]{{Until: "11.1", Value: 16, Why: "The configuration space of a GPU ended before blob_alignment"}}
	const gpuSets = 1<<virtio.FeatureRingReset | 1<<virtio.FeatureNotifyOnEmpty
	return []Kind{
		{
			Name: "vhost-user-blk", OnBus: "vhost-user-blk", Type: virtio.Block, Since: whole,
			Early: true, Config: 57, Writable: Range{32, 1}, Own: Range{34, 2}, // num_queues
			Queues: []Queue{{"requestq1", 128, reads, writes, false}},
			PCI:    transitional(virtiopci.Model{Class: pci.ClassSCSI, Vectors: 2, LegacyID: virtiopci.LegacyBlock, LegacyConfig: 57}),
		},
		{
			Name: "vhost-user-fs", Type: virtio.FileSystem, Props: []Prop{{Name: "tag", Text: "shared"}},
			Queues: []Queue{{"hiprio", 128, reads, writes, false}, {"requestq", 128, reads, writes, false}},
			PCI:    modern(pci.ClassStorage, 3),
		},
		{
			Name: "vhost-user-gpio", Type: virtio.GPIO, Config: 8,
			Unmigratable: true,
			Queues:       []Queue{{"requestq", 64, reads, writes, false}, {"eventq", 64, reads, writes, false}},
			PCI:          modern(pci.ClassCommunication, 3),
		},
		{
			Name: "vhost-user-gpu", OnBus: "vhost-user-gpu", Type: virtio.GPU, Config: 20, Earlier: noAlignment, Own: Range{0, 12}, Fixed: true, Fixture: true,
			Features: []virtio.Feature{1 /* EDID */}, Sets: gpuSets,
			Queues: []Queue{{"controlq", 64, reads, writes, false}, {"cursorq", 16, reads, false, false}},
			PCI:    modern(pci.ClassDisplay, 3),
		},
		{
			Name: "vhost-user-i2c", Type: virtio.I2CAdapter,
			Unmigratable: true,
			Queues:       []Queue{{"requestq", 4, reads, writes, false}},
			PCI:          modern(pci.ClassCommunication, 2),
		},
		{
			Name: "vhost-user-input", OnBus: "vhost-user-input", Type: virtio.Input, Config: 136, Writable: Range{0, 2},
			Unmigratable: true,
			Queues:       []Queue{{"eventq", 4, false, writes, false}, {"statusq", 4, reads, false, false}},
			PCI:          modern(pci.ClassInput, 3),
		},
		{
			Name: "vhost-user-rng", OnBus: "vhost-user-rng", Type: virtio.Entropy,
			Unmigratable: true,
			Queues:       []Queue{{"requestq", 4, false, writes, false}},
			PCI:          modern(pci.ClassOthers, 2),
		},
		{
			Name: "vhost-user-rtc", OnBus: "vhost-user-rtc", Type: virtio.Clock,
			Unmigratable: true,
			Queues:       []Queue{{"requestq", 1024, reads, writes, false}, {"alarmq", 1024, false, writes, false}},
			PCI:          modern(pci.ClassClock, 3),
		},
		{
			Name: "vhost-user-scsi", OnBus: "vhost-user-scsi", Type: virtio.SCSIHost, Since: whole,
			Sets:   1 << 2, // CHANGE
			Queues: []Queue{{"controlq", 128, reads, writes, false}, {"eventq", 128, false, writes, false}, {"requestq", 128, reads, writes, false}},
			PCI:    transitional(virtiopci.Model{Class: pci.ClassSCSI, Vectors: 4, LegacyID: virtiopci.LegacySCSIHost, LegacyConfig: 36}),
		},
		{
			Name: "vhost-user-snd", OnBus: "vhost-user-snd", Type: virtio.Sound, Config: 12,
			Unmigratable: true,
			Queues: []Queue{
				{"controlq", 64, reads, writes, false}, {"eventq", 64, false, writes, false},
				{"txq", 64, reads, writes, false}, {"rxq", 64, reads, writes, false},
			},
			PCI: modern(pci.ClassAudio, 5),
		},
		{
			Name: "vhost-user-spi", Type: virtio.SPI, Config: 32,
			Unmigratable: true,
			Queues:       []Queue{{"requestq", 4, reads, writes, false}},
			PCI:          modern(pci.ClassCommunication, 2),
		},
		{
			// QEMU's device of any type: here with an ID that no other device has.
			Name: "vhost-user-test-device", OnBus: "vhost-user-test-device", Type: virtio.Bluetooth, Config: 24, Writable: Range{0, 24},
			Unmigratable: true,
			Queues:       []Queue{{"queue0", 64, reads, writes, false}, {"queue1", 64, reads, writes, false}, {"queue2", 64, reads, writes, false}},
			Props:        []Prop{{Name: "virtio-id", Number: int64(virtio.Bluetooth)}, {Name: "num_vqs", Number: 3}, {Name: "config_size", Number: 24}},
			PCI:          modern(pci.ClassCommunication, 4),
		},
		{
			Name: "vhost-user-vga", Type: virtio.GPU, Config: 20, Earlier: noAlignment, Own: Range{0, 12}, Fixed: true, Fixture: true,
			Features: []virtio.Feature{1 /* EDID */}, Sets: gpuSets, OnBus: NoBus,
			Queues: []Queue{{"controlq", 64, reads, writes, false}, {"cursorq", 16, reads, false, false}},
			PCI:    []Function{{Model: virtiopci.Model{Class: pci.ClassVGA, Vectors: 3, Driver: "vhost-user-vga"}}},
		},
		{
			Name: "vhost-user-vsock", Type: virtio.Socket, Config: 8,
			Unmigratable: true,
			Queues:       []Queue{{"rx", 128, false, writes, false}, {"tx", 128, reads, false, false}, {"event", 128, false, writes, true}},
			PCI: []Function{
				{Model: virtiopci.Model{Class: pci.ClassCommunication, Vectors: 4}},
				{virtiopci.Model{Class: pci.ClassCommunication, Vectors: 4}, "-pci-non-transitional"},
			},
		},
		{
			Name: "vhost-user-scmi", Type: virtio.SCMI, NoMessages: true,
			Unmigratable: true,
			Queues:       []Queue{{"cmdq", 256, reads, writes, false}, {"eventq", 256, false, writes, false}},
			PCI:          modern(pci.ClassCommunication, 3),
		},
	}
}

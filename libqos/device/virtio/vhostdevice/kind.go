package vhostdevice

import (
	"context"
	"slices"
	"strings"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/vhost"
	"github.com/qgraph/qgraph/libqos/base/hotplug"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/bus/virtiommio"
	"github.com/qgraph/qgraph/libqos/bus/virtiopci"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtiogpu"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtioscsi"
	"github.com/qgraph/qgraph/libqos/protocol/vhostuser"
)

// Kind is a type of vhost-user device.
type Kind struct {
	Name   string      // QEMU's, without the transport
	Type   virtio.Type // of device
	Queues []Queue
	Config int // bytes of configuration space that the back end has; 0: QEMU has it, or there is none
	// Earlier are the sizes of configuration space, in place of Config, that older versions of QEMU show a driver.
	Earlier []graph.Earlier[int]
	// Writable is the range of configuration space that a driver may write, in bytes.
	Writable Range
	Own      Range            // of configuration space that QEMU fills in itself, from its properties
	Fixed    bool             // QEMU does not hear of changes of configuration space by the back end
	Features []virtio.Feature // of the device type that the back end must offer
	// Sets are features that QEMU sets though the back end does not offer them: see
	// the deviations of tests/vhostuser.
	Sets    vhostuser.Features
	Fixture bool // it cannot be plugged in or removed while the machine runs
	Early   bool // QEMU reads configuration space when the device is plugged in
	// Stateful is a device of whose back end QEMU carries the state in a migration.
	Stateful bool
	// Unmigratable is a device of which QEMU refuses the migration.
	Unmigratable bool
	// Since is the version of QEMU from which the device keeps to the protocol in what the tests ask of the
	// test's own back end; "": 10.0.
	Since string
	// NoMessages leaves the transport with MSI-X out: see the test that shows why.
	NoMessages bool

	OnBus string     // the model on a virtio bus; "": the name with "-device"
	Props []Prop     // of the device
	PCI   []Function // the models on PCI
}

// ShownConfig returns how many bytes of the back end's configuration space that version of QEMU shows a driver.
func (k Kind) ShownConfig(v graph.Version) int {
	return graph.ByVersion[int]{Value: k.Config, Earlier: k.Earlier}.On(v)
}

// Range is a range of bytes.
type Range struct{ Offset, Size uint32 }

// Prop is a property of a device: a number, or text if that is not empty.
type Prop struct {
	Name   string
	Text   string
	Number int64
}

// OnCommandLine returns the properties for the command line.
func (k Kind) OnCommandLine() []graph.Prop {
	var props []graph.Prop
	for _, p := range k.Props {
		v := graph.Int(p.Number)
		if p.Text != "" {
			v = graph.Str(p.Text)
		}
		props = append(props, graph.Prop{Name: p.Name, Value: v})
	}
	return props
}

// Plugged returns the properties for a device that is plugged in, with a back end's
// character device.
func (k Kind) Plugged(chardev string) []hotplug.Prop {
	props := []hotplug.Prop{hotplug.String("chardev", chardev)}
	for _, p := range k.Props {
		if p.Text != "" {
			props = append(props, hotplug.String(p.Name, p.Text))
		} else {
			props = append(props, hotplug.Int(p.Name, p.Number))
		}
	}
	return props
}

// Queue is a queue of a device.
type Queue struct {
	Name   string // the specification's
	Size   uint16 // number of descriptors by default
	Reads  bool   // the device reads buffers of it
	Writes bool   // the device writes buffers of it
	Local  bool   // QEMU serves it, not the back end
}

// Function is a model of the device on PCI.
type Function struct {
	Model  virtiopci.Model // without its Device
	Suffix string          // of QEMU's name; "": "-pci"
}

// Device is a vhost-user device that is plugged in.
type Device struct {
	*virtio.Hardware
	Kind     Kind
	Function *virtiopci.Function // nil on a virtio bus
}

// Interface is the interface of every vhost-user device.
var Interface = graph.NewInterface[*Device]("vhost-user")

// Hotplug is the ability of a device to be plugged in and removed while the machine
// runs.
var Hotplug = graph.NewAbility("hotplug of the vhost-user device")

// Modern is the ability of a device to be driven without a legacy interface. The machines'
// own transports have no other.
var Modern = graph.NewAbility("a modern interface of the vhost-user device")

// BlockPCIDriver is the block device on PCI.
var BlockPCIDriver = graph.NewDriver[*virtiopci.Function]("vhost-user-blk-pci")

// BackEnd is the need of every device: by it a test puts another back end in the place
// of its own server.
var BackEnd = vhost.Chardev(nil)

// BlockInterface is the interface of block devices.
var BlockInterface = graph.NewInterface[*Device]("vhost-user-blk")

// GPIOInterface is the interface of GPIO controllers.
var GPIOInterface = graph.NewInterface[*Device]("vhost-user-gpio")

// SCMIInterface is the interface of SCMI devices.
var SCMIInterface = graph.NewInterface[*Device]("vhost-user-scmi")

// NoBus, as OnBus, is of a device without a model on a virtio bus.
const NoBus = "none"

// Model returns the model of the device.
func (k Kind) Model() virtio.Model {
	m := virtio.Model{Name: k.Name, OnBus: k.OnBus, Type: k.Type, Features: k.Features, Names: names(k.Type)}
	for _, q := range k.Queues {
		m.Queues = append(m.Queues, virtio.QueueModel{Name: q.Name, Size: q.Size})
	}
	return m
}

// names returns the names of the features that QEMU offers whatever the back end does.
func names(t virtio.Type) []virtio.FeatureName {
	switch t {
	case virtio.GPU:
		return virtiogpu.Model().Names
	case virtio.SCSIHost:
		return virtioscsi.Model().Names
	}
	return nil
}

// BlockPCIModel returns the model of the block device on PCI.
func BlockPCIModel() virtiopci.Model {
	kinds := Kinds()
	block := kinds[slices.IndexFunc(kinds, func(k Kind) bool { return k.Type == virtio.Block })]
	return block.PCIModels()[0]
}

// PCIModels returns the models of the device on PCI.
func (k Kind) PCIModels() []virtiopci.Model {
	var models []virtiopci.Model
	for _, f := range k.PCI {
		m := f.Model
		m.Device = k.Model()
		if f.Suffix != "" {
			m.Driver = k.Name + f.Suffix
		}
		models = append(models, m)
	}
	return models
}

// BusDriver returns the device on a virtio bus.
func (k Kind) BusDriver() graph.Driver[*virtiommio.Slot] {
	if k.OnBus != "" && k.Type != virtio.Block { // whose interface has that name
		return graph.NewDriver[*virtiommio.Slot](k.OnBus)
	}
	return graph.NewDriver[*virtiommio.Slot](k.Name + "-device")
}

// Chardev is the device's need of a back end.
func (k Kind) Chardev() graph.Need { return vhost.Chardev(k.Describe) }

// Since is the requirement of a version of QEMU from which vhost-user devices do what a test asks of them.
func Since(version string) graph.NodeOption {
	return graph.Since(version, "vhost-user devices that keep to the protocol in all that the tests ask")
}

// Describe returns what the back end offers.
func (k Kind) Describe() vhostuser.Device {
	d := vhostuser.Device{
		Features: vhostuser.FeatureVersion1 | vhostuser.FeatureEventIdx | vhostuser.FeatureIndirectDesc | vhostuser.FeatureLogAll |
			vhostuser.FeatureAnyLayout,
		Tolerated: k.Sets,
		Protocol: vhostuser.MQ | vhostuser.LogShmFD | vhostuser.ReplyAck | vhostuser.InflightShmFD | vhostuser.CanResetDevice |
			vhostuser.CrossEndian | vhostuser.ConfigureMemSlots,
		Queues:   make([]vhostuser.Handler, len(k.Queues)),
		MemSlots: 32,
	}
	for _, f := range k.Features {
		d.Features |= 1 << f
	}
	if k.Stateful {
		d.Protocol |= vhostuser.DeviceState
	}
	if k.Config > 0 {
		d.Protocol |= vhostuser.Config | vhostuser.BackendReq
		for i := range k.Config {
			d.Config = append(d.Config, byte(0x11+i))
		}
	}
	return d
}

// On returns the device with that hardware; f is nil on a virtio bus.
func (k Kind) On(hw *virtio.Hardware, f *virtiopci.Function) *Device {
	if k.NoMessages {
		without := *hw
		without.Transports = slices.DeleteFunc(slices.Clone(hw.Transports), func(t virtio.Transport) bool {
			return strings.Contains(t.String(), "MSI-X")
		})
		hw = &without
	}
	return &Device{Hardware: hw, Kind: k, Function: f}
}

// WithoutLegacy returns the device without its legacy transports.
func WithoutLegacy(hw *virtio.Hardware) *virtio.Hardware {
	without := *hw
	without.Transports = slices.DeleteFunc(slices.Clone(hw.Transports), virtio.Transport.Legacy)
	return &without
}

// Attach returns the back end of the device, and QEMU's connection to it.
func (d *Device) Attach(ctx context.Context, env *run.Env) (*vhostuser.Server, *vhostuser.Session, error) {
	server, err := vhost.Attach(env, d.Kind.Chardev())
	if err != nil {
		return nil, nil, err
	}
	session, err := server.Session(ctx)
	return server, session, err
}

// Served returns the indices of the queues that the back end serves.
func (k Kind) Served() []uint16 {
	var served []uint16
	for i, q := range k.Queues {
		if !q.Local {
			served = append(served, uint16(i))
		}
	}
	return served
}

package usb

import (
	"context"
	"errors"
	"time"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/guest"
)

// Interface is the node of a bus that USB devices can be plugged into.
var Interface = graph.NewInterface[*Bus]("usb-bus")

// Host is a host controller with the ports of its root hub, counted from 0. Each kind
// of controller implements it; drivers of devices know no more of one.
type Host interface {
	// Start has the controller send frames, and powers its ports.
	Start(ctx context.Context) error
	// Stop resets the controller and gives its memory back.
	Stop(ctx context.Context) error
	// AwaitDevice lets virtual time pass until a device is in a port.
	AwaitDevice(ctx context.Context, port int) error
	// ResetPort resets the device in a port, which then has address 0, and
	// returns its speed.
	ResetPort(ctx context.Context, port int) (Speed, error)
	// Control does a control transfer: it sends data, or returns what the device
	// answers.
	Control(ctx context.Context, ep Endpoint, setup Setup, data []byte) ([]byte, error)
	// Bulk does a bulk transfer of up to len(p) bytes, and returns how many
	// there were. It has the endpoint keep its data toggle.
	Bulk(ctx context.Context, ep *Endpoint, p []byte) (int, error)
	// Interrupt is Bulk for an interrupt transfer, and ends with an error that
	// wraps [ErrNAK] if the device has nothing to say within some virtual time.
	Interrupt(ctx context.Context, ep *Endpoint, p []byte, within time.Duration) (int, error)
	// Machine returns the machine that the controller belongs to.
	Machine() *guest.Machine
}

// Errors that those of a [Host] wrap.
var (
	ErrStall    = errors.New("the endpoint is stalled")
	ErrNoAnswer = errors.New("no device answers")
	ErrNAK      = errors.New("the device has no data")
)

// Speed is the speed of a device.
type Speed uint8

// The speeds (section 4.2.1 "Electrical"). The zero value is that of most devices.
const (
	FullSpeed Speed = iota // 12 Mb/s
	LowSpeed               // 1.5 Mb/s
	HighSpeed              // 480 Mb/s
)

// TransferKind is a kind of transfer.
type TransferKind uint8

// The kinds of transfer, as endpoint descriptors have them (table 9-13 "Standard
// Endpoint Descriptor").
const (
	Control TransferKind = iota
	Isochronous
	Bulk
	Interrupt
)

// Endpoint is an endpoint of a device as a host controller needs to know it. The zero
// value with a MaxPacket is endpoint 0 of a device without an address.
type Endpoint struct {
	Address   uint8 // of the device, 0 to 127
	Number    uint8 // 0 to 15
	In        bool  // data goes to the host; without meaning for Control
	Kind      TransferKind
	Speed     Speed
	MaxPacket int           // in bytes
	Interval  time.Duration // between two transfers, of Interrupt
	Toggle    bool          // the next data packet is DATA1, not DATA0
}

// Bus is a host controller with a port that the path's device is in.
type Bus struct {
	Host
	Port int
}

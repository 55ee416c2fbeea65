package usb

import (
	"context"
	"errors"
	"time"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/guest"
)

// Interface is the interface of every USB bus.
var Interface = graph.NewInterface[*Bus]("usb-bus")

// Host is a host controller with the ports of its root hub, counted from 0. Each
// kind of controller implements it. Drivers of devices use nothing else of a
// controller.
type Host interface {
	// Start makes the controller send frames, and powers its ports.
	Start(ctx context.Context) error
	// Stop resets the controller and frees its memory.
	Stop(ctx context.Context) error
	// AwaitDevice lets virtual time pass until a port has a device.
	AwaitDevice(ctx context.Context, port int) error
	// ResetPort resets the device in a port and returns its speed. The device
	// then has address 0.
	ResetPort(ctx context.Context, port int) (Speed, error)
	// Control performs a control transfer: it sends data, or returns the
	// device's answer.
	Control(ctx context.Context, ep Endpoint, setup Setup, data []byte) ([]byte, error)
	// Bulk performs a bulk transfer of up to len(p) bytes, and returns the
	// number of bytes. It updates the endpoint's data toggle.
	Bulk(ctx context.Context, ep *Endpoint, p []byte) (int, error)
	// Interrupt is Bulk for an interrupt transfer. The error wraps [ErrNAK] if
	// the device has no data within that virtual time.
	Interrupt(ctx context.Context, ep *Endpoint, p []byte, within time.Duration) (int, error)
	// Machine returns the controller's machine.
	Machine() *guest.Machine
}

// Errors that a [Host]'s errors wrap.
var (
	ErrStall    = errors.New("the endpoint is stalled")
	ErrNoAnswer = errors.New("no device answers")
	ErrNAK      = errors.New("the device has no data")
)

// Speed is the speed of a device.
type Speed uint8

// The speeds (section 4.2.1 "Electrical"). The zero value is the speed of most
// devices.
const (
	FullSpeed Speed = iota // 12 Mb/s
	LowSpeed               // 1.5 Mb/s
	HighSpeed              // 480 Mb/s
)

// TransferKind is a kind of transfer.
type TransferKind uint8

// The kinds of transfer, with their numbers in endpoint descriptors (table 9-13
// "Standard Endpoint Descriptor").
const (
	Control TransferKind = iota
	Isochronous
	Bulk
	Interrupt
)

// Endpoint is an endpoint of a device, with a host controller's data about it. The
// zero value with a MaxPacket is endpoint 0 of a device without an address.
type Endpoint struct {
	Address   uint8 // of the device, 0 to 127
	Number    uint8 // 0 to 15
	In        bool  // data goes to the host; ignored for Control
	Kind      TransferKind
	Speed     Speed
	MaxPacket int           // in bytes
	Interval  time.Duration // between two Interrupt transfers
	Toggle    bool          // the next data packet is DATA1 instead of DATA0
}

// Bus is a host controller with the port of the path's device.
type Bus struct {
	Host
	Port int
}

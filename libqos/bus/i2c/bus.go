package i2c

import (
	"context"
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/guest"
)

// Interface is the interface of every I²C bus.
var Interface = graph.NewInterface[Bus]("i2c-bus")

// Bus is a bus together with the controller that is its master.
type Bus interface {
	// Transfer sends write to the device at addr and then fills read with the
	// device's bytes: START, address and write, repeated START, address and
	// read, STOP (UM10204, section 3.1.10 "The target address and R/W bit"). An
	// empty slice omits its part. Two empty slices are [ErrEmpty], as not every
	// controller can send an address alone. Every byte read is acknowledged
	// except the last. The bus is free again afterwards, even after an error.
	// Errors of the bus are a [*TransferError]. A host of SMBus cannot make every
	// transfer: [ErrUnsupported].
	Transfer(ctx context.Context, addr Address, write, read []byte) error
	// Machine returns the bus's machine, nil if there is none.
	Machine() *guest.Machine
}

// Address is the address of a device, 7 bits without R/W (UM10204, section
// 3.1.10).
type Address uint8

// String returns the address in QEMU's format.
func (a Address) String() string { return fmt.Sprintf("%#02x", uint8(a)) }

// At is the option of a driver that sets its device's address.
func At(a Address) graph.EdgeOption { return graph.Props(graph.P("address", a.String())) }

// Causes of a failed transfer; a [TransferError] wraps one.
var (
	ErrEmpty       = errors.New("nothing to write and nothing to read")
	ErrAddressNACK = errors.New("no device acknowledges the address")
	ErrDataNACK    = errors.New("the device does not acknowledge the byte")
	ErrArbitration = errors.New("arbitration lost to another master")
	ErrBusy        = errors.New("the bus remains busy")
	// ErrUnsupported is an error of the controller: it can make some transfers only, as those of SMBus.
	ErrUnsupported = errors.New("the controller has no such transfer")
)

// TransferError is the error of a failed transfer, with the failed part.
type TransferError struct {
	Addr  Address
	Phase Phase
	Byte  int   // number of the byte, from 0, if Phase is Write or Read
	Err   error // the cause
}

// Phase is a part of a transfer.
type Phase uint8

// The parts of a transfer.
const (
	Start        Phase = iota // START, or waiting for a free bus
	WriteAddress              // address with R/W = 0
	Write
	ReadAddress // address with R/W = 1
	Read
)

// Error names the failed part and the cause.
func (e *TransferError) Error() string {
	what := fmt.Sprintf("part %d of the transfer", uint8(e.Phase))
	switch e.Phase {
	case Start:
		what = "START"
	case WriteAddress:
		what = "address for writing"
	case Write:
		what = fmt.Sprintf("write of byte %d", e.Byte)
	case ReadAddress:
		what = "address for reading"
	case Read:
		what = fmt.Sprintf("read of byte %d", e.Byte)
	}
	return fmt.Sprintf("i2c: device %v: %s: %v", e.Addr, what, e.Err)
}

// Unwrap returns the cause.
func (e *TransferError) Unwrap() error { return e.Err }

// Waiter lets time pass while a controller works. A Machine of libqos/base/guest is
// one.
type Waiter interface {
	// Wait lets time pass until done returns true. What names the condition in
	// the error of a timeout.
	Wait(ctx context.Context, what string, done func(context.Context) (bool, error)) error
}

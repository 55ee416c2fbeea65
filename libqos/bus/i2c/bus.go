package i2c

import (
	"context"
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/guest"
)

// Interface is the node of a bus that devices can be put on.
var Interface = graph.NewInterface[Bus]("i2c-bus")

// Bus is a bus with the controller that is its master.
type Bus interface {
	// Transfer sends what write holds to the device at addr and then fills read
	// with what the device sends: START, address and write, repeated START,
	// address and read, STOP (UM10204, section 3.1.10 "The target address and
	// R/W bit"). If one of the two is empty its part is left out; that both are
	// is [ErrEmpty], as not every controller can send an address alone. The last
	// byte read is not acknowledged, all others are. The bus is free again
	// afterwards, even after an error; errors of the bus are a [*TransferError].
	Transfer(ctx context.Context, addr Address, write, read []byte) error
	// Machine returns the machine that the bus belongs to, nil if there is none.
	Machine() *guest.Machine
}

// Address is the address of a device, 7 bits without R/W (UM10204, section
// 3.1.10).
type Address uint8

// String returns the address as QEMU takes it.
func (a Address) String() string { return fmt.Sprintf("%#02x", uint8(a)) }

// At is the option of a driver that has its device answer at an address.
func At(a Address) graph.EdgeOption { return graph.Props(graph.P("address", a.String())) }

// What a transfer can fail by; a [TransferError] wraps it.
var (
	ErrEmpty       = errors.New("nothing to write and nothing to read")
	ErrAddressNACK = errors.New("no device acknowledges the address")
	ErrDataNACK    = errors.New("the device does not acknowledge the byte")
	ErrArbitration = errors.New("arbitration lost to another master")
	ErrBusy        = errors.New("the bus stays busy")
)

// TransferError says at what point a transfer failed.
type TransferError struct {
	Addr  Address
	Phase Phase
	Byte  int   // number of the byte, from 0, where Phase is Write or Read
	Err   error // what happened
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

// Error says what was being done, and what happened.
func (e *TransferError) Error() string {
	what := fmt.Sprintf("part %d of the transfer", uint8(e.Phase))
	switch e.Phase {
	case Start:
		what = "START"
	case WriteAddress:
		what = "address for writing"
	case Write:
		what = fmt.Sprintf("byte %d to be written", e.Byte)
	case ReadAddress:
		what = "address for reading"
	case Read:
		what = fmt.Sprintf("byte %d to be read", e.Byte)
	}
	return fmt.Sprintf("i2c: device %v: %s: %v", e.Addr, what, e.Err)
}

// Unwrap returns what happened.
func (e *TransferError) Unwrap() error { return e.Err }

// Waiter lets time pass while a controller is at work; a Machine of libqos/base/guest
// is one.
type Waiter interface {
	// Wait lets time pass until done returns true. What names the condition in
	// the error when it does not come true in time.
	Wait(ctx context.Context, what string, done func(context.Context) (bool, error)) error
}

package tpm

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/guest"
)

// Interface is the interface of every TPM. It begins to work once it is opened.
var Interface = graph.NewInterface[Device]("tpm")

// FIFOInterface is the interface of every TPM with a FIFO.
var FIFOInterface = graph.NewInterface[*FIFO]("tpm-fifo")

// Device passes commands to a TPM, in locality 0.
type Device interface {
	// Open requests the locality, and has the TPM be ready for a command, whatever it did before.
	Open(ctx context.Context) error
	// Send sends a command and starts it.
	Send(ctx context.Context, command []byte) error
	// Busy reports whether the TPM still executes the command.
	Busy(ctx context.Context) (bool, error)
	// Receive waits for the response and returns it.
	Receive(ctx context.Context) ([]byte, error)
	// Failed reports whether the last command, which is no longer under way, has failed by the TPM's own account.
	Failed(ctx context.Context) (bool, error)
	// Cancel has the TPM end the command under way.
	Cancel(ctx context.Context) error
	// Machine returns the TPM's machine.
	Machine() *guest.Machine
}

// Drivers of the devices.
var (
	ISADriver    = graph.NewDriver[*FIFO]("tpm-tis")
	SystemDriver = graph.NewDriver[*FIFO]("tpm-tis-device")
	I2CDriver    = graph.NewDriver[*I2C]("tpm-tis-i2c")
	CRBDriver    = graph.NewDriver[*CRB]("tpm-crb")
)

// header is the size of a tag, a size and a code, with which a command and a response begin, in bytes
// (TPM 2.0 Library, part 1, section 18 "Command/Response Structure").
const header = 10

// codeAt is the offset of the code of a response, in bytes.
const codeAt = 6

// longest is the size of the longest response, in bytes, that a driver takes.
const longest = 1 << 16

// ErrResponse is the error for bytes that are no response.
var ErrResponse = errors.New("no response")

// sizeOf returns the size of a response by its header.
func sizeOf(head []byte) (int, error) {
	n := binary.BigEndian.Uint32(head[2:])
	if n < header || n > longest {
		return 0, fmt.Errorf("tpm: a response whose size is %d: %w", n, ErrResponse)
	}
	return int(n), nil
}

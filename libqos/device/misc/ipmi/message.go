package ipmi

import (
	"context"
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/guest"
)

// Interface is produced by every interface to a BMC.
var Interface = graph.NewInterface[BMC]("ipmi")

// The two interfaces on an ISA bus.
var (
	KCSDriver = graph.NewDriver[*KCS]("isa-ipmi-kcs")
	BTDriver  = graph.NewDriver[*BT]("isa-ipmi-bt")
)

// BMC is a management controller behind an interface.
type BMC interface {
	Machine() *guest.Machine
	// Request sends a request and returns the data of the response, without the completion
	// code. A completion code that is not 0 is a [CompletionError].
	Request(ctx context.Context, m Message) ([]byte, error)
	// Begin and End are the two halves of Request.
	Begin(ctx context.Context, m Message) error
	End(ctx context.Context, m Message) ([]byte, error)
	// Attended reports whether the BMC asks for attention (SMS_ATN).
	Attended(ctx context.Context) (bool, error)
}

// NetFn is a network function, of a request an even number.
type NetFn uint8

// Network functions (table "Network Function Codes").
const (
	Chassis NetFn = 0x00
	App     NetFn = 0x06
	Storage NetFn = 0x0a
)

// Commands of App, and of Storage (appendix G "Command Assignments").
const (
	GetDeviceID     = 0x01
	GetDeviceGUID   = 0x08
	ResetWatchdog   = 0x22
	SetWatchdog     = 0x24
	GetWatchdog     = 0x25
	SetGlobal       = 0x2e // "Set BMC Global Enables"
	GetGlobal       = 0x2f
	ClearFlags      = 0x30 // "Clear Message Flags"
	GetFlags        = 0x31
	GetSELInfo      = 0x40
	ReserveSEL      = 0x42
	GetSELEntry     = 0x43
	AddSELEntry     = 0x44
	ClearSEL        = 0x47
	GetChassisState = 0x01
)

// Message is a request.
type Message struct {
	NetFn   NetFn
	Command uint8
	Data    []byte
}

// CompletionError is a completion code that is not 0 (table "Completion Codes").
type CompletionError uint8

// InvalidCommand is the completion code of a command that the BMC does not have.
const InvalidCommand CompletionError = 0xc1

// Error returns the code.
func (e CompletionError) Error() string { return fmt.Sprintf("ipmi: completion code %#02x", uint8(e)) }

// lunBits is the width of the logical unit number, which is 0.
const lunBits = 2

// header returns the byte of the network function.
func (m Message) header() uint8 { return uint8(m.NetFn) << lunBits }

// ErrResponse is the error for a response that does not belong to the request.
var ErrResponse = errors.New("not a response to the request")

// data checks the network function and the command of a response, and returns what is behind its
// completion code.
func (m Message) data(header, command uint8, rest []byte) ([]byte, error) {
	const isResponse = 1 << lunBits
	if header != m.header()|isResponse || command != m.Command || len(rest) == 0 {
		return nil, fmt.Errorf("ipmi: network function and LUN %#02x, command %#02x, then % x: %w", header, command, rest, ErrResponse)
	}
	if rest[0] != 0 {
		return nil, CompletionError(rest[0])
	}
	return rest[1:], nil
}

package ipmi

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"time"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/qtest"
)

// Wire is the connection of an external BMC.
var Wire = graph.NewHandle("bmc-wire")

// Listening is a [Wire] on which QEMU listens.
func Listening() graph.Backend {
	return graph.Backend{
		Kind:    graph.Chardev,
		Type:    "socket",
		Props:   []graph.Prop{{Name: "path", Value: graph.Socket()}, graph.P("server", "on"), graph.P("wait", "off")},
		Channel: graph.QEMUListens,
	}
}

// WithExternal are the options of a test whose interface has an external BMC, behind this wire, instead
// of the simulated one.
func WithExternal(wire graph.Backend) []graph.TestOption {
	const id = "external"
	return []graph.TestOption{
		graph.Define(Wire, wire),
		graph.Before(graph.Option{Flag: "-device", Type: "ipmi-bmc-extern", ID: id, Props: []graph.Prop{{Name: "chardev", Value: graph.Ref(Wire)}}}),
		graph.DeviceProps(graph.P("bmc", id)),
	}
}

// Bytes with a meaning on the wire (OpenIPMI, lanserv/README.vm, "The VM Interface").
const (
	endOfMessage = 0xa0
	endOfCommand = 0xa1
	escape       = 0xaa
	escapedBit   = 1 << 4 // is cleared in the byte behind an escape
)

// WireCommand is a command on the wire: of the interface about itself, or of the BMC to the machine.
type WireCommand uint8

// Commands (OpenIPMI, lanserv/README.vm, "The VM Interface").
const (
	ClearAttention WireCommand = 0x00
	SetAttention   WireCommand = 0x01 // without an interrupt
	InterruptHost  WireCommand = 0x02 // sets the attention, too
	PowerOff       WireCommand = 0x03
	ResetMachine   WireCommand = 0x04
	EnableIRQ      WireCommand = 0x05
	DisableIRQ     WireCommand = 0x06
	Capabilities   WireCommand = 0x08 // of the interface, with a byte of bits
)

// Bits of [Capabilities].
const (
	CanPowerOff  = 1 << 0
	CanReset     = 1 << 1
	CanInterrupt = 1 << 2
	CanNMI       = 1 << 3
	CanAttention = 1 << 4
)

// External is the BMC's end of a wire.
type External struct {
	conn net.Conn
	sync func(context.Context) error
}

// Frame is a message of an interface: a command, or a request with its number.
type Frame struct {
	IsCommand bool
	Bytes     []byte // without framing; of a request without its checksum
}

// Connect connects a BMC to the interface.
func Connect(ctx context.Context, env *run.Env) (*External, error) {
	dialled, err := env.Dial(ctx, Wire)
	if err != nil {
		return nil, fmt.Errorf("ipmi: external BMC: %w", err)
	}
	conn, err := env.Noted(Wire, dialled)
	if err != nil {
		return nil, fmt.Errorf("ipmi: external BMC: %w", errors.Join(err, dialled.Close()))
	}
	env.AtEnd("disconnect the external BMC", func(context.Context) error { return conn.Close() })
	return &External{conn, env.QEMU.Sync}, nil
}

// ErrFrame is the error for bytes that are no message.
var ErrFrame = errors.New("no message")

// Next returns the next frame of the interface.
func (x *External) Next(ctx context.Context) (f Frame, err error) {
	if err := errors.Join(x.sync(ctx), x.conn.SetReadDeadline(time.Now().Add(qtest.DefaultWaitTimeout))); err != nil {
		return f, fmt.Errorf("ipmi: external BMC: %w", err)
	}
	escaped := false
	for b := make([]byte, 1); ; {
		if _, err := io.ReadFull(x.conn, b); err != nil {
			return f, fmt.Errorf("ipmi: external BMC: %w", err)
		}
		switch {
		case b[0] == endOfMessage, b[0] == endOfCommand:
			f.IsCommand = b[0] == endOfCommand
			return f, f.check()
		case b[0] == escape:
			escaped = true
		case escaped:
			f.Bytes, escaped = append(f.Bytes, b[0]&^escapedBit), false
		default:
			f.Bytes = append(f.Bytes, b[0])
		}
	}
}

// check checks the checksum of a request and takes it off.
func (f *Frame) check() error {
	if f.IsCommand {
		return nil
	}
	const shortest = 4
	if n := len(f.Bytes); n < shortest || sum(f.Bytes) != 0 {
		return fmt.Errorf("ipmi: external BMC: % x, whose sum is %#02x: %w", f.Bytes, sum(f.Bytes), ErrFrame)
	}
	f.Bytes = f.Bytes[:len(f.Bytes)-1]
	return nil
}

// sum is 0 for bytes with their checksum (IPMI 2.0, section 13.8 "2's Complement Checksum").
func sum(p []byte) (s uint8) {
	for _, b := range p {
		s += b
	}
	return s
}

// Respond sends the response to a request with that number.
func (x *External) Respond(ctx context.Context, number uint8, m Message, completion CompletionError, data ...byte) error {
	const isResponse = 1 << lunBits
	p := append([]byte{number, m.header() | isResponse, m.Command, uint8(completion)}, data...)
	return x.Send(ctx, append(p, -sum(p)), endOfMessage)
}

// Damaged is [External.Respond] with a wrong checksum.
func (x *External) Damaged(ctx context.Context, number uint8, m Message) error {
	p := []byte{number, m.header() | 1<<lunBits, m.Command, 0}
	return x.Send(ctx, append(p, ^sum(p)), endOfMessage)
}

// Do sends a command.
func (x *External) Do(ctx context.Context, c WireCommand) error {
	return x.Send(ctx, []byte{uint8(c)}, endOfCommand)
}

// Send sends bytes, escaped, with the byte that ends them.
func (x *External) Send(ctx context.Context, p []byte, end byte) error {
	var out bytes.Buffer
	for _, b := range p {
		if b == endOfMessage || b == endOfCommand || b == escape {
			out.WriteByte(escape)
			b |= escapedBit
		}
		out.WriteByte(b)
	}
	out.WriteByte(end)
	if err := x.sync(ctx); err != nil {
		return fmt.Errorf("ipmi: external BMC: %w", err)
	}
	if _, err := x.conn.Write(out.Bytes()); err != nil {
		return fmt.Errorf("ipmi: external BMC: %w", err)
	}
	return nil
}

package qmp

import (
	"fmt"

	"github.com/qgraph/qgraph/qtest/internal/wire"
)

// ProtocolError means that a received line is not QMP, or that QEMU closed the connection.
type ProtocolError = wire.ProtocolError

// TimeoutError means that a reply or an event did not come in time; errors.Is(err, context.DeadlineExceeded) holds.
type TimeoutError = wire.TimeoutError

// Error is QEMU's refusal of a command.
type Error struct {
	Class   string // "GenericError", "CommandNotFound", "DeviceNotFound", ...
	Desc    string // for humans
	Command string // the command that was refused
}

// Error repeats QEMU's description, and the class unless it is GenericError.
func (e *Error) Error() string {
	if e.Class == "GenericError" {
		return fmt.Sprintf("qmp: %s: %s", e.Command, e.Desc)
	}
	return fmt.Sprintf("qmp: %s: %s: %s", e.Command, e.Class, e.Desc)
}

package qtest

import (
	"errors"
	"fmt"
	"strings"

	"github.com/qgraph/qgraph/qtest/internal/wire"
)

// ErrUnknownCommand means that this QEMU, or this machine, does not know the qtest request.
var ErrUnknownCommand = errors.New("qtest: unknown command")

// ErrStopped means that a command could not be completed because Stop or Kill ended QEMU.
var ErrStopped = errors.New("qtest: QEMU was stopped")

// ProtocolError means that the data received over a channel violate its protocol (garbage, an unexpected line, a line too
// long, half a line), or that QEMU closed the channel and lives on. It quotes a bounded prefix of the data.
type ProtocolError = wire.ProtocolError

// TimeoutError means that an awaited reply or state did not come in time. It names the reply or state, and the time
// waited. errors.Is(err, context.DeadlineExceeded) holds, whichever limit passed.
type TimeoutError = wire.TimeoutError

// ReplyError is a FAIL or ERR reply: the link works, QEMU refused the request.
type ReplyError struct {
	Request string // abbreviated where it is long
	Reply   string // the whole line
}

// Error repeats the request and the reply.
func (e *ReplyError) Error() string { return fmt.Sprintf("qtest: %q: %s", e.Request, e.Reply) }

// Is makes the reply to a request that QEMU does not know an ErrUnknownCommand.
func (e *ReplyError) Is(target error) bool {
	return target == ErrUnknownCommand && strings.HasPrefix(e.Reply, "FAIL Unknown command")
}

// isReply reports whether err is QEMU's answer, not the lack of one.
func isReply(err error) bool {
	var refused *ReplyError
	return errors.As(err, &refused)
}

// isGarbage reports whether err is about the data received over a channel, not about its end.
func isGarbage(err error) bool {
	var protocol *ProtocolError
	return errors.As(err, &protocol) && !protocol.Closed
}

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

// ProtocolError means that what came over a channel is not the protocol spoken there: garbage, an unexpected line, a line
// too long, half a line; or that QEMU closed the channel and lives on. It quotes a bounded prefix of what came.
type ProtocolError = wire.ProtocolError

// TimeoutError means that something awaited did not come in time: it says what, and how long that was.
// errors.Is(err, context.DeadlineExceeded) holds, whichever limit it was that passed.
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

// isReply says whether err is QEMU's answer rather than the lack of one.
func isReply(err error) bool {
	var refused *ReplyError
	return errors.As(err, &refused)
}

// isGarbage says whether err is about what came over a channel rather than about its end.
func isGarbage(err error) bool {
	var protocol *ProtocolError
	return errors.As(err, &protocol) && !protocol.Closed
}

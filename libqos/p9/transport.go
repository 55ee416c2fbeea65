package p9

import "context"

// Transport carries messages between a client and a server. It does not look
// into them, beyond what tells a request from another.
type Transport interface {
	// Send sends a request, the reply to which has at most room bytes. It does
	// not wait for the reply.
	Send(ctx context.Context, request []byte, room uint32) error
	// Receive waits for the next reply, to whichever request, and returns it.
	// A request that will never be replied to is a [*DroppedError].
	Receive(ctx context.Context) ([]byte, error)
}

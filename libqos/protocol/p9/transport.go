package p9

import "context"

// Transport carries messages between a client and a server. It does not look
// into them, beyond what tells a request from another.
type Transport interface {
	// Send sends the first requests, all together, and returns how many: as
	// many as there is room for, and at least one. It does not wait for replies.
	Send(ctx context.Context, requests ...Outgoing) (n int, err error)
	// Receive waits for the next reply, to whichever request, and returns it.
	// A request that will never be replied to is a [*DroppedError].
	Receive(ctx context.Context) ([]byte, error)
}

// Outgoing is a request on its way to the server.
type Outgoing struct {
	Message []byte
	Room    uint32 // bytes that the reply has at most
}

package p9

import "context"

// Transport carries messages between a client and a server. It reads nothing of
// them except the tag.
type Transport interface {
	// Send sends as many of the first requests as there is room for, all
	// together and at least one, and returns their number. It does not wait for
	// replies.
	Send(ctx context.Context, requests ...Outgoing) (n int, err error)
	// Receive waits for the next reply, to any request, and returns it. A
	// request without a reply is a [*DroppedError].
	Receive(ctx context.Context) ([]byte, error)
}

// Outgoing is a request on its way to the server.
type Outgoing struct {
	Message []byte
	Room    uint32 // largest size of the reply, in bytes
}

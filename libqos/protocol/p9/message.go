package p9

// Message is a message of 9P2000.L: a pointer to one of this package's structs
// with a name that begins with T or R.
type Message interface {
	fields(c *coder)
}

// Request is a T-message; R is the server's reply, unless it refuses the
// request.
type Request[R Message] interface {
	Message
	newReply() R
}

package p9

// Message is a message of 9P2000.L: a pointer to one of the structs of this
// package whose name begins with T or R.
type Message interface {
	fields(c *coder)
}

// Request is a T-message; R is what a server answers if it does not refuse.
type Request[R Message] interface {
	Message
	newReply() R
}

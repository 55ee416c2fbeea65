package vhostuser

import "context"

// Exchange is a message of the front end that the back end has obeyed, and its
// reply before that is sent.
type Exchange struct {
	Session int // number of the connection, from 0
	Request Message
	// Reply is what will be sent: nil for a message without a reply. Its Size is
	// sent as it is, even if the payload has another length.
	Reply *Message
	// Drop closes the connection instead.
	Drop bool
}

// Hook changes exchanges.
type Hook func(*Exchange)

// Hooks calls each of them in turn.
func Hooks(hooks ...Hook) Hook {
	return func(x *Exchange) {
		for _, h := range hooks {
			h(x)
		}
	}
}

// On calls hook with the exchanges of one message.
func On(r Request, hook Hook) Hook {
	return func(x *Exchange) {
		if x.Request.Request == r {
			hook(x)
		}
	}
}

// In calls hook with the exchanges of one connection, counted from 0.
func In(session int, hook Hook) Hook {
	return func(x *Exchange) {
		if x.Session == session {
			hook(x)
		}
	}
}

// Drop closes the connection in place of the reply to a message.
func Drop(r Request) Hook { return On(r, func(x *Exchange) { x.Drop = true }) }

// Silent sends no reply to a message.
func Silent(r Request) Hook { return On(r, func(x *Exchange) { x.Reply = nil }) }

// Payload replaces the payload of the reply to a message, if it has one.
func Payload(r Request, change func([]byte) []byte) Hook {
	return On(r, func(x *Exchange) {
		if x.Reply != nil {
			x.Reply.Payload = change(x.Reply.Payload)
			x.Reply.Size = uint32(len(x.Reply.Payload))
		}
	})
}

// Answer replaces the number in the reply to a message, if it has one.
func Answer(r Request, v uint64) Hook {
	return Payload(r, func([]byte) []byte { return encode(v) })
}

// Refuse replies to a message that it was not obeyed, if the front end asks for such
// a reply.
func Refuse(r Request) Hook { return Answer(r, 1) }

// Misname gives the reply to a message the number of another one.
func Misname(r, other Request) Hook {
	return On(r, func(x *Exchange) {
		if x.Reply != nil {
			x.Reply.Request = other
		}
	})
}

// Missize puts another size in the header of the reply to a message.
func Missize(r Request, size uint32) Hook {
	return On(r, func(x *Exchange) {
		if x.Reply != nil {
			x.Reply.Size = size
		}
	})
}

// Hold holds the reply to a message back until release is closed or ctx ends.
func Hold(ctx context.Context, r Request, release <-chan struct{}) Hook {
	return On(r, func(*Exchange) {
		select {
		case <-release:
		case <-ctx.Done():
		}
	})
}

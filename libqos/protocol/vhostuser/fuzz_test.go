package vhostuser_test

import (
	"errors"
	"io"
	"testing"

	"github.com/qgraph/qgraph/libqos/protocol/vhostuser"
)

// FuzzSession sends bytes to a back end that has shared memory and a ring. It must
// end the connection, with an error that is about a message or a ring or without
// one, and nothing else.
func FuzzSession(f *testing.F) {
	message := func(r vhostuser.Request, p ...any) []byte {
		b := payload(p...)
		return payload(uint32(r), uint32(1), uint32(len(b)), b)
	}
	f.Add([]byte{1, 0, 0}, []byte{})
	f.Add(message(vhostuser.GetFeatures), []byte{})
	f.Add(message(vhostuser.SetFeatures, uint64(plain)), []byte{})
	f.Add(message(vhostuser.GetConfig, uint32(0), uint32(1), uint32(0), byte(0)), []byte{})
	f.Add(message(vhostuser.SetMemTable, uint32(1), uint32(0), region()), []byte{})
	f.Add(message(vhostuser.SetVringAddr, uint32(0), uint32(0), uint64(userBase), uint64(userBase+0x1000), uint64(userBase+0x800), uint64(0)), []byte{1, 2})
	f.Add(message(vhostuser.VringKick, uint32(0), uint32(0)), payload(uint64(guestBase), uint32(16), uint32(3), uint64(0)))
	f.Add(message(vhostuser.SetVringEnable, uint32(0), uint32(0)), payload(uint64(guestBase), uint32(16), uint32(4), uint64(0)))
	f.Fuzz(func(t *testing.T, messages, table []byte) {
		_, session, front := start(t, device())
		front.begin(plain|vhostuser.FeatureIndirectDesc, extensions()&^(vhostuser.ReplyAck|vhostuser.InbandNotifications))
		q := front.queue(0, 8)
		q.enable(1)
		front.ask(vhostuser.GetStatus, nil) // all of that was obeyed
		copy(front.memory[q.desc:q.desc+0x1000], table)
		q.publish(0, 1)
		q.notify()
		go func() { // replies must not fill the socket
			b := make([]byte, 4096)
			for {
				if _, err := front.conn.Read(b); err != nil {
					return
				}
			}
		}()
		_, _ = front.conn.Write(messages) // fails if the back end has ended the connection
		_ = front.conn.CloseWrite()
		<-session.Done()
		err := session.Err()
		var message *vhostuser.MessageError
		if err != nil && !errors.As(err, &message) && !errors.Is(err, vhostuser.ErrRing) && !isShort(err) {
			t.Errorf("error %v", err)
		}
	})
}

// isShort reports whether err is that of a ring whose chain has too little room, or of
// a header that ends.
func isShort(err error) bool {
	return errors.Is(err, io.ErrShortWrite) || errors.Is(err, io.ErrUnexpectedEOF)
}

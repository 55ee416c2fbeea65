package vhostuser

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/qgraph/qgraph/qtest"
)

// configChangeMsg is the number of VHOST_USER_BACKEND_CONFIG_CHANGE_MSG (QEMU's
// documentation, docs/interop/vhost-user, "Back-end message types").
const configChangeMsg Request = 2

// ConfigChanged tells the front end that configuration space has changed. With
// [ReplyAck] it waits until the front end has taken note.
func (s *Session) ConfigChanged(ctx context.Context) error {
	if err := s.ask(ctx, configChangeMsg); err != nil {
		return fmt.Errorf("vhostuser: BACKEND_CONFIG_CHANGE_MSG: %w", err)
	}
	return nil
}

// ask sends a request without a payload on the back end's channel.
func (s *Session) ask(ctx context.Context, r Request) error {
	s.asking.Lock()
	defer s.asking.Unlock()
	s.mu.Lock()
	conn, acked := s.backend, s.protocol&ReplyAck != 0
	s.mu.Unlock()
	if conn == nil {
		return errors.New("the front end has not sent a channel for requests")
	}
	m := &Message{Request: r, Flags: version}
	if acked {
		m.Flags |= FlagNeedReply
	}
	s.tell("asks %x", m.bytes())
	if err := m.write(conn); err != nil || !acked {
		return err
	}
	deadline := time.Now().Add(qtest.DefaultWaitTimeout)
	if d, ok := ctx.Deadline(); ok && d.Before(deadline) {
		deadline = d
	}
	if err := conn.SetReadDeadline(deadline); err != nil {
		return err
	}
	reply := make([]byte, headerSize+8)
	if _, err := io.ReadFull(conn, reply); err != nil {
		return fmt.Errorf("reply: %w", err)
	}
	request, flags := Request(binary.NativeEndian.Uint32(reply)), Flags(binary.NativeEndian.Uint32(reply[4:]))
	size, result := binary.NativeEndian.Uint32(reply[8:]), binary.NativeEndian.Uint64(reply[headerSize:])
	if request != r || flags != version|FlagReply || size != 8 {
		return fmt.Errorf("reply to message %d with flags %#x and %d bytes, want one to message %d with flags %#x and 8 bytes",
			uint32(request), uint32(flags), size, uint32(r), uint32(version|FlagReply))
	}
	if result != 0 {
		return fmt.Errorf("the front end refuses: %d", result)
	}
	return nil
}

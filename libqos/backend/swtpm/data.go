package swtpm

import (
	"errors"
	"fmt"
	"io"
	"net"
)

// Tags of commands and responses: of TPM 1.2 (TPM Main, part 2, section 6), and of both in TPM 2.0
// (TPM 2.0 Library, part 2, section 6.9 "TPM_ST").
const (
	tagRequest  = 0x00c1
	tagResponse = 0x00c4
	tagBoth     = 0x8001

	badTag = 0x1e // TPM_BADTAG, and TPM_RC_BAD_TAG for a module of version 2.0
)

// header is the size of a tag, a size and a code, in bytes.
const header = 10

// serveData takes commands until QEMU closes the channel: before the module is started it answers them,
// with success those of its version, and after that it leaves them to the test.
func (m *Module) serveData(conn net.Conn) error {
	defer func() { _ = conn.Close() }()
	for {
		command, err := next(conn)
		if err == nil && !m.leave(command) {
			_, err = conn.Write(m.identify(command))
		}
		switch {
		case err == nil:
		case gone(err), errors.Is(err, io.ErrUnexpectedEOF):
			return nil // QEMU has closed the channel, or ends
		default:
			return fmt.Errorf("swtpm: data channel: %w", err)
		}
	}
}

// next receives a command. QEMU sends one at a time: what comes together with it belongs to it, though its size does
// not count it.
func next(conn net.Conn) ([]byte, error) {
	command := make([]byte, 2*BufferSize)
	n, err := io.ReadAtLeast(conn, command, header)
	if err != nil {
		return nil, err
	}
	size := int(be.Uint32(command[2:]))
	if size > len(command) {
		return nil, fmt.Errorf("a command of %d bytes", size)
	}
	if n < size {
		if _, err := io.ReadFull(conn, command[n:size]); err != nil {
			return nil, err
		}
		n = size
	}
	return command[:n], nil
}

// leave leaves a command to the test, and reports whether it has.
func (m *Module) leave(command []byte) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	if !m.started || len(m.commands) == cap(m.commands) {
		return false
	}
	m.commands <- Command{m.locality, command}
	return true
}

// identify returns the response to a command by which QEMU finds out the module's version.
func (m *Module) identify(command []byte) []byte {
	known, response := uint16(tagRequest), uint16(tagResponse)
	if m.version == Version2 {
		known, response = tagBoth, tagBoth
	}
	code := uint32(badTag)
	if be.Uint16(command) == known {
		code = 0
	}
	return be.AppendUint32(be.AppendUint32(be.AppendUint16(nil, response), header), code)
}

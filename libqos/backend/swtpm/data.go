package swtpm

import (
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
		command := make([]byte, header)
		if _, err := io.ReadFull(conn, command); err != nil {
			return nil // QEMU has closed the channel, or ends
		}
		rest := int64(be.Uint32(command[2:])) - header
		if rest < 0 || rest > BufferSize {
			return fmt.Errorf("swtpm: a command of %d bytes", rest+header)
		}
		command = append(command, make([]byte, rest)...)
		if _, err := io.ReadFull(conn, command[header:]); err != nil {
			return nil // likewise
		}
		if m.leave(command) {
			continue
		}
		if _, err := conn.Write(m.identify(command)); err != nil {
			return nil // likewise
		}
	}
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

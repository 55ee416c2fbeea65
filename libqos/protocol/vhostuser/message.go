package vhostuser

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"slices"

	"golang.org/x/sys/unix"
)

// Message is a message of either side. All its numbers have this computer's byte
// order.
type Message struct {
	Request Request
	Flags   Flags
	Size    uint32 // of the payload in bytes, as the header tells
	Payload []byte
	Files   []*os.File // descriptors that come with it
}

// Flags is the flags field of a message's header.
type Flags uint32

// Flags of a header. Its two low bits are the version.
//
//qgraph:bits Flag
const (
	FlagReply     Flags = 1 << 2
	FlagNeedReply Flags = 1 << 3
)

const (
	versionMask Flags = 3
	version     Flags = 1

	headerSize = 12   // bytes
	maxPayload = 4096 // bytes; the longest one defined, of a configuration space, has 268
	maxFiles   = 8    // descriptors with one message
)

// source is a connection from which messages are read; *net.UnixConn is one.
type source interface {
	ReadMsgUnix(b, oob []byte) (n, oobn, flags int, addr *net.UnixAddr, err error)
}

// readMessage reads a message. It returns io.EOF if the front end has closed the
// connection between two messages. The caller closes the message's files.
func readMessage(from source) (m Message, err error) {
	defer func() {
		if err != nil {
			closeAll(m.Files)
			m.Files = nil
		}
	}()
	var header [headerSize]byte
	got, files, err := readFirst(from, header[:])
	m.Files = files
	if err != nil {
		return m, err
	}
	if err := readRest(from, header[got:]); err != nil {
		return m, fmt.Errorf("vhostuser: the header of a message: %w", err)
	}
	m.Request = Request(binary.NativeEndian.Uint32(header[0:]))
	m.Flags = Flags(binary.NativeEndian.Uint32(header[4:]))
	m.Size = binary.NativeEndian.Uint32(header[8:])
	if err := m.checkHeader(); err != nil {
		return m, err
	}
	m.Payload = make([]byte, m.Size)
	if err := readRest(from, m.Payload); err != nil {
		return m, m.wrong("payload of %d bytes: %w", m.Size, err)
	}
	return m, nil
}

// readFirst reads the first bytes of a message and the descriptors, which come with
// them.
func readFirst(from source, b []byte) (n int, files []*os.File, err error) {
	// Room for one more, to notice a descriptor that is too much.
	oob := make([]byte, unix.CmsgSpace(4*(maxFiles+1)))
	n, oobn, flags, _, err := from.ReadMsgUnix(b, oob)
	if err != nil {
		return n, nil, err
	}
	files, err = receivedFiles(oob[:oobn])
	switch {
	case err != nil:
		return n, files, fmt.Errorf("vhostuser: the descriptors of a message: %w", err)
	case flags&unix.MSG_CTRUNC != 0 || len(files) > maxFiles:
		return n, files, fmt.Errorf("vhostuser: the descriptors of a message: got more than %d", maxFiles)
	case n == 0:
		return n, files, io.EOF
	}
	return n, files, nil
}

// readRest fills b. The end of the connection is io.ErrUnexpectedEOF.
func readRest(from source, b []byte) error {
	for len(b) > 0 {
		n, _, _, _, err := from.ReadMsgUnix(b, nil)
		if err == nil && n == 0 || errors.Is(err, io.EOF) {
			err = io.ErrUnexpectedEOF
		}
		if err != nil {
			return err
		}
		b = b[n:]
	}
	return nil
}

// receivedFiles returns the descriptors in a control message.
func receivedFiles(oob []byte) (files []*os.File, err error) {
	messages, err := unix.ParseSocketControlMessage(oob)
	if err != nil {
		return nil, err
	}
	for _, m := range messages {
		fds, err := unix.ParseUnixRights(&m)
		if err != nil {
			return files, err
		}
		for _, fd := range fds {
			// So that Close ends a Read of an event descriptor. It changes
			// nothing for files of memory.
			if err := unix.SetNonblock(fd, true); err != nil {
				return files, err
			}
			files = append(files, os.NewFile(uintptr(fd), "descriptor of the front end"))
		}
	}
	return files, nil
}

// checkHeader compares the header and the number of descriptors with the form of
// the message.
func (m *Message) checkHeader() error {
	form, known := ruleOf(m.Request)
	switch {
	case !known:
		return m.wrong("flags %#x, %d bytes: no such message", uint32(m.Flags), m.Size)
	case m.Flags&versionMask != version:
		return m.wrong("version %d, want %d", uint32(m.Flags&versionMask), uint32(version))
	case m.Flags&^(versionMask|FlagNeedReply) != 0:
		return m.wrong("flags %#x, want a request, which has none but NEED_REPLY", uint32(m.Flags))
	case m.Size > maxPayload:
		return m.wrong("%d bytes, want at most %d", m.Size, maxPayload)
	case int(m.Size) < form.size || int(m.Size) > form.size && !form.grows:
		return m.wrong("%d bytes, want %d%s", m.Size, form.size, map[bool]string{true: " or more"}[form.grows])
	case len(m.Files) > form.files:
		return m.wrong("%d descriptors, want at most %d", len(m.Files), form.files)
	}
	return nil
}

// wrong returns the error of a message that is not as it should be.
func (m *Message) wrong(format string, args ...any) error {
	return &MessageError{Request: m.Request, Err: fmt.Errorf(format, args...)}
}

// MessageError says what is wrong with a message, or why a back end cannot do what
// it asks for.
type MessageError struct {
	Request Request
	Err     error
}

func (e *MessageError) Error() string { return fmt.Sprintf("vhostuser: %v: %v", e.Request, e.Err) }

func (e *MessageError) Unwrap() error { return e.Err }

// bytes returns the message as it is on its way, without its descriptors.
func (m *Message) bytes() []byte {
	b := make([]byte, 0, headerSize+len(m.Payload))
	b = binary.NativeEndian.AppendUint32(b, uint32(m.Request))
	b = binary.NativeEndian.AppendUint32(b, uint32(m.Flags))
	b = binary.NativeEndian.AppendUint32(b, m.Size)
	return append(b, m.Payload...)
}

// write sends the message with its descriptors.
func (m *Message) write(to *net.UnixConn) error {
	b := m.bytes()
	var oob []byte
	if len(m.Files) > 0 {
		var fds []int
		for _, f := range m.Files {
			fds = append(fds, int(f.Fd()))
		}
		oob = unix.UnixRights(fds...)
	}
	n, _, err := to.WriteMsgUnix(b, oob, nil)
	for err == nil && n < len(b) {
		b = b[n:]
		n, err = to.Write(b)
	}
	if err != nil {
		return fmt.Errorf("vhostuser: send %v: %w", m.Request, err)
	}
	return nil
}

// copied returns the message without its descriptors.
func (m *Message) copied() Message {
	c := *m
	c.Payload, c.Files = slices.Clone(m.Payload), nil
	return c
}

func closeAll(files []*os.File) {
	for _, f := range files {
		f.Close()
	}
}

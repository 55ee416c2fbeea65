package swtpm

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

// Control is a kind of request about the module.
type Control uint32

// The kinds of request (swtpm, include/swtpm/tpm_ioctl.h).
const (
	GetCapability    Control = 1
	Initialize       Control = 2 // starts the module
	Shutdown         Control = 3
	GetEstablished   Control = 4
	SetLocality      Control = 5 // of the commands from then on
	Cancel           Control = 9 // of the command under way
	ResetEstablished Control = 11
	GetStateBlob     Control = 12
	SetStateBlob     Control = 13
	Stop             Control = 14
	SetDataFD        Control = 16
	SetBufferSize    Control = 17
)

// abilities has the bits of the requests above in the answer to GetCapability.
const abilities = 1<<0 | 1<<1 | 1<<2 | 1<<3 | 1<<5 | 1<<7 | 1<<8 | 1<<9 | 1<<10 | 1<<12 | 1<<13

// Request is a request about the module.
type Request struct {
	Control Control
	Payload []byte // in the byte order of networks; of SetStateBlob with the state
}

// Blob is a part of a module's state.
type Blob uint32

// The parts.
const (
	Permanent Blob = 1
	Volatile  Blob = 2
	Saved     Blob = 3
)

// BufferSize is the size of a command or a response in bytes: always the same.
const BufferSize = 4096

// word is the size of a field of a request, in bytes.
const word = 4

// be is the order of bytes of all fields.
var be = binary.BigEndian

// payloadSize returns the size of the fields of a request, in bytes.
func payloadSize(c Control) (n int, err error) {
	switch c {
	case GetCapability, Shutdown, GetEstablished, Cancel, Stop, SetDataFD:
		return 0, nil
	case Initialize, SetLocality, ResetEstablished, SetBufferSize:
		return word, nil
	case GetStateBlob, SetStateBlob:
		return 3 * word, nil
	}
	return 0, fmt.Errorf("swtpm: control channel: request %d", c)
}

// gone reports whether an error of a connection is that QEMU has closed it, or that the module has.
func gone(err error) bool {
	return errors.Is(err, io.EOF) || errors.Is(err, unix.ECONNRESET) || errors.Is(err, unix.EPIPE) || errors.Is(err, net.ErrClosed)
}

// serve accepts one connection of the control channel and answers its requests.
func (m *Module) serve(l *net.UnixListener) error {
	conn, err := l.AcceptUnix()
	if errors.Is(err, net.ErrClosed) {
		return nil // QEMU did not start
	}
	if err != nil {
		return fmt.Errorf("swtpm: %w", err)
	}
	defer func() { _ = conn.Close() }()
	m.mu.Lock()
	m.control = conn
	m.mu.Unlock()
	for {
		r, data, err := receive(conn)
		if err == nil {
			_, err = conn.Write(m.answer(r, data))
		}
		switch {
		case err == nil:
		case gone(err):
			return nil
		default:
			return fmt.Errorf("swtpm: control channel: %w", err)
		}
	}
}

// receive receives a request, and the data channel that comes with one of them.
func receive(conn *net.UnixConn) (r Request, data net.Conn, err error) {
	head, rights := make([]byte, word), make([]byte, unix.CmsgSpace(4))
	n, rightsSize, _, _, err := conn.ReadMsgUnix(head, rights)
	switch {
	case err != nil:
		return r, nil, err
	case n == 0:
		return r, nil, io.EOF
	}
	if _, err := io.ReadFull(conn, head[n:]); err != nil {
		return r, nil, err
	}
	r.Control = Control(be.Uint32(head))
	size, err := payloadSize(r.Control)
	if err != nil {
		return r, nil, err
	}
	r.Payload = make([]byte, size)
	if _, err := io.ReadFull(conn, r.Payload); err != nil {
		return r, nil, err
	}
	switch r.Control {
	case SetStateBlob:
		state := make([]byte, be.Uint32(r.Payload[2*word:]))
		if _, err := io.ReadFull(conn, state); err != nil {
			return r, nil, err
		}
		r.Payload = append(r.Payload, state...)
	case SetDataFD:
		data, err = received(rights[:rightsSize])
	}
	return r, data, err
}

// received returns the connection whose descriptor is the only one in a control message.
func received(rights []byte) (net.Conn, error) {
	messages, err := unix.ParseSocketControlMessage(rights)
	if err != nil || len(messages) != 1 {
		return nil, fmt.Errorf("the data channel: %d control messages: %w", len(messages), err)
	}
	files, err := unix.ParseUnixRights(&messages[0])
	if err != nil || len(files) != 1 {
		return nil, fmt.Errorf("the data channel: %d descriptors: %w", len(files), err)
	}
	f := os.NewFile(uintptr(files[0]), "data channel")
	defer func() { _ = f.Close() }()
	return net.FileConn(f)
}

// answer carries out a request and returns its answer.
func (m *Module) answer(r Request, data net.Conn) []byte {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.requests = append(m.requests, r)
	result := m.refused[r.Control]
	answer := be.AppendUint32(nil, result)
	if result != 0 {
		return answer
	}
	switch r.Control {
	case GetCapability:
		answer = be.AppendUint32(answer, abilities)
	case Initialize:
		m.started = true
	case Stop, Shutdown:
		m.started = false
	case SetLocality:
		m.locality = r.Payload[0]
	case GetEstablished:
		flag := byte(0)
		if m.established {
			flag = 1
		}
		answer = append(answer, flag, 0, 0, 0)
	case ResetEstablished:
		m.established = false
	case SetBufferSize:
		for range 3 { // the size, the least and the most
			answer = be.AppendUint32(answer, BufferSize)
		}
	case GetStateBlob:
		state := m.blobs[Blob(be.Uint32(r.Payload[word:]))]
		rest := state[min(int(be.Uint32(r.Payload[2*word:])), len(state)):]
		answer = be.AppendUint32(answer, 0) // not encrypted
		answer = be.AppendUint32(answer, uint32(len(state)))
		answer = be.AppendUint32(answer, uint32(len(rest)))
		answer = append(answer, rest...)
	case SetStateBlob:
		m.blobs[Blob(be.Uint32(r.Payload[word:]))] = slices.Clone(r.Payload[3*word:])
	case SetDataFD:
		m.data = data
		m.running.Go(func() { m.fail(m.serveData(data)) })
	}
	return answer
}

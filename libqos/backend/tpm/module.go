package tpm

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"os"

	"golang.org/x/sys/unix"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
)

// Version is the version of the specification that a module is of.
type Version int

// The versions.
const (
	Version1 Version = 1 // 1.2
	Version2 Version = 2 // 2.0
)

// Socket is a chardev with a module on its other side, for -tpmdev emulator.
func Socket(v Version) graph.Backend {
	return graph.Backend{
		Kind: graph.Chardev, Type: "socket", Props: []graph.Prop{{Name: "path", Value: graph.Socket()}}, Channel: graph.TestListens,
		Serve: run.Serve(func(_ context.Context, l *net.UnixListener) (*module, error) {
			m := &module{version: v, over: make(chan error, 1)}
			go func() { m.over <- m.serve(l) }()
			return m, nil
		}),
	}
}

// module is a TPM.
type module struct {
	version Version
	over    chan error
}

// Close waits until QEMU has closed its connections.
func (m *module) Close() error { return <-m.over }

// Commands of the control channel.
const (
	getCapability  = 1
	initialize     = 2
	shutdown       = 3
	getEstablished = 4
	setLocality    = 5
	cancel         = 9
	resetEstablish = 11
	stop           = 14
	setDataFD      = 16
	setBufferSize  = 17
)

// abilities has the bits of the commands above in the answer to getCapability.
const abilities = 1<<0 | 1<<1 | 1<<2 | 1<<3 | 1<<5 | 1<<7 | 1<<10 | 1<<12 | 1<<13

// bufferSize is the size of a command in bytes: always the same.
const bufferSize = 4096

// serve accepts one connection of the control channel and answers its commands.
func (m *module) serve(l *net.UnixListener) error {
	conn, err := l.AcceptUnix()
	if errors.Is(err, net.ErrClosed) {
		return nil // QEMU did not start
	}
	if err != nil {
		return fmt.Errorf("tpm: %w", err)
	}
	defer func() { _ = conn.Close() }()
	data := make(chan error, 1)
	data <- nil
	for {
		done, err := m.control(conn, data)
		if err != nil || done {
			return errors.Join(err, <-data)
		}
	}
}

// control answers a command. The data channel that comes with one of them is served until QEMU
// closes it; data has the error then.
func (m *module) control(conn *net.UnixConn, data chan error) (done bool, err error) {
	request, rights := make([]byte, 64), make([]byte, unix.CmsgSpace(4))
	n, rightsSize, _, _, err := conn.ReadMsgUnix(request, rights)
	switch {
	case errors.Is(err, io.EOF) || errors.Is(err, unix.ECONNRESET) || err == nil && n == 0:
		return true, nil
	case err != nil:
		return true, fmt.Errorf("tpm: control channel: %w", err)
	case n < 4:
		return true, fmt.Errorf("tpm: control channel: a command of %d bytes", n)
	}
	be := binary.BigEndian
	answer := make([]byte, 4) // the result: success
	switch command := be.Uint32(request); command {
	case getCapability:
		answer = be.AppendUint32(answer, abilities)
	case getEstablished:
		answer = append(answer, 0, 0, 0, 0)
	case setBufferSize:
		for range 3 { // the size, the least and the most
			answer = be.AppendUint32(answer, bufferSize)
		}
	case setDataFD:
		f, err := received(rights[:rightsSize])
		if err != nil {
			return true, err
		}
		earlier := <-data
		go func() { data <- errors.Join(earlier, m.data(f)) }()
	case initialize, shutdown, setLocality, cancel, resetEstablish, stop:
	default:
		return true, fmt.Errorf("tpm: control channel: command %d", command)
	}
	switch _, err := conn.Write(answer); {
	case errors.Is(err, unix.EPIPE): // QEMU has ended
		return true, nil
	case err != nil:
		return true, fmt.Errorf("tpm: control channel: %w", err)
	}
	return false, nil
}

// received returns the only file in a control message.
func received(rights []byte) (*os.File, error) {
	messages, err := unix.ParseSocketControlMessage(rights)
	if err != nil || len(messages) != 1 {
		return nil, fmt.Errorf("tpm: the data channel: %d control messages: %w", len(messages), err)
	}
	files, err := unix.ParseUnixRights(&messages[0])
	if err != nil || len(files) != 1 {
		return nil, fmt.Errorf("tpm: the data channel: %d descriptors: %w", len(files), err)
	}
	return os.NewFile(uintptr(files[0]), "data channel"), nil
}

// Tags of commands and answers: of TPM 1.2 (TPM Main, part 2, section 6), and of both in TPM 2.0
// (TPM 2.0 Library, part 2, section 6.9 "TPM_ST").
const (
	tagRequest  = 0x00c1
	tagResponse = 0x00c4
	tagBoth     = 0x8001

	badTag = 0x1e // TPM_BADTAG, and TPM_RC_BAD_TAG for a module of version 2.0
)

// data answers commands until QEMU closes the channel: with success those that the module knows.
func (m *module) data(f *os.File) error {
	defer func() { _ = f.Close() }()
	be := binary.BigEndian
	known, response := uint16(tagRequest), uint16(tagResponse)
	if m.version == Version2 {
		known, response = tagBoth, tagBoth
	}
	const head = 10
	for {
		command := make([]byte, head)
		if _, err := io.ReadFull(f, command); err != nil {
			return nil // QEMU has closed the channel, or ends
		}
		rest := int64(be.Uint32(command[2:])) - head
		if rest < 0 || rest > bufferSize {
			return fmt.Errorf("tpm: a command of %d bytes", rest+head)
		}
		if _, err := io.CopyN(io.Discard, f, rest); err != nil {
			return nil // likewise
		}
		code := uint32(badTag)
		if be.Uint16(command) == known {
			code = 0
		}
		answer := be.AppendUint32(be.AppendUint32(be.AppendUint16(nil, response), head), code)
		if _, err := f.Write(answer); err != nil {
			return nil // likewise
		}
	}
}

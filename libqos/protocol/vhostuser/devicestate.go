package vhostuser

import (
	"errors"
	"fmt"
	"io"
	"os"
)

// transfer is the "device state transfer parameters" of a message.
type transfer struct {
	Direction uint32
	Phase     uint32
}

const transferSize = 8 // bytes

// Values of a transfer, and bits of the reply to SET_DEVICE_STATE_FD (QEMU's
// documentation, docs/interop/vhost-user, "Migrating back-end state").
const (
	transferSave = 0
	transferLoad = 1
	phaseStopped = 0

	sameDescriptor = 1 << 8 // the front end's descriptor is used, and none comes with the reply
)

// deviceState is the state of the device that the front end carries from one back end
// to the next.
type deviceState struct {
	loaded []byte     // what came
	moved  chan error // gets the outcome of the transfer under way; nil without one
}

// maxState limits the state that a front end may send, in bytes.
const maxState = 1 << 20

// setDeviceState begins a transfer over the descriptor of a message. A back end writes its
// state and closes the descriptor, or reads a state up to the end.
func (s *Session) setDeviceState(m *Message) error {
	t, err := decode[transfer](m.Payload)
	if err != nil {
		return err
	}
	f, err := oneFile(m)
	switch {
	case err != nil:
		return err
	case t.Phase != phaseStopped:
		return fmt.Errorf("a transfer of the device's state in phase %d, want %d", t.Phase, phaseStopped)
	case t.Direction > transferLoad:
		return fmt.Errorf("a transfer of the device's state in direction %d, want %d or %d", t.Direction, transferSave, transferLoad)
	case s.state.moved != nil:
		return errors.New("another transfer of the device's state is under way")
	}
	for _, q := range s.queues {
		if q.ring != nil {
			return fmt.Errorf("a transfer of the device's state while queue %d runs", q.index)
		}
	}
	m.Files = nil
	s.state.moved = make(chan error, 1)
	if t.Direction == transferSave {
		go save(f, s.server.State(), s.state.moved)
		return nil
	}
	s.state.loaded = nil
	go load(f, &s.state.loaded, s.state.moved)
	return nil
}

func save(f *os.File, state []byte, moved chan<- error) {
	_, err := f.Write(state)
	moved <- errors.Join(err, f.Close())
}

// load stores the state before it says so.
func load(f *os.File, state *[]byte, moved chan<- error) {
	b, err := io.ReadAll(io.LimitReader(f, maxState+1))
	if len(b) > maxState {
		err = fmt.Errorf("a device state of more than %d bytes", maxState)
	}
	*state = b
	moved <- errors.Join(err, f.Close())
}

// checkDeviceState waits for the end of a transfer.
func (s *Session) checkDeviceState() error {
	moved := s.state.moved
	if moved == nil {
		return errors.New("no transfer of the device's state is under way")
	}
	s.state.moved = nil
	return <-moved
}

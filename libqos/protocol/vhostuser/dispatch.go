package vhostuser

import (
	"encoding/binary"
	"errors"
	"fmt"
	"net"
	"os"
)

// dispatch does what a message asks for, and returns its reply if the message has
// one of its own. It takes those of the message's files that it keeps. The session is
// locked.
func (s *Session) dispatch(m *Message) (reply *Message, err error) {
	form, _ := ruleOf(m.Request)
	if missing := form.needs &^ s.protocol; missing != 0 {
		return nil, fmt.Errorf("%v was not negotiated", missing)
	}
	number := func(v uint64) *Message { return &Message{Payload: encode(v)} }
	switch m.Request {
	case GetFeatures:
		return number(uint64(s.device.offered())), nil
	case SetFeatures:
		return nil, s.setFeatures(Features(binary.NativeEndian.Uint64(m.Payload)))
	case GetProtocolFeatures:
		return number(uint64(s.device.Protocol)), s.needsProtocol()
	case SetProtocolFeatures:
		return nil, s.setProtocol(ProtocolFeatures(binary.NativeEndian.Uint64(m.Payload)))
	case SetOwner:
		s.begin()
	case ResetOwner:
		for _, q := range s.queues {
			q.enabled = false
		}
	case ResetDevice:
		s.reset()
	case SetMemTable:
		return nil, s.setMemory(m)
	case AddMemReg, RemMemReg:
		return nil, s.changeMemory(m)
	case GetMaxMemSlots:
		return number(s.device.MemSlots), nil
	case GetQueueNum:
		if n := s.device.QueueNum; n != 0 {
			return number(n), nil
		}
		return number(uint64(len(s.queues))), nil
	case SetVringNum, SetVringBase, GetVringBase, SetVringEnable, SetVringEndian, VringKick:
		return s.vring(m)
	case SetVringAddr:
		return nil, s.setAddr(m)
	case SetVringKick, SetVringCall, SetVringErr:
		return nil, s.setEvent(m)
	case SetLogBase:
		return &Message{}, s.setLog(m)
	case SetLogFD:
		return nil, keepFile(m, &s.log.event)
	case GPUSetSocket:
		f, err := oneFile(m)
		if err != nil {
			return nil, err
		}
		s.gpu, m.Files = append(s.gpu, f), nil
	case SetBackendReqFD:
		return nil, s.setBackend(m)
	case GetConfig:
		return s.getConfig(m)
	case SetConfig:
		return nil, s.setConfig(m)
	case GetInflightFD:
		return s.getInflight(m)
	case SetInflightFD:
		return nil, s.setInflight(m)
	case SetStatus:
		s.status = uint8(binary.NativeEndian.Uint64(m.Payload))
	case GetStatus:
		return number(uint64(s.status)), nil
	case SetDeviceStateFD:
		return number(sameDescriptor), s.setDeviceState(m)
	case CheckDeviceState:
		return number(0), s.checkDeviceState()
	}
	return nil, nil // SEND_RARP and NET_SET_MTU stand in the list of messages
}

// keepFile takes the one descriptor of a message in place of an earlier one.
func keepFile(m *Message, at **os.File) error {
	f, err := oneFile(m)
	if err != nil {
		return err
	}
	if *at != nil {
		(*at).Close()
	}
	*at, m.Files = f, nil
	return nil
}

func oneFile(m *Message) (*os.File, error) {
	if len(m.Files) != 1 {
		return nil, fmt.Errorf("%d descriptors, want one", len(m.Files))
	}
	return m.Files[0], nil
}

func (s *Session) setFeatures(f Features) error {
	if more := f &^ (s.device.offered() | s.device.Tolerated); more != 0 {
		return fmt.Errorf("features %v, which were not offered", more)
	}
	s.features = f
	if f&FeatureProtocol == 0 {
		for _, q := range s.queues {
			q.enabled = true
		}
	}
	return nil
}

func (s *Session) needsProtocol() error {
	if s.device.Protocol == 0 {
		return errors.New("PROTOCOL_FEATURES was not offered")
	}
	return nil
}

func (s *Session) setProtocol(f ProtocolFeatures) error {
	if more := f &^ s.device.Protocol; more != 0 {
		return fmt.Errorf("protocol features %v, which were not offered", more)
	}
	if f&InbandNotifications != 0 && f&(BackendReq|ReplyAck) != BackendReq|ReplyAck {
		return fmt.Errorf("%v without %v", InbandNotifications, BackendReq|ReplyAck)
	}
	s.protocol = f
	return s.needsProtocol()
}

// begin follows SET_OWNER, with which a session starts: on the same connection too,
// for the next device of the front end.
func (s *Session) begin() {
	s.reset()
	s.memory.clear()
	s.log.unmap()
	s.inflight.unmap()
	s.owned = true
}

// reset is what RESET_DEVICE asks for.
func (s *Session) reset() {
	for _, q := range s.queues {
		q.reset()
	}
	s.features, s.status = 0, 0
}

func (s *Session) setMemory(m *Message) error {
	regions, err := decodeTable(m.Payload)
	if err != nil {
		return err
	}
	if len(regions) != len(m.Files) {
		return fmt.Errorf("%d regions with %d descriptors", len(regions), len(m.Files))
	}
	s.memory.clear()
	for i, r := range regions {
		if err := s.memory.add(r, m.Files[i]); err != nil {
			return err
		}
	}
	return s.reopen()
}

func (s *Session) changeMemory(m *Message) error {
	r, err := decode[Region](m.Payload[tableHead:])
	if err != nil {
		return err
	}
	if m.Request == RemMemReg {
		if err := s.memory.remove(r); err != nil {
			return err
		}
		return nil
	}
	f, err := oneFile(m)
	if err != nil {
		return err
	}
	if err := s.memory.add(r, f); err != nil {
		return err
	}
	return s.reopen()
}

// reopen finds the started rings in the new memory.
func (s *Session) reopen() error {
	for _, q := range s.queues {
		if err := q.reopen(); err != nil {
			return fmt.Errorf("queue %d: %w", q.index, err)
		}
	}
	return nil
}

// queue returns the queue of a message.
func (s *Session) queue(index uint64) (*Queue, error) {
	if index >= uint64(len(s.queues)) {
		return nil, fmt.Errorf("queue %d, want one below %d", index, len(s.queues))
	}
	return s.queues[index], nil
}

// vring obeys a message with the state of a ring.
func (s *Session) vring(m *Message) (*Message, error) {
	state, err := decode[vringState](m.Payload)
	if err != nil {
		return nil, err
	}
	q, err := s.queue(uint64(state.Index))
	if err != nil {
		return nil, err
	}
	switch m.Request {
	case SetVringNum:
		if state.Num == 0 || state.Num > maxChain {
			return nil, fmt.Errorf("queue %d: %d descriptors, want 1 to %d", q.index, state.Num, maxChain)
		}
		if q.ring != nil {
			return nil, fmt.Errorf("queue %d is started", q.index)
		}
		q.size = uint16(state.Num)
	case SetVringBase:
		if q.ring != nil {
			return nil, fmt.Errorf("queue %d is started", q.index)
		}
		q.start = state.Num
	case GetVringBase:
		base, err := q.stop()
		if err != nil {
			return nil, fmt.Errorf("queue %d: %w", q.index, err)
		}
		return &Message{Payload: encode(vringState{state.Index, base})}, nil
	case SetVringEnable:
		if state.Num > 1 {
			return nil, fmt.Errorf("queue %d: %d, want 0 or 1", q.index, state.Num)
		}
		// A front end may send it once it has set protocol features: those need no
		// SET_FEATURES.
		if s.features&FeatureProtocol == 0 && s.protocol == 0 {
			return nil, fmt.Errorf("queue %d: %v was not negotiated", q.index, FeatureProtocol)
		}
		q.enabled = state.Num == 1
		if q.enabled && q.ring != nil && q.halted != nil {
			return nil, q.drain(q.halted)
		}
	case SetVringEndian:
		switch state.Num {
		case 0:
			q.order = binary.LittleEndian
		case 1:
			q.order = binary.BigEndian
		default:
			return nil, fmt.Errorf("queue %d: %d, want 0 or 1", q.index, state.Num)
		}
	case VringKick:
		if q.ring == nil {
			if err := q.open(); err != nil {
				return nil, fmt.Errorf("queue %d: %w", q.index, err)
			}
		}
		q.kicks++
		return nil, q.drain(nil)
	}
	return nil, nil
}

func (s *Session) setAddr(m *Message) error {
	addr, err := decode[vringAddr](m.Payload)
	if err != nil {
		return err
	}
	q, err := s.queue(uint64(addr.Index))
	if err != nil {
		return err
	}
	if addr.Flags&^vringLog != 0 {
		return fmt.Errorf("queue %d: flags %#x", q.index, addr.Flags)
	}
	q.addr = addr
	if err := q.reopen(); err != nil {
		return fmt.Errorf("queue %d: %w", q.index, err)
	}
	return nil
}

// setEvent obeys a message with an event descriptor of a ring.
func (s *Session) setEvent(m *Message) error {
	v := binary.NativeEndian.Uint64(m.Payload)
	if v&^(vringIndex|vringNoFD) != 0 {
		return fmt.Errorf("payload %#x", v)
	}
	q, err := s.queue(v & vringIndex)
	if err != nil {
		return err
	}
	without := v&vringNoFD != 0
	if without != (len(m.Files) == 0) {
		return fmt.Errorf("queue %d: payload %#x with %d descriptors", q.index, v, len(m.Files))
	}
	var f *os.File
	if !without {
		f = m.Files[0]
	}
	replace := func(at **os.File) {
		if *at != nil {
			(*at).Close()
		}
		*at, m.Files = f, nil
	}
	switch m.Request {
	case SetVringCall:
		replace(&q.call)
	case SetVringErr:
		replace(&q.err)
	case SetVringKick:
		q.halt()
		replace(&q.kick)
		q.watch()
	}
	return nil
}

func (s *Session) setLog(m *Message) error {
	area, err := decode[logArea](m.Payload)
	if err != nil {
		return err
	}
	f, err := oneFile(m)
	if err != nil {
		return err
	}
	return s.log.set(f, area)
}

// setBackend keeps the channel for requests of the back end.
func (s *Session) setBackend(m *Message) error {
	f, err := oneFile(m)
	if err != nil {
		return err
	}
	conn, err := net.FileConn(f)
	if err != nil {
		return err
	}
	unix, ok := conn.(*net.UnixConn)
	if !ok {
		conn.Close()
		return errors.New("the descriptor is no UNIX socket")
	}
	if s.backend != nil {
		s.backend.Close()
	}
	s.backend = unix
	return nil
}

// getConfig returns a part of configuration space. Bytes behind its end are an error
// of the front end, to which the answer is an empty payload.
func (s *Session) getConfig(m *Message) (*Message, error) {
	area, _, err := decodeConfig(m.Payload)
	if err != nil {
		return nil, err
	}
	data, ok := s.server.readConfig(area.Offset, area.Size)
	if !ok {
		return &Message{}, nil
	}
	return &Message{Payload: append(encode(area), data...)}, nil
}

func (s *Session) setConfig(m *Message) error {
	area, data, err := decodeConfig(m.Payload)
	if err != nil {
		return err
	}
	if area.Flags&^configMigration != 0 {
		return fmt.Errorf("flags %#x", area.Flags)
	}
	if s.device.SetConfig != nil {
		if err := s.device.SetConfig(area.Offset, data); err != nil {
			return err
		}
	}
	return s.server.writeConfig(area.Offset, data)
}

func (s *Session) getInflight(m *Message) (*Message, error) {
	area, err := decode[inflightArea](m.Payload)
	if err != nil {
		return nil, err
	}
	if area.Queues == 0 || int(area.Queues) > len(s.queues) || area.QueueSize == 0 || area.QueueSize > maxChain {
		return nil, fmt.Errorf("%d queues of %d descriptors, want up to %d", area.Queues, area.QueueSize, len(s.queues))
	}
	f, area, err := newInflight(area.Queues, area.QueueSize)
	if err != nil {
		return nil, err
	}
	payload := make([]byte, len(m.Payload)) // as the front end pads it
	copy(payload, encode(area))
	return &Message{Payload: payload, Files: []*os.File{f}}, nil
}

func (s *Session) setInflight(m *Message) error {
	area, err := decode[inflightArea](m.Payload)
	if err != nil {
		return err
	}
	f, err := oneFile(m)
	if err != nil {
		return err
	}
	return s.inflight.set(f, area)
}

package vhostuser

import (
	"fmt"
	"unsafe"
)

// Observe makes the server tell all that it receives, sends and does to the front end, a line each, in the connections
// from now on. A line begins with the number of the connection:
//
//	0 connects
//	0 > GET_FEATURES 010000000100000000000000        a message, with its header and payload in hexadecimal
//	0 < GET_FEATURES 010000000500000008000000…       the reply
//	0 drops GET_FEATURES                             closes the connection in place of the reply
//	0 memory 0x100000 0500                           writes bytes to that guest address
//	0 calls 1                                        interrupts the driver of that queue
//	0 asks 020000000100000000000000                  sends a request of the back end
//	0 closes                                         closes the connection
//	0 ends                                           the front end has closed it
//	denied                                           a connection was closed at once
func (s *Server) Observe(note func(text string)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.note = note
}

// tell tells a line that is about no session. The server is locked.
func (s *Server) tell(text string) {
	if s.note != nil {
		s.note(text)
	}
}

// tell tells a line about the session.
func (s *Session) tell(format string, args ...any) {
	if s.note != nil {
		s.note(fmt.Sprintf("%d ", s.number) + fmt.Sprintf(format, args...))
	}
}

func (s *Session) tellMessage(mark string, m *Message) {
	if s.note != nil {
		s.tell("%s %v %x", mark, m.Request, m.bytes())
	}
}

// wrote tells of bytes in the shared memory that the back end has written.
func (s *Session) wrote(b []byte) {
	if s.note == nil || len(b) == 0 {
		return
	}
	if addr, ok := s.memory.addressOf(b); ok {
		s.tell("memory %#x %x", addr, b)
	}
}

// addressOf returns the guest-physical address of the bytes, a part of a region.
func (m *memory) addressOf(b []byte) (addr uint64, ok bool) {
	at := uintptr(unsafe.Pointer(unsafe.SliceData(b)))
	for _, r := range m.regions {
		if first := uintptr(unsafe.Pointer(unsafe.SliceData(r.bytes))); at >= first && uint64(at-first) < r.Size {
			return r.Guest + uint64(at-first), true
		}
	}
	return 0, false
}

package vhostuser

import "fmt"

// ReadMemory reads guest memory through the front end's mapping.
func (s *Session) ReadMemory(addr uint64, p []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	err := s.each(segment{addr, uint64(len(p))}, func(part []byte, _ uint64) error {
		p = p[copy(p, part):]
		return nil
	})
	if err != nil {
		return fmt.Errorf("vhostuser: read guest memory: %w", err)
	}
	return nil
}

// WriteMemory writes guest memory through the front end's mapping.
func (s *Session) WriteMemory(addr uint64, p []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	err := s.each(segment{addr, uint64(len(p))}, func(part []byte, addr uint64) error {
		p = p[copy(part, p):]
		s.wrote(part)
		return s.changedMemory(addr, uint64(len(part)))
	})
	if err != nil {
		return fmt.Errorf("vhostuser: write guest memory: %w", err)
	}
	return nil
}

package sdhci

import (
	"context"
	"fmt"
)

// sdmaBoundary is the distance, in bytes, of the boundaries at which SDMA stops. The
// driver selects the largest, like most drivers, and begins buffers at a boundary, so
// that shorter transfers do not stop (section 2.2.2 "Block Size Register").
const sdmaBoundary = 512 << 10

// sdma moves data between the card and one piece of memory (section 3.7.2.2
// "Using SDMA").
type sdma struct {
	c    *Controller
	t    transfer
	addr uint64
	held bool   // addr must be freed
	next uint32 // address of the next stop
}

func (s *sdma) prepare(ctx context.Context) (Mode, error) {
	m := s.c.Machine
	addr, err := m.Alloc.Alloc(uint64(len(s.t.data)), sdmaBoundary)
	if err != nil {
		return 0, err
	}
	s.addr, s.held, s.next = addr, true, uint32(addr)+sdmaBoundary
	if addr+uint64(len(s.t.data)) > 1<<32 {
		return 0, fmt.Errorf("SDMA cannot address %#x", addr)
	}
	if s.t.write {
		err = m.WriteMemory(ctx, addr, s.t.data)
	} else {
		err = m.Memset(ctx, addr, uint64(len(s.t.data)), 0)
	}
	if err != nil {
		return 0, err
	}
	if err := HostControl1.Write(ctx, s.c.Regs, s.c.width|SelectSDMA); err != nil {
		return 0, err
	}
	return DMAEnable, SDMAAddress.Write(ctx, s.c.Regs, uint32(addr))
}

// move lets the controller continue at each boundary until the transfer is
// complete. If both interrupts are pending, the transfer is complete.
func (s *sdma) move(ctx context.Context) error {
	for {
		got, err := s.c.await(ctx, TransferComplete|DMAInterrupt)
		if err != nil {
			return err
		}
		if got&TransferComplete != 0 {
			break
		}
		at, err := SDMAAddress.Read(ctx, s.c.Regs)
		if err != nil {
			return err
		}
		if at != s.next {
			return fmt.Errorf("SDMA stopped at %#x, want the boundary %#x", at, s.next)
		}
		if err := SDMAAddress.Write(ctx, s.c.Regs, s.next); err != nil {
			return err
		}
		s.next += sdmaBoundary
	}
	if s.t.write {
		return nil
	}
	return s.c.Machine.ReadMemory(ctx, s.addr, s.t.data)
}

func (s *sdma) release() error {
	if !s.held {
		return nil
	}
	return s.c.Machine.Alloc.Free(s.addr)
}

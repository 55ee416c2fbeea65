package tpm

import (
	"context"
	"encoding/binary"
	"fmt"

	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/isa"
)

// ISABase is the address of the registers on a PC, and ISAIRQ the interrupt request of QEMU's model (PTP 1.04,
// "Locality-Controlled Functions"; QEMU 11.1, docs/specs/tpm.rst, "TIS interface").
const (
	ISABase = 0xfed4_0000
	ISAIRQ  = 5
)

// FIFO is the FIFO interface of a TPM.
type FIFO struct {
	machine *guest.Machine
	at      func(locality int) reg.Space
	watch   func(ctx context.Context) (guest.Line, error)
}

var _ Device = (*FIFO)(nil)

// NewFIFO returns the interface whose registers are at base in memory. Watch watches its interrupt.
func NewFIFO(m *guest.Machine, base uint64, watch func(ctx context.Context) (guest.Line, error)) *FIFO {
	regs := m.Window(base, binary.LittleEndian)
	return &FIFO{machine: m, watch: watch, at: func(locality int) reg.Space {
		return reg.Part(regs, uint64(locality)*LocalitySize, LocalitySize)
	}}
}

// NewISA returns the interface of a PC.
func NewISA(_ context.Context, bus *isa.Bus) (*FIFO, error) {
	return NewFIFO(bus.Machine(), ISABase, func(ctx context.Context) (guest.Line, error) { return bus.Watch(ctx, ISAIRQ) }), nil
}

// Machine returns the TPM's machine.
func (f *FIFO) Machine() *guest.Machine { return f.machine }

// At returns the registers of a locality, 0 to 4.
func (f *FIFO) At(locality int) reg.Space { return f.at(locality) }

// Line watches the interrupt.
func (f *FIFO) Line(ctx context.Context) (guest.Line, error) { return f.watch(ctx) }

// Request requests the use of a locality, and waits until it is active.
func (f *FIFO) Request(ctx context.Context, locality int) error {
	if err := Access.Write(ctx, f.At(locality), RequestUse); err != nil {
		return err
	}
	return f.machine.Wait(ctx, fmt.Sprintf("locality %d", locality), func(ctx context.Context) (bool, error) {
		a, err := Access.Read(ctx, f.At(locality))
		return a&(ActiveLocality|AccessValid) == ActiveLocality|AccessValid, err
	})
}

// Relinquish gives a locality up.
func (f *FIFO) Relinquish(ctx context.Context, locality int) error {
	return Access.Write(ctx, f.At(locality), ActiveLocality)
}

// Await waits until bits of the status of a locality have values, and returns it.
func (f *FIFO) Await(ctx context.Context, locality int, what string, mask, want State) (s State, err error) {
	err = f.machine.Await(ctx, what, func(ctx context.Context) (bool, error) {
		s, err = Status.Read(ctx, f.At(locality))
		return s&mask == want, err
	})
	return s, err
}

// Ready ends whatever the TPM does, and waits until it is ready for a command.
func (f *FIFO) Ready(ctx context.Context, locality int) error {
	if err := Status.Write(ctx, f.At(locality), CommandReady); err != nil {
		return err
	}
	s, err := f.Await(ctx, locality, "a status", 0, 0)
	if err != nil || s&CommandReady != 0 {
		return err
	}
	// The first write ends a command or a response: the TPM is idle then (PTP 1.04, table "State Transition Table").
	if err := Status.Write(ctx, f.At(locality), CommandReady); err != nil {
		return err
	}
	_, err = f.Await(ctx, locality, "commandReady", CommandReady, CommandReady)
	return err
}

// Open makes locality 0 active and the TPM ready.
func (f *FIFO) Open(ctx context.Context) error {
	if err := f.Request(ctx, 0); err != nil {
		return fmt.Errorf("tpm: FIFO: open: %w", err)
	}
	return f.Ready(ctx, 0)
}

// Send sends a command in locality 0 and starts it.
func (f *FIFO) Send(ctx context.Context, command []byte) error {
	if err := f.Write(ctx, 0, command); err != nil {
		return fmt.Errorf("tpm: FIFO: send: %w", err)
	}
	return Status.Write(ctx, f.At(0), Go)
}

// Write writes bytes of a command as fast as the TPM takes them.
func (f *FIFO) Write(ctx context.Context, locality int, p []byte) error {
	for len(p) > 0 {
		n, err := f.room(ctx, locality)
		if err != nil {
			return err
		}
		n = min(n, len(p))
		for _, b := range p[:n] {
			if err := DataFIFO.Write(ctx, f.At(locality), b); err != nil {
				return err
			}
		}
		p = p[n:]
	}
	return nil
}

// room waits until bytes may pass through the FIFO, and returns how many.
func (f *FIFO) room(ctx context.Context, locality int) (n int, err error) {
	err = f.machine.Await(ctx, "a burst count", func(ctx context.Context) (bool, error) {
		s, err := Status.Read(ctx, f.At(locality))
		n = s.Burst()
		return n > 0, err
	})
	return n, err
}

// Read reads n bytes of a response.
func (f *FIFO) Read(ctx context.Context, locality, n int) ([]byte, error) {
	p := make([]byte, 0, n)
	for len(p) < n {
		s, err := f.Await(ctx, locality, "dataAvail", StatusValid|DataAvailable, StatusValid|DataAvailable)
		if err != nil {
			return p, err
		}
		for range min(s.Burst(), n-len(p)) {
			b, err := DataFIFO.Read(ctx, f.At(locality))
			if err != nil {
				return p, err
			}
			p = append(p, b)
		}
	}
	return p, nil
}

// Receive waits for the response in locality 0 and returns it.
func (f *FIFO) Receive(ctx context.Context) ([]byte, error) { return f.ReceiveIn(ctx, 0) }

// ReceiveIn waits for the response in a locality and returns it.
func (f *FIFO) ReceiveIn(ctx context.Context, locality int) ([]byte, error) {
	head, err := f.Read(ctx, locality, header)
	if err != nil {
		return nil, fmt.Errorf("tpm: FIFO: receive: %w", err)
	}
	n, err := sizeOf(head)
	if err != nil {
		return nil, err
	}
	rest, err := f.Read(ctx, locality, n-header)
	if err != nil {
		return nil, fmt.Errorf("tpm: FIFO: receive: %w", err)
	}
	return append(head, rest...), nil
}

// Busy reports whether the command is under way.
func (f *FIFO) Busy(ctx context.Context) (bool, error) {
	s, err := Status.Read(ctx, f.At(0))
	return s&(StatusValid|DataAvailable) != StatusValid|DataAvailable, err
}

// Cancel has the TPM end the command under way, with a response.
func (f *FIFO) Cancel(ctx context.Context) error { return Status.Write(ctx, f.At(0), CommandCancel) }

// Failed reports whether the response tells of an error. It reads the header of the response.
func (f *FIFO) Failed(ctx context.Context) (bool, error) {
	head, err := f.Read(ctx, 0, header)
	if err != nil {
		return false, fmt.Errorf("tpm: FIFO: response: %w", err)
	}
	return binary.BigEndian.Uint32(head[codeAt:]) != 0, nil
}

// InMemory reports whether the registers are in memory: on I²C the FIFO has no words, and not all registers of interrupts are
// there.
func (f *FIFO) InMemory() bool { return f.watch != nil }

package ipmi

import (
	"context"
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/isa"
)

// Ports of the KCS interface (section 9.1 "KCS Interface/BMC LUNs"; 9.4 "KCS Interface-BMC Request
// Message Format": the default base is CA2h), and the interrupt request of QEMU's model.
const (
	kcsPorts = 0xca2
	kcsCount = 2
	ipmiIRQ  = 5
)

// The registers of the KCS interface.
const (
	KCSData   reg.Reg[uint8]      = 0
	KCSStatus reg.Reg[KCSState]   = 1
	kcsWrite  reg.Reg[KCSControl] = 1
)

// KCSState is the status register (table "KCS Interface Status Register Bits").
type KCSState uint8

// Bits of the status register.
//
//qgraph:bits
const (
	OutputFull KCSState = 1 << 0 // "OBF"
	InputFull  KCSState = 1 << 1 // "IBF"
	Attention  KCSState = 1 << 2 // "SMS_ATN"
	WasCommand KCSState = 1 << 3 // "C/D#"
	Reading    KCSState = 1 << 6 // "S0"
	Writing    KCSState = 1 << 7 // "S1"; both: an error
)

const kcsPhase = Reading | Writing

// KCSControl is a control code (table "KCS Interface Control Codes").
type KCSControl uint8

// The control codes.
const (
	Abort      KCSControl = 0x60 // "GET_STATUS/ABORT"
	WriteStart KCSControl = 0x61
	WriteEnd   KCSControl = 0x62
	readByte   uint8      = 0x68
)

// KCS is a KCS interface.
type KCS struct {
	Regs reg.Space

	bus *isa.Bus
}

var _ BMC = (*KCS)(nil)

// NewKCS returns the interface on an ISA bus.
func NewKCS(_ context.Context, bus *isa.Bus) (*KCS, error) {
	return &KCS{bus.Ports(kcsPorts, kcsCount), bus}, nil
}

// Machine returns the interface's machine.
func (k *KCS) Machine() *guest.Machine { return k.bus.Machine() }

// Line watches the interrupt.
func (k *KCS) Line(ctx context.Context) (guest.Line, error) { return k.bus.Watch(ctx, ipmiIRQ) }

// Control writes a control code once the BMC takes it.
func (k *KCS) Control(ctx context.Context, c KCSControl) error {
	return errors.Join(k.ready(ctx), kcsWrite.Write(ctx, k.Regs, c))
}

// Write writes a byte of data once the BMC takes it.
func (k *KCS) Write(ctx context.Context, b uint8) error {
	return errors.Join(k.ready(ctx), KCSData.Write(ctx, k.Regs, b))
}

// ready waits until the input buffer is empty.
func (k *KCS) ready(ctx context.Context) error {
	return k.await(ctx, "an empty input buffer", InputFull, 0)
}

func (k *KCS) await(ctx context.Context, what string, mask, want KCSState) error {
	return k.Machine().Wait(ctx, what, func(ctx context.Context) (bool, error) {
		s, err := KCSStatus.Read(ctx, k.Regs)
		return s&mask == want, err
	})
}

// phase waits until the interface is in a phase, and empties the output buffer.
func (k *KCS) phase(ctx context.Context, what string, phase KCSState) error {
	if err := k.await(ctx, what, InputFull|kcsPhase, phase); err != nil {
		return err
	}
	_, err := KCSData.Read(ctx, k.Regs)
	return err
}

// Request sends a request and returns the data of the response (section 9.10 "KCS Flow Diagrams").
func (k *KCS) Request(ctx context.Context, m Message) ([]byte, error) {
	if err := k.Begin(ctx, m); err != nil {
		return nil, err
	}
	return k.End(ctx, m)
}

// Begin sends a request.
func (k *KCS) Begin(ctx context.Context, m Message) error {
	bytes := append([]byte{m.header(), m.Command}, m.Data...)
	if err := k.send(ctx, bytes); err != nil {
		return fmt.Errorf("ipmi: KCS: write: %w", err)
	}
	return nil
}

// End returns the data of the response.
func (k *KCS) End(ctx context.Context, m Message) ([]byte, error) {
	got, err := k.Receive(ctx)
	if err != nil {
		return nil, fmt.Errorf("ipmi: KCS: read: %w", err)
	}
	const header = 2
	if len(got) < header {
		return nil, fmt.Errorf("ipmi: KCS: response % x: %w", got, ErrResponse)
	}
	return m.data(got[0], got[1], got[header:])
}

// Attended reports whether SMS_ATN is set.
func (k *KCS) Attended(ctx context.Context) (bool, error) {
	s, err := KCSStatus.Read(ctx, k.Regs)
	return s&Attention != 0, err
}

// send is the write phase.
func (k *KCS) send(ctx context.Context, bytes []byte) error {
	if err := k.Control(ctx, WriteStart); err != nil {
		return err
	}
	for i, b := range bytes {
		if err := k.phase(ctx, "the write phase", Writing); err != nil {
			return err
		}
		if i == len(bytes)-1 {
			if err := k.Control(ctx, WriteEnd); err != nil {
				return err
			}
			if err := k.phase(ctx, "the end of the write phase", Writing); err != nil {
				return err
			}
		}
		if err := k.Write(ctx, b); err != nil {
			return err
		}
	}
	return nil
}

// Receive is the read phase: it returns the bytes of the BMC until the interface is idle.
func (k *KCS) Receive(ctx context.Context) ([]byte, error) {
	var got []byte
	const longest = 256
	for range longest {
		if err := k.await(ctx, "a byte", OutputFull, OutputFull); err != nil {
			return got, err
		}
		s, err := KCSStatus.Read(ctx, k.Regs)
		if err != nil {
			return got, err
		}
		b, err := KCSData.Read(ctx, k.Regs)
		if err != nil {
			return got, err
		}
		if s&kcsPhase == 0 {
			return got, nil
		}
		if s&kcsPhase != Reading {
			return got, fmt.Errorf("status %v after % x", s, got)
		}
		got = append(got, b)
		if err := k.Write(ctx, readByte); err != nil {
			return got, err
		}
	}
	return got, fmt.Errorf("more than %d bytes", longest)
}

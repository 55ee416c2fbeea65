package ipmi

import (
	"context"
	"fmt"

	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/isa"
)

// Ports of the BT interface (section 11.2 "BT Interface Registers").
const (
	btPorts = 0xe4
	btCount = 3
)

// The registers of the BT interface.
const (
	BTControl reg.Reg[BTState] = 0 // "BT_CTRL"
	BTBuffer  reg.Reg[uint8]   = 1 // "BT2HOST" and "HOST2BT"
	BTMask    reg.Reg[BTInt]   = 2 // "BT_INTMASK"
)

// BTState is the control register. A write of 1 sets, clears or toggles a bit.
type BTState uint8

// Bits of the control register.
//
//qgraph:bits
const (
	ClearWrite  BTState = 1 << 0 // "CLR_WR_PTR"
	ClearRead   BTState = 1 << 1 // "CLR_RD_PTR"
	ToBMC       BTState = 1 << 2 // "H2B_ATN"
	ToHost      BTState = 1 << 3 // "B2H_ATN"
	BTAttention BTState = 1 << 4 // "SMS_ATN"
	HostBusy    BTState = 1 << 6 // "H_BUSY"
	BMCBusy     BTState = 1 << 7 // "B_BUSY"
)

// BTInt is the interrupt mask register.
type BTInt uint8

// Bits of the interrupt mask register.
//
//qgraph:bits
const (
	InterruptEnable BTInt = 1 << 0 // "B2H_IRQ_EN"
	Interrupt       BTInt = 1 << 1 // "B2H_IRQ": write 1 to clear
)

// BT is a BT interface.
type BT struct {
	Regs reg.Space

	bus      *isa.Bus
	sequence uint8
}

var _ BMC = (*BT)(nil)

// NewBT returns the interface on an ISA bus.
func NewBT(_ context.Context, bus *isa.Bus) (*BT, error) {
	return &BT{Regs: bus.Ports(btPorts, btCount), bus: bus}, nil
}

// Machine returns the interface's machine.
func (b *BT) Machine() *guest.Machine { return b.bus.Machine() }

// Line watches the interrupt.
func (b *BT) Line(ctx context.Context) (guest.Line, error) { return b.bus.Watch(ctx, ipmiIRQ) }

// Request sends a request and returns the data of the response (section 11.3 "Communication
// Protocol").
func (b *BT) Request(ctx context.Context, m Message) ([]byte, error) {
	if err := b.Begin(ctx, m); err != nil {
		return nil, err
	}
	return b.End(ctx, m)
}

// Begin sends a request.
func (b *BT) Begin(ctx context.Context, m Message) error { return b.Send(ctx, m) }

// End waits for the response and returns its data.
func (b *BT) End(ctx context.Context, m Message) ([]byte, error) {
	err := b.Machine().Wait(ctx, "a response", func(ctx context.Context) (bool, error) {
		s, err := BTControl.Read(ctx, b.Regs)
		return s&ToHost != 0, err
	})
	if err != nil {
		return nil, fmt.Errorf("ipmi: BT: %w", err)
	}
	return b.Receive(ctx, m)
}

// Attended reports whether SMS_ATN is set.
func (b *BT) Attended(ctx context.Context) (bool, error) {
	s, err := BTControl.Read(ctx, b.Regs)
	return s&BTAttention != 0, err
}

// Send writes a request. The BMC must not be busy.
func (b *BT) Send(ctx context.Context, m Message) error {
	s, err := BTControl.Read(ctx, b.Regs)
	if err == nil && s&(BMCBusy|ToBMC) != 0 {
		err = fmt.Errorf("ipmi: BT: control %v, want a BMC that is not busy", s)
	}
	if err != nil {
		return err
	}
	if err := BTControl.Write(ctx, b.Regs, ClearWrite); err != nil {
		return err
	}
	const header = 3
	b.sequence++
	for _, v := range append([]byte{uint8(len(m.Data) + header), m.header(), b.sequence, m.Command}, m.Data...) {
		if err := BTBuffer.Write(ctx, b.Regs, v); err != nil {
			return err
		}
	}
	return BTControl.Write(ctx, b.Regs, ToBMC)
}

// Receive reads the response to a request.
func (b *BT) Receive(ctx context.Context, m Message) ([]byte, error) {
	for _, s := range []BTState{HostBusy, ToHost, ClearRead} {
		if err := BTControl.Write(ctx, b.Regs, s); err != nil {
			return nil, err
		}
	}
	n, err := BTBuffer.Read(ctx, b.Regs)
	if err != nil {
		return nil, err
	}
	got := make([]byte, n)
	for i := range got {
		if got[i], err = BTBuffer.Read(ctx, b.Regs); err != nil {
			return nil, err
		}
	}
	if err := BTControl.Write(ctx, b.Regs, HostBusy); err != nil {
		return nil, err
	}
	const header = 3
	if len(got) < header || got[1] != b.sequence {
		return nil, fmt.Errorf("ipmi: BT: response % x to number %d: %w", got, b.sequence, ErrResponse)
	}
	return m.data(got[0], got[2], got[header:])
}

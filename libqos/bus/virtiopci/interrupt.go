package virtiopci

import (
	"context"
	"fmt"

	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/pci"
)

// isr is the ISR status (virtio 1.3, section 4.1.4.5 "ISR status capability").
// Reading it clears it and lowers the pin.
type isr uint8

// Bits of the ISR status; the others are reserved.
//
//qgraph:bits isr
const (
	isrQueue  isr = 1 << 0 // queue interrupt
	isrConfig isr = 1 << 1 // device configuration interrupt
)

// noVector is VIRTIO_MSI_NO_VECTOR: no message for this event.
const noVector uint16 = 0xffff

// interrupts is a device's way to signal events to the guest.
type interrupts interface {
	enable(ctx context.Context) error
	disable(ctx context.Context) error
	// take reports whether the event has been signalled since the last call.
	take(ctx context.Context, e event) (bool, error)
	// vector is the MSI-X vector for the event, noVector if there is none.
	vector(e event) uint16
}

// event is the reason of an interrupt.
type event struct {
	config bool
	queue  uint16 // if not config
}

// pin is the device's interrupt pin, which all events share.
type pin struct {
	device *pci.Device
	status func(context.Context) (isr, error)
	line   guest.Line
	routed bool // line is known
	taken  isr  // read and not yet reported
}

func (p *pin) enable(ctx context.Context) (err error) {
	p.taken = 0
	if !p.routed {
		p.line, err = p.device.INTx(ctx)
		p.routed = err == nil
	}
	return err
}

func (p *pin) disable(context.Context) error { return nil }

func (p *pin) vector(event) uint16 { return noVector }

func (p *pin) take(ctx context.Context, e event) (bool, error) {
	if err := p.acknowledge(ctx); err != nil {
		return false, err
	}
	bit := isrQueue
	if e.config {
		bit = isrConfig
	}
	set := p.taken&bit != 0
	p.taken &^= bit
	return set, nil
}

// acknowledge reads the ISR status until the pin goes down. The pin goes down at
// once unless there is a new event meanwhile, which the status then shows.
func (p *pin) acknowledge(ctx context.Context) error {
	for range patience {
		if !p.line.Raised() {
			return nil
		}
		s, err := p.status(ctx)
		if err != nil {
			return err
		}
		if s == 0 {
			return fmt.Errorf("virtiopci: the interrupt pin is up while the ISR status is 0 (events so far: %v)", p.taken)
		}
		p.taken |= s
	}
	return fmt.Errorf("virtiopci: the interrupt pin stays up after repeated reads of the ISR status (events so far: %v)", p.taken)
}

// patience is the largest number of reads before the pin must be down. Another
// goroutine of this guest may make requests meanwhile.
const patience = 10_000

// messages are the device's MSI-X vectors: one for changes of the
// configuration, and one for each queue. If there are not enough, the remaining
// queues share the last vector.
type messages struct {
	device *pci.Device
	msix   *pci.MSIX // nil before the first enable
	on     bool
}

func (m *messages) enable(ctx context.Context) (err error) {
	if err := m.disable(ctx); err != nil { // if it was opened and not closed
		return err
	}
	if m.msix == nil {
		if m.msix, err = m.device.MSIX(ctx); err != nil {
			return err
		}
	}
	m.on = true
	for v := range m.msix.Vectors() {
		if err := m.msix.Configure(ctx, v); err != nil {
			return err
		}
	}
	return m.msix.Enable(ctx)
}

func (m *messages) disable(ctx context.Context) error {
	if !m.on {
		return nil
	}
	m.on = false
	return m.msix.Disable(ctx)
}

func (m *messages) vector(e event) uint16 {
	if e.config {
		return 0
	}
	return min(1+e.queue, uint16(m.msix.Vectors()-1))
}

func (m *messages) take(ctx context.Context, e event) (bool, error) {
	return m.msix.Fired(ctx, int(m.vector(e)))
}

// assigned checks that the device accepted the written vector: otherwise it
// reads as noVector (virtio 1.3, section 4.1.5.1.2 "MSI-X Vector
// Configuration"). After a write of noVector the result is ambiguous.
func assigned(ctx context.Context, r reg.Reg[uint16], space reg.Space, vector uint16) error {
	if err := r.Write(ctx, space, vector); err != nil || vector == noVector {
		return err
	}
	got, err := r.Read(ctx, space)
	if err == nil && got != vector {
		err = fmt.Errorf("virtiopci: got MSI-X vector %#x after a write, want %#x", got, vector)
	}
	return err
}

package nrf51

import (
	"context"
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/board"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
)

// TWIDriver is the node of the I²C controller of the micro:bit.
var TWIDriver = graph.NewDriver[*TWI]("microbit.i2c")

// TWIKind is the kind of a board's part.
var TWIKind = board.NewKind(TWIDriver, func(_ context.Context, m *guest.Machine, p guest.Peripheral) (*TWI, error) {
	return &TWI{board.At(m, p)}, nil
})

// TWI is an I²C controller.
type TWI struct{ board.Device }

// The registers (chapter 28 "I2C compatible Two Wire Interface (TWI)", table "Register Overview").
const (
	StartReceive  reg.Reg[uint32] = 0x000 // STARTRX, a task
	StartTransmit reg.Reg[uint32] = 0x008 // STARTTX, a task
	StopTransfer  reg.Reg[uint32] = 0x014 // STOP, a task
	Stopped       reg.Reg[uint32] = 0x104 // STOPPED, an event
	DataReady     reg.Reg[uint32] = 0x108 // RXDREADY, an event
	DataSent      reg.Reg[uint32] = 0x11c // TXDSENT, an event
	TransferError reg.Reg[uint32] = 0x124 // ERROR, an event
	EnableTWI     reg.Reg[uint32] = 0x500 // ENABLE
	ReceivedData  reg.Reg[uint32] = 0x518 // RXD
	TransmitData  reg.Reg[uint32] = 0x51c // TXD
	Address       reg.Reg[uint32] = 0x588 // ADDRESS, 7 bits
)

// Enabled is the value of ENABLE that turns the controller on.
const Enabled = 5

// Fails reports whether no chip acknowledges a byte that is written to an address.
func (w *TWI) Fails(ctx context.Context, address, value uint32) (bool, error) {
	for _, r := range []reg.Reg[uint32]{Stopped, DataReady, DataSent, TransferError} {
		if err := r.Write(ctx, w.Regs, 0); err != nil {
			return false, err
		}
	}
	for _, v := range []struct {
		reg.Reg[uint32]
		value uint32
	}{{EnableTWI, Enabled}, {Address, address}, {StartTransmit, 1}, {TransmitData, value}} {
		if err := v.Write(ctx, w.Regs, v.value); err != nil {
			return false, err
		}
	}
	var failed uint32
	err := w.Machine.Wait(ctx, "the end of a byte on the I²C bus", func(ctx context.Context) (bool, error) {
		sent, err := DataSent.Read(ctx, w.Regs)
		if err != nil {
			return false, err
		}
		failed, err = TransferError.Read(ctx, w.Regs)
		return sent == 1 || failed == 1, err
	})
	if err != nil {
		return false, fmt.Errorf("nrf51: write to address %#x: %w", address, err)
	}
	return failed == 1, nil
}

// Stop ends a transfer.
func (w *TWI) Stop(ctx context.Context) error { return StopTransfer.Write(ctx, w.Regs, 1) }

// Register reads a register of a chip.
func (w *TWI) Register(ctx context.Context, address, register uint32) (uint32, error) {
	failed, err := w.Fails(ctx, address, register)
	if err != nil {
		return 0, err
	}
	if failed {
		return 0, fmt.Errorf("nrf51: no chip answers at address %#x", address)
	}
	if err := StartReceive.Write(ctx, w.Regs, 1); err != nil {
		return 0, err
	}
	err = w.Machine.Wait(ctx, "a byte from the I²C bus", func(ctx context.Context) (bool, error) {
		ready, err := DataReady.Read(ctx, w.Regs)
		return ready == 1, err
	})
	if err != nil {
		return 0, fmt.Errorf("nrf51: read from address %#x: %w", address, err)
	}
	if err := w.Stop(ctx); err != nil {
		return 0, err
	}
	return ReceivedData.Read(ctx, w.Regs)
}

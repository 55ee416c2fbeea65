package cadenceuart

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/serial/uart"
)

// Driver is the node of the port.
var Driver = graph.NewDriver[*uart.Port]("cadence_uart")

// Kind is the kind of a board's part.
var Kind = uart.NewKind(Driver, Model())

// The registers (UG585, appendix B).
const (
	Control reg.Reg[uint32] = 0x00 // Control_reg0
	Mode    reg.Reg[uint32] = 0x04 // mode_reg0
	Enable  reg.Reg[uint32] = 0x08 // Intrpt_en_reg0, write-only
	Disable reg.Reg[uint32] = 0x0c // Intrpt_dis_reg0, write-only
	Mask    reg.Reg[uint32] = 0x10 // Intrpt_mask_reg0
	Pending reg.Reg[uint32] = 0x14 // Chnl_int_sts_reg0; a written 1 clears
	Rate    reg.Reg[uint32] = 0x18 // Baud_rate_gen_reg0
	Timeout reg.Reg[uint32] = 0x1c // Rcvr_timeout_reg0
	Trigger reg.Reg[uint32] = 0x20 // Rcvr_FIFO_trigger_level0
	Status  reg.Reg[uint32] = 0x2c // Channel_sts_reg0
	FIFO    reg.Reg[uint32] = 0x30 // TX_RX_FIFO0
)

// Bits of Control_reg0, of mode_reg0, of the interrupt registers, and of Channel_sts_reg0.
const (
	resetReceive  = 1 << 0
	resetTransmit = 1 << 1
	receiveOn     = 1 << 2
	transmitOn    = 1 << 4

	noParity      = 4 << 3
	localLoopback = 2 << 8

	triggered = 1 << 0 // RTRIG
	sentAll   = 1 << 3 // TEMPTY
	allBits   = 0x1fff

	noneReceived = 1 << 1 // RXEMPTY
	receiveFull  = 1 << 2 // RXFULL
	sent         = 1 << 3 // TXEMPTY
	noRoom       = 1 << 4 // TXFULL
)

const depth = 64

// Model returns how the port is used (UG585, section 19.2.10 "Interrupts"). The state that an
// interrupt tells of is noted again as long as it is there, so it is cleared last.
func Model() uart.Model {
	status := func(bit uint32) uart.Field { return uart.Bits("Channel_sts_reg0", Status, bit) }
	interrupt := func(name string, cause uart.Cause, bit uint32) uart.Interrupt {
		return uart.Interrupt{
			Name: name, Cause: cause, Pending: uart.Bits("Chnl_int_sts_reg0", Pending, bit).Set(),
			Enable: []uart.Write{uart.Set(Enable, bit)}, Disable: []uart.Write{uart.Set(Disable, bit)},
			Clear: []uart.Write{uart.Set(Pending, bit)},
		}
	}
	return uart.Model{
		Setup: []uart.Write{
			uart.Set(Disable, allBits), uart.Set(Mode, noParity), uart.Set(Rate, 1), uart.Set(Trigger, 1),
			uart.Set(Control, resetReceive|resetTransmit|receiveOn|transmitOn), uart.Set(Pending, allBits),
		},
		Transmit: uart.Bits("TX_RX_FIFO0", FIFO, 0xff), Receive: uart.Bits("TX_RX_FIFO0", FIFO, 0xff),
		Received: status(noneReceived).Clear(), Room: status(noRoom).Clear(), Sent: status(sent).Set(), Depth: depth,
		Full:     status(receiveFull).Set(),
		Loopback: []uart.Write{uart.Set(Mode, noParity|localLoopback)}, Silent: true,
		Interrupts: []uart.Interrupt{
			interrupt("RTRIG", uart.OnReceived, triggered),
			interrupt("TEMPTY", uart.OnSent, sentAll),
		},
		Reset: []uart.Value{
			uart.Bits("Control_reg0", Control, 0x1ff).Is(0x128), uart.Bits("mode_reg0", Mode, 0x3ff).Is(0),
			uart.Bits("Intrpt_mask_reg0", Mask, allBits).Is(0), uart.Bits("Baud_rate_gen_reg0", Rate, 0xffff).Is(0x28b),
			uart.Bits("Rcvr_timeout_reg0", Timeout, 0xff).Is(0), uart.Bits("Rcvr_FIFO_trigger_level0", Trigger, 0x3f).Is(0x20),
		},
		Kept: []uart.Field{
			uart.Bits("Rcvr_timeout_reg0", Timeout, 0xff), uart.Bits("Rcvr_FIFO_trigger_level0", Trigger, 0x3f),
		},
	}
}

package stm32

import (
	"context"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/chardev"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/serial/stm32usart"
	"github.com/qgraph/qgraph/libqos/device/serial/uart"
)

// usart checks the registers that other serial ports do not have (RM0351, section "USART registers").
func usart(t *run.T, p *uart.Port) {
	peer, err := chardev.Attach(t.Env, uart.FarEnd)
	t.Must(err)
	line, err := p.Line(t.Context(), 0)
	t.Must(err)
	t.Step("after a reset", func() { usartAfterReset(t, p) })
	t.Step("written", func() {
		for _, r := range usartSettings() {
			keeps(t, p.Regs, r)
		}
	})
	t.Step("acknowledged", func() {
		stm32usart.ControlL4.WriteT(t, p.Regs, stm32usart.EnableL4|stm32usart.TransmitOn)
		acknowledged(t, p, "with TE", stm32usart.TransmitReady)
		stm32usart.ControlL4.WriteT(t, p.Regs, stm32usart.EnableL4|stm32usart.ReceiveOn)
		acknowledged(t, p, "with RE", stm32usart.ReceiveReady)
		stm32usart.ControlL4.WriteT(t, p.Regs, 0)
		acknowledged(t, p, "without either", 0)
	})
	t.Step("received character dropped", func() {
		t.Must(p.Start(t.Context()))
		t.Must(peer.Send(t.Context(), []byte{'a'}))
		t.Must(p.Await(t.Context(), p.Received))
		stm32usart.RequestL4.WriteT(t, p.Regs, stm32usart.FlushReceive)
		reg.ExpectBitsT(t, p.Regs, "USART_ISR after RXFRQ", stm32usart.StatusL4, stm32usart.Received, 0)
		t.Must(peer.Send(t.Context(), []byte{'b'}))
		t.Must(p.Await(t.Context(), p.Received))
		reg.ExpectT(t, p.Regs, "USART_RDR after RXFRQ and another character", stm32usart.DataL4, 'b')
		reg.ExpectBitsT(t, p.Regs, "USART_ISR after RDR is read", stm32usart.StatusL4, stm32usart.Received, 0)
	})
	t.Step("sent flag cleared", func() {
		t.Must(p.Start(t.Context()))
		control := stm32usart.ControlL4.ReadT(t, p.Regs)
		stm32usart.ControlL4.WriteT(t, p.Regs, control|stm32usart.SentInterrupt)
		stm32usart.SendDataL4.WriteT(t, p.Regs, 'c')
		t.Must(p.Await(t.Context(), p.Sent))
		line.ExpectT(t, "TC", true)
		stm32usart.StatusClearL4.WriteT(t, p.Regs, ^uint32(stm32usart.Sent))
		reg.ExpectBitsT(t, p.Regs, "USART_ISR with the other flags cleared", stm32usart.StatusL4, stm32usart.Sent, stm32usart.Sent)
		stm32usart.StatusClearL4.WriteT(t, p.Regs, stm32usart.Sent)
		reg.ExpectBitsT(t, p.Regs, "USART_ISR with TC cleared", stm32usart.StatusL4, stm32usart.Sent, 0)
		line.ExpectT(t, "TC cleared", false)
		stm32usart.ControlL4.WriteT(t, p.Regs, control)
		_, err := peer.Receive(t.Context(), 1)
		t.Must(err)
	})
	t.Step("another reset", func() {
		stm32usart.ControlL4.WriteT(t, p.Regs, 0)
		for _, r := range usartSettings() {
			r.WriteT(t, p.Regs, 0x5a5a_5a5a&r.bits)
		}
		t.Must(t.QEMU().SystemReset(t.Context()))
		usartAfterReset(t, p)
	})
}

// usartSettings are the registers that keep what is written while the port is off.
func usartSettings() []register {
	return []register{
		{"USART_CR1", stm32usart.ControlL4, stm32usart.ControlBitsL4}, {"USART_CR2", stm32usart.Control2L4, stm32usart.Control2BitsL4},
		{"USART_CR3", stm32usart.Control3L4, stm32usart.Control3BitsL4}, {"USART_BRR", stm32usart.RateL4, 0xffff},
		{"USART_GTPR", stm32usart.GuardTimeL4, 0xffff}, {"USART_RTOR", stm32usart.TimeOutL4, ^uint32(0)},
	}
}

func usartAfterReset(t *run.T, p *uart.Port) {
	t.Helper()
	for _, r := range usartSettings() {
		reg.ExpectT(t, p.Regs, r.name+" after a reset", r.Reg, 0)
	}
	reg.ExpectT(t, p.Regs, "USART_ISR after a reset", stm32usart.StatusL4, stm32usart.ResetStatusL4)
}

// acknowledged waits until the port says that it has turned on or off its transmitter and its receiver.
func acknowledged(t *run.T, p *uart.Port, when string, want uint32) {
	t.Helper()
	t.Must(p.Machine.Wait(t.Context(), "the acknowledgement "+when, func(ctx context.Context) (bool, error) {
		v, err := stm32usart.StatusL4.Read(ctx, p.Regs)
		return v&(stm32usart.TransmitReady|stm32usart.ReceiveReady) == want, err
	}))
}

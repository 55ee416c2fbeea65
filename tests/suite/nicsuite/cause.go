package nicsuite

import (
	"context"
	"testing"

	"github.com/qgraph/qgraph/libqos/device/net/intelnic"
)

// SendCauses checks the interrupt causes that sending sets: written, TXDW, only for a
// descriptor with RS, and empty, TXQE, once nothing is left to send.
func (i Interrupts[C]) SendCauses(t testing.TB, d Device, p Port, written, empty C) {
	t.Helper()
	ctx := t.Context()
	With(t, d, p, Setup{Transmit: intelnic.LegacyTX{}}, func(p Port) {
		for _, row := range []struct {
			name   string
			silent bool
			want   C
		}{
			{"with RS", false, written | empty},
			{"without RS", true, empty},
		} {
			must(t, i.Mask(ctx))
			must(t, p.TX.Post(intelnic.Offload{Silent: row.silent}, p.out(64, 1)))
			must(t, p.TX.Kick(ctx))
			p.Arrives(t, row.name, p.out(64, 1))
			Quiet(t, p.Machine)
			if got := i.ICR.ReadT(t, i.Regs) &^ i.Asserted; got != row.want {
				t.Errorf("%s: ICR = %v, want %v", row.name, got, row.want)
			}
		}
	})
}

// ReceiveThreshold checks that the cause RXDMT0 is set when a half, a quarter or an eighth
// of the descriptors are left (82574 datasheet, section 10.2.5 "Receive Register
// Descriptions", RCTL.RDMTS).
func (i Interrupts[C]) ReceiveThreshold(t testing.TB, d Device, p Port, cause C) {
	t.Helper()
	const descriptors = 16
	for rdmts := range uint8(3) {
		s := Setup{Receive: intelnic.LegacyRX{}, Descriptors: descriptors, Control: intelnic.ReceiveThreshold(rdmts)}
		With(t, d, p, s, func(p Port) {
			least := descriptors >> (rdmts + 1)
			// No cause before, then one, and none again.
			for left := descriptors - 1; left > least-1; {
				frames := 1
				if left > least+1 {
					frames = left - (least + 1)
				}
				must(t, i.Mask(t.Context()))
				ReceiveOnly(t, p, frames)
				left -= frames
				Quiet(t, p.Machine)
				got := i.ICR.ReadT(t, i.Regs)&cause != 0
				if want := left == least; got != want {
					t.Errorf("RDMTS %d: RXDMT0 with %d of %d descriptors left = %t, want %t", rdmts, left, descriptors, got, want)
				}
			}
		})
	}
}

// ReceiveOverrun checks that a frame larger than all the remaining buffers sets the cause
// RXO and writes nothing. With kept, the frame is received once there are enough buffers;
// otherwise it is lost, and the next one is received.
func (i Interrupts[C]) ReceiveOverrun(t testing.TB, d Device, p Port, cause C, kept bool) {
	t.Helper()
	ctx := t.Context()
	s := Setup{Receive: intelnic.LegacyRX{}, Buffer: 256, Descriptors: 16, Empty: true}
	With(t, d, p, s, func(p Port) {
		must(t, i.Mask(ctx))
		must(t, p.RX.Fill(ctx, 3))
		frame := p.in(1000, 1) // four buffers
		must(t, p.Peer.Send(ctx, frame))
		Quiet(t, p.Machine)
		must(t, p.Machine.Wait(ctx, "ICR.RXO to be set", func(ctx context.Context) (bool, error) {
			v, err := i.ICR.Read(ctx, i.Regs)
			return v&cause != 0, err
		}))
		if pending, err := p.RX.Pending(ctx); err != nil || pending {
			t.Errorf("frame of %d bytes written to three buffers of 256 bytes (%v)", len(frame), err)
		}
		must(t, p.RX.Fill(ctx, 5))
		if kept {
			p.Next(t, "the frame that lacked room", frame)
			return
		}
		p.Delivers(t, "the frame behind the one that lacked room", p.in(1000, 2))
	})
}

package es1370

import (
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/audio"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/sound/es1370"
)

// The host's rate in Hz, and the output file.
const (
	hostRate = 44100
	played   = "played.wav"
)

// Register adds the tests of the card.
func Register(g *graph.Graph) {
	known := graph.Known(deviations()...)
	graph.Test(g, "ES1370-tests/registers", es1370.Driver, registers, known)
	graph.Test(g, "ES1370-tests/playback", es1370.Driver, playback,
		graph.Provide(audio.Audiodev, audio.Wav(played, hostRate)), graph.Requires(graph.SteppedClock),
		graph.Allows(graph.Complaint{
			Kind: graph.ErrorMessage, Text: "audio: Can not open `es1370\\.adc'", Why: "A backend that plays into a file does not record.",
		}), known)
	graph.Test(g, "ES1370-tests/rates", es1370.Driver, rates,
		graph.Provide(audio.Audiodev, audio.SilentAt(hostRate)), graph.Requires(graph.SteppedClock), known)
	graph.Test(g, "ES1370-tests/channels", es1370.Driver, channels,
		graph.Provide(audio.Audiodev, audio.SilentAt(hostRate)), graph.Requires(graph.SteppedClock),
		graph.Allows(graph.Complaint{
			Kind: graph.WarningMessage, Text: "warning: es1370: non looping mode", Why: "The test uses the stop mode, which QEMU does not have.",
		}), known)
}

// registers checks the registers after a reset, and that each keeps what is written.
func registers(t *run.T, card *es1370.Device) {
	t.Step("power-on values", func() {
		reg.ExpectT(t, card.Regs, "control", es1370.ControlRegister, es1370.SERRDisable)
		reg.ExpectT(t, card.Regs, "status", es1370.StatusRegister, es1370.StatusReset)
		reg.ExpectT(t, card.Regs, "serial interface control", es1370.SerialControl, 0)
	})
	t.Step("control", func() {
		for _, v := range []es1370.Control{0x1fff0001, es1370.Free | 0x15550001, 0x0aaa3801, es1370.SERRDisable} {
			reg.KeepsT(t, card.Regs, "control", es1370.ControlRegister, v)
		}
	})
	t.Step("serial interface control", func() {
		for _, v := range []es1370.Serial{0x003f007f &^ es1370.ReloadDAC1, 0x00150055 &^ es1370.ReloadDAC1, 0x002a002a, 0} {
			reg.KeepsT(t, card.Regs, "serial interface control", es1370.SerialControl, v)
		}
	})
	t.Step("buffers", func() {
		for round := range uint32(2) {
			// Each bit has both values, one in each round.
			own := func(c es1370.Channel) (addr, size uint32) {
				v := uint32(c+1)*0x9e3779b1 ^ -round
				return v &^ 3, v >> 8 & 0xffff
			}
			all := []es1370.Channel{es1370.DAC1, es1370.DAC2, es1370.ADC}
			for _, c := range all {
				addr, size := own(c)
				t.Must(card.SetFrame(t.Context(), c, addr, size))
				c.Count().WriteT(t, card.Regs, size^0xffff)
			}
			for _, c := range all {
				wantAddr, wantSize := own(c)
				addr, size, err := card.Frame(t.Context(), c)
				t.Must(err)
				if addr != wantAddr || size&0xffff != wantSize {
					t.Errorf("%v: buffer of %#x words at %#x, want %#x at %#x as written", c, size&0xffff, addr, wantSize, wantAddr)
				}
				reg.ExpectBitsT(t, card.Regs, fmt.Sprintf("%v: sample count", c), c.Count(), 0xffff, wantSize^0xffff)
			}
		}
	})
	t.Step("bytes and words", func() {
		t.Must(card.Reset(t.Context()))
		parts(t, card, "control", reg.Reg[uint32](es1370.ControlRegister), 0x1aff_3801)
		parts(t, card, "serial interface control", reg.Reg[uint32](es1370.SerialControl), 0x002a_1c2a)
		t.Must(card.Reset(t.Context()))
	})
	t.Step("status cannot be written", func() { reg.IgnoresT(t, card.Regs, "status", es1370.StatusRegister) })
}

// parts checks that a register can be written by bytes and words: a write of a part leaves the
// others (the specification, section 4.1 "PCI Interface/LEGACY").
func parts(t *run.T, card *es1370.Device, name string, r reg.Reg[uint32], v uint32) {
	for i := range 4 {
		reg.KeepsT(t, card.Regs, name, r, v)
		(reg.Reg[uint8](r) + reg.Reg[uint8](i)).WriteT(t, card.Regs, 0)
		reg.ExpectT(t, card.Regs, fmt.Sprintf("%s with 0 in byte %d", name, i), r, v&^(0xff<<(8*i)))
	}
	for i := range 2 {
		reg.KeepsT(t, card.Regs, name, r, v)
		(reg.Reg[uint16](r) + reg.Reg[uint16](2*i)).WriteT(t, card.Regs, 0)
		reg.ExpectT(t, card.Regs, fmt.Sprintf("%s with 0 in word %d", name, i), r, v&^(0xffff<<(16*i)))
	}
}

package pnvi2c

import (
	"encoding/binary"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/board/pnvi2c"
	"github.com/qgraph/qgraph/libqos/bus/i2c"
	"github.com/qgraph/qgraph/libqos/device/gpio/pca9552"
)

// chips uses the chips of Rainier.
func chips(t *run.T, c *pnvi2c.Controller) {
	t.Step("pca9552", func() { slots(t, pca9552.New(c, hotplug)) })
	t.Step("pca9554", func() { cards(t, i2c.NewDevice(c, cables, binary.LittleEndian)) })
}

// slotCount is the number of PCIe slots. Pins 0 to 4 enable their power, pins 5 to 9 tell that it is good, both active low
// (QEMU's commit "ppc/pnv: Wire up pca9552 GPIO pins for PCIe hotplug power control").
const slotCount = 5

// slots turns on each output alone, and checks the levels of all pins, and with them the wires from the slots' power.
func slots(t *run.T, l *pca9552.LEDs) {
	for n, want := range pca9552.Defaults() {
		reg.ExpectT(t, l.Device, "register after power-up", pca9552.Prescale0+reg.Reg[uint8](n), want)
	}
	pins(t, l, "without an output", 0)
	for n := range pca9552.Count {
		low := uint16(1) << n
		if n < slotCount {
			low |= low << slotCount
		}
		t.Must(l.SetState(t.Context(), n, pca9552.On))
		pins(t, l, "with one output on", low)
		t.Must(l.SetState(t.Context(), n, pca9552.Off))
	}
	pins(t, l, "with all outputs off again", 0)
}

// pins checks the levels of all pins. Low are those that are low.
func pins(t *run.T, l *pca9552.LEDs, when string, low uint16) {
	t.Helper()
	got := uint16(pca9552.Input1.ReadT(t, l))<<8 | uint16(pca9552.Input0.ReadT(t, l))
	if got != ^low {
		t.Errorf("pins %s = %#04x, want %#04x", when, got, ^low)
	}
}

// The registers of the PCA9554 (NXP PCA9554; PCA9554A data sheet, Rev. 10, section "Registers").
const (
	input         reg.Reg[uint8] = 0
	output        reg.Reg[uint8] = 1
	inversion     reg.Reg[uint8] = 2 // the input register has the complement of these pins
	configuration reg.Reg[uint8] = 3 // these pins are inputs
)

// cards checks the registers after power-up, and that the pins follow the outputs. Inputs have pull-ups.
func cards(t *run.T, d *i2c.Device) {
	reg.ExpectT(t, d, "input register after power-up", input, 0xff)
	reg.ExpectT(t, d, "output register after power-up", output, 0xff)
	reg.ExpectT(t, d, "polarity inversion after power-up", inversion, 0)
	reg.ExpectT(t, d, "configuration after power-up", configuration, 0xff)
	reg.KeepsT(t, d, "output register", output, 0xa5)
	reg.ExpectT(t, d, "input register of inputs", input, 0xff)
	reg.KeepsT(t, d, "configuration", configuration, 0x0f)
	reg.ExpectT(t, d, "input register with half of the pins outputs", input, 0xaf)
	reg.KeepsT(t, d, "configuration", configuration, 0)
	for _, v := range []uint8{0x5a, 0xa5, 0, 0xff} {
		reg.KeepsT(t, d, "output register", output, v)
		reg.ExpectT(t, d, "input register of outputs", input, v)
	}
	reg.KeepsT(t, d, "polarity inversion", inversion, 0x3c)
	reg.ExpectT(t, d, "input register with some pins inverted", input, 0xff^0x3c)
	reg.ExpectT(t, d, "output register with some pins inverted", output, 0xff)
	reg.IgnoresT(t, d, "input register", input)
}

package nrf51

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/misc/nrf51"
)

// identities checks that the two sensors of the micro:bit tell what they are, and that nothing else answers (MMA8653FC and
// MAG3110 data sheets, NXP, register WHO_AM_I).
func identities(t *run.T, w *nrf51.TWI) {
	t.Step("registers", func() {
		for bit := range 7 {
			reg.KeepsT(t, w.Regs, "ADDRESS", nrf51.Address, 1<<bit)
		}
		reg.KeepsT(t, w.Regs, "ENABLE", nrf51.EnableTWI, nrf51.Enabled)
		reg.KeepsT(t, w.Regs, "ENABLE", nrf51.EnableTWI, 0)
	})
	for _, chip := range []struct {
		name                    string
		address, register, want uint32
	}{{"accelerometer", 0x1d, 0x0d, 0x5a}, {"magnetometer", 0x0e, 0x07, 0xc4}} {
		t.Step(chip.name, func() {
			got, err := w.Register(t.Context(), chip.address, chip.register)
			t.Must(err)
			if got != chip.want {
				t.Errorf("WHO_AM_I of the %s = %#x, want %#x", chip.name, got, chip.want)
			}
		})
	}
	t.Step("no chip", func() {
		failed, err := w.Fails(t.Context(), 0x7f, 0)
		t.Must(err)
		if !failed {
			t.Error("the address 0x7f was acknowledged, want the event ERROR")
		}
		t.Must(w.Stop(t.Context()))
	})
}

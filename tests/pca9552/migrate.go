package pca9552

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/gpio/pca9552"
	"github.com/qgraph/qgraph/tests/suite/i2csuite"
)

// migrate moves the machine with LEDs on, off and blinking. It finds a chip that loses a
// register, its pointer or the level of a pin on the way.
func migrate(t *run.T, l *pca9552.LEDs, second run.Instance[*pca9552.LEDs]) {
	values := []byte{0x17, 0x28, 0x39, 0x4a, 0x54, 0x15, 0x51, 0x45} // LEDs 0, 7, 9 and 14 are on
	i2csuite.Migrates(t, l.Device, uint8(pca9552.Prescale0)|pca9552.AutoIncrement, values, func() error {
		return t.Env.Migrate(t.Context(), second.Env, nil)
	})
	pins(t, l, all&^(1<<0|1<<7|1<<9|1<<14))
}

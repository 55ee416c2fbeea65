package pca9552

import (
	"strconv"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/gpio/pca9552"
)

func ledProperty(led int) string { return "led" + strconv.Itoa(led) }

// autoIncrement reads and writes several registers in one transfer, and then one
// register several times.
func autoIncrement(t *run.T, l *pca9552.LEDs) {
	first := uint8(pca9552.Prescale0)
	n := len(pca9552.Defaults())
	read(t, l, uint8(pca9552.Input0)|pca9552.AutoIncrement, append([]byte{0xff, 0xff}, pca9552.Defaults()...))

	values := []byte{0x17, 0x28, 0x39, 0x4a, 0x5b, 0x6d, 0x7c, 0x95} // no LED is on
	t.Must(l.Write(t.Context(), first|pca9552.AutoIncrement, values...))
	for i, want := range values {
		reg.ExpectT(t, l.Device, "register", pca9552.Prescale0+reg.Reg[uint8](i), want)
		read(t, l, first+uint8(i)|pca9552.AutoIncrement, values[i:])
	}
	// The next transfer continues after the last one.
	read(t, l, first|pca9552.AutoIncrement, values[:3])
	rest := make([]byte, n-3)
	t.Must(l.Receive(t.Context(), rest))
	if diff := cmp.Diff(values[3:], rest); diff != "" {
		t.Errorf("registers after the first three (-want +got):\n%s", diff)
	}

	for i, v := range values {
		read(t, l, first+uint8(i), []byte{v, v, v})
		t.Must(l.Write(t.Context(), first+uint8(i), 0x11, ^v))
		values[i] = ^v
		read(t, l, first|pca9552.AutoIncrement, values)
	}
}

// read reads len(want) bytes and compares them.
func read(t *run.T, l *pca9552.LEDs, control uint8, want []byte) {
	t.Helper()
	got := make([]byte, len(want))
	t.Must(l.Read(t.Context(), control, got))
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("read with control register %#02x (-want +got):\n%s", control, diff)
	}
}

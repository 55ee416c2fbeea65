package uart

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/serial/uart"
)

// registers checks the values of the registers after a reset, and that they keep what is
// written. It finds registers at the wrong place, and bits that are stuck.
func registers(t *run.T, p *uart.Port) {
	for _, v := range p.Reset {
		t.Step(v.Name+" after a reset", func() { expect(t, p, "after a reset", v) })
	}
	for _, f := range p.Kept {
		t.Step(f.Name+" written", func() { written(t, p, f) })
	}
}

// written checks each bit of a field, alone, with all others, and none.
func written(t *run.T, p *uart.Port, f uart.Field) {
	t.Must(p.Start(t.Context()))
	t.Must(p.Do(t.Context(), p.Open))
	for bit := uint64(1); bit != 0; bit <<= 1 {
		if f.Mask&bit != 0 {
			keeps(t, p, f, bit)
		}
	}
	keeps(t, p, f, f.Mask)
	keeps(t, p, f, 0)
	t.Must(p.Do(t.Context(), p.Close))
}

// keeps checks that a field reads back as it was written.
func keeps(t *run.T, p *uart.Port, f uart.Field, v uint64) {
	t.Helper()
	t.Must(p.Do(t.Context(), []uart.Write{{Offset: f.Offset, Width: f.Width, Value: v}}))
	expect(t, p, "after a write", f.Is(v))
}

// expect checks a field.
func expect(t *run.T, p *uart.Port, when string, c uart.Condition) {
	t.Helper()
	got, err := p.Get(t.Context(), c.Field)
	t.Must(err)
	if got != c.Value {
		t.Errorf("%s: the bits %#x of %s = %#x, want %#x", when, c.Mask, c.Name, got, c.Value)
	}
}

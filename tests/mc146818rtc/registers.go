package mc146818rtc

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/clock/mc146818rtc"
)

// registers checks the writable bits of Registers A to D.
func registers(t *run.T, c *mc146818rtc.Clock) {
	t.Must(c.Set(t.Context(), noon(), bcd24()))
	t.Step("A", func() { registerA(t, c) })
	t.Step("B", func() { registerB(t, c) })
	t.Step("C", func() { registerC(t, c) })
	t.Step("D", func() { registerD(t, c) })
}

// registerA checks that every bit except UIP is writable.
func registerA(t *run.T, c *mc146818rtc.Clock) {
	for _, v := range []mc146818rtc.StatusA{
		mc146818rtc.Divider32k, mc146818rtc.Divider32k | 6, mc146818rtc.DividerOff | 0xf, mc146818rtc.UIP | mc146818rtc.DividerOff,
	} {
		mc146818rtc.RegisterA.WriteT(t, c, v)
		if got, want := mc146818rtc.RegisterA.ReadT(t, c), v&^mc146818rtc.UIP; got != want {
			t.Errorf("Register A = %v after a write of %v, want %v", got, v, want)
		}
	}
}

// registerB checks that every bit is writable.
func registerB(t *run.T, c *mc146818rtc.Clock) {
	for _, v := range []mc146818rtc.ControlB{
		mc146818rtc.SET, mc146818rtc.SET | mc146818rtc.H24, mc146818rtc.SET | mc146818rtc.DM, mc146818rtc.SET | mc146818rtc.DSE,
		mc146818rtc.SQWE, mc146818rtc.PIE, mc146818rtc.AIE, mc146818rtc.UIE, ^mc146818rtc.SET, mc146818rtc.H24,
	} {
		mc146818rtc.RegisterB.WriteT(t, c, v)
		if got := mc146818rtc.RegisterB.ReadT(t, c); got != v {
			t.Errorf("Register B after a write = %v, want %v", got, v)
		}
	}
}

// registerC checks that the register is read-only.
func registerC(t *run.T, c *mc146818rtc.Clock) {
	mc146818rtc.RegisterC.ReadT(t, c)
	mc146818rtc.RegisterC.WriteT(t, c, 0xff)
	if got := mc146818rtc.RegisterC.ReadT(t, c); got != 0 {
		t.Errorf("Register C after a write of ones = %v, want 0", got)
	}
}

// registerD checks that the register is read-only and reports a valid time.
func registerD(t *run.T, c *mc146818rtc.Clock) {
	for _, v := range []mc146818rtc.StatusD{0, 0xff} {
		mc146818rtc.RegisterD.WriteT(t, c, v)
		if got := mc146818rtc.RegisterD.ReadT(t, c); got != mc146818rtc.VRT {
			t.Errorf("Register D = %v after a write of %v, want %v", got, v, mc146818rtc.VRT)
		}
	}
}

package ds1338_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/bus/i2c"
	"github.com/qgraph/qgraph/libqos/bus/i2c/i2cfake"
	"github.com/qgraph/qgraph/libqos/device/clock/ds1338"
	"github.com/qgraph/qgraph/libqos/protocol/rtc"
)

func TestTime(t *testing.T) {
	want := time.Date(2028, 2, 29, 13, 45, 6, 0, time.UTC)
	for _, tc := range []struct {
		name      string
		format    rtc.HourFormat
		registers []byte
	}{
		{"24 hours", rtc.Clock24, []byte{0x06, 0x45, 0x13, 0x03, 0x29, 0x02, 0x28}},
		{"12 hours", rtc.Clock12, []byte{0x06, 0x45, 0x61, 0x03, 0x29, 0x02, 0x28}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			memory := &i2cfake.Memory{}
			clock := ds1338.New(&i2cfake.Bus{Wire: i2cfake.Wire{Targets: map[i2c.Address]i2cfake.Target{0x68: memory}}})
			if err := clock.SetTime(t.Context(), want, tc.format); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tc.registers, memory.Bytes[:7]); diff != "" {
				t.Errorf("registers mismatch (-want +got):\n%s", diff)
			}
			memory.Bytes[0] |= 0x80 // CH
			got, weekday, err := clock.Time(t.Context())
			if err != nil || !got.Equal(want) || weekday != 3 {
				t.Errorf("Time = %v, %d, %v; want %v, 3", got, weekday, err, want)
			}
			memory.Bytes[1] = 0x6a
			if got, _, err := clock.Time(t.Context()); err == nil {
				t.Errorf("minutes 0x6a: time %v, want an error", got)
			}
		})
	}
}

func TestControl(t *testing.T) {
	const want = "RS0|RS1|SQWE|OSF|OUT|0x4c"
	if got := (^ds1338.ControlBits(0)).String(); got != want {
		t.Errorf("String() = %q, want %q", got, want)
	}
}

package rs5c372_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/bus/i2c"
	"github.com/qgraph/qgraph/libqos/bus/i2c/i2cfake"
	"github.com/qgraph/qgraph/libqos/device/clock/rs5c372"
)

// model is a stopped clock that stores the written registers.
type model struct {
	bytes   [16]byte
	pointer byte
	named   bool // the byte with the internal address has arrived
}

func (m *model) Start() { m.named, m.pointer = false, 0xf }

func (m *model) Write(b byte) bool {
	if !m.named {
		m.pointer, m.named = b>>4, true
		return b&0xf == 0
	}
	m.bytes[m.pointer] = b
	m.pointer = (m.pointer + 1) % 16
	return true
}

func (m *model) Read() byte {
	b := m.bytes[m.pointer]
	m.pointer = (m.pointer + 1) % 16
	return b
}

func TestClock(t *testing.T) {
	m := &model{}
	c := rs5c372.New(&i2cfake.Bus{Wire: i2cfake.Wire{Targets: map[i2c.Address]i2cfake.Target{0x32: m}}})
	for r := range byte(rs5c372.Registers) {
		if err := c.Write(t.Context(), rs5c372.Register(r), 0x10+r); err != nil {
			t.Fatal(err)
		}
	}
	got, err := c.Read(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := rs5c372.Snapshot{0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18, 0x19, 0x1a, 0x1b, 0x1c, 0x1d, 0x1e, 0x1f}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("registers mismatch (-want +got):\n%s", diff)
	}
}

func TestTime(t *testing.T) {
	want := time.Date(2028, 2, 29, 13, 45, 6, 0, time.UTC)
	for _, tc := range []struct {
		name string
		s    rs5c372.Snapshot
	}{
		{"24 hours", rs5c372.Snapshot{0x06, 0x45, 0x13, 2, 0x29, 0x02, 0x28, 15: 0x20}},
		{"12 hours", rs5c372.Snapshot{0x06, 0x45, 0x21, 2, 0x29, 0x02, 0x28}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, err := tc.s.Time()
			if err != nil || !got.Equal(want) || tc.s.Weekday() != 2 {
				t.Errorf("Time = %v, %v, day %d; want %v, day 2", got, err, tc.s.Weekday(), want)
			}
		})
	}
}

func TestControl(t *testing.T) {
	const want = "BAFG|AAFG|CTFG|CLEN|XSTP|12/24|0xc0"
	if got := (^rs5c372.Control(0)).String(); got != want {
		t.Errorf("String() = %q, want %q", got, want)
	}
}

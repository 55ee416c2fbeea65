package igb_test

import (
	"encoding/binary"
	"fmt"
	"testing"

	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/device/net/igb"
	"github.com/qgraph/qgraph/libqos/device/net/intelnic"
	"github.com/qgraph/qgraph/qtest/qtestfake"
)

// All ones must print every name, and only the reserved bits as a number.
func TestCauseString(t *testing.T) {
	const want = "TXDW|LSC|RXDMT0|RX_MISS|RXDW|VMMB|GPHY|MNG|TIME_SYNC|OMED|FER|NFER|CSRTO|SCE|SW_WD|DOUTSYNC|DRSTA|INTA|0x2823fa2a"
	if got := (^igb.Cause(0)).String(); got != want {
		t.Errorf("String() = %q, want %q", got, want)
	}
}

// A vector goes to the right byte of the right register, and a new one replaces
// the old.
func TestAllocate(t *testing.T) {
	for _, tc := range []struct {
		direction igb.Direction
		queue     int
		offset    uint64
		want      uint32
	}{
		{igb.Receive, 0, 0x1700, 0x7f7f7f85},
		{igb.Transmit, 0, 0x1700, 0x7f7f857f},
		{igb.Receive, 8, 0x1700, 0x7f857f7f},
		{igb.Transmit, 8, 0x1700, 0x857f7f7f},
		{igb.Receive, 7, 0x171c, 0x7f7f7f85},
		{igb.Transmit, 15, 0x171c, 0x857f7f7f},
	} {
		t.Run(fmt.Sprint(tc.direction, tc.queue), func(t *testing.T) {
			memory := qtestfake.NewMemory()
			m := guest.NewMachine(memory.Start(t), binary.LittleEndian, guest.RAM{})
			d := &igb.Device{Controller: intelnic.Controller{Regs: m.Window(0, binary.LittleEndian), Machine: m}}
			memory.SetBytes(tc.offset, []byte{0x7f, 0x7f, 0x7f, 0x7f})
			if err := d.Allocate(t.Context(), tc.direction, tc.queue, 5); err != nil {
				t.Fatal(err)
			}
			if err := memory.Sync(t.Context()); err != nil {
				t.Fatal(err)
			}
			if got := binary.LittleEndian.Uint32(memory.Bytes(tc.offset, 4)); got != tc.want {
				t.Errorf("IVAR at %#x = %#x, want %#x", tc.offset, got, tc.want)
			}
		})
	}
	if got := igb.AllocateOther(5); got != 0x8500 {
		t.Errorf("AllocateOther(5) = %#x, want 0x8500", got)
	}
}

func TestFields(t *testing.T) {
	for _, tc := range []struct {
		name      string
		got, want uint64
	}{
		{"RDBAL15", uint64(igb.RX(15).BAL()), 0xc3c0},
		{"SRRCTL1", uint64(igb.SRRCTL(1)), 0xc04c},
		{"RXDCTL1", uint64(igb.RX(1).DCTL()), 0xc068},
		{"TDT15", uint64(igb.TX(15).Tail()), 0xe3d8},
		{"EITR9", uint64(igb.EITR(9)), 0x16a4},
		{"IVAR7", uint64(igb.IVAR(7)), 0x171c},
		{"buffers of 2 KB", uint64(igb.SplitBuffers(2048)), 2},
		{"threshold of 32", uint64(igb.SplitThreshold(32)), 2 << 20},
		{"throttle of 8191 µs", uint64(igb.Throttle(8191)), 0x7ffc},
	} {
		if tc.got != tc.want {
			t.Errorf("%s = %#x, want %#x", tc.name, tc.got, tc.want)
		}
	}
}

package intelnic_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/device/net/intelnic"
	"github.com/qgraph/qgraph/qtest"
)

// Reset masks interrupts, waits until bus mastering is quiet, resets, waits for
// the end of the reset, and masks interrupts again.
func TestReset(t *testing.T) {
	c, memory := newController(t)
	ctrl, reads := uint32(intelnic.CtrlFD), 0
	var log []string
	memory.OnRead(registers+0x0, func(qtest.Width) uint64 {
		if reads++; reads == 4 && ctrl&uint32(intelnic.CtrlRST) != 0 {
			ctrl = uint32(intelnic.CtrlFD)
			log = append(log, "reset ended")
		}
		return uint64(ctrl)
	})
	onWrite(memory, 0x0, func(v uint32) {
		ctrl, reads = v, 0
		log = append(log, "CTRL "+intelnic.Ctrl(v).String())
	})
	outstanding := 3
	memory.OnRead(registers+0x8, func(qtest.Width) uint64 {
		if outstanding--; outstanding > 0 {
			return uint64(intelnic.StatusGIOMasterEnable)
		}
		log = append(log, "quiet")
		return 0
	})
	must(t, c.Reset(t.Context(), func(context.Context) error {
		log = append(log, "mask")
		return nil
	}))
	want := []string{"mask", "CTRL FD|GIO_MASTER_DISABLE", "quiet", "CTRL FD|GIO_MASTER_DISABLE|RST", "reset ended", "mask"}
	if diff := cmp.Diff(want, log); diff != "" {
		t.Errorf("steps mismatch (-want +got):\n%s", diff)
	}
}

// A controller on conventional PCI has no bits for bus mastering.
func TestResetConventional(t *testing.T) {
	c, memory := newController(t)
	c.Conventional = true
	var log []string
	memory.OnRead(registers+0x0, func(qtest.Width) uint64 { return uint64(intelnic.CtrlFD) })
	memory.OnRead(registers+0x8, func(qtest.Width) uint64 { log = append(log, "STATUS"); return 0 })
	onWrite(memory, 0x0, func(v uint32) { log = append(log, "CTRL "+intelnic.Ctrl(v).String()) })
	must(t, c.Reset(t.Context(), func(context.Context) error { return nil }))
	if diff := cmp.Diff([]string{"CTRL FD|RST"}, log); diff != "" {
		t.Errorf("steps mismatch (-want +got):\n%s", diff)
	}
}

func TestResetHangs(t *testing.T) {
	c, _ := newController(t) // CTRL.RST is memory: it stays set
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	var timeout *qtest.TimeoutError
	if err := c.Reset(ctx, func(context.Context) error { return nil }); !errors.As(err, &timeout) || timeout.Awaited != "CTRL.RST to clear itself" {
		t.Errorf("Reset() = %v, want a timeout with CTRL.RST", err)
	}
}

// Reset leaves a controller alone if masking its interrupts fails.
func TestResetUnmasked(t *testing.T) {
	c, memory := newController(t)
	onWrite(memory, 0x0, func(v uint32) { t.Errorf("CTRL = %v, want no write", intelnic.Ctrl(v)) })
	broken := errors.New("broken")
	if err := c.Reset(t.Context(), func(context.Context) error { return broken }); !errors.Is(err, broken) {
		t.Errorf("Reset() = %v, want %v", err, broken)
	}
}

func TestPHY(t *testing.T) {
	c, memory := newController(t)
	var mdic uint64
	phy := map[uint64]uint64{2: 0x0141}
	memory.OnRead(registers+0x20, func(qtest.Width) uint64 { return mdic })
	memory.OnWrite(registers+0x20, func(_ qtest.Width, v uint64) {
		address, r := v>>21&0x1f, v>>16&0x1f
		switch {
		case address != 1:
			mdic = v | 1<<28 | 1<<30
		case v>>26&3 == 2:
			mdic = v&^0xffff | phy[r] | 1<<28
		case v>>26&3 == 1:
			phy[r] = v & 0xffff
			mdic = v | 1<<28
		}
	})
	if got, err := c.ReadPHY(t.Context(), 1, intelnic.PHYIdentifier); err != nil || got != 0x0141 {
		t.Errorf("ReadPHY(1, 2) = %#x, %v, want 0x141", got, err)
	}
	must(t, c.WritePHY(t.Context(), 1, intelnic.PHYAdvertisement, 0x01e1))
	if phy[4] != 0x01e1 {
		t.Errorf("register 4 of the PHY = %#x, want 0x1e1", phy[4])
	}
	if _, err := c.ReadPHY(t.Context(), 2, intelnic.PHYIdentifier); !errors.Is(err, intelnic.ErrNoPHY) {
		t.Errorf("ReadPHY(2, 2) = %v, want %v", err, intelnic.ErrNoPHY)
	}
}

func TestReadEEPROM(t *testing.T) {
	c, memory := newController(t)
	var eerd uint64
	waits := 2
	memory.OnWrite(registers+0x14, func(_ qtest.Width, v uint64) {
		eerd = v &^ 1
		if v&1 != 0 {
			eerd |= (v >> 2 & 0x3fff) * 0x101 << 16 // a word is its own address, twice
		}
	})
	memory.OnRead(registers+0x14, func(qtest.Width) uint64 {
		if waits--; waits > 0 {
			return 0
		}
		return eerd | 2
	})
	if got, err := c.ReadEEPROM(t.Context(), 0x3f); err != nil || got != 0x3f3f {
		t.Errorf("ReadEEPROM(0x3f) = %#x, %v, want 0x3f3f", got, err)
	}
}

// ReadStatistics reads 64-bit counters low half first, and omits counters that
// are zero.
func TestReadStatistics(t *testing.T) {
	c, memory := newController(t)
	octets, sent := uint64(0x1_0000_0040), uint64(3)
	memory.OnRead(registers+0x4090, func(qtest.Width) uint64 { return octets & 0xffffffff })
	memory.OnRead(registers+0x4094, func(qtest.Width) uint64 { v := octets >> 32; octets = 0; return v })
	memory.OnRead(registers+0x4080, func(qtest.Width) uint64 { v := sent; sent = 0; return v })
	got, err := c.ReadStatistics(t.Context())
	must(t, err)
	if diff := cmp.Diff(intelnic.Statistics{"GPTC": 3, "GOTC": 0x1_0000_0040}, got); diff != "" {
		t.Errorf("statistics mismatch (-want +got):\n%s", diff)
	}
	if got, err = c.ReadStatistics(t.Context()); err != nil || len(got) != 0 {
		t.Errorf("statistics read again = %v, %v, want none", got, err)
	}
}

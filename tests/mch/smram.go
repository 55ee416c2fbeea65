package mch

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/board/mch"
	"github.com/qgraph/qgraph/qtest"
)

// lock checks that D_LCK closes SMRAM and makes the register read-only until a reset
// ("SMRAM—System Management RAM Control").
func lock(t *run.T, c *mch.Controller) {
	r := c.SMRAMControl()
	reg.ExpectT(t, c, "SMRAM before", r, mch.Base)
	for _, v := range []mch.SMRAM{mch.Open, mch.Enable, mch.Open | mch.Enable, 0} {
		reg.KeepsT(t, c, "SMRAM without a lock", r, mch.Base|v)
	}
	t.Step("locked", func() {
		r.WriteT(t, c, mch.Base|mch.Open|mch.Enable|mch.Lock)
		want := mch.Base | mch.Enable | mch.Lock
		reg.ExpectT(t, c, "SMRAM after the lock", r, want)
		for _, v := range []mch.SMRAM{0, mch.Open, mch.Base | mch.Open | mch.Enable | mch.Lock, mch.Base | mch.Lock, mch.Base | mch.Enable} {
			r.WriteT(t, c, v)
			reg.ExpectT(t, c, "SMRAM after a write while it is locked", r, want)
		}
	})
	t.Step("reset", func() {
		r.WriteT(t, c, mch.Base|mch.Enable|mch.Lock)
		t.Must(t.QEMU().SystemReset(t.Context()))
		reg.ExpectT(t, c, "SMRAM after a reset", r, mch.Base)
		reg.KeepsT(t, c, "SMRAM after a reset", r, mch.Base|mch.Open)
	})
}

// card adds a graphics card, which has the addresses of SMRAM on PCI.
func card() graph.TestOption {
	return graph.After(graph.Option{Flag: "-device", Type: "VGA"})
}

// open checks that D_OPEN shows the memory at A0000h, and that it is hidden and keeps its
// content otherwise.
func open(t *run.T, c *mch.Controller) {
	r := c.SMRAMControl()
	shown, hidden := mch.Base|mch.Open|mch.Enable, mch.Base|mch.Enable
	places := []uint64{mch.LegacyBase, mch.LegacyBase + mch.LegacySize/2, mch.LegacyBase + mch.LegacySize - 1}
	write := func(v byte) {
		t.Helper()
		for _, at := range places {
			t.Must(c.Machine().Write(t.Context(), qtest.Width8, at, uint64(v)))
		}
	}
	expect := func(when string, is bool, v byte) {
		t.Helper()
		for _, at := range places {
			got, err := c.Machine().Read(t.Context(), qtest.Width8, at)
			t.Must(err)
			if (byte(got) == v) != is {
				t.Errorf("%s: the byte at %#x is %#02x, that of SMRAM is %#02x: want it: %t", when, at, got, v, is)
			}
		}
	}
	r.WriteT(t, c, shown)
	write(0x5a)
	expect("open", true, 0x5a)
	t.Step("closed", func() {
		r.WriteT(t, c, shown)
		write(0x5a)
		r.WriteT(t, c, hidden)
		expect("closed", false, 0x5a)
		write(0xa5)
		r.WriteT(t, c, shown)
		expect("open again", true, 0x5a)
	})
	t.Step("disabled", func() {
		r.WriteT(t, c, shown)
		write(0x5a)
		r.WriteT(t, c, mch.Base|mch.Open)
		expect("open, without G_SMRAME", false, 0x5a)
	})
	t.Step("locked", func() {
		r.WriteT(t, c, shown)
		write(0x5a)
		r.WriteT(t, c, shown|mch.Lock)
		expect("locked", false, 0x5a)
		r.WriteT(t, c, shown)
		expect("locked, after an attempt to open it", false, 0x5a)
	})
}

// tseg is a size of TSEG.
type tseg struct {
	size mch.Extended
	mib  uint64
}

const mib = 1 << 20

// test checks that TSEG is the memory below the end of RAM, that only system management mode
// reaches it, and that it keeps its content ("ESMRAMC", TSEG_SZ and T_EN).
func (s tseg) test(t *run.T, c *mch.Controller) {
	ram := c.Machine().Alloc.RAM()
	end := ram.Base + ram.Size
	inside := []uint64{end - s.mib*mib, end - s.mib*mib/2, end - 1}
	outside := []uint64{end - s.mib*mib - 1, end - s.mib*mib - mib}
	write := func(places []uint64, v byte) {
		t.Helper()
		for _, at := range places {
			t.Must(c.Machine().Write(t.Context(), qtest.Width8, at, uint64(v)))
		}
	}
	expect := func(when string, places []uint64, v byte) {
		t.Helper()
		for _, at := range places {
			got, err := c.Machine().Read(t.Context(), qtest.Width8, at)
			t.Must(err)
			if byte(got) != v {
				t.Errorf("%s: the byte at %#x is %#02x, want %#02x", when, at, got, v)
			}
		}
	}
	both := append(inside, outside...)
	write(both, 0x5a)
	c.SMRAMControl().WriteT(t, c, mch.Base|mch.Enable)
	expect("before", both, 0x5a)
	mch.ESMRAMC.WriteT(t, c, mch.TSEGEnable|s.size)
	reg.ExpectBitsT(t, c, "ESMRAMC", mch.ESMRAMC, mch.TSEGEnable|mch.TSEGOther, mch.TSEGEnable|s.size)
	expect("hidden", inside, 0xff)
	expect("beside TSEG", outside, 0x5a)
	write(inside, 0xa5)
	expect("hidden, after a write", inside, 0xff)
	mch.ESMRAMC.WriteT(t, c, s.size)
	expect("after T_EN is off", both, 0x5a)
	mch.ESMRAMC.WriteT(t, c, mch.TSEGEnable|s.size)
	c.SMRAMControl().WriteT(t, c, mch.Base)
	expect("without G_SMRAME", both, 0x5a)
}

// tsegLock checks that the lock holds TSEG, too (ESMRAMC: its bits are read-only with D_LCK).
func tsegLock(t *run.T, c *mch.Controller) {
	ram := c.Machine().Alloc.RAM()
	last := ram.Base + ram.Size - 1
	t.Must(c.Machine().Write(t.Context(), qtest.Width8, last, 0x5a))
	mch.ESMRAMC.WriteT(t, c, mch.TSEGEnable|mch.TSEG2MiB)
	c.SMRAMControl().WriteT(t, c, mch.Base|mch.Enable|mch.Lock)
	for _, v := range []mch.Extended{0, mch.TSEG2MiB, mch.TSEGEnable | mch.TSEG8MiB, mch.TSEGEnable} {
		mch.ESMRAMC.WriteT(t, c, v)
		reg.ExpectBitsT(t, c, "ESMRAMC while it is locked", mch.ESMRAMC, mch.TSEGEnable|mch.TSEGOther, mch.TSEGEnable|mch.TSEG2MiB)
	}
	got, err := c.Machine().Read(t.Context(), qtest.Width8, last)
	t.Must(err)
	if got != 0xff {
		t.Errorf("the last byte of a locked TSEG is %#02x, want 0xff", got)
	}
	t.Must(t.QEMU().SystemReset(t.Context()))
	reg.KeepsT(t, c, "SMRAM after a reset", c.SMRAMControl(), mch.Base|mch.Enable)
	got, err = c.Machine().Read(t.Context(), qtest.Width8, last)
	t.Must(err)
	if got != 0x5a {
		t.Errorf("the last byte of RAM after a reset is %#02x, want 0x5a", got)
	}
}

package i8237

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/misc/i8237"
)

// registers checks both controllers and the page registers.
func registers(t *run.T, p *i8237.Pair) {
	for _, c := range []struct {
		name string
		*i8237.Controller
	}{{"first", p.First}, {"second", p.Second}} {
		t.Step(c.name, func() {
			t.Step("address and count", func() { addressAndCount(t, c.Controller) })
			t.Step("flip-flop", func() { flipFlop(t, c.Controller) })
			t.Step("mask", func() { masks(t, c.Controller) })
			t.Step("status", func() { status(t, c.Controller) })
		})
	}
	t.Step("pages", func() { pages(t, p) })
	t.Step("reset", func() {
		t.Must(p.First.Write(t.Context(), i8237.AllMask, 0))
		t.Must(t.QEMU().SystemReset(t.Context()))
		masked(t, p.First, "after a reset", allChannels)
	})
}

const allChannels = 1<<i8237.Channels - 1

// addressAndCount checks that each channel has an address and a count of its own.
func addressAndCount(t *run.T, c *i8237.Controller) {
	for _, v := range []uint16{0x1234, 0x8001, 0xffff, 0} {
		for n := range i8237.Channels {
			t.Must(c.SetAddress(t.Context(), n, v+uint16(n)))
			t.Must(c.SetCount(t.Context(), n, ^v-uint16(n)))
		}
		for n := range i8237.Channels {
			got, err := c.Address(t.Context(), n)
			t.Must(err)
			if want := v + uint16(n); got != want {
				t.Errorf("address of channel %d = %#x, want %#x", n, got, want)
			}
			got, err = c.Count(t.Context(), n)
			t.Must(err)
			if want := ^v - uint16(n); got != want {
				t.Errorf("count of channel %d = %#x, want %#x", n, got, want)
			}
		}
	}
}

// flipFlop checks that the bytes of a register alternate, and that both commands which clear the
// flip-flop make the low byte the next ("Clear First/Last Flip-Flop", "Master Clear").
func flipFlop(t *run.T, c *i8237.Controller) {
	t.Must(c.SetAddress(t.Context(), 1, 0x5a3c))
	reads := func(when string, want ...uint8) {
		t.Helper()
		const addressOfOne = 2
		for i, w := range want {
			got, err := c.Read(t.Context(), addressOfOne)
			t.Must(err)
			if got != w {
				t.Errorf("%s: byte %d of the address = %#x, want %#x", when, i+1, got, w)
			}
		}
	}
	t.Must(c.Write(t.Context(), i8237.ClearFirst, 0))
	reads("after the flip-flop is cleared", 0x3c, 0x5a, 0x3c)
	t.Must(c.Write(t.Context(), i8237.ClearFirst, 0))
	reads("after the flip-flop is cleared", 0x3c)
	t.Must(c.Write(t.Context(), i8237.MasterClear, 0))
	reads("after a master clear", 0x3c, 0x5a)
}

// masked checks the mask register, which the chip's successors in a PC tell (Intel 82371FB PIIX
// and 82371SB PIIX3, order number 290550-002, "RWAMB").
func masked(t *run.T, c *i8237.Controller, when string, want uint8) {
	t.Helper()
	got, err := c.Read(t.Context(), i8237.AllMask)
	t.Must(err)
	if got&allChannels != want {
		t.Errorf("%s: mask = %#x, want %#x", when, got&allChannels, want)
	}
}

// masks checks the commands that change the mask.
func masks(t *run.T, c *i8237.Controller) {
	t.Must(c.Write(t.Context(), i8237.AllMask, 0xa))
	masked(t, c, "all bits written", 0xa)
	t.Must(c.Mask(t.Context(), 2, true))
	masked(t, c, "channel 2 masked", 0xe)
	t.Must(c.Mask(t.Context(), 1, false))
	masked(t, c, "channel 1 let through", 0xc)
	t.Must(c.Write(t.Context(), i8237.ClearMask, 0))
	masked(t, c, "mask cleared", 0)
	t.Must(c.Write(t.Context(), i8237.MasterClear, 0))
	masked(t, c, "after a master clear", allChannels)
}

// status checks that there is no request and no terminal count after a master clear.
func status(t *run.T, c *i8237.Controller) {
	t.Must(c.Write(t.Context(), i8237.MasterClear, 0))
	got, err := c.Read(t.Context(), i8237.Status)
	t.Must(err)
	if got != 0 {
		t.Errorf("status after a master clear = %#x, want 0", got)
	}
}

// pages checks that each page register keeps its own value.
func pages(t *run.T, p *i8237.Pair) {
	const channels = 2 * i8237.Channels
	for _, v := range []uint8{0x10, 0xa5, 0x5a, 0} {
		for n := range channels {
			i8237.Page(n).WriteT(t, p.Pages, v+uint8(n))
		}
		for n := range channels {
			reg.ExpectT(t, p.Pages, "page of a channel", i8237.Page(n), v+uint8(n))
		}
	}
}

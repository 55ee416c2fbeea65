package npcmrng

import (
	"math"
	"math/bits"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/misc/npcmrng"
)

// Register adds the test. The seed makes QEMU's numbers those of its version.
func Register(g *graph.Graph) {
	graph.Test(g, "npcm7xx_rng-tests/rng", npcmrng.Driver, rng, graph.SlowBeside("arm/npcm750-evb"),
		graph.Before(graph.Option{Flag: "-seed", Type: "1"}))
}

// rng checks the registers, and that the numbers look random, read one after the other and each as the first one of a generator.
func rng(t *run.T, g *npcmrng.Generator) {
	t.Step("after a reset", func() { afterReset(t, g) })
	t.Step("written", func() { written(t, g) })
	t.Step("enabled and disabled", func() { enabled(t, g) })
	t.Step("mode", func() { mode(t, g) })
	t.Must(g.Enable(t.Context()))
	t.Step("continuous", func() {
		looksRandom(t, read(t, 1024, func() (byte, error) { return g.Byte(t.Context()) }))
	})
	t.Must(g.Disable(t.Context()))
	t.Step("first bytes", func() {
		looksRandom(t, read(t, 512, func() (byte, error) {
			t.Must(g.Enable(t.Context()))
			b, err := g.Byte(t.Context())
			t.Must(g.Disable(t.Context()))
			return b, err
		}))
	})
	t.Step("reset", func() {
		t.Must(g.Enable(t.Context()))
		t.Must(t.QEMU().SystemReset(t.Context()))
		afterReset(t, g)
	})
}

func afterReset(t *run.T, g *npcmrng.Generator) {
	t.Helper()
	reg.ExpectT(t, g.Regs, "RNGCS after a reset", npcmrng.ControlRegister, 0)
	reg.ExpectT(t, g.Regs, "RNGMODE after a reset", npcmrng.Mode, 0)
}

// written checks that the registers keep what is written.
func written(t *run.T, g *npcmrng.Generator) {
	for bit := 2; bit < 6; bit++ {
		reg.KeepsT(t, g.Regs, "RNGCS", npcmrng.ControlRegister, 1<<bit)
	}
	reg.KeepsT(t, g.Regs, "RNGCS", npcmrng.ControlRegister, 0)
	npcmrng.ControlRegister.WriteT(t, g.Regs, npcmrng.DataValid)
	reg.ExpectT(t, g.Regs, "RNGCS with DVALID written", npcmrng.ControlRegister, 0)
	for mode := range uint8(4) {
		reg.KeepsT(t, g.Regs, "RNGMODE", npcmrng.Mode, mode)
	}
	npcmrng.Mode.WriteT(t, g.Regs, 0)
}

// enabled checks that a generator has bytes while it is enabled.
func enabled(t *run.T, g *npcmrng.Generator) {
	off := func(when string) {
		t.Helper()
		reg.ExpectBitsT(t, g.Regs, "RNGCS "+when, npcmrng.ControlRegister, npcmrng.On|npcmrng.DataValid, 0)
		reg.ExpectT(t, g.Regs, "RNGD "+when, npcmrng.Data, 0)
	}
	off("before it is enabled")
	t.Must(g.Enable(t.Context()))
	_, err := g.Byte(t.Context())
	t.Must(err)
	reg.ExpectBitsT(t, g.Regs, "RNGCS, enabled", npcmrng.ControlRegister, npcmrng.On|npcmrng.Clock, npcmrng.On|npcmrng.Clock25MHz)
	t.Must(g.Disable(t.Context()))
	off("after it is disabled")
}

// mode checks that a generator without an oscillator has no bytes.
func mode(t *run.T, g *npcmrng.Generator) {
	t.Must(g.Enable(t.Context()))
	npcmrng.Mode.WriteT(t, g.Regs, 0)
	reg.ExpectBitsT(t, g.Regs, "RNGCS without M1ROSEL", npcmrng.ControlRegister, npcmrng.DataValid, 0)
	reg.ExpectT(t, g.Regs, "RNGD without M1ROSEL", npcmrng.Data, 0)
	npcmrng.Mode.WriteT(t, g.Regs, npcmrng.NormalMode)
	_, err := g.Byte(t.Context())
	t.Must(err)
	t.Must(g.Disable(t.Context()))
}

// read reads n bytes.
func read(t *run.T, n int, next func() (byte, error)) []byte {
	t.Helper()
	p := make([]byte, n)
	for i := range p {
		var err error
		p[i], err = next()
		t.Must(err)
	}
	return p
}

// least is the probability below which a sequence is not taken as random. A good generator is that unlucky in one of a billion
// sequences, and a bit that is stuck far below it.
const least = 1e-9

// looksRandom checks that bytes look random.
func looksRandom(t *run.T, p []byte) {
	t.Helper()
	n := float64(8 * len(p))
	ones, runs := count(p)
	if got := monobit(n, ones); got < least {
		t.Errorf("%.0f of %.0f bits are set, which has the probability %g, want %g or more", ones, n, got, least)
	}
	if got := runsTest(n, ones, runs); got < least {
		t.Errorf("%.0f bits have %.0f runs, which has the probability %g, want %g or more", n, runs, got, least)
	}
	for bit := range 8 {
		if got := monobit(float64(len(p)), onesOf(p, bit)); got < least {
			t.Errorf("bit %d is set in %.0f of %d bytes, which has the probability %g, want %g or more", bit, onesOf(p, bit), len(p), got, least)
		}
	}
	if got := repeated(p); got > mostRepeated {
		t.Errorf("%d of %d bytes are like the one before, want %d or fewer", got, len(p), mostRepeated)
	}
}

// count returns how many bits are set, and how many runs of like bits there are, in the order of the bits' numbers.
func count(p []byte) (ones, runs float64) {
	var before byte
	for i, b := range p {
		ones += float64(bits.OnesCount8(b))
		changes := bits.OnesCount8(b ^ (b<<1 | before>>7))
		if i == 0 {
			changes = bits.OnesCount8((b^b<<1)&0xfe) + 1
		}
		runs += float64(changes)
		before = b
	}
	return ones, runs
}

// onesOf returns in how many bytes a bit is set.
func onesOf(p []byte, bit int) (ones float64) {
	for _, b := range p {
		ones += float64(b >> bit & 1)
	}
	return ones
}

// monobit returns the probability of as many bits that are set, or more unlikely ones (section 2.1.4).
func monobit(n, ones float64) float64 {
	return math.Erfc(math.Abs(2*ones-n) / math.Sqrt(2*n))
}

// runsTest returns the probability of as many runs, or more unlikely ones (section 2.3.4).
func runsTest(n, ones, runs float64) float64 {
	share := ones / n
	both := share * (1 - share)
	if both == 0 {
		return 0
	}
	return math.Erfc(math.Abs(runs-2*n*both) / (2 * math.Sqrt(2*n) * both))
}

// mostRepeated is how many bytes may be like the one before: of 1024, four are on average, and 32 with a probability below 1e-15.
const mostRepeated = 32

// repeated returns how many bytes are like the one before.
func repeated(p []byte) (n int) {
	for i := 1; i < len(p); i++ {
		if p[i] == p[i-1] {
			n++
		}
	}
	return n
}

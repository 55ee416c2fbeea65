package cfi

import (
	"bytes"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/storage/cfi"
	"github.com/qgraph/qgraph/qtest"
)

// amd is a flash with AMD's commands under test.
type amd struct {
	rig
	f *cfi.AMD
}

// Each step has erase blocks of its own, so that it can be run alone.
const (
	blockProgram = 1
	blockBypass  = 3
	blockErase   = 5 // and the three behind it
	blockSuspend = 10
	blockImage   = 13
)

// commandsAMD uses each command. The steps that are those of a case of QEMU's have its name.
func commandsAMD(t *run.T, f *cfi.AMD) {
	a := amd{rig{t, &f.Flash}, f}
	t.Step("query", func() {
		a.query(cfi.CommandsAMD)
		t.Must(f.Reset(t.Context()))
		a.reads("after a reset", 0x10, 0)
	})
	t.Step("autoselect", a.autoselect)
	t.Step("cfi-in-autoselect", a.queryInAutoselect)
	t.Step("program", a.program)
	t.Step("unlock cycles", a.unlockCycles)
	t.Step("unlock bypass", a.bypass)
	t.Step("sector erase", a.sectorErase)
	t.Step("erase suspend", a.suspend)
	t.Step("reset of the machine", a.machineReset)
	t.Step("image", func() {
		a.erase(blockImage)
		words := a.words(a.Block(blockImage), 4)
		for n, w := range words {
			a.programs(a.Block(blockImage)+uint64(n), w)
		}
		a.inImage(blockImage, words)
	})
	t.Step("chip-erase", a.chipErase)
}

// regions gives the chip of the board three regions of erase blocks, and [geometry] has the same.
func regions() graph.TestOption {
	var all []graph.Option
	for _, p := range []graph.Prop{
		graph.P("num-blocks0", "8"), graph.P("sector-length0", "8192"), graph.P("num-blocks1", "126"),
		graph.P("sector-length1", "65536"), graph.P("num-blocks2", "8"), graph.P("sector-length2", "8192"),
	} {
		all = append(all, graph.Option{Flag: "-global", Props: []graph.Prop{
			graph.P("driver", cfi.AMDDriver.Name()), graph.P("property", p.Name), {Name: "value", Value: p.Value},
		}})
	}
	return graph.Before(all...)
}

// geometry checks a chip whose erase blocks are not all of a size.
func geometry(t *run.T, f *cfi.AMD) {
	const small, large = 8 << 10, 64 << 10
	f.Blocks = []cfi.Blocks{{N: 8, Size: small}, {N: 126, Size: large}, {N: 8, Size: small}}
	a := amd{rig{t, &f.Flash}, f}
	t.Step("query", func() {
		a.query(cfi.CommandsAMD)
		t.Must(f.Reset(t.Context()))
	})
	for _, block := range []int{0, 7, 8, a.blocks() - 9, a.blocks() - 8, a.blocks() - 1} {
		a.erase(block)
		a.erased("after an erase", block)
		if block > 0 && block != 8 && block != a.blocks()-8 {
			a.reads("the block before", a.Block(block)-1, 0)
		}
		if end := a.Block(block + 1); end < a.Words() && block != 7 {
			a.reads("the block behind", end, 0)
		}
	}
	a.reads("a block that was not erased", a.Block(9), 0)
	t.Step("chip-erase", a.chipErase)
}

// autoselect checks the IDs and the protection of sectors.
func (a amd) autoselect() {
	t := a.t
	t.Must(a.f.Unlocked(t.Context(), cfi.Autoselect))
	for _, block := range []int{0, 2} {
		at := a.Block(block)
		a.reads("manufacturer and device", at, a.Each(a.ID[0]), a.Each(a.ID[1]))
		a.reads("a sector that is not protected", at+cfi.IDProtection, 0)
	}
	t.Must(a.f.Reset(t.Context()))
	a.reads("after a reset", 0, 0, 0, 0)
}

// queryInAutoselect checks that a reset leads back to where the query was asked for.
func (a amd) queryInAutoselect() {
	t := a.t
	t.Must(a.f.Unlocked(t.Context(), cfi.Autoselect))
	a.query(cfi.CommandsAMD)
	t.Must(a.f.Reset(t.Context()))
	a.reads("back in autoselect", 0, a.Each(a.ID[0]))
	t.Must(a.f.Reset(t.Context()))
	a.reads("after a further reset", 0, 0)
}

// programs programs a word, and waits until it reads as that or the chip gives up.
func (a amd) programs(addr, v uint64) {
	a.t.Helper()
	a.t.Must(a.f.Program(a.t.Context(), addr, v))
	a.t.Must(a.Machine.Pass(a.t.Context(), qtest.PollStep))
}

// erase erases a block.
func (a amd) erase(block int) {
	a.t.Helper()
	a.t.Must(a.f.EraseSectors(a.t.Context(), a.Block(block)))
	a.t.Must(a.f.Done(a.t.Context(), a.Block(block)))
}

// program checks that programming clears bits and sets none.
func (a amd) program() {
	at := a.Block(blockProgram)
	a.programs(at, a.word(at))
	a.reads("a word that was not erased before", at, 0)
	a.erase(blockProgram)
	words := a.words(at, 4)
	for n, w := range words {
		a.programs(at+uint64(n), w)
	}
	a.reads("programmed", at, append(words, a.Ones())...)
	a.programs(at+1, words[2])
	a.reads("programmed again", at, words[0], words[1]&words[2], words[2], words[3])
	a.array("after a reset", at, words[0], words[1]&words[2], words[2], words[3])
}

// array checks words of the array that a reset has the chip show.
func (a amd) array(when string, addr uint64, want ...uint64) {
	a.t.Helper()
	a.t.Must(a.f.Reset(a.t.Context()))
	a.t.Step("array", func() { a.reads(when, addr, want...) })
}

// unlockCycles checks that a command without its two cycles is none, and which address lines count.
func (a amd) unlockCycles() {
	t, ctx := a.t, a.t.Context()
	a.erase(blockProgram)
	at := a.Block(blockProgram) + 0x40
	t.Must(a.Command(ctx, cfi.Unlock1, cfi.AMDProgram))
	t.Must(a.Write(ctx, at, 0))
	t.Must(a.f.Reset(ctx))
	a.reads("programmed without unlock cycles", at, a.Ones())
	for _, wrong := range [][2]uint64{{cfi.Unlock1 + 1, cfi.Unlock2}, {cfi.Unlock1, cfi.Unlock2 + 1}} {
		t.Must(a.Command(ctx, wrong[0], 0xaa))
		t.Must(a.Command(ctx, wrong[1], 0x55))
		t.Must(a.Command(ctx, cfi.Unlock1, cfi.AMDProgram))
		t.Must(a.Write(ctx, at, 0))
		t.Must(a.f.Reset(ctx))
		a.reads("programmed with a wrong unlock cycle", at, a.Ones())
	}
	const higher = 0x5800 // some address lines above A10
	t.Must(a.Command(ctx, cfi.Unlock1+higher, 0xaa))
	t.Must(a.Command(ctx, cfi.Unlock2+higher, 0x55))
	t.Must(a.Command(ctx, cfi.Unlock1+higher, cfi.AMDProgram))
	t.Must(a.Write(ctx, at, a.word(at)))
	t.Must(a.Machine.Pass(ctx, qtest.PollStep))
	a.reads("programmed with unlock cycles at other addresses", at, a.word(at))
}

// bypass programs words without unlock cycles.
func (a amd) bypass() {
	t, ctx := a.t, a.t.Context()
	a.erase(blockBypass)
	at := a.Block(blockBypass)
	program := func(addr uint64) {
		t.Must(a.Command(ctx, addr, cfi.AMDProgram))
		t.Must(a.Write(ctx, addr, a.word(addr)))
		t.Must(a.Machine.Pass(ctx, qtest.PollStep))
	}
	t.Must(a.f.Unlocked(ctx, cfi.UnlockBypass))
	program(at)
	program(at + 1)
	a.reads("in unlock bypass mode", at, append(a.words(at, 2), a.Ones())...)
	t.Must(a.Command(ctx, 0, cfi.BypassReset))
	t.Must(a.Command(ctx, 0, cfi.BypassResetEnd))
	program(at + 2)
	t.Must(a.f.Reset(ctx))
	a.reads("out of unlock bypass mode", at, append(a.words(at, 2), a.Ones())...)
}

// chipErase erases the chip.
func (a amd) chipErase() {
	t, ctx := a.t, a.t.Context()
	q, err := a.Query(ctx)
	t.Must(err)
	t.Must(a.f.Reset(ctx))
	t.Must(a.f.EraseChip(ctx))
	first := a.get(0)
	if first&a.Each(cfi.DQ7) != 0 {
		t.Errorf("status at the beginning of the erase = %#x, want DQ7 clear", first)
	}
	if toggled := first ^ a.get(0); toggled&a.Each(cfi.DQ6) != a.Each(cfi.DQ6) {
		t.Errorf("two reads during the erase differ by %#x, want DQ6 to toggle", toggled)
	}
	t.Must(a.Command(ctx, 0, cfi.EraseSuspend))
	before := a.get(0)
	if toggled := before ^ a.get(0); toggled&a.Each(cfi.DQ6) != a.Each(cfi.DQ6) {
		t.Errorf("a suspend during the erase of the chip: two reads differ by %#x, want it ignored and DQ6 to toggle", toggled)
	}
	t.Must(a.Machine.Pass(ctx, q.ChipErase))
	t.Must(a.f.Done(ctx, 0))
	for _, block := range []int{0, a.blocks() / 2, a.blocks() - 1} {
		a.erased("after the erase of the chip", block)
	}
	const chunk = 1 << 20
	ones := bytes.Repeat([]byte{0xff}, chunk)
	for at := int64(0); at < a.Size(); at += chunk {
		if !bytes.Equal(a.file(at, chunk), ones) {
			t.Errorf("the image is not erased from %#x to %#x", at, at+chunk)
		}
	}
}

// machineReset checks that a reset has the chip show its array.
func (a amd) machineReset() {
	t := a.t
	t.Must(a.f.Unlocked(t.Context(), cfi.Autoselect))
	t.Must(t.QEMU().SystemReset(t.Context()))
	a.reads("after a reset of the machine", 0, 0, 0)
}

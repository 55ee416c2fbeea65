package cfi

import (
	"fmt"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/storage/cfi"
)

// intel is a flash with Intel's commands under test.
type intel struct {
	rig
	f *cfi.Intel
}

// Each step has an erase block of its own, so that it can be run alone.
const (
	intelProgram = 1
	intelErase   = 3
	intelBuffer  = 5
	intelLock    = 7
	intelSuspend = 9
	intelImage   = 11
	intelErase2  = 13
	intelBuffer2 = 15
)

// commandsIntel uses each command.
func commandsIntel(t *run.T, f *cfi.Intel) {
	i := intel{rig{t, &f.Flash}, f}
	t.Step("query", i.query)
	t.Step("identifier", i.identifier)
	t.Step("status", i.status)
	t.Step("program", i.program)
	t.Step("erase", i.erase)
	t.Step("invalid sequence", i.invalid)
	t.Step("write buffer", i.buffer)
	t.Step("lock bits", i.locks)
	t.Step("suspend", i.suspend)
	t.Step("reset of the machine", i.machineReset)
	t.Step("image", func() {
		at := i.Block(intelImage)
		i.must("erase", cfi.Ready)(f.Erase(t.Context(), at))
		words := i.words(at, 4)
		for n, w := range words {
			i.must("program", cfi.Ready)(f.Program(t.Context(), at+uint64(n), w))
		}
		i.inImage(intelImage, words)
	})
}

// query checks how the chips identify and describe themselves.
func (i intel) query() {
	if q := i.rig.query(cfi.CommandsIntel); q.Buffer < leastBuffer {
		i.t.Errorf("the buffer has %d bytes, want %d or more", q.Buffer, leastBuffer)
	}
	i.array("after the query", 0x10, 0)
}

// leastBuffer is the size of the buffer of a chip, in bytes.
const leastBuffer = 32

// must returns a function that checks the status of an operation.
func (i intel) must(what string, want cfi.Status) func(got cfi.Status, err error) {
	return func(got cfi.Status, err error) {
		i.t.Helper()
		i.t.Must(err)
		if got != want {
			i.t.Errorf("%s: status = %v, want %v", what, got, want)
		}
	}
}

// array has the chips show their array, and checks words of it.
func (i intel) array(when string, addr uint64, want ...uint64) {
	i.t.Helper()
	i.t.Must(i.f.Array(i.t.Context()))
	i.reads(when, addr, want...)
}

// clear clears the errors of the status register.
func (i intel) clear() { i.t.Must(i.f.Clear(i.t.Context())) }

// identifier checks the IDs and the lock bit of a block.
func (i intel) identifier() {
	i.t.Must(i.Command(i.t.Context(), 0, cfi.ReadIdentifier))
	i.t.Step("codes", func() { i.reads("manufacturer and device", 0, i.Each(i.ID[0]), i.Each(i.ID[1])) })
	i.reads("a block that is not locked", i.Block(2)+cfi.IDProtection, 0)
	i.array("after the identifier", 0, 0, 0)
}

// status checks the status register at rest.
func (i intel) status() {
	i.must("at first", cfi.Ready)(i.f.Status(i.t.Context()))
	i.t.Step("cleared", func() {
		i.clear()
		i.t.Must(i.Command(i.t.Context(), 0, cfi.ReadStatus))
		i.reads("the status register", 0, i.Each(uint16(cfi.Ready)))
	})
	i.array("after the status", 0, 0)
}

// program checks that programming clears bits and sets none.
func (i intel) program() {
	ctx, at := i.t.Context(), i.Block(intelProgram)
	i.must("erase", cfi.Ready)(i.f.Erase(ctx, at))
	words := i.words(at, 3)
	i.must("program", cfi.Ready)(i.f.Program(ctx, at, words[0]))
	i.array("programmed", at, words[0], i.Ones())
	i.t.Must(i.Command(ctx, at+1, cfi.AlternateProgram))
	i.t.Must(i.Write(ctx, at+1, words[1]))
	i.must("alternate program", cfi.Ready)(i.f.Status(ctx))
	i.array("programmed", at, words[0], words[1], i.Ones())
	i.t.Step("a word that was not erased", func() {
		_, err := i.f.Program(ctx, at+1, words[2])
		i.t.Must(err)
		i.clear()
		i.array("programmed again", at, words[0], words[1]&words[2], i.Ones())
	})
}

// erase erases a block and no other.
func (i intel) erase() {
	ctx, at := i.t.Context(), i.Block(intelErase)
	i.must("erase", cfi.Ready)(i.f.Erase(ctx, at+i.words(0, 1)[0]%0x100)) // any word of the block
	i.t.Must(i.f.Array(ctx))
	i.erased("after the erase", intelErase)
	i.reads("the block before", at-1, 0)
	i.reads("the block behind", i.Block(intelErase+1), 0)
}

// invalid checks that a second cycle that is not the command's own ends it with an error.
func (i intel) invalid() {
	ctx := i.t.Context()
	bad := func(what string, want uint64, at uint64) {
		i.t.Must(i.Command(ctx, at, cfi.ReadArray))
		i.t.Step("status", func() { i.must(what, cfi.Ready|cfi.InvalidSequence)(i.f.Status(ctx)) })
		i.clear()
		i.t.Step("contents", func() { i.array(what, at, want, want) })
		i.must(what+", cleared", cfi.Ready)(i.f.Erase(ctx, at))
	}
	i.t.Step("erase", func() {
		at := i.Block(intelErase2)
		i.t.Must(i.Command(ctx, at, cfi.BlockErase))
		bad("an erase without confirm", 0, at)
	})
	i.t.Step("buffer", func() {
		at := i.Block(intelBuffer2)
		i.must("erase", cfi.Ready)(i.f.Erase(ctx, at))
		i.t.Must(i.f.Fill(ctx, at, i.words(at, 2)...))
		bad("a write to the buffer without confirm", i.Ones(), at)
	})
}

// buffer programs by way of the buffer: a whole one, and a part of one.
func (i intel) buffer() {
	ctx, at := i.t.Context(), i.Block(intelBuffer)
	const most = 16 // words of a buffer
	i.must("erase", cfi.Ready)(i.f.Erase(ctx, at))
	for _, part := range []struct {
		at uint64
		n  int
	}{{at, most}, {at + most + 4, 3}} {
		words := i.words(part.at, part.n)
		i.must(fmt.Sprintf("buffer of %d words", part.n), cfi.Ready)(i.f.ProgramBuffer(ctx, part.at, words...))
		i.array("programmed", part.at, append(words, i.Ones())...)
	}
	i.reads("before the second part", at+most+3, i.Ones())
	i.t.Step("words that were not erased", func() {
		again := i.words(at+8, 2)
		_, err := i.f.ProgramBuffer(ctx, at, again...)
		i.t.Must(err)
		i.clear()
		i.array("programmed again", at, i.word(at)&again[0], i.word(at+1)&again[1])
	})
	i.t.Step("one word", func() {
		const one = 0x80
		i.t.Must(i.f.Fill(ctx, at+one, i.word(at+one)))
		i.t.Must(i.Command(ctx, at+one, cfi.Confirm))
		i.must("buffer of one word", cfi.Ready)(i.f.Status(ctx))
		i.clear()
		i.array("programmed", at+one, i.word(at+one), i.Ones())
	})
}

// locks checks that a locked block keeps its contents.
func (i intel) locks() {
	ctx, at := i.t.Context(), i.Block(intelLock)
	i.must("erase", cfi.Ready)(i.f.Erase(ctx, at))
	i.must("lock", cfi.Ready)(i.f.Locking(ctx, at, cfi.Lock))
	i.t.Must(i.Command(ctx, 0, cfi.ReadIdentifier))
	i.t.Step("lock bit", func() {
		i.reads("a locked block", at+cfi.IDProtection, i.Each(1))
		i.reads("another block", i.Block(intelLock+1)+cfi.IDProtection, 0)
	})
	i.t.Step("locked block", func() {
		i.must("program a locked block", cfi.Ready|cfi.ProgramError|cfi.Protected)(i.f.Program(ctx, at+8, 0))
		i.clear()
		i.array("a locked block", at+8, i.Ones())
	})
	i.must("unlock", cfi.Ready)(i.f.Locking(ctx, at, cfi.Confirm))
	i.t.Must(i.Command(ctx, 0, cfi.ReadIdentifier))
	i.reads("a block unlocked", at+cfi.IDProtection, 0)
	i.must("program an unlocked block", cfi.Ready)(i.f.Program(ctx, at, i.word(at)))
	i.array("an unlocked block", at, i.word(at))
}

// suspend suspends an erase, which may be over by then, and resumes it.
func (i intel) suspend() {
	ctx, at := i.t.Context(), i.Block(intelSuspend)
	i.t.Must(i.Command(ctx, at, cfi.BlockErase))
	i.t.Must(i.Command(ctx, at, cfi.Confirm))
	i.t.Must(i.Command(ctx, at, cfi.Suspend))
	i.t.Step("status", func() {
		if v := i.get(at); v&i.Each(uint16(cfi.Ready)) != i.Each(uint16(cfi.Ready)) || v&^i.Each(uint16(cfi.Ready|cfi.EraseSuspended)) != 0 {
			i.t.Errorf("after a suspend a read is %#x, want the status: ready, and suspended or not", v)
		}
	})
	i.array("another block, suspended", i.Block(intelSuspend+1), 0)
	i.t.Must(i.Command(ctx, at, cfi.Resume))
	i.must("resumed", cfi.Ready)(i.f.Status(ctx))
	i.t.Must(i.f.Array(ctx))
	i.erased("after the erase", intelSuspend)
}

// machineReset checks that a reset has the chip show its array.
func (i intel) machineReset() {
	i.t.Must(i.Command(i.t.Context(), 0, cfi.ReadIdentifier))
	i.t.Must(i.t.QEMU().SystemReset(i.t.Context()))
	i.reads("after a reset of the machine", 0, 0, 0)
}

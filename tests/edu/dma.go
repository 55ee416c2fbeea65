package edu

import (
	"bytes"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/misc/edu"
	"github.com/qgraph/qgraph/tests/suite/same"
)

// guard is how many bytes of RAM before and after a transfer's are looked at.
const guard = 64

// dma checks transfers both ways, byte by byte (section "DMA controller").
func dma(t *run.T, d *edu.Device) {
	t.Step("whole buffer", func() {
		for _, seed := range []byte{0x00, 0xa5} {
			want := pattern(seed, edu.BufferSize)
			store(t, d, 0, want)
			fetch(t, d, 0, want)
		}
	})
	t.Step("parts of the buffer", func() {
		want := pattern(0x11, edu.BufferSize)
		store(t, d, 0, want)
		for _, part := range []struct{ offset, size int }{{0, 1}, {3, 7}, {1000, 100}, {edu.BufferSize - 1, 1}} {
			bytes := pattern(0xc3, part.size)
			copy(want[part.offset:], bytes)
			store(t, d, uint64(part.offset), bytes)
			fetch(t, d, 0, want)
			fetch(t, d, uint64(part.offset), bytes)
		}
	})
	t.Step("interrupt", func() { dmaInterrupt(t, d) })
	t.Step("registers", func() { dmaRegisters(t, d) })
	d.Machine.StepAbove(t, func() {
		want := pattern(0x3c, edu.BufferSize)
		store(t, d, 0, want)
		fetch(t, d, 0, want)
	})
}

// dmaRegisters checks that the registers of a transfer read back: all but the start bit,
// which is set until the transfer is done, keep their values.
func dmaRegisters(t *run.T, d *edu.Device) {
	withRAM(t, d, pattern(0x77, 16), func(addr uint64) []byte {
		for _, options := range []edu.Command{0, edu.DMAInterrupt} {
			t.Must(d.Store(t.Context(), addr, 32, 16, options))
			reg.ExpectT(t, d.Regs, "source", edu.DMASource, addr)
			reg.ExpectT(t, d.Regs, "destination", edu.DMADestination, edu.Buffer+32)
			reg.ExpectT(t, d.Regs, "count", edu.DMACount, 16)
			reg.ExpectT(t, d.Regs, "command after a transfer to the device", edu.DMACommand, options)
			t.Must(d.Fetch(t.Context(), addr, 32, 16, options))
			reg.ExpectT(t, d.Regs, "source", edu.DMASource, edu.Buffer+32)
			reg.ExpectT(t, d.Regs, "destination", edu.DMADestination, addr)
			reg.ExpectT(t, d.Regs, "command after a transfer to RAM", edu.DMACommand, edu.DMAToRAM|options)
		}
		edu.InterruptAcknowledge.WriteT(t, d.Regs, edu.DMADone)
		return pattern(0x77, 16)
	})
}

// store copies data to the device's buffer and checks that RAM is as it was.
func store(t *run.T, d *edu.Device, offset uint64, data []byte) {
	t.Helper()
	withRAM(t, d, data, func(addr uint64) []byte {
		t.Must(d.Store(t.Context(), addr, offset, uint64(len(data))))
		return data
	})
}

// fetch checks the device's buffer, and that a transfer writes nothing around it.
func fetch(t *run.T, d *edu.Device, offset uint64, want []byte) {
	t.Helper()
	withRAM(t, d, make([]byte, len(want)), func(addr uint64) []byte {
		t.Must(d.Fetch(t.Context(), addr, offset, uint64(len(want))))
		return want
	})
}

// withRAM puts data into RAM, between guards, calls use, and checks that RAM then
// holds the bytes that use returns, between the same guards.
func withRAM(t *run.T, d *edu.Device, data []byte, use func(addr uint64) (want []byte)) {
	t.Helper()
	ctx, m := t.Context(), d.Machine
	around := bytes.Repeat([]byte{0x5a}, guard)
	before := bytes.Join([][]byte{around, data, around}, nil)
	addr, err := m.Alloc.Alloc(uint64(len(before)), 4096)
	t.Must(err)
	defer func() { t.Must(m.Alloc.Free(addr)) }()
	t.Must(m.WriteMemory(ctx, addr, before))
	want := bytes.Join([][]byte{around, use(addr + guard), around}, nil)
	got := make([]byte, len(want))
	t.Must(m.ReadMemory(ctx, addr, got))
	same.Around(t, "RAM", guard, got, want)
}

// dmaInterrupt checks that a transfer interrupts at its end if it is told to.
func dmaInterrupt(t *run.T, d *edu.Device) {
	ctx := t.Context()
	line, err := d.PCI.INTx(ctx)
	t.Must(err)
	withRAM(t, d, pattern(0, 16), func(addr uint64) []byte {
		t.Must(d.Store(ctx, addr, 0, 16))
		interrupts(t, d, line, "to the device, no interrupt asked for", 0)
		t.Must(d.Store(ctx, addr, 0, 16, edu.DMAInterrupt))
		interrupts(t, d, line, "to the device", edu.DMADone)
		edu.InterruptAcknowledge.WriteT(t, d.Regs, edu.DMADone)
		t.Must(d.Fetch(ctx, addr, 0, 16, edu.DMAInterrupt))
		interrupts(t, d, line, "to RAM", edu.DMADone)
		edu.InterruptAcknowledge.WriteT(t, d.Regs, edu.DMADone)
		interrupts(t, d, line, "acknowledged", 0)
		return pattern(0, 16)
	})
}

// pattern returns n bytes that differ from their neighbours, other ones for each seed.
func pattern(seed byte, n int) []byte {
	p := make([]byte, n)
	for i := range p {
		p[i] = seed + byte(i) + byte(i>>8)*31
	}
	return p
}

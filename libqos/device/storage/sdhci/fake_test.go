package sdhci_test

import (
	"context"
	"encoding/binary"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/bus/sd"
	"github.com/qgraph/qgraph/libqos/bus/sd/sdfake"
	"github.com/qgraph/qgraph/libqos/device/storage/sdhci"
	"github.com/qgraph/qgraph/qtest"
	"github.com/qgraph/qgraph/qtest/qtestfake"
)

var le = binary.LittleEndian

// fake is a controller that follows the specification, with or without a card in
// its slot. Resets and the clock complete only when virtual time has passed.
type fake struct {
	t        *testing.T
	card     *sdfake.Card
	memory   *qtestfake.Memory
	conn     *qtest.Conn // to the memory
	regs     [0x100]byte
	later    []func() // actions for when time has passed
	commands []string
	resets   []sdhci.Reset
	quiet    bool // no Transfer Complete after busy
	invalid  bool // descriptors are invalid

	buffer  []byte // of the Buffer Data Port
	left    int    // blocks of the current transfer
	stopped int    // times that SDMA stopped at a boundary
	waiting bool   // SDMA is stopped
}

// width is the access width of each register.
var width = map[uint64]qtest.Width{
	0x00: 4, 0x04: 2, 0x06: 2, 0x08: 4, 0x0c: 2, 0x0e: 2, 0x10: 4, 0x14: 4, 0x18: 4, 0x1c: 4, 0x20: 4, 0x24: 4,
	0x28: 1, 0x29: 1, 0x2c: 2, 0x2e: 1, 0x2f: 1, 0x30: 2, 0x32: 2, 0x34: 2, 0x36: 2, 0x38: 2, 0x3a: 2,
	0x40: 4, 0x44: 4, 0x54: 1, 0x58: 4, 0x5c: 4, 0xfe: 2,
}

// newFake returns a controller and its driver. card is nil for an empty slot.
func newFake(t *testing.T, card *sdfake.Card, model sdhci.Model) (*fake, *sdhci.Controller) {
	t.Helper()
	f := &fake{t: t, card: card, memory: qtestfake.NewMemory(), quiet: model.NoBusyInterrupt}
	f.put(0x40, uint32(model.Capabilities))
	f.put(0x44, uint32(model.Capabilities>>32))
	f.memory.OnClock(func(time.Duration) {
		later := f.later
		f.later = nil
		for _, do := range later {
			do()
		}
	})
	f.conn = f.memory.Start(t)
	m := guest.NewMachine(f.conn, le, guest.RAM{Base: 1 << 20, Size: 4 << 20})
	t.Cleanup(func() {
		if err := m.Alloc.Check(); err != nil {
			t.Error(err)
		}
	})
	return f, &sdhci.Controller{Regs: f, Model: model, Machine: m}
}

func (f *fake) get16(at int) uint16    { return le.Uint16(f.regs[at:]) }
func (f *fake) get32(at int) uint32    { return le.Uint32(f.regs[at:]) }
func (f *fake) put16(at int, v uint16) { le.PutUint16(f.regs[at:], v) }
func (f *fake) put(at int, v uint32)   { le.PutUint32(f.regs[at:], v) }

func (f *fake) raise(i sdhci.NormalInt) { f.put16(0x30, f.get16(0x30)|uint16(i)&f.get16(0x34)) }

func (f *fake) fail(e sdhci.ErrorInt) {
	f.put16(0x32, f.get16(0x32)|uint16(e)&f.get16(0x36))
	f.raise(sdhci.ErrorInterrupt)
	f.regs[0x31] |= byte(sdhci.ErrorInterrupt >> 8)
}

func (f *fake) check(w qtest.Width, offset uint64) {
	if width[offset] != w {
		f.t.Errorf("got an access of %d bytes to %#x, want %d", w, offset, width[offset])
	}
}

// Load reads a register.
func (f *fake) Load(ctx context.Context, w qtest.Width, offset uint64) (uint64, error) {
	if err := f.conn.Sync(ctx); err != nil { // after the effects of a step of the clock
		return 0, err
	}
	f.check(w, offset)
	if offset == 0x20 {
		return uint64(f.readBuffer()), nil
	}
	var b [8]byte
	copy(b[:w], f.regs[offset:])
	return le.Uint64(b[:]), nil
}

// Store writes a register.
func (f *fake) Store(ctx context.Context, w qtest.Width, offset, v uint64) error {
	if err := f.conn.Sync(ctx); err != nil { // after all earlier writes to memory
		return err
	}
	f.check(w, offset)
	switch offset {
	case 0x20:
		f.writeBuffer(uint32(v))
		return nil
	case 0x30:
		f.put16(0x30, f.get16(0x30)&^uint16(v)|f.get16(0x30)&uint16(sdhci.ErrorInterrupt))
		return nil
	case 0x32:
		f.put16(0x32, f.get16(0x32)&^uint16(v))
		if f.get16(0x32) == 0 {
			f.put16(0x30, f.get16(0x30)&^uint16(sdhci.ErrorInterrupt))
		}
		return nil
	}
	var b [8]byte
	le.PutUint64(b[:], v)
	copy(f.regs[offset:], b[:w])
	switch offset {
	case 0x00:
		if f.waiting {
			f.waiting = false
			f.moveSDMA()
		}
	case 0x0e:
		f.command(sdhci.CommandBits(v))
	case 0x2c:
		f.later = append(f.later, func() { f.regs[0x2c] |= byte(sdhci.InternalClockStable) })
	case 0x2f:
		f.later = append(f.later, func() { f.reset(sdhci.Reset(v)) })
	}
	return nil
}

func (f *fake) reset(r sdhci.Reset) {
	f.resets = append(f.resets, r)
	if r&sdhci.ResetAll != 0 {
		clear(f.regs[:0x40])
	}
	f.regs[0x2f] = 0
}

// command passes a command to the card.
func (f *fake) command(c sdhci.CommandBits) {
	if sdhci.Clock(f.get16(0x2c))&sdhci.SDClockEnable == 0 {
		f.t.Errorf("%v without a clock", c)
	}
	f.commands = append(f.commands, fmt.Sprintf("%v %#x", c, f.get32(0x08)))
	response := c & sdhci.Response48Busy
	var r sd.Response
	ok := response == sdhci.ResponseNone
	if f.card != nil {
		var answered bool
		r, answered = f.card.Command(sd.Index(c>>8&0x3f), f.get32(0x08))
		ok = ok || answered
	}
	if !ok {
		f.fail(sdhci.CommandTimeout)
		return
	}
	switch response {
	case sdhci.Response136:
		for i := range 4 { // the last byte, the CRC, is not delivered
			word := append([]byte{0}, r.Long[:15]...)[12-4*i:]
			f.put(0x10+4*i, binary.BigEndian.Uint32(word))
		}
	default:
		f.put(0x10, r.Short)
	}
	f.raise(sdhci.CommandComplete)
	if response == sdhci.Response48Busy && !f.quiet {
		f.raise(sdhci.TransferComplete)
	}
	if c&sdhci.DataPresent != 0 {
		f.left = max(1, int(f.get16(0x06)))
		f.transfer()
	}
}

func (f *fake) mode() sdhci.Mode { return sdhci.Mode(f.get16(0x0c)) }
func (f *fake) reading() bool    { return f.mode()&sdhci.ReadTransfer != 0 }
func (f *fake) blockSize() int   { return int(f.get16(0x04) & 0xfff) }

func (f *fake) transfer() {
	const several = sdhci.MultipleBlocks | sdhci.BlockCountEnable
	if got := f.mode() & several; f.left > 1 && got != several || f.left == 1 && got != 0 {
		f.t.Errorf("%d blocks with Transfer Mode %v", f.left, f.mode())
	}
	switch {
	case f.mode()&sdhci.DMAEnable == 0:
		f.nextBuffer()
	case sdhci.HostControl(f.regs[0x28])&sdhci.DMASelect == sdhci.SelectSDMA:
		f.moveSDMA()
	default:
		f.moveADMA()
	}
}

// moveBlock moves a block between the card and p.
func (f *fake) moveBlock(p []byte) {
	move := f.card.WriteBlock
	if f.reading() {
		move = f.card.ReadBlock
	}
	if err := move(p); err != nil {
		f.t.Error(err)
	}
	f.left--
	f.put16(0x06, uint16(f.left))
}

// complete ends a transfer.
func (f *fake) complete() {
	if f.mode()&sdhci.AutoCMD12 != 0 {
		r, ok := f.card.Command(12, 0)
		if !ok {
			f.fail(sdhci.AutoCMDError)
		}
		f.put(0x1c, r.Short)
	}
	f.raise(sdhci.TransferComplete)
}

// nextBuffer makes the buffer ready for a block, or ends the transfer.
func (f *fake) nextBuffer() {
	switch {
	case f.left == 0:
		f.complete()
	case f.reading():
		f.buffer = make([]byte, f.blockSize())
		f.moveBlock(f.buffer)
		f.raise(sdhci.BufferReadReady)
	default:
		f.buffer = nil
		f.raise(sdhci.BufferWriteReady)
	}
}

func (f *fake) readBuffer() uint32 {
	if len(f.buffer) < 4 {
		f.t.Error("the driver reads the empty buffer")
		return 0
	}
	v := le.Uint32(f.buffer)
	if f.buffer = f.buffer[4:]; len(f.buffer) == 0 {
		f.nextBuffer()
	}
	return v
}

func (f *fake) writeBuffer(v uint32) {
	if f.buffer = le.AppendUint32(f.buffer, v); len(f.buffer) == f.blockSize() {
		f.moveBlock(f.buffer)
		f.nextBuffer()
	}
}

// moveMemory moves blocks between the card and guest memory.
func (f *fake) moveMemory(addr uint64, n int) {
	p := f.memory.Bytes(addr, n)
	for block := range slices.Chunk(p, f.blockSize()) {
		f.moveBlock(block)
	}
	if f.reading() {
		f.memory.SetBytes(addr, p)
	}
}

func (f *fake) moveSDMA() {
	boundary := uint32(4<<10) << (f.get16(0x04) >> 12)
	for f.left > 0 {
		addr := f.get32(0x00)
		f.moveMemory(uint64(addr), f.blockSize())
		addr += uint32(f.blockSize())
		f.put(0x00, addr)
		if addr%boundary == 0 && f.left > 0 {
			f.stopped++
			f.waiting = true
			f.raise(sdhci.DMAInterrupt)
			return
		}
	}
	f.complete()
}

// moveADMA follows the descriptors.
func (f *fake) moveADMA() {
	wide := sdhci.HostControl(f.regs[0x28])&sdhci.DMASelect == sdhci.SelectADMA2Wide
	at := uint64(f.get32(0x58)) | uint64(f.get32(0x5c))<<32
	for range 1000 {
		d := f.memory.Bytes(at, 12)
		attribute, n := sdhci.Attribute(le.Uint16(d)), int(le.Uint16(d[2:]))
		addr, size := uint64(le.Uint32(d[4:])), uint64(8)
		if wide {
			addr, size = le.Uint64(d[4:]), 12
		}
		if attribute&sdhci.Valid == 0 || f.invalid {
			f.regs[0x54] = byte(sdhci.ADMAFetching)
			f.fail(sdhci.ADMAError)
			return
		}
		at += size
		switch attribute & sdhci.ActLink {
		case sdhci.ActLink:
			at = addr
		case sdhci.ActTran:
			f.moveMemory(addr, n)
		}
		if attribute&sdhci.End != 0 {
			f.complete()
			return
		}
	}
	f.t.Error("the descriptor table has no end")
}

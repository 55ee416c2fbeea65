package npcmspi

import (
	"bytes"
	"fmt"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/board/npcmfiu"
	"github.com/qgraph/qgraph/libqos/device/storage/spinor"
	"github.com/qgraph/qgraph/tests/suite/same"
)

// fiuFlash uses the chip at the first chip select, by transactions and through its window.
func fiuFlash(t *run.T, c *npcmfiu.Controller) {
	u := uma{t, c, spinor.New(spinor.Named("w25q256"), c.Chip(0))}
	t.Step("identity", func() {
		for range 2 { // each transaction selects the chip anew
			u.reads("identity", u.f.ID, spinor.ReadIdentification, 0, 0, 0)
		}
	})
	t.Step("sizes of reads", u.sizesOfReads)
	t.Step("sizes of writes", u.sizesOfWrites)
	t.Step("addresses", u.addresses)
	t.Step("dummy bytes", u.dummies)
	t.Step("dummy bytes sent", u.dummiesSent)
	t.Step("chip kept selected", u.kept)
	t.Step("other chip select", u.other)
	t.Step("direct read", u.directRead)
	t.Step("direct read with addresses of 4 bytes", u.directWide)
	t.Step("direct write", u.directWrite)
	t.Step("direct write with addresses of 4 bytes", u.directWriteWide)
	t.Step("window of the other chip", u.otherWindow)
}

// uma is the controller with its chip.
type uma struct {
	t *run.T
	c *npcmfiu.Controller
	f *spinor.Flash
}

// high is an address that needs 4 bytes.
const high = 0x0123_4500

// run makes a transaction with the command and an address of n bytes.
func (u uma) run(command uint32, addr uint32, how npcmfiu.Transaction, with npcmfiu.State, write, read []byte) {
	u.t.Helper()
	npcmfiu.Command.WriteT(u.t, u.c.Regs, command)
	npcmfiu.Address.WriteT(u.t, u.c.Regs, addr)
	u.t.Must(u.c.Run(u.t.Context(), npcmfiu.HasCommand|how, with|npcmfiu.Deselected, write, read))
}

// sends makes a transaction that reads nothing.
func (u uma) sends(command spinor.Command, addr uint32, size int, write ...byte) {
	u.t.Helper()
	u.run(uint32(command), addr, npcmfiu.Addresses(size), 0, write, nil)
}

// reads checks the bytes of a transaction that reads, with an address and dummy bytes.
func (u uma) reads(what string, want []byte, command spinor.Command, addr uint32, size, dummies int) {
	u.t.Helper()
	got := make([]byte, len(want))
	u.run(uint32(command), addr, npcmfiu.Addresses(size)|npcmfiu.Skips(dummies), 0, nil, got)
	same.Bytes(u.t, what, got, want)
}

// programs erases the block around an address and programs bytes of which no two neighbours are alike.
func (u uma) programs(addr uint32, n int) []byte {
	u.t.Helper()
	p := make([]byte, n)
	for i := range p {
		p[i] = byte(i)*7 + byte(addr>>8) + 1
	}
	u.t.Must(u.f.Erase(u.t.Context(), spinor.SectorErase, addr&^0xfff))
	u.t.Must(u.f.Program(u.t.Context(), addr, p))
	return p
}

// programsHigh is [uma.programs] at an address that needs 4 bytes.
func (u uma) programsHigh(addr uint32, n int) []byte {
	u.t.Helper()
	u.t.Must(u.f.Wide(u.t.Context(), true))
	p := u.programs(addr, n)
	u.t.Must(u.f.Wide(u.t.Context(), false))
	return p
}

// sizesOfReads reads each number of bytes.
func (u uma) sizesOfReads() {
	const at = 0x1000
	p := u.programs(at, 2*npcmfiu.DataSize)
	for n := 1; n <= npcmfiu.DataSize; n++ {
		u.reads(fmt.Sprintf("read of %d bytes", n), p[n:2*n], spinor.ReadData, at+uint32(n), 3, 0)
	}
}

// sizesOfWrites programs each number of bytes.
func (u uma) sizesOfWrites() {
	const at = 0x2000
	u.t.Must(u.f.Erase(u.t.Context(), spinor.SectorErase, at))
	for n := 1; n <= npcmfiu.DataSize; n++ {
		addr := at + 0x20*uint32(n)
		p := bytes.Repeat([]byte{byte(0x10 + n), byte(0x20 + n)}, npcmfiu.DataSize/2)[:n]
		u.sends(spinor.WriteEnable, 0, 0)
		u.sends(spinor.PageProgram, addr, 3, p...)
		want := append(bytes.Clone(p), 0xff, 0xff)
		got := make([]byte, len(want))
		u.t.Must(u.f.Read(u.t.Context(), addr, got))
		same.Bytes(u.t, fmt.Sprintf("write of %d bytes", n), got, want)
	}
}

// addresses reads with addresses of 3 and 4 bytes, and without one.
func (u uma) addresses() {
	const at = 0x3400
	low, wide := u.programs(at, 5), u.programsHigh(high, 5)
	u.reads("address of 3 bytes", low, spinor.ReadData, at, 3, 0)
	u.reads("the fourth byte is not sent", low, spinor.ReadData, 0xff00_0000+at, 3, 0)
	u.reads("address of 4 bytes", wide, spinor.ReadData4, high, 4, 0)
	u.sends(spinor.WriteEnable, 0, 0)
	u.reads("status", []byte{byte(spinor.Latch)}, spinor.ReadStatus, at, 0, 0)
	u.sends(spinor.WriteDisable, 0, 0)
	u.reads("status", []byte{0}, spinor.ReadStatus, at, 0, 0)
}

// dummies reads with each number of dummy bytes. Fast Read has one, so that further ones skip data.
func (u uma) dummies() {
	const at = 0x4000
	p := u.programs(at, npcmfiu.DataSize)
	for n := 1; n < 8; n++ {
		u.reads(fmt.Sprintf("Fast Read with %d dummy bytes", n), p[n-1:n+3], spinor.FastRead, at, 3, n)
	}
}

// dummiesSent has dummy bytes take the place of the last bytes of an address.
func (u uma) dummiesSent() {
	const at = 0x5432
	p := u.programs(at, 4)
	for _, tc := range []struct {
		size     int
		dummies  uint32 // DUM1 in bits 15:8, DUM2 in bits 23:16, DUM3 in bits 31:24
		n        int
		register uint32
	}{
		{2, 0x0000_3200, 1, 0x54},
		{1, 0x0032_5400, 2, 0},
		{0, 0x3254_0000, 3, 0},
	} {
		got := make([]byte, len(p))
		u.run(uint32(spinor.ReadData)|tc.dummies, tc.register, npcmfiu.Addresses(tc.size)|npcmfiu.Skips(tc.n), 0, nil, got)
		same.Bytes(u.t, fmt.Sprintf("address of which %d bytes are dummy bytes", tc.n), got, p)
	}
}

// kept reads on in further transactions while SW_CS keeps the chip selected.
func (u uma) kept() {
	const at = 0x6000
	p := u.programs(at, 3*npcmfiu.DataSize)
	got := make([]byte, len(p))
	npcmfiu.Command.WriteT(u.t, u.c.Regs, uint32(spinor.ReadData))
	npcmfiu.Address.WriteT(u.t, u.c.Regs, at)
	first, second, third := got[:7], got[7:7+npcmfiu.DataSize], got[7+npcmfiu.DataSize:2*npcmfiu.DataSize]
	u.t.Must(u.c.Run(u.t.Context(), npcmfiu.HasCommand|npcmfiu.Addresses(3), 0, nil, first))
	u.t.Must(u.c.Run(u.t.Context(), 0, 0, nil, second))
	u.t.Must(u.c.Run(u.t.Context(), 0, npcmfiu.Deselected, nil, third))
	same.Bytes(u.t, "bytes of three transactions", got[:2*npcmfiu.DataSize], p[:2*npcmfiu.DataSize])
	u.reads("identity after the chip was deselected", u.f.ID, spinor.ReadIdentification, 0, 0, 0)
}

// other sends a command to the other chip select, behind which there is no chip.
func (u uma) other() {
	u.sends(spinor.WriteDisable, 0, 0)
	u.run(uint32(spinor.WriteEnable), 0, 0, npcmfiu.Select(1), nil, nil)
	u.reads("status after Write Enable at the other chip select", []byte{0}, spinor.ReadStatus, 0, 0, 0)
	u.sends(spinor.WriteEnable, 0, 0)
	u.run(uint32(spinor.WriteDisable), 0, 0, npcmfiu.Select(1), nil, nil)
	u.reads("status after Write Disable at the other chip select", []byte{byte(spinor.Latch)}, spinor.ReadStatus, 0, 0, 0)
	u.sends(spinor.WriteDisable, 0, 0)
}

// window checks the bytes in the window of the chip.
func (u uma) window(what string, addr uint32, want []byte) {
	u.t.Helper()
	got := make([]byte, len(want))
	u.t.Must(u.c.Machine.ReadMemory(u.t.Context(), u.c.Windows[0]+uint64(addr), got))
	same.Bytes(u.t, what, got, want)
}

// directRead reads through the window with each number of dummy bytes, from odd addresses, too.
func (u uma) directRead() {
	const at = 0x7000
	p := u.programs(at, 0x40)
	npcmfiu.ReadConfig.WriteT(u.t, u.c.Regs, readReset)
	u.window("Fast Read", at, p)
	u.window("odd address", at+1, p[1:12])
	npcmfiu.ReadConfig.WriteT(u.t, u.c.Regs, npcmfiu.Burst|npcmfiu.Config(spinor.ReadData))
	u.window("Read Data", at, p)
	// Each access is a command of its own, and a byte more is skipped by each dummy byte behind the first.
	b := make([]byte, 1)
	for n := 1; n < 4; n++ {
		npcmfiu.ReadConfig.WriteT(u.t, u.c.Regs, npcmfiu.Burst|npcmfiu.Dummies(n)|npcmfiu.Config(spinor.FastRead))
		u.t.Must(u.c.Machine.ReadMemory(u.t.Context(), u.c.Windows[0]+at, b))
		same.Bytes(u.t, fmt.Sprintf("byte behind %d dummy bytes", n), b, p[n-1:n])
	}
	npcmfiu.ReadConfig.WriteT(u.t, u.c.Regs, readReset)
	u.reads("identity after direct reads", u.f.ID, spinor.ReadIdentification, 0, 0, 0)
}

// directWide reads above 16 MiB through the window.
func (u uma) directWide() {
	const at = high & 0xff_ffff
	low, wide := u.programs(at, 0x20), u.programsHigh(high, 0x20)
	u.t.Must(u.f.Program(u.t.Context(), at+0x20, []byte{0}))
	npcmfiu.ReadConfig.WriteT(u.t, u.c.Regs, npcmfiu.Burst|npcmfiu.WideAddress|npcmfiu.Config(spinor.ReadData4))
	u.window("above 16 MiB", high, wide)
	u.window("the end of it", high+0x1f, append(bytes.Clone(wide[0x1f:]), 0xff))
	npcmfiu.ReadConfig.WriteT(u.t, u.c.Regs, npcmfiu.Burst|npcmfiu.Config(spinor.ReadData))
	u.window("16 MiB below", at, low)
	u.window("the end of what is 16 MiB below", at+0x1f, append(bytes.Clone(low[0x1f:]), 0))
	npcmfiu.ReadConfig.WriteT(u.t, u.c.Regs, readReset)
}

// directWrite programs through the window: each access is a command of its own.
func (u uma) directWrite() {
	const at = 0x8000
	u.t.Must(u.f.Erase(u.t.Context(), spinor.SectorErase, at))
	npcmfiu.WriteConfig.WriteT(u.t, u.c.Regs, writeReset)
	want := []byte{0xff, 0xff, 0xff, 0xff, 0x11, 0x22, 0x33, 0x44, 0xff, 0x55, 0xff}
	u.programsWindow(at+4, want[4:8]...)
	u.programsWindow(at+9, want[9])
	got := make([]byte, len(want))
	u.t.Must(u.f.Read(u.t.Context(), at, got))
	same.Bytes(u.t, "programmed through the window", got, want)
	u.reads("identity after direct writes", u.f.ID, spinor.ReadIdentification, 0, 0, 0)
}

// directWriteWide programs above 16 MiB through the window.
func (u uma) directWriteWide() {
	const at = high & 0xff_ffff
	u.programs(at, 1)
	u.programsHigh(high, 1)
	npcmfiu.WriteConfig.WriteT(u.t, u.c.Regs, npcmfiu.Burst|npcmfiu.WideAddress|npcmfiu.Config(spinor.PageProgram4))
	u.programsWindow(high+4, 1, 2, 3, 4)
	npcmfiu.WriteConfig.WriteT(u.t, u.c.Regs, writeReset)
	u.reads("above 16 MiB", []byte{0xff, 1, 2, 3, 4, 0xff}, spinor.ReadData4, high+3, 4, 0)
	u.reads("16 MiB below", []byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}, spinor.ReadData, at+3, 3, 0)
}

// programsWindow sets the latch and programs bytes by one access to the window.
func (u uma) programsWindow(addr uint32, p ...byte) {
	u.t.Helper()
	u.sends(spinor.WriteEnable, 0, 0)
	u.t.Must(u.c.Machine.WriteMemory(u.t.Context(), u.c.Windows[0]+uint64(addr), p))
}

// otherWindow programs through the window of the other chip select, behind which there is no chip.
func (u uma) otherWindow() {
	const at = 0x9000
	u.t.Must(u.f.Erase(u.t.Context(), spinor.SectorErase, at))
	u.sends(spinor.WriteEnable, 0, 0)
	u.t.Must(u.c.Machine.WriteMemory(u.t.Context(), u.c.Windows[1]+at, []byte{0}))
	u.reads("the chip after a write to the other window", []byte{0xff}, spinor.ReadData, at, 3, 0)
	u.t.Must(u.c.Machine.ReadMemory(u.t.Context(), u.c.Windows[1]+at, make([]byte, 4)))
	u.reads("identity after a read of the other window", u.f.ID, spinor.ReadIdentification, 0, 0, 0)
	u.sends(spinor.WriteDisable, 0, 0)
}

package npcmspi

import (
	"fmt"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/board/npcmfiu"
	"github.com/qgraph/qgraph/libqos/device/storage/spinor"
)

// Values after a reset. Those of the sizes and of the commands are in Nuvoton's sources, the others are what QEMU 11.1
// answers, for lack of a public manual.
const (
	readReset    npcmfiu.Config = 0x0300_100b // Fast Read, an address of 3 bytes, a dummy byte
	writeReset   npcmfiu.Config = 0x0300_0002 // Page Program, an address of 3 bytes
	formatReset                 = npcmfiu.HasCommand
	controlReset                = npcmfiu.Deselected
	commandReset                = 0x0b
	pollingReset                = 0x05
	busReset                    = 0x0b
)

// Bits of the registers that are tested as a whole.
const (
	readBits    = npcmfiu.Burst | npcmfiu.WideAddress | npcmfiu.DummyBytes | npcmfiu.AccessType | 0xff
	writeBits   = npcmfiu.Burst | npcmfiu.WideAddress | npcmfiu.AddressBits | npcmfiu.AccessType | 0xff
	formatBits  = npcmfiu.ReadSize | npcmfiu.DummySize | npcmfiu.WriteSize | npcmfiu.AddressSize | npcmfiu.HasCommand | wireBits
	wireBits    = npcmfiu.ReadWires | npcmfiu.DummyWires | npcmfiu.WriteWires | npcmfiu.AddressWires | npcmfiu.CommandWires
	controlBits = npcmfiu.Interrupting | npcmfiu.Deselected | npcmfiu.Device
)

// fiuRegisters checks the values after a reset, what a write keeps, and what a lock keeps.
func fiuRegisters(t *run.T, c *npcmfiu.Controller) {
	t.Step("after the start", func() { fiuAfterReset(t, c) })
	t.Step("written", func() { fiuWritten(t, c) })
	t.Step("read-only", func() {
		for n := range reg.Reg[uint32](npcmfiu.DataSize / 4) {
			reg.IgnoresT(t, c.Regs, fmt.Sprintf("FIU_UMA_DR%d", n), npcmfiu.ReadData+4*n)
		}
		reg.IgnoresT(t, c.Regs, "FIU_VER", npcmfiu.Version)
	})
	t.Step("ready status", func() { fiuReady(t, c) })
	t.Step("version", func() {
		if npcmfiu.Version.ReadT(t, c.Regs) == 0 {
			t.Errorf("FIU_VER = 0, want the version of the module, which is 0x40 on the NPCM7xx")
		}
	})
	t.Step("protection", func() {
		reg.KeepsT(t, c.Regs, "FIU_PRT_CFG", npcmfiu.Protection, 0x613)
		for n := range reg.Reg[uint32](10) {
			reg.KeepsT(t, c.Regs, fmt.Sprintf("FIU_PRT_CMD%d", n), npcmfiu.Forbidden+4*n, 0x0120_0106+uint32(n))
		}
	})
	t.Step("status polling", func() {
		reg.ExpectBitsT(t, c.Regs, "FIU_STPL_CFG after the start", npcmfiu.Polling, 0xff, pollingReset)
		reg.KeepsT(t, c.Regs, "FIU_STPL_CFG", npcmfiu.Polling, 0x0123_0035)
	})
	t.Step("command mode locked", func() {
		npcmfiu.Format.WriteT(t, c.Regs, npcmfiu.CommandLocked|npcmfiu.HasCommand|1)
		npcmfiu.Format.WriteT(t, c.Regs, npcmfiu.Reads(1)|2)
		reg.ExpectT(t, c.Regs, "FIU_UMA_CFG with CMMLCK", npcmfiu.Format, npcmfiu.CommandLocked|npcmfiu.Reads(1)|1)
	})
	t.Step("another reset", func() {
		fiuScribbled(t, c)
		t.Must(t.QEMU().SystemReset(t.Context()))
		fiuAfterReset(t, c)
	})
	t.Step("locked", func() { fiuLocked(t, c) })
}

// fiuAfterReset checks the values after a reset.
func fiuAfterReset(t *run.T, c *npcmfiu.Controller) {
	t.Helper()
	reg.ExpectT(t, c.Regs, "FIU_DRD_CFG after a reset", npcmfiu.ReadConfig, readReset)
	reg.ExpectT(t, c.Regs, "FIU_DWR_CFG after a reset", npcmfiu.WriteConfig, writeReset)
	reg.ExpectT(t, c.Regs, "FIU_UMA_CFG after a reset", npcmfiu.Format, formatReset)
	reg.ExpectT(t, c.Regs, "FIU_UMA_CTS after a reset", npcmfiu.Control, controlReset)
	reg.ExpectT(t, c.Regs, "FIU_UMA_CMD after a reset", npcmfiu.Command, commandReset)
	reg.ExpectT(t, c.Regs, "FIU_UMA_ADDR after a reset", npcmfiu.Address, 0)
	reg.ExpectT(t, c.Regs, "FIU_CFG after a reset", npcmfiu.BusConfig, busReset)
	for n := range reg.Reg[uint32](npcmfiu.DataSize / 4) {
		reg.ExpectT(t, c.Regs, fmt.Sprintf("FIU_UMA_DW%d after a reset", n), npcmfiu.WriteData+4*n, 0)
		reg.ExpectT(t, c.Regs, fmt.Sprintf("FIU_UMA_DR%d after a reset", n), npcmfiu.ReadData+4*n, 0)
	}
}

// fiuScribbled writes something else into each register, and has one byte read.
func fiuScribbled(t *run.T, c *npcmfiu.Controller) {
	t.Helper()
	npcmfiu.ReadConfig.WriteT(t, c.Regs, npcmfiu.WideAddress|0x13)
	npcmfiu.WriteConfig.WriteT(t, c.Regs, npcmfiu.WideAddress|0x12)
	npcmfiu.BusConfig.WriteT(t, c.Regs, 0)
	npcmfiu.Address.WriteT(t, c.Regs, 0x1234)
	npcmfiu.Command.WriteT(t, c.Regs, uint32(spinor.ReadIdentification))
	t.Must(c.Run(t.Context(), npcmfiu.HasCommand, npcmfiu.Interrupting|npcmfiu.Select(0), []byte{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13}, make([]byte, npcmfiu.DataSize)))
}

// fiuWritten checks that the registers keep what is written.
func fiuWritten(t *run.T, c *npcmfiu.Controller) {
	reg.KeepsBitsT(t, c.Regs, "FIU_DRD_CFG", npcmfiu.ReadConfig, readBits)
	reg.KeepsBitsT(t, c.Regs, "FIU_DWR_CFG", npcmfiu.WriteConfig, writeBits)
	reg.KeepsBitsT(t, c.Regs, "FIU_UMA_CFG", npcmfiu.Format, formatBits)
	reg.KeepsBitsT(t, c.Regs, "FIU_UMA_CTS", npcmfiu.Control, controlBits)
	reg.KeepsBitsT(t, c.Regs, "FIU_UMA_CMD", npcmfiu.Command, ^uint32(0))
	reg.KeepsBitsT(t, c.Regs, "FIU_UMA_ADDR", npcmfiu.Address, ^uint32(0))
	reg.KeepsBitsT(t, c.Regs, "FIU_CFG", npcmfiu.BusConfig, 0xf)
	for n := range reg.Reg[uint32](npcmfiu.DataSize / 4) {
		reg.KeepsT(t, c.Regs, fmt.Sprintf("FIU_UMA_DW%d", n), npcmfiu.WriteData+4*n, 0x1234_5678<<n)
	}
	for n := range reg.Reg[uint32](npcmfiu.DataSize / 4) {
		reg.ExpectT(t, c.Regs, fmt.Sprintf("FIU_UMA_DW%d after writes of the others", n), npcmfiu.WriteData+4*n, 0x1234_5678<<n)
		npcmfiu.WriteData.WriteT(t, c.Regs, 0)
	}
}

// fiuReady checks that RDYST is set by the end of a transaction, and cleared by a written 1 alone.
func fiuReady(t *run.T, c *npcmfiu.Controller) {
	expect := func(when string, want npcmfiu.State) {
		t.Helper()
		reg.ExpectT(t, c.Regs, "FIU_UMA_CTS "+when, npcmfiu.Control, want)
	}
	npcmfiu.Control.WriteT(t, c.Regs, npcmfiu.Deselected|npcmfiu.Ready)
	expect("before a transaction", npcmfiu.Deselected)
	npcmfiu.Command.WriteT(t, c.Regs, uint32(spinor.WriteDisable))
	t.Must(c.Run(t.Context(), npcmfiu.HasCommand, npcmfiu.Deselected, nil, nil))
	expect("after a transaction", npcmfiu.Deselected|npcmfiu.Ready)
	npcmfiu.Control.WriteT(t, c.Regs, npcmfiu.Deselected)
	expect("with a zero written to RDYST", npcmfiu.Deselected|npcmfiu.Ready)
	npcmfiu.Control.WriteT(t, c.Regs, npcmfiu.Deselected|npcmfiu.Ready)
	expect("with a one written to RDYST", npcmfiu.Deselected)
}

// fiuLocked checks that a locked register keeps its value until a reset.
func fiuLocked(t *run.T, c *npcmfiu.Controller) {
	const format = npcmfiu.FormatLocked | npcmfiu.HasCommand | npcmfiu.CommandWires
	npcmfiu.ReadConfig.WriteT(t, c.Regs, npcmfiu.Locked|0x03)
	npcmfiu.WriteConfig.WriteT(t, c.Regs, npcmfiu.Locked|0x12)
	npcmfiu.Format.WriteT(t, c.Regs, format)
	for _, v := range []uint32{0, 0x7fff_ffff, ^uint32(0)} {
		npcmfiu.ReadConfig.WriteT(t, c.Regs, npcmfiu.Config(v))
		npcmfiu.WriteConfig.WriteT(t, c.Regs, npcmfiu.Config(v))
		npcmfiu.Format.WriteT(t, c.Regs, npcmfiu.Transaction(v))
		reg.ExpectT(t, c.Regs, "FIU_DRD_CFG, locked", npcmfiu.ReadConfig, npcmfiu.Locked|0x03)
		reg.ExpectT(t, c.Regs, "FIU_DWR_CFG, locked", npcmfiu.WriteConfig, npcmfiu.Locked|0x12)
		reg.ExpectT(t, c.Regs, "FIU_UMA_CFG, locked", npcmfiu.Format, format)
	}
	t.Must(t.QEMU().SystemReset(t.Context()))
	fiuAfterReset(t, c)
}

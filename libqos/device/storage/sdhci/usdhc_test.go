package sdhci_test

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/storage/sdhci"
	"github.com/qgraph/qgraph/qtest"
	"github.com/qgraph/qgraph/qtest/qtestfake"
)

// mapped returns a memory-mapped uSDHC at address 0x1000, with plain memory
// as registers.
func mapped(t *testing.T) (*qtestfake.Memory, *qtest.Conn, *sdhci.MemoryMapped) {
	t.Helper()
	memory := qtestfake.NewMemory()
	conn := memory.Start(t)
	m := guest.NewMachine(conn, le, guest.RAM{Base: 1 << 20, Size: 1 << 20})
	c, err := sdhci.NewMemoryMapped(t.Context(), m,
		guest.Peripheral{Base: 0x1000, Lines: guest.Controller{Path: "gic"}.Lines(3)}, sdhci.Model{Layout: sdhci.USDHC})
	if err != nil {
		t.Fatal(err)
	}
	return memory, conn, c
}

func write[V reg.Word](r reg.Reg[V], v V) func(context.Context, reg.Space) error {
	return func(ctx context.Context, s reg.Space) error { return r.Write(ctx, s, v) }
}

// Each write becomes 32-bit accesses to the register of the uSDHC.
func TestUSDHCWrites(t *testing.T) {
	const ones = 0xffff_ffff
	for _, tc := range []struct {
		name   string
		before map[uint64]uint32 // by offset
		write  func(context.Context, reg.Space) error
		want   []string
	}{
		{"command", map[uint64]uint32{0x0c: ones}, write(sdhci.Command, 0x113a),
			[]string{"writel 0x100c 0x113a0000"}},
		{"transfer mode", map[uint64]uint32{0x48: 0x8000_0007}, write(sdhci.TransferMode, sdhci.ReadTransfer|sdhci.DMAEnable),
			[]string{"readl 0x1048", "writel 0x1048 0x80000011"}},
		{"block size", map[uint64]uint32{0x04: 0x0009_7040}, write(sdhci.BlockSize, 512|sdhci.SDMABoundary),
			[]string{"readl 0x1004", "writel 0x1004 0x90200"}},
		{"block count", map[uint64]uint32{0x04: 0x0009_0200}, write(sdhci.BlockCount, 3),
			[]string{"readl 0x1004", "writel 0x1004 0x30200"}},
		{"normal interrupt status", map[uint64]uint32{0x30: ones}, write(sdhci.NormalIntStatus, sdhci.CommandComplete),
			[]string{"writel 0x1030 0x1"}},
		{"error interrupt status", map[uint64]uint32{0x30: ones}, write(sdhci.ErrorIntStatus, sdhci.CommandTimeout),
			[]string{"writel 0x1030 0x10000"}},
		{"error interrupt status enable", map[uint64]uint32{0x34: 0x1234}, write(sdhci.ErrorIntStatusEnable, sdhci.ADMAError),
			[]string{"readl 0x1034", "writel 0x1034 0x2001234"}},
		{"four data lines, ADMA2", map[uint64]uint32{0x28: 0x0880_0004}, write(sdhci.HostControl1, sdhci.DataWidth4|sdhci.SelectADMA2),
			[]string{"readl 0x1028", "writel 0x1028 0x8800222"}},
		{"eight data lines, SDMA, LED", map[uint64]uint32{0x28: 0x0880_0220}, write(sdhci.HostControl1, sdhci.DataWidth8|sdhci.LEDOn),
			[]string{"readl 0x1028", "writel 0x1028 0x8800025"}},
		{"clock", map[uint64]uint32{0x2c: 0x000e_8000}, write(sdhci.ClockControl, 1<<8|sdhci.InternalClockEnable|sdhci.SDClockEnable),
			[]string{"readl 0x102c", "writel 0x102c 0xe010f"}},
		{"timeout", map[uint64]uint32{0x2c: 0x0000_010f}, write(sdhci.TimeoutControl, 0xe),
			[]string{"readl 0x102c", "writel 0x102c 0xe010f"}},
		{"reset of all", map[uint64]uint32{0x2c: 0x000e_010f}, write(sdhci.SoftwareReset, sdhci.ResetAll),
			[]string{"writel 0x102c 0x1000000"}},
		{"reset of parts", map[uint64]uint32{0x2c: 0x000e_010f}, write(sdhci.SoftwareReset, sdhci.ResetCMD|sdhci.ResetDAT),
			[]string{"readl 0x102c", "writel 0x102c 0x60e010f"}},
		{"missing registers", nil, write(sdhci.MaximumCurrentLow, ones), []string{}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			memory, conn, c := mapped(t)
			for offset, v := range tc.before {
				memory.SetBytes(0x1000+offset, le.AppendUint32(nil, v))
			}
			before := len(memory.Requests())
			if err := errors.Join(tc.write(t.Context(), c.Regs), conn.Sync(t.Context())); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tc.want, memory.Requests()[before:]); diff != "" {
				t.Errorf("accesses (-want +got):\n%s", diff)
			}
		})
	}
	_, _, c := mapped(t)
	if err := sdhci.PowerControl.Write(t.Context(), c.Regs, sdhci.BusPower); err == nil {
		t.Error("write to Power Control, which the uSDHC lacks: no error")
	}
}

// Registers of the uSDHC read in the standard's layout.
func TestUSDHCReads(t *testing.T) {
	memory, _, c := mapped(t)
	for offset, v := range map[uint64]uint32{
		0x04: 0x0012_7200, // block size and count
		0x24: 0x01ff_0008, // clock stable
		0x28: 0x0880_0222, // four data lines, little-endian, ADMA2
		0x2c: 0x000e_410f,
		0x30: 0x0201_8003,
		0x44: 0x0810_0810, // watermark level
		0x48: 0x8000_00b7, // transfer mode and more
		0xfc: 0x2402_0001,
	} {
		memory.SetBytes(0x1000+offset, le.AppendUint32(nil, v))
	}
	type registers struct {
		BlockSize    sdhci.BlockSizeBits
		BlockCount   uint16
		Present      sdhci.Present
		Host         sdhci.HostControl
		Power        sdhci.Power
		Clock        sdhci.Clock
		Timeout      uint8
		Normal       sdhci.NormalInt
		Error        sdhci.ErrorInt
		Mode         sdhci.Mode
		Capabilities uint32
		Version      sdhci.Version
	}
	want := registers{
		0x200, 0x12, 0x01ff_0000, sdhci.DataWidth4 | sdhci.SelectADMA2, 0,
		0x41<<8 | sdhci.InternalClockEnable | sdhci.InternalClockStable | sdhci.SDClockEnable,
		0xe, 0x8003, 0x0201, 0x37, 0, 0x2402,
	}
	got := registers{
		sdhci.BlockSize.ReadT(t, c.Regs), sdhci.BlockCount.ReadT(t, c.Regs), sdhci.PresentState.ReadT(t, c.Regs),
		sdhci.HostControl1.ReadT(t, c.Regs), sdhci.PowerControl.ReadT(t, c.Regs), sdhci.ClockControl.ReadT(t, c.Regs),
		sdhci.TimeoutControl.ReadT(t, c.Regs), sdhci.NormalIntStatus.ReadT(t, c.Regs), sdhci.ErrorIntStatus.ReadT(t, c.Regs),
		sdhci.TransferMode.ReadT(t, c.Regs), sdhci.CapabilitiesHigh.ReadT(t, c.Regs), sdhci.HostVersion.ReadT(t, c.Regs),
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("registers (-want +got):\n%s", diff)
	}
}

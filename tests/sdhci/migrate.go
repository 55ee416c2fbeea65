package sdhci

import (
	"testing"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/storage/sdhci"
)

// migrate moves the machine when a transfer is set up, and when the end of one command and
// the failure of another are pending with no signal enabled. It finds a controller that
// loses a register, a status, an enable or the clock of the card on the way.
func migrate(t *run.T, c *sdhci.Controller, second run.Instance[*sdhci.Controller]) {
	t.Must(c.Start(t.Context()))
	issue(t, c, silent)
	issue(t, c, unanswered)
	setUp := []func(testing.TB, string){
		held(t, c, "SDMA System Address", sdhci.SDMAAddress, 0x1234_5000),
		held(t, c, "Block Size", sdhci.BlockSize, 0x200),
		held(t, c, "Block Count", sdhci.BlockCount, 0x1234),
		held(t, c, "Argument 1", sdhci.Argument, 0x1234_5678),
		held(t, c, "Host Control 1", sdhci.HostControl1, sdhci.DataWidth4),
		held(t, c, "Timeout Control", sdhci.TimeoutControl, 0xe),
		held(t, c, "ADMA System Address", sdhci.ADMAAddressLow, 0x1234_5678),
		reg.HoldsT(t, c.Regs, "Transfer Mode", sdhci.TransferMode),
		reg.HoldsT(t, c.Regs, "Command", sdhci.Command),
		reg.HoldsT(t, c.Regs, "Present State", sdhci.PresentState),
		reg.HoldsT(t, c.Regs, "Power Control", sdhci.PowerControl),
		reg.HoldsT(t, c.Regs, "Clock Control", sdhci.ClockControl),
		reg.HoldsT(t, c.Regs, "Normal Interrupt Status", sdhci.NormalIntStatus),
		reg.HoldsT(t, c.Regs, "Error Interrupt Status", sdhci.ErrorIntStatus),
		reg.HoldsT(t, c.Regs, "Normal Interrupt Status Enable", sdhci.NormalIntStatusEnable),
		reg.HoldsT(t, c.Regs, "Error Interrupt Status Enable", sdhci.ErrorIntStatusEnable),
	}
	if s := sdhci.ErrorIntStatus.ReadT(t, c.Regs); s != sdhci.CommandTimeout {
		t.Fatalf("Error Interrupt Status before the migration = %v, want %v", s, sdhci.CommandTimeout)
	}

	t.Must(t.Env.Migrate(t.Context(), second.Env, nil))

	t.Step("registers", func() {
		for _, holds := range setUp {
			holds(t, "after the migration")
		}
	})
	t.Step("interrupts", func() {
		const pending = sdhci.CommandComplete | sdhci.ErrorInterrupt
		if got := sdhci.NormalIntStatus.ReadT(t, c.Regs); got != pending {
			t.Fatalf("Normal Interrupt Status after the migration = %v, want %v", got, pending)
		}
		line(t, c, "after the migration, with no signal enabled", false)
		sdhci.ErrorIntSignalEnable.WriteT(t, c.Regs, sdhci.CommandTimeout)
		line(t, c, "once the signal is enabled", true)
		sdhci.ErrorIntStatus.WriteT(t, c.Regs, sdhci.CommandTimeout)
		line(t, c, "once the status is cleared", false)
		sdhci.NormalIntStatus.WriteT(t, c.Regs, sdhci.CommandComplete)
		sdhci.NormalIntSignalEnable.WriteT(t, c.Regs, sdhci.CommandComplete)
		issue(t, c, silent)
		line(t, c, "of a command after the migration", true)
	})
}

// held sets a register, which must keep the value over the migration.
func held[V reg.Word](t *run.T, c *sdhci.Controller, name string, r reg.Reg[V], v V) func(testing.TB, string) {
	t.Helper()
	reg.KeepsT(t, c.Regs, name, r, v)
	return reg.HoldsT(t, c.Regs, name, r)
}

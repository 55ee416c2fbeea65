package sdhci

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/storage/sdhci"
)

// lineLevels checks, in an eSDHC too, that the command line and four data lines are high (IMX6DQRM, chapter
// 67 "Ultra Secured Digital Host Controller (uSDHC)", PRES_STATE, CLSL and DLSL).
func lineLevels(t *run.T, c *sdhci.Controller) {
	if c.Model.Layout == sdhci.Standard {
		t.Skip("the controller is no uSDHC")
	}
	const lines = 1<<23 | 0xf<<24
	if got := sdhci.USDHCPresent.ReadT(t, c.Native()); got&lines != lines {
		t.Errorf("PRES_STATE = %#x, want all of %#x", got, lines)
	}
}

// reservedBits checks that the low bits of SYS_CTRL are ones after a reset.
func reservedBits(t *run.T, c *sdhci.Controller) {
	if c.Model.Layout != sdhci.USDHC {
		t.Skip("the controller is no uSDHC")
	}
	t.Must(c.Reset(t.Context(), sdhci.ResetAll))
	if got := sdhci.USDHCSystem.ReadT(t, c.Native()); got&0xf != 0xf {
		t.Errorf("SYS_CTRL after a reset = %#x, want ones in bits 3:0", got)
	}
}

package xscom

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/board/pnvi2c"
	"github.com/qgraph/qgraph/libqos/board/xscom"
)

// registers reads registers of each chip. A machine that has a chip, or a register of it, at another place fails.
func registers(t *run.T, c *xscom.Chips) {
	t.Step("cfam_id", func() { identity(t, c) })
	t.Step("design level", func() {
		for n := range chips {
			if got := xscom.CFAMID.ReadT(t, c.Registers(n)).Level(); got != c.Level {
				t.Errorf("EC level of chip %d = %#02x, want %#02x", n, got, c.Level)
			}
		}
	})
	if len(c.Cores) > 0 {
		t.Step("core", func() { cores(t, c) })
	}
	if c.I2C {
		t.Step("I2C controllers", func() { controllers(t, c) })
	}
}

// identity checks that all chips are there, and of the design.
func identity(t *run.T, c *xscom.Chips) {
	first := xscom.CFAMID.ReadT(t, c.Registers(0))
	for n := range chips {
		id := xscom.CFAMID.ReadT(t, c.Registers(n))
		if id != first || id == 0 {
			t.Errorf("CFAM ID of chip %d = %#x, want that of chip 0, %#x", n, uint64(id), uint64(first))
		}
		if got := id.Part(); c.Part != 0 && got != c.Part {
			t.Errorf("part number of chip %d = %#02x, want %#02x", n, got, c.Part)
		}
	}
}

// coldest and hottest are the temperatures in degrees Celsius between which a processor works.
const coldest, hottest = 1, 125

// cores checks that each chip has one core, with sensors that are valid.
func cores(t *run.T, c *xscom.Chips) {
	for n := range chips {
		found := 0
		for _, core := range c.Cores {
			s := core.Sensors().ReadT(t, c.Registers(n))
			if s == 0 {
				continue
			}
			found++
			for k := range 3 {
				if celsius, valid := s.Temperature(k); !valid || celsius < coldest || celsius > hottest {
					t.Errorf("sensor %d of core %#x of chip %d: %d degrees, valid: %t, want %d to %d, valid", k, core, n, celsius, valid, coldest, hottest)
				}
			}
		}
		if found != 1 {
			t.Errorf("chip %d has %d cores, want 1", n, found)
		}
	}
}

// controllers checks that each chip has its I²C controllers: idle, all of one version, by their extended status.
func controllers(t *run.T, c *xscom.Chips) {
	first := extended(t, c, 0, 0)
	if first.Size() != pnvi2c.Depth || first&(pnvi2c.BusBusy|pnvi2c.SelfBusy) != 0 || uint32(first) != 0 {
		t.Errorf("extended status of I2C controller 0 = %#x, want a FIFO of %d bytes, an idle bus and nothing behind bit 31", uint64(first), pnvi2c.Depth)
	}
	for n := range chips {
		for engine := range pnvi2c.Engines {
			if got := extended(t, c, n, engine); got != first {
				t.Errorf("extended status of I2C controller %d of chip %d = %#x, want %#x as of the first", engine, n, uint64(got), uint64(first))
			}
		}
	}
}

// extended reads the extended status of a controller.
func extended(t *run.T, c *xscom.Chips, chip, engine int) pnvi2c.ExtendedStatus {
	t.Helper()
	return (pnvi2c.Extended + reg.Reg[pnvi2c.ExtendedStatus](pnvi2c.SCOM(engine))).ReadT(t, c.Registers(chip))
}

package xscom

import (
	"github.com/qgraph/qgraph/graph/run"
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

// controllers checks that each chip has its I²C controllers, by the sizes of their FIFOs.
func controllers(t *run.T, c *xscom.Chips) {
	for n := range chips {
		for engine := range pnvi2c.Engines {
			v, err := c.Registers(n).Load(t.Context(), pnvi2c.Extended.Width(), uint64(pnvi2c.SCOM(engine))+uint64(pnvi2c.Extended))
			t.Must(err)
			if got := pnvi2c.ExtendedStatus(v).Size(); got != pnvi2c.Depth {
				t.Errorf("I2C controller %d of chip %d: extended status %#x, size of the FIFO %d, want %d", engine, n, v, got, pnvi2c.Depth)
			}
		}
	}
}

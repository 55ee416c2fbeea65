package sdcard

import (
	"errors"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/bus/sd"
)

// registers checks a card's registers and status, without its data.
func registers(t *run.T, p sd.Port) {
	c := insert(t, p, standard)
	t.Step("CSD", func() { c.capacity(standard, false) })
	t.Step("identification in the stand-by state", c.standby)
	t.Step("SCR", c.configuration)
	t.Step("SD status", c.features)
	t.Step("another card's address", func() { c.silent(sd.SendStatus(c.RCA + 1)) })
	t.Step("illegal commands", c.illegal)
	t.Step("block length", func() {
		const tooLong = 4096
		c.expect(sd.SetBlockLen(tooLong), at(sd.Transferring, sd.BlockLenError))
		c.expect(sd.SendStatus(c.RCA), at(sd.Transferring, 0))
	})
	t.Step("reset", func() {
		_, err := p.Command(t.Context(), sd.GoIdleState())
		t.Must(err)
		c.silent(sd.SendStatus(c.RCA))
		c.Card, err = sd.Identify(t.Context(), p)
		t.Must(err)
	})
	t.Must(c.slot.Remove(t.Context()))
	t.Step("high capacity", func() {
		c := insert(t, p, high)
		c.capacity(high, true)
		t.Must(c.slot.Remove(t.Context()))
	})
}

// capacity checks the size in bytes (sections 5.1 "OCR register" and 5.3 "CSD Register").
func (c *inserted) capacity(size uint64, high bool) {
	if got := c.CSD.Capacity(); got != size {
		c.Errorf("capacity = %d, want %d", got, size)
	}
	if c.HighCapacity() != high || c.CSD.HighCapacity() != high {
		c.Errorf("high capacity: OCR %v, CSD %v; want %v", c.HighCapacity(), c.CSD.HighCapacity(), high)
	}
	if c.OCR&sd.OCRVoltages != sd.OCRVoltages {
		c.Errorf("OCR = %v, want all of %v", c.OCR, sd.OCRVoltages)
	}
}

// silent sends a command that no card answers.
func (c *inserted) silent(cmd sd.Command) {
	c.Helper()
	if _, err := c.host.Command(c.Context(), cmd); !errors.Is(err, sd.ErrNoResponse) {
		c.Errorf("%v: %v, want %v", cmd, err, sd.ErrNoResponse)
	}
}

// standby reads CID and CSD again from the card, which is not selected, and has it publish another address (section 4.3 "Data
// Transfer Mode").
func (c *inserted) standby() {
	_, err := c.host.Command(c.Context(), sd.Deselect())
	c.Must(err)
	c.expect(sd.SendStatus(c.RCA), at(sd.Standby, 0))
	r, err := c.host.Command(c.Context(), sd.SendCID(c.RCA))
	c.Must(err)
	if sd.CID(r.Long) != c.CID {
		c.Errorf("CID in the stand-by state = %x, want %x", r.Long, c.CID)
	}
	r, err = c.host.Command(c.Context(), sd.SendCSD(c.RCA))
	c.Must(err)
	if sd.CSD(r.Long) != c.CSD {
		c.Errorf("CSD in the stand-by state = %x, want %x", r.Long, c.CSD)
	}
	r, err = c.host.Command(c.Context(), sd.SendRelativeAddr())
	c.Must(err)
	old := c.RCA
	if c.RCA = uint16(r.Short >> 16); c.RCA == old || c.RCA == 0 {
		c.Errorf("CMD3 in the stand-by state published %#x after %#x, want another address", c.RCA, old)
	}
	c.silent(sd.SendStatus(old))
	c.expect(sd.SelectCard(c.RCA), at(sd.Standby, 0))
	c.expect(sd.SendStatus(c.RCA), at(sd.Transferring, 0))
}

// version is the version of the physical layer that the card follows, where its property spec_version is not set.
var version = graph.ByVersion[string]{
	Value:   "3.0X",
	Earlier: []graph.Earlier[string]{{Until: "9.1", Value: "2.00", Why: "the card followed version 2.00"}},
}

// configuration checks the SCR (section 5.6 "SCR register").
func (c *inserted) configuration() {
	scr, err := c.SCR(c.Context())
	c.Must(err)
	if got, want := scr.Version(), version.On(c.Env.Version()); got != want {
		c.Errorf("SCR: version %s, want %s", got, want)
	}
	if !scr.FourBit() {
		c.Errorf("SCR = %x, want four data lines", scr)
	}
}

// features checks that the SD status has the data lines in use (section 4.10.2 "SD Status").
func (c *inserted) features() {
	for _, wide := range []bool{false, true} {
		if wide {
			c.Must(c.SetBusWidth4(c.Context()))
		}
		s, err := c.SDStatus(c.Context())
		c.Must(err)
		if s.FourBit() != wide {
			c.Errorf("DAT_BUS_WIDTH: four data lines: %t, want %t", s.FourBit(), wide)
		}
		if s.Type() != 0 {
			c.Errorf("SD_CARD_TYPE = %#x, want 0", s.Type())
		}
	}
}

// illegal sends commands that are not for the card's state. It does not answer them, and tells of them once (section 4.10.1 "Card
// Status", ILLEGAL_COMMAND).
func (c *inserted) illegal() {
	for _, cmd := range []sd.Command{sd.AllSendCID(), sd.SendRelativeAddr(), sd.SendCSD(c.RCA)} {
		c.silent(cmd)
		c.expect(sd.SendStatus(c.RCA), at(sd.Transferring, sd.IllegalCommand))
		c.expect(sd.SendStatus(c.RCA), at(sd.Transferring, 0))
	}
}

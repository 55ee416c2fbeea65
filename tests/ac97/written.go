package ac97

import (
	"fmt"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/sound/ac97"
)

// written checks which bits of registers keep what is written, and that nothing else does
// (AC'97, section 5.7, and the datasheet, section 13.2).
func written(t *run.T, c *ac97.Controller) {
	for _, row := range []struct {
		name     string
		register reg.Reg[ac97.Volume]
		bits     ac97.Volume
	}{
		{"master volume", ac97.MasterVolume, 0x9f1f},
		{"PCM out volume", ac97.PCMOutVolume, 0x9f1f},
		{"record gain", ac97.RecordGain, 0x8f0f},
	} {
		for _, v := range []ac97.Volume{0, 0xaaaa & row.bits, 0x5555 & row.bits, row.bits, ac97.Mute} {
			reg.KeepsT(t, c.Mixer, row.name, row.register, v)
		}
	}
	for _, v := range []uint16{0, 0x0502, 0x0205, 0x0707} {
		reg.KeepsT(t, c.Mixer, "record select", ac97.RecordSelect, v)
	}
	t.Step("extensions", func() { extensions(t, c) })
	for _, row := range []struct {
		name     string
		register reg.Reg[uint16]
		want     uint16
	}{{"vendor ID1", ac97.VendorID1, ac97.SigmaTel}, {"vendor ID2", ac97.VendorID2, ac97.STAC9700}} {
		reg.ExpectT(t, c.Mixer, row.name, row.register, row.want)
		reg.IgnoresT(t, c.Mixer, row.name, row.register)
	}
	t.Step("channels", func() { channels(t, c) })
	reg.ExpectT(t, c.Master, "global control after a reset", ac97.GlobalControl, 0)
	t.Step("global control", func() {
		for _, v := range []uint32{ac97.ColdReset | ac97.GPIInterrupt, ac97.ColdReset} {
			reg.KeepsT(t, c.Master, "global control", ac97.GlobalControl, v)
		}
	})
	t.Must(c.Reset(t.Context()))
}

// extensions checks that those which the codec has, and no others, can be turned on.
func extensions(t *run.T, c *ac97.Controller) {
	has := ac97.ExtendedID.ReadT(t, c.Mixer)
	reg.ExpectT(t, c.Mixer, "extended audio ID", ac97.ExtendedID, ac97.VRA|ac97.VRM|ac97.Revision23)
	for _, v := range []ac97.Extended{0, ac97.VRA, ac97.VRM, ac97.VRA | ac97.VRM, 0} {
		reg.KeepsT(t, c.Mixer, "extended audio control", ac97.ExtendedControl, v&has)
	}
}

// channels checks the registers of the channels that stand still: their buffers are in the lower
// half of memory at addresses that 8 divides, and there are 32 of them.
func channels(t *run.T, c *ac97.Controller) {
	for _, id := range []ac97.ChannelID{ac97.PCMIn, ac97.PCMOut} {
		what := func(name string) string { return fmt.Sprintf("%s of the channel at %#x", name, uint8(id)) }
		for _, v := range []uint32{0xfffffff8, 0xaaaaaaa8, 0x55555550, 0} {
			reg.KeepsT(t, c.Master, what("BDBAR"), id.BDBAR(), v)
		}
		for _, v := range []uint8{31, 10, 21, 0} {
			reg.KeepsT(t, c.Master, what("LVI"), id.LVI(), v)
		}
		reg.ExpectT(t, c.Master, what("CIV"), id.CIV(), 0)
		reg.ExpectT(t, c.Master, what("SR"), id.SR(), ac97.DCH)
		reg.ExpectT(t, c.Master, what("PICB"), id.PICB(), 0)
		reg.IgnoresT(t, c.Master, what("CIV"), id.CIV())
		reg.IgnoresT(t, c.Master, what("PICB"), id.PICB())
	}
}

package max34451

import (
	"slices"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/protocol/pmbus"
)

// Driver is the node of the device model.
var Driver = graph.NewDriver[*pmbus.Device]("max34451")

// The pages (section "PAGE").
const (
	Sequenced    = 12 // pages 0 to 11: monitored and sequenced supplies
	Supplies     = 16 // pages 12 to 15: monitored supplies
	Temperatures = 5  // pages 16 to 20
)

// The identification, one byte each (table "PMBus Command Codes").
const (
	MFRID    reg.Reg[uint8] = 0x99
	MFRModel reg.Reg[uint8] = 0x9a
)

// Profile returns the profile from the datasheet.
func Profile() pmbus.Profile {
	everywhere := []pmbus.Register{
		pmbus.RO(pmbus.Capability, 0x20),
		pmbus.RO(pmbus.Revision, pmbus.Revision11),
		pmbus.RO(MFRID, 'M'),
		pmbus.RO(MFRModel, 'Y'),
	}
	monitored := slices.Concat(everywhere, []pmbus.Register{
		pmbus.RW(pmbus.Operation, pmbus.On),
		pmbus.RW(pmbus.OnOffConfig, 0x1a),
		pmbus.RW(pmbus.VoutMode, pmbus.ModeDirect),
		pmbus.RW(pmbus.VoutScaleMonitor, 0x7fff),
		pmbus.RW(pmbus.IoutCalGain, 0),
		pmbus.RW(pmbus.VoutOVFaultLimit, 0x7fff),
		pmbus.RW(pmbus.VoutOVWarnLimit, 0x7fff),
		pmbus.RW(pmbus.VoutUVWarnLimit, 0),
		pmbus.RW(pmbus.VoutUVFaultLimit, 0),
		pmbus.RW(pmbus.IoutOCFaultLimit, 0x7fff),
		pmbus.RW(pmbus.IoutOCWarnLimit, 0x7fff),
		pmbus.RW(pmbus.PowerGoodOn, 0),
		pmbus.RW(pmbus.PowerGoodOff, 0),
	})
	sequenced := slices.Concat(monitored, []pmbus.Register{
		pmbus.RW(pmbus.VoutMarginHigh, 0),
		pmbus.RW(pmbus.VoutMarginLow, 0),
		pmbus.RW(pmbus.TonDelay, 0),
		pmbus.RW(pmbus.ToffDelay, 0),
	})
	supply := func(first, last uint8, registers []pmbus.Register) pmbus.Part {
		return pmbus.Part{
			First: first, Last: last, Registers: registers,
			Sensors: []pmbus.Sensor{{Command: pmbus.ReadVout, Property: "vout[%d]", Unit: 1e-3, Max: 20}},
			Limits: []reg.Reg[uint16]{
				pmbus.VoutOVFaultLimit, pmbus.VoutOVWarnLimit, pmbus.VoutUVWarnLimit, pmbus.VoutUVFaultLimit,
			},
		}
	}
	return pmbus.Profile{
		Direct: pmbus.Direct{M: 1, R: 3},
		Parts: []pmbus.Part{
			supply(0, Sequenced-1, sequenced),
			supply(Sequenced, Supplies-1, monitored),
			{
				First: Supplies, Last: Supplies + Temperatures - 1,
				Registers: slices.Concat(everywhere, []pmbus.Register{
					pmbus.RW(pmbus.OTFaultLimit, 0x7fff),
					pmbus.RW(pmbus.OTWarnLimit, 0x7fff),
				}),
				Sensors: []pmbus.Sensor{{
					Command: pmbus.ReadTemperature1, Format: pmbus.Direct{M: 1, R: 2},
					Property: "temperature[%d]", Base: Supplies, Unit: 0.01, Max: 125,
				}},
				Limits: []reg.Reg[uint16]{pmbus.OTFaultLimit, pmbus.OTWarnLimit},
			},
		},
	}
}

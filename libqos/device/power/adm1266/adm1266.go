package adm1266

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/protocol/pmbus"
)

// Driver is the node of the device model.
var Driver = graph.NewDriver[*pmbus.Device]("adm1266")

// Profile returns the profile from the datasheet: a page for each of VH1 to VH4 and
// VP1 to VP13, with linear voltages. The voltages after reset depend on the configuration;
// they are those of QEMU's device. CAPABILITY is without packet error checking, which has
// a step of its own.
func Profile() pmbus.Profile {
	return pmbus.Profile{
		Parts: []pmbus.Part{{
			Last: 16,
			Registers: []pmbus.Register{
				pmbus.RW(pmbus.Operation, pmbus.On),
				pmbus.RW(pmbus.OnOffConfig, 0),
				pmbus.RO(pmbus.Capability, 0x20),
				pmbus.RW(pmbus.VoutMode, pmbus.LinearMode(0)),
				pmbus.RW(pmbus.VoutCommand, 0),
				pmbus.RW(pmbus.VoutMarginHigh, 15),
				pmbus.RW(pmbus.VoutMarginLow, 3),
				pmbus.RW(pmbus.VoutOVFaultLimit, 16),
				pmbus.RW(pmbus.VoutOVFaultResponse, 0),
				pmbus.RW(pmbus.VoutOVWarnLimit, 0),
				pmbus.RW(pmbus.VoutUVWarnLimit, 0),
				pmbus.RW(pmbus.VoutUVFaultLimit, 0),
				pmbus.RW(pmbus.VoutUVFaultResponse, 0),
				pmbus.RO(pmbus.Revision, pmbus.Revision12),
			},
			Sensors: []pmbus.Sensor{{Command: pmbus.ReadVout, Property: "vout[%d]", Unit: 1, Max: 30}},
			Limits: []reg.Reg[uint16]{
				pmbus.VoutOVFaultLimit, pmbus.VoutOVWarnLimit, pmbus.VoutUVWarnLimit, pmbus.VoutUVFaultLimit,
			},
		}},
		Blocks: []pmbus.Block{
			{Code: pmbus.MFRID, Default: "ADI", Room: 32},
			{Code: pmbus.MFRModel, Default: "ADM1266-A1", Room: 32},
			{Code: pmbus.MFRRevision, Default: "25", Room: 8},
			{Code: pmbus.ICDeviceID, Default: "\x41\x12\x66"},
			{Code: pmbus.ICDeviceRev, Default: "\x01\x08\x07\x00\x00\x07\x41\x30"},
		},
	}
}

package adm1272

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/protocol/pmbus"
)

// Driver is the node of the device model.
var Driver = graph.NewDriver[*pmbus.Device]("adm1272")

// The manufacturer specific registers (section "PMBus Command Reference").
const (
	RestartTime    reg.Reg[uint8]  = 0xcc
	PeakIout       reg.Reg[uint16] = 0xd0
	PeakVin        reg.Reg[uint16] = 0xd1
	PeakVout       reg.Reg[uint16] = 0xd2
	PMONControl    reg.Reg[uint8]  = 0xd3
	PMONConfig     reg.Reg[uint16] = 0xd4
	Alert1Config   reg.Reg[uint16] = 0xd5
	Alert2Config   reg.Reg[uint16] = 0xd6
	DeviceConfig   reg.Reg[uint16] = 0xd8
	PeakPin        reg.Reg[uint16] = 0xda
	HysteresisLow  reg.Reg[uint16] = 0xf2
	StartUpIoutLim reg.Reg[uint16] = 0xf6
)

// Profile returns the profile from the datasheet, for a range of 0 V to 100 V and a
// sense resistor of 0.3 mΩ with 30 mV (section "Direct Format Conversion"; m is a
// whole number, rounded down). CAPABILITY has packet error checking in the datasheet,
// but not in QEMU's device.
func Profile() pmbus.Profile {
	voltage := pmbus.Direct{M: 4062, R: -2}
	current := pmbus.Direct{M: 198, B: 20480, R: -1} // 663 · 0.3
	power := pmbus.Direct{M: 3160, R: -3}            // 10535 · 0.3
	return pmbus.Profile{
		Direct: voltage,
		Parts: []pmbus.Part{{
			Registers: []pmbus.Register{
				pmbus.RW(pmbus.Operation, pmbus.On),
				pmbus.RO(pmbus.Capability, 0x30),
				pmbus.RW(pmbus.VoutOVWarnLimit, 0x0fff),
				pmbus.RW(pmbus.VoutUVWarnLimit, 0),
				pmbus.RW(pmbus.IoutOCWarnLimit, 0x0fff),
				pmbus.RW(pmbus.OTFaultLimit, 0x0fff),
				pmbus.RW(pmbus.OTWarnLimit, 0x0fff),
				pmbus.RW(pmbus.VinOVWarnLimit, 0x0fff),
				pmbus.RW(pmbus.VinUVWarnLimit, 0),
				pmbus.RW(pmbus.PinOPWarnLimit, 0x7fff),
				pmbus.RO(pmbus.Revision, pmbus.Revision12),
				pmbus.RW(RestartTime, 0x64),
				pmbus.RO(PeakIout, 0),
				pmbus.RO(PeakVin, 0),
				pmbus.RO(PeakVout, 0),
				pmbus.RW(PMONControl, 1),
				pmbus.RW(PMONConfig, 0x3f35),
				pmbus.RW(Alert1Config, 0),
				pmbus.RW(Alert2Config, 0),
				pmbus.RW(DeviceConfig, 0x0008),
				pmbus.RO(PeakPin, 0),
				pmbus.RW(HysteresisLow, 0),
				pmbus.RW(StartUpIoutLim, 0x000f),
			},
			Sensors: []pmbus.Sensor{
				{Command: pmbus.ReadVin, Format: voltage, Property: "vin", Unit: 1e-3, Max: 60},
				{Command: pmbus.ReadVout, Property: "vout", Unit: 1e-3, Max: 60},
				{Command: pmbus.ReadIout, Format: current, Property: "iout", Unit: 1e-3, Max: 60},
				{Command: pmbus.ReadPin, Format: power, Property: "pin", Unit: 1, Max: 3000},
			},
			Limits: []reg.Reg[uint16]{
				pmbus.VoutOVWarnLimit, pmbus.VoutUVWarnLimit, pmbus.IoutOCWarnLimit,
				pmbus.VinOVWarnLimit, pmbus.VinUVWarnLimit, pmbus.PinOPWarnLimit,
			},
		}},
		Blocks: []pmbus.Block{
			{Code: pmbus.MFRID, Default: "ADI"},
			{Code: pmbus.MFRModel, Default: "ADM1272-A1"},
			{Code: pmbus.MFRRevision, Default: "25"},
		},
	}
}

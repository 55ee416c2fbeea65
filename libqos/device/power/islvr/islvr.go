package islvr

import (
	"slices"
	"strings"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/protocol/pmbus"
)

// The nodes of the device models.
var (
	ISL69260  = graph.NewDriver[*pmbus.Device]("isl69260")
	RAA228000 = graph.NewDriver[*pmbus.Device]("raa228000")
	RAA229004 = graph.NewDriver[*pmbus.Device]("raa229004")
)

// ratio returns a format without an offset: 10^r represents one unit.
func ratio(r int) pmbus.Direct { return pmbus.Direct{M: 1, R: r} }

// TwoOutputs returns the profile of a regulator with two outputs, one page
// each. Only page 0 has the commands for their common input.
func TwoOutputs() pmbus.Profile {
	p := OneOutput()
	first := p.Parts[0]
	p.Parts = append(p.Parts, pmbus.Part{
		First: 1, Last: 1,
		Registers: slices.DeleteFunc(slices.Clone(first.Registers), func(r pmbus.Register) bool {
			return strings.HasPrefix(r.Code.String(), "VIN_")
		}),
		Sensors: slices.DeleteFunc(slices.Clone(first.Sensors), func(s pmbus.Sensor) bool {
			return s.Command == pmbus.ReadVin || s.Command == pmbus.ReadTemperature2
		}),
		Limits: slices.DeleteFunc(slices.Clone(first.Limits), func(l reg.Reg[uint16]) bool {
			return l == pmbus.VinOVWarnLimit || l == pmbus.VinUVWarnLimit
		}),
	})
	return p
}

// OneOutput returns the profile of a regulator with one output. All formats are
// DIRECT. The limits are those that QEMU's devices monitor (QEMU 11.1).
func OneOutput() pmbus.Profile {
	return pmbus.Profile{
		Direct: ratio(3),
		Parts: []pmbus.Part{{
			Registers: []pmbus.Register{
				pmbus.RW(pmbus.Operation, pmbus.On),
				pmbus.RW(pmbus.OnOffConfig, 0x16),
				pmbus.RO(pmbus.Capability, 0x40),
				pmbus.RW(pmbus.VoutMode, pmbus.ModeDirect),
				pmbus.RW(pmbus.VoutCommand, 900),
				pmbus.RW(pmbus.VoutTrim, 0),
				pmbus.RW(pmbus.VoutCalOffset, 0),
				pmbus.RW(pmbus.VoutMax, 2300),
				pmbus.RW(pmbus.VoutMarginHigh, 1600),
				pmbus.RW(pmbus.VoutMarginLow, 250),
				pmbus.RW(pmbus.VoutTransitionRate, 100),
				pmbus.RW(pmbus.VoutDroop, 0),
				pmbus.RW(pmbus.VoutMin, 0),
				pmbus.RW(pmbus.VinOn, 0),
				pmbus.RW(pmbus.VinOff, 0),
				pmbus.RW(pmbus.VoutOVFaultLimit, 1900),
				pmbus.RW(pmbus.VoutOVFaultResponse, 0),
				pmbus.RW(pmbus.VoutUVFaultLimit, 0),
				pmbus.RW(pmbus.VoutUVFaultResponse, 0),
				pmbus.RW(pmbus.IoutOCFaultLimit, 0),
				pmbus.RW(pmbus.IoutOCFaultResponse, 0),
				pmbus.RW(pmbus.IoutUCFaultLimit, 0),
				pmbus.RW(pmbus.OTFaultLimit, 125),
				pmbus.RW(pmbus.OTFaultResponse, 0),
				pmbus.RW(pmbus.OTWarnLimit, 2000),
				pmbus.RW(pmbus.UTFaultLimit, 0),
				pmbus.RW(pmbus.UTFaultResponse, 0),
				pmbus.RW(pmbus.VinOVFaultLimit, 0),
				pmbus.RW(pmbus.VinOVFaultResponse, 0),
				pmbus.RW(pmbus.VinOVWarnLimit, 14000),
				pmbus.RW(pmbus.VinUVWarnLimit, 8000),
				pmbus.RW(pmbus.VinUVFaultLimit, 0),
				pmbus.RW(pmbus.VinUVFaultResponse, 0),
				pmbus.RW(pmbus.IinOCFaultLimit, 50),
				pmbus.RW(pmbus.IinOCFaultResponse, 0),
				pmbus.RW(pmbus.IinOCWarnLimit, 0),
				pmbus.RO(pmbus.Revision, pmbus.Revision13),
			},
			Sensors: []pmbus.Sensor{
				{Command: pmbus.ReadVin, Format: ratio(2), Property: "vin[%d]", Unit: 0.01, Max: 20},
				{Command: pmbus.ReadIin, Format: ratio(2), Property: "iin[%d]", Unit: 0.01, Max: 80},
				{Command: pmbus.ReadVout, Property: "vout[%d]", Unit: 1e-3, Max: 3},
				{Command: pmbus.ReadIout, Format: ratio(1), Property: "iout[%d]", Unit: 0.1, Max: 400},
				{Command: pmbus.ReadTemperature1, Format: ratio(0), Property: "temp1[%d]", Unit: 1, Max: 150},
				{Command: pmbus.ReadTemperature2, Format: ratio(0), Property: "temp2[%d]", Unit: 1, Max: 150},
				{Command: pmbus.ReadTemperature3, Format: ratio(0), Property: "temp3[%d]", Unit: 1, Max: 150},
				{Command: pmbus.ReadPout, Format: ratio(0), Property: "pout[%d]", Unit: 1, Max: 600},
				{Command: pmbus.ReadPin, Format: ratio(0), Property: "pin[%d]", Unit: 1, Max: 600},
			},
			Limits: []reg.Reg[uint16]{
				pmbus.VoutOVFaultLimit, pmbus.VoutUVFaultLimit, pmbus.IoutOCFaultLimit,
				pmbus.OTFaultLimit, pmbus.OTWarnLimit, pmbus.VinOVWarnLimit, pmbus.VinUVWarnLimit,
			},
		}},
	}
}

package reg_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/base/reg"
)

// stateWord is the type of a register's value.
type stateWord uint16

func TestNames(t *testing.T) {
	reg.AddNames("z", reg.Named(reg.Reg[uint32](8), "Last"))
	reg.AddNames("a",
		reg.Named(reg.Reg[uint8](4), "Control"),
		reg.Named(reg.Reg[stateWord](0x10), "Status"),
		reg.Named(reg.Reg[uint8](0), "Data"),
		reg.Named(reg.Reg[uint8](4), "ControlAgain"),
	)
	want := []reg.Name{
		{Package: "a", Type: "reg_test.stateWord", Offset: 0x10, Name: "Status"},
		{Package: "a", Type: "uint8", Offset: 0, Name: "Data"},
		{Package: "a", Type: "uint8", Offset: 4, Name: "Control"},
		{Package: "a", Type: "uint8", Offset: 4, Name: "ControlAgain"},
		{Package: "z", Type: "uint32", Offset: 8, Name: "Last"},
	}
	if diff := cmp.Diff(want, reg.Names()); diff != "" {
		t.Errorf("names mismatch (-want +got):\n%s", diff)
	}
}

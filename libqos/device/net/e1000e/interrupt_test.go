package e1000e_test

import (
	"testing"

	"github.com/qgraph/qgraph/libqos/device/net/e1000e"
)

// All ones must print every name, and only the reserved bits as a number.
func TestCauseString(t *testing.T) {
	const want = "TXDW|TXQE|LSC|RXDMT0|RXO|RXT0|MDAC|TXD_LOW|SRPD|ACK|MNG|RXQ0|RXQ1|TXQ0|TXQ1|OTHER|INT_ASSERTED|0x7e087d28"
	if got := (^e1000e.Cause(0)).String(); got != want {
		t.Errorf("String() = %q, want %q", got, want)
	}
}

func TestAllocate(t *testing.T) {
	for _, tc := range []struct {
		source e1000e.Source
		vector int
		want   e1000e.Allocation
		cause  string
	}{
		{e1000e.SourceRXQ0, 0, 0x00008, "RXQ0"},
		{e1000e.SourceRXQ1, 1, 0x00090, "RXQ1"},
		{e1000e.SourceTXQ0, 2, 0x00a00, "TXQ0"},
		{e1000e.SourceTXQ1, 3, 0x0b000, "TXQ1"},
		{e1000e.SourceOther, 4, 0xc0000, "OTHER"},
	} {
		if got := e1000e.Allocate(tc.source, tc.vector); got != tc.want {
			t.Errorf("Allocate(%v, %d) = %#x, want %#x", tc.source, tc.vector, got, tc.want)
		}
		if got := tc.source.String(); got != tc.cause {
			t.Errorf("Source(%d).String() = %q, want %q", tc.source, got, tc.cause)
		}
	}
}

func TestBlocks(t *testing.T) {
	for _, tc := range []struct {
		name      string
		got, want uint64
	}{
		{"RDBAL0", uint64(e1000e.RX(0).BAL()), 0x2800},
		{"RDT1", uint64(e1000e.RX(1).Tail()), 0x2918},
		{"TDLEN0", uint64(e1000e.TX(0).LEN()), 0x3808},
		{"TDH1", uint64(e1000e.TX(1).Head()), 0x3910},
		{"TXDCTL1", uint64(e1000e.TX(1).DCTL()), 0x3928},
		{"TARC1", uint64(e1000e.TARC(1)), 0x3940},
		{"EITR4", uint64(e1000e.EITR(4)), 0x00f8},
	} {
		if tc.got != tc.want {
			t.Errorf("%s at %#x, want %#x", tc.name, tc.got, tc.want)
		}
	}
}

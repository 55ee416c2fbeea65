package e1000e_test

import (
	"testing"

	"github.com/qgraph/qgraph/libqos/device/net/e1000e"
	"github.com/qgraph/qgraph/libqos/device/net/intelnic"
)

func TestExtendedRXOffer(t *testing.T) {
	want := intelnic.Descriptor{0x88, 0x77, 0x66, 0x55, 0x44, 0x33, 0x22, 0x11}
	if got := (e1000e.ExtendedRX{}).Offer(0x1122334455667788); got != want {
		t.Errorf("Offer() = % x, want % x", got, want)
	}
}

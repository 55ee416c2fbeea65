package cpuhotplug_test

import (
	"testing"

	"github.com/qgraph/qgraph/libqos/device/firmware/cpuhotplug"
)

func TestString(t *testing.T) {
	const want = "ENABLED|INSERT|REMOVE|EJECT|FIRMWARE|0xe0"
	if got := (^cpuhotplug.Status(0)).String(); got != want {
		t.Errorf("String() = %q, want %q", got, want)
	}
}

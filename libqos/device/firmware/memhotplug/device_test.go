package memhotplug_test

import (
	"testing"

	"github.com/qgraph/qgraph/libqos/device/firmware/memhotplug"
)

func TestString(t *testing.T) {
	const want = "ENABLED|INSERT|REMOVE|EJECT|0xf0"
	if got := (^memhotplug.Status(0)).String(); got != want {
		t.Errorf("String() = %q, want %q", got, want)
	}
}

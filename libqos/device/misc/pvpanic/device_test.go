package pvpanic_test

import (
	"testing"

	"github.com/qgraph/qgraph/libqos/device/misc/pvpanic"
)

func TestString(t *testing.T) {
	const want = "PANICKED|CRASH_LOADED|SHUTDOWN|0xf8"
	if got := (^pvpanic.Event(0)).String(); got != want {
		t.Errorf("String() = %q, want %q", got, want)
	}
}

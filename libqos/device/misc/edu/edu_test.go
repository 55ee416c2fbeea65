package edu_test

import (
	"testing"

	"github.com/qgraph/qgraph/libqos/device/misc/edu"
)

func TestString(t *testing.T) {
	for _, row := range []struct{ got, want string }{
		{(^edu.State(0)).String(), "COMPUTING|IRQFACT|0xffffff7e"},
		{(^edu.Cause(0)).String(), "DMA|0xfffffeff"},
		{(^edu.Command(0)).String(), "START|TO_RAM|IRQ|0xfffffffffffffff8"},
	} {
		if row.got != row.want {
			t.Errorf("String() = %q, want %q", row.got, row.want)
		}
	}
}

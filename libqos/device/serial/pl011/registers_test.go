package pl011_test

import (
	"testing"

	"github.com/qgraph/qgraph/libqos/device/serial/pl011"
)

func TestString(t *testing.T) {
	for _, row := range []struct{ got, want string }{
		{(^pl011.Flag(0)).String(), "BUSY|RXFE|TXFF|RXFF|TXFE|0xffffff07"},
		{(^pl011.Line(0)).String(), "BRK|PEN|EPS|STP2|FEN|WLEN8|SPS|0xffffff00"},
		{(^pl011.Control(0)).String(), "UARTEN|LBE|TXE|RXE|0xfffffc7e"},
		{(^pl011.Interrupt(0)).String(), "RX|TX|RT|FE|PE|BE|OE|0xfffff80f"},
	} {
		if row.got != row.want {
			t.Errorf("String() = %q, want %q", row.got, row.want)
		}
	}
}

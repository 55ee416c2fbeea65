package qtest_test

import (
	"net"
	"testing"
	"time"

	"github.com/qgraph/qgraph/qtest"
)

// Whatever a peer sends, commands end: with a value, or with an error, and the Conn closes.
func FuzzConn(f *testing.F) {
	for _, stream := range []string{
		"OK 0x1\nOK AQIDBA==\n", "OK 0x1\nOK AQID\n", "OK 0x1\nFAIL\n", "IRQ raise 1\nOK 0x2\nIRQ lower 1\nOK AAAAAA==\nOK\n",
		"OK 0x100000000\n", "OK", "FAIL no\r\nERR no\r\n", "\n\n\n", "IRQ raise 2", "garbage\nOK 0x1\n", "",
	} {
		f.Add([]byte(stream))
	}
	f.Fuzz(func(t *testing.T, stream []byte) {
		client, server := net.Pipe()
		c := qtest.NewConn(client, qtest.ConnConfig{CommandTimeout: time.Minute})
		go func() { // read first, so that no reply comes before its request
			readLine(server)
			server.Write(stream)
			server.Close()
		}()
		v, err := c.Read(t.Context(), qtest.Width32, 0)
		if err == nil && v > qtest.Width32.Max() {
			t.Errorf("Read() = %#x, more than 32 bits", v)
		}
		if v != 0 && err != nil {
			t.Errorf("Read() = %#x and %v", v, err)
		}
		block := make([]byte, 4)
		if err := c.ReadMemory(t.Context(), 0, block); err == nil && len(stream) < len("OK 0x1\nOK AAAAAA==\n") {
			t.Errorf("ReadMemory() succeeded with %q", stream)
		}
		c.Close()
	})
}

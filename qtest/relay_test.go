package qtest_test

import (
	"bufio"
	"errors"
	"io"
	"net"
	"strings"
	"testing"

	"github.com/qgraph/qgraph/qtest"
)

func TestRelay(t *testing.T) {
	cfg := fakeConfig(t, "quiet")
	ended := make(chan struct{})
	cfg.Relay = func(client, qemu net.Conn) {
		defer close(ended)
		go func() {
			defer qemu.Close()
			_, _ = io.Copy(qemu, client)
		}()
		defer client.Close()
		replies := bufio.NewScanner(qemu)
		for replies.Scan() {
			// Changes the answer of every read.
			if _, err := io.WriteString(client, strings.Replace(replies.Text(), "OK 0x0", "OK 0x7", 1)+"\n"); err != nil {
				return
			}
		}
	}
	q, err := qtest.Start(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	if v, err := q.Read(t.Context(), qtest.Width64, 0x1000); err != nil || v != 0x7000000000000000 {
		t.Errorf("got %#x, %v; want the relay's answer", v, err)
	}
	// The death of QEMU goes through the relay, too.
	if _, err := q.Read(t.Context(), qtest.Width8, crashAddr); !errors.As(err, new(*qtest.ExitError)) {
		t.Errorf("error %v, want that QEMU died", err)
	}
	<-ended
	_ = q.Stop(t.Context())
}

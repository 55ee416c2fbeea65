package qtest_test

import (
	"bytes"
	"context"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/qgraph/qgraph/qtest"
	"github.com/qgraph/qgraph/qtest/qtestfake"
)

// Posted reads are answered in their order, together, before the next wait is over.
func TestPostRead(t *testing.T) {
	ctx := t.Context()
	m := qtestfake.NewMemory()
	m.SetBytes(0x1000, []byte{0x78, 0x56, 0x34, 0x12})
	m.OnIn(0x70, func(qtest.Width) uint32 { return 0xab })
	c := m.Start(t)
	var got []uint64
	note := func(v uint64) { got = append(got, v) }
	var block []byte
	for _, post := range []func() error{
		func() error { return c.PostRead(ctx, qtest.Width32, 0x1000, note) },
		func() error { return c.Write(ctx, qtest.Width8, 0x1001, 0) },
		func() error { return c.PostRead(ctx, qtest.Width16, 0x1000, note) },
		func() error { return c.PostIn(ctx, qtest.Width8, 0x70, note) },
		func() error { return c.PostReadMemory(ctx, 0x1000, 4, func(p []byte) { block = p }) },
	} {
		if err := post(); err != nil {
			t.Fatal(err)
		}
	}
	if requests := m.Requests(); len(requests) > 0 {
		t.Errorf("%q came before anybody waited", requests)
	}
	if err := c.Sync(ctx); err != nil {
		t.Fatal(err)
	}
	if want := []uint64{0x12345678, 0x0078, 0xab}; !slices.Equal(got, want) {
		t.Errorf("read %#x, want %#x", got, want)
	}
	if want := []byte{0x78, 0, 0x34, 0x12}; !bytes.Equal(block, want) {
		t.Errorf("read the block % x, want % x", block, want)
	}
	want := []string{"readl 0x1000", "writeb 0x1001 0x0", "readw 0x1000", "inb 0x70", "b64read 0x1000 0x4"}
	if diff := cmp.Diff(want, m.Requests()); diff != "" {
		t.Errorf("requests mismatch (-want +got):\n%s", diff)
	}
	if n := c.Counts(); n.Waited != 1 {
		t.Errorf("%d waits, want 1", n.Waited)
	}
}

// A value that does not fit its request is an error of the next call that waits, and is not passed on.
func TestPostReadBadReply(t *testing.T) {
	for _, tc := range []struct {
		name, request, reply string
		post                 func(ctx context.Context, c *qtest.Conn, got func()) error
		want                 string
	}{
		{"refused", "readb 0x1", "FAIL no", postByte, `qtest: "readb 0x1": FAIL no`},
		{"no number", "readb 0x1", "OK x", postByte, `qtest: protocol error: unexpected value in the reply to "readb 0x1": got "x"`},
		{"too large", "readb 0x1", "OK 0x100", postByte, `qtest: protocol error: unexpected value in the reply to "readb 0x1": got "0x100"`},
		{"short block", "b64read 0x1 0x3", "OK AAA=", postBlock, `qtest: protocol error: unexpected value in the reply to "b64read 0x1 0x3": got "AAA="`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c := qtestfake.Script(t, qtestfake.Step{Want: tc.request, Send: tc.reply + "\n"})
			if err := tc.post(t.Context(), c, func() { t.Error("a value was passed on") }); err != nil {
				t.Fatal(err)
			}
			if err := c.Sync(t.Context()); err == nil || err.Error() != tc.want {
				t.Errorf("Sync() = %v, want %s", err, tc.want)
			}
		})
	}
}

func postByte(ctx context.Context, c *qtest.Conn, got func()) error {
	return c.PostRead(ctx, qtest.Width8, 1, func(uint64) { got() })
}

func postBlock(ctx context.Context, c *qtest.Conn, got func()) error {
	return c.PostReadMemory(ctx, 1, 3, func([]byte) { got() })
}

// A block that no request can carry is refused before it is sent.
func TestPostReadMemorySize(t *testing.T) {
	c := qtestfake.Script(t)
	for _, size := range []int{-1, 0, 64<<10 + 1} {
		if err := c.PostReadMemory(t.Context(), 0, size, func([]byte) {}); err == nil {
			t.Errorf("PostReadMemory of %d bytes succeeded", size)
		}
	}
	if err := c.PostReadMemory(t.Context(), ^uint64(0), 2, func([]byte) {}); err == nil {
		t.Error("PostReadMemory beyond the address space succeeded")
	}
	if err := c.PostIn(t.Context(), qtest.Width64, 0, func(uint64) {}); err == nil {
		t.Error("PostIn of 64 bits succeeded")
	}
}

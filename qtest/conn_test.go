package qtest_test

import (
	"bytes"
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/qgraph/qgraph/qtest"
	"github.com/qgraph/qgraph/qtest/qtestfake"
)

// result holds the return values of a command, for comparison.
type result struct {
	Value any
	Err   string
}

func resultOf[T any](v T, err error) result {
	if err != nil {
		return result{Err: err.Error()}
	}
	return result{Value: v}
}

// posted is the result of a request that c does not wait for.
func posted(c *qtest.Conn, err error) result {
	if err == nil {
		err = c.Sync(context.Background())
	}
	return resultOf[any](nil, err)
}

func TestCommands(t *testing.T) {
	ctx := t.Context()
	block := make([]byte, 3)
	tests := []struct {
		name string
		want string // the request
		send string // the reply
		call func(c *qtest.Conn) result
		res  result
	}{
		{"read 8", "readb 0x10", "OK 0x00000000000000ff", func(c *qtest.Conn) result { return resultOf(c.Read(ctx, qtest.Width8, 0x10)) }, result{Value: uint64(0xff)}},
		{"read 16", "readw 0x10", "OK 0x1234", func(c *qtest.Conn) result { return resultOf(c.Read(ctx, qtest.Width16, 0x10)) }, result{Value: uint64(0x1234)}},
		{"read 32", "readl 0xfec00000", "OK 0x12345678", func(c *qtest.Conn) result { return resultOf(c.Read(ctx, qtest.Width32, 0xfec00000)) }, result{Value: uint64(0x12345678)}},
		{"read 64", "readq 0xffffffffffffffff", "OK 0xffffffffffffffff", func(c *qtest.Conn) result { return resultOf(c.Read(ctx, qtest.Width64, 1<<64-1)) }, result{Value: uint64(1<<64 - 1)}},
		{"write 8", "writeb 0x10 0xff", "OK", func(c *qtest.Conn) result { return posted(c, c.Write(ctx, qtest.Width8, 0x10, 0xff)) }, result{}},
		{"write 64", "writeq 0x10 0xffffffffffffffff", "OK", func(c *qtest.Conn) result { return posted(c, c.Write(ctx, qtest.Width64, 0x10, 1<<64-1)) }, result{}},
		{"in", "inw 0xcf8", "OK 0x00ff", func(c *qtest.Conn) result { return resultOf(c.In(ctx, qtest.Width16, 0xcf8)) }, result{Value: uint32(0xff)}},
		{"out", "outl 0xcf8 0x80000000", "OK", func(c *qtest.Conn) result { return posted(c, c.Out(ctx, qtest.Width32, 0xcf8, 0x80000000)) }, result{}},
		{"command", "outl 0xcf8 2147483648", "OK", func(c *qtest.Conn) result { return resultOf(c.Command(ctx, "outl 0xcf8 2147483648")) }, result{Value: "OK"}},
		{"command with a value", "inl 0xcf8", "OK 0x80000000", func(c *qtest.Conn) result { return resultOf(c.Command(ctx, "inl 0xcf8")) }, result{Value: "OK 0x80000000"}},
		{"command refused", "foo", "FAIL Unknown command 'foo'", func(c *qtest.Conn) result { return resultOf(c.Command(ctx, "foo")) }, result{Value: "FAIL Unknown command 'foo'"}},
		{"read block", "b64read 0x1000 0x3", "OK AQID", func(c *qtest.Conn) result {
			return resultOf(block, c.ReadMemory(ctx, 0x1000, block))
		}, result{Value: []byte{1, 2, 3}}},
		{"read block in hex", "read 0x1000 0x3", "OK 0x040506", func(c *qtest.Conn) result {
			return resultOf(block, c.ReadMemoryHex(ctx, 0x1000, block))
		}, result{Value: []byte{4, 5, 6}}},
		{"write block", "b64write 0x1000 0x3 AQID", "OK", func(c *qtest.Conn) result { return posted(c, c.WriteMemory(ctx, 0x1000, []byte{1, 2, 3})) }, result{}},
		{"write block in hex", "write 0x1000 0x3 0x010203", "OK", func(c *qtest.Conn) result {
			return posted(c, c.WriteMemoryHex(ctx, 0x1000, []byte{1, 2, 3}))
		}, result{}},
		{"memset", "memset 0x1000 0x20 0x5a", "OK", func(c *qtest.Conn) result { return posted(c, c.Memset(ctx, 0x1000, 32, 0x5a)) }, result{}},
		{"clock step", "clock_step 1500000", "OK 2500000", func(c *qtest.Conn) result {
			return resultOf(c.ClockStep(ctx, 1500*time.Microsecond))
		}, result{Value: 2500 * time.Microsecond}},
		{"clock step to next timer", "clock_step", "OK 27462700", func(c *qtest.Conn) result { return resultOf(c.ClockStepNext(ctx)) }, result{Value: time.Duration(27462700)}},
		{"clock set", "clock_set 1000000000", "OK 1000000000", func(c *qtest.Conn) result { return resultOf(c.ClockSet(ctx, time.Second)) }, result{Value: time.Second}},
		{"little-endian", "endianness", "OK little", func(c *qtest.Conn) result { return resultOf(c.BigEndian(ctx)) }, result{Value: false}},
		{"big-endian", "endianness", "OK big", func(c *qtest.Conn) result { return resultOf(c.BigEndian(ctx)) }, result{Value: true}},
		{"intercept in", "irq_intercept_in ioapic", "OK", func(c *qtest.Conn) result { return posted(c, c.InterceptIn(ctx, "ioapic")) }, result{}},
		{"intercept out", "irq_intercept_out /machine/x[0]", "OK", func(c *qtest.Conn) result { return posted(c, c.InterceptOut(ctx, "/machine/x[0]")) }, result{}},
		{"intercept named out", "irq_intercept_out /machine/x SYSTEM_RESET", "OK", func(c *qtest.Conn) result {
			return posted(c, c.InterceptOutNamed(ctx, "/machine/x", "SYSTEM_RESET"))
		}, result{}},
		{"set irq", "set_irq_in /machine/x reset 2 1", "OK", func(c *qtest.Conn) result {
			return posted(c, c.SetIRQIn(ctx, "/machine/x", "reset", 2, 1))
		}, result{}},
		{"set unnamed irq", "set_irq_in /machine/x unnamed-gpio-in 0 -1", "OK", func(c *qtest.Conn) result {
			return posted(c, c.SetIRQIn(ctx, "/machine/x", "", 0, -1))
		}, result{}},
		{"module load", "module_load hw-display- virtio-gpu-pci", "OK", func(c *qtest.Conn) result {
			return posted(c, c.ModuleLoad(ctx, "hw-display-", "virtio-gpu-pci"))
		}, result{}},
		{"rtas", "rtas get-time-of-day 0 0x0 8 0x100000", "OK 18446744073709551612", func(c *qtest.Conn) result {
			return resultOf(c.RTAS(ctx, "get-time-of-day", 0, 0, 8, 0x100000))
		}, result{Value: uint64(1<<64 - 4)}},

		{"refused", "clock_set 1", "FAIL could not advance time", func(c *qtest.Conn) result { return resultOf(c.ClockSet(ctx, 1)) }, result{Err: `qtest: "clock_set 1": FAIL could not advance time`}},
		{"error", "write 0x0 0x1 0x00", "ERR invalid argument size", func(c *qtest.Conn) result { return posted(c, c.WriteMemoryHex(ctx, 0, []byte{0})) }, result{Err: `qtest: "write 0x0 0x1 0x00": ERR invalid argument size`}},
		{"no value", "readb 0x0", "OK", func(c *qtest.Conn) result { return resultOf(c.Read(ctx, qtest.Width8, 0)) }, result{Err: `qtest: protocol error: unexpected value in the reply to "readb 0x0"`}},
		{"no number", "readb 0x0", "OK zwölf", func(c *qtest.Conn) result { return resultOf(c.Read(ctx, qtest.Width8, 0)) }, result{Err: `qtest: protocol error: unexpected value in the reply to "readb 0x0": got "zwölf"`}},
		{"number too large", "readb 0x0", "OK 0x100", func(c *qtest.Conn) result { return resultOf(c.Read(ctx, qtest.Width8, 0)) }, result{Err: `qtest: protocol error: unexpected value in the reply to "readb 0x0": got "0x100"`}},
		{"unexpected value", "writeb 0x0 0x0", "OK 1", func(c *qtest.Conn) result { return posted(c, c.Write(ctx, qtest.Width8, 0, 0)) }, result{Err: `qtest: protocol error: unexpected value in the reply to "writeb 0x0 0x0": got "1"`}},
		{"block too short", "b64read 0x0 0x3", "OK AQI=", func(c *qtest.Conn) result { return posted(c, c.ReadMemory(ctx, 0, block)) }, result{Err: `qtest: protocol error: unexpected value in the reply to "b64read 0x0 0x3": got "AQI="`}},
		{"block in bad hex", "read 0x0 0x3", "OK 0x01020", func(c *qtest.Conn) result { return posted(c, c.ReadMemoryHex(ctx, 0, block)) }, result{Err: `qtest: protocol error: unexpected value in the reply to "read 0x0 0x3": got "0x01020"`}},
		{"block without 0x", "read 0x0 0x3", "OK 010203", func(c *qtest.Conn) result { return posted(c, c.ReadMemoryHex(ctx, 0, block)) }, result{Err: `qtest: protocol error: unexpected value in the reply to "read 0x0 0x3": got "010203"`}},
		{"malformed time", "clock_step 1", "OK 0x1", func(c *qtest.Conn) result { return resultOf(c.ClockStep(ctx, 1)) }, result{Err: `qtest: protocol error: unexpected value in the reply to "clock_step 1": got "0x1"`}},
		{"third byte order", "endianness", "OK middle", func(c *qtest.Conn) result { return resultOf(c.BigEndian(ctx)) }, result{Err: `qtest: protocol error: unexpected value in the reply to "endianness": got "middle"`}},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			c := qtestfake.Script(t, qtestfake.Step{Want: tc.want, Send: tc.send + "\n"})
			if diff := cmp.Diff(tc.res, tc.call(c)); diff != "" {
				t.Errorf("result mismatch (-want +got):\n%s", diff)
			}
		})
	}
}

// Requests that make QEMU abort, or that mean something else to it, are never sent.
func TestArguments(t *testing.T) {
	ctx := t.Context()
	tests := []struct {
		name string
		call func(c *qtest.Conn) error
		want string
	}{
		{"width", func(c *qtest.Conn) error { _, err := c.Read(ctx, 3, 0); return err }, "qtest: got an access of 3 bytes, want 1, 2, 4 or 8"},
		{"width of a write", func(c *qtest.Conn) error { return c.Write(ctx, 0, 0, 0) }, "qtest: got an access of 0 bytes, want 1, 2, 4 or 8"},
		{"value", func(c *qtest.Conn) error { return c.Write(ctx, qtest.Width16, 0, 0x10000) }, "qtest: value 0x10000 does not fit a 16-bit access"},
		{"port width in", func(c *qtest.Conn) error { _, err := c.In(ctx, qtest.Width64, 0x70); return err }, "qtest: 64-bit access to port 0x70: ports are at most 32 bits wide"},
		{"port width out", func(c *qtest.Conn) error { return c.Out(ctx, qtest.Width64, 0x70, 0) }, "qtest: 64-bit access to port 0x70: ports are at most 32 bits wide"},
		{"port value", func(c *qtest.Conn) error { return c.Out(ctx, qtest.Width8, 0x70, 0x100) }, "qtest: value 0x100 does not fit a 8-bit access"},
		{"block beyond the end", func(c *qtest.Conn) error { return c.ReadMemory(ctx, 1<<64-2, make([]byte, 3)) }, "qtest: 3 bytes at 0xfffffffffffffffe end beyond the address space"},
		{"written block beyond the end", func(c *qtest.Conn) error { return c.WriteMemory(ctx, 1<<64-2, make([]byte, 3)) }, "qtest: 3 bytes at 0xfffffffffffffffe end beyond the address space"},
		{"memset beyond the end", func(c *qtest.Conn) error { return c.Memset(ctx, 2, 1<<64-1, 0) }, "qtest: 18446744073709551615 bytes at 0x2 end beyond the address space"},
		{"no step", func(c *qtest.Conn) error { _, err := c.ClockStep(ctx, 0); return err }, "qtest: the virtual clock cannot be stepped by 0s"},
		{"step back", func(c *qtest.Conn) error { _, err := c.ClockStep(ctx, -1); return err }, "qtest: the virtual clock cannot be stepped by -1ns"},
		{"time before all", func(c *qtest.Conn) error { _, err := c.ClockSet(ctx, -1); return err }, "qtest: the virtual clock cannot be set to -1ns"},
		{"no path", func(c *qtest.Conn) error { return c.InterceptIn(ctx, "") }, `qtest: irq_intercept_in: "" is not one word`},
		{"two words", func(c *qtest.Conn) error { return c.InterceptOut(ctx, "a b") }, `qtest: irq_intercept_out: "a b" is not one word`},
		{"two lines", func(c *qtest.Conn) error { return c.InterceptOutNamed(ctx, "a", "b\nclock_step") }, `qtest: irq_intercept_out: "b\nclock_step" is not one word`},
		{"negative irq", func(c *qtest.Conn) error { return c.SetIRQIn(ctx, "a", "", -1, 1) }, "qtest: set_irq_in a: no input has number -1"},
		{"half a module", func(c *qtest.Conn) error { return c.ModuleLoad(ctx, "audio-", "") }, `qtest: module_load: "" is not one word`},
		{"rtas counts", func(c *qtest.Conn) error { _, err := c.RTAS(ctx, "x", -1, 0, 0, 0); return err }, "qtest: rtas x: -1 arguments, 0 results"},
		{"empty read", func(c *qtest.Conn) error { return c.ReadMemory(ctx, 0, nil) }, ""},
		{"empty write", func(c *qtest.Conn) error { return c.WriteMemory(ctx, 0, nil) }, ""},
		{"empty memset", func(c *qtest.Conn) error { return c.Memset(ctx, 0, 0, 1) }, ""},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			c := qtestfake.Script(t) // a request would fail the test
			got := ""
			if err := tc.call(c); err != nil {
				got = err.Error()
			}
			if got != tc.want {
				t.Errorf("got error %q, want %q", got, tc.want)
			}
		})
	}
}

func TestUnknownCommand(t *testing.T) {
	c := qtestfake.Script(t, qtestfake.Step{Want: "rtas x 0 0x0 0 0x0", Send: "FAIL Unknown command 'rtas'\n"})
	_, err := c.RTAS(t.Context(), "x", 0, 0, 0, 0)
	if !errors.Is(err, qtest.ErrUnknownCommand) {
		t.Errorf("RTAS() = %v, want ErrUnknownCommand", err)
	}
	if refused := (&qtest.ReplyError{Reply: "FAIL Unknown device"}); errors.Is(refused, qtest.ErrUnknownCommand) {
		t.Error("every refusal is an ErrUnknownCommand")
	}
}

// Blocks larger than one request come back as they were written, at any alignment.
func TestLargeBlocks(t *testing.T) {
	ctx := t.Context()
	c := qtestfake.NewMemory().Start(t)
	want := make([]byte, 300<<10)
	for i := range want {
		want[i] = byte(i * 31 >> 3)
	}
	tests := []struct {
		name  string
		addr  uint64
		write func(ctx context.Context, addr uint64, p []byte) error
		read  func(ctx context.Context, addr uint64, p []byte) error
	}{
		{"base64", 0x12345, c.WriteMemory, c.ReadMemory},
		{"hex", 0x223457, c.WriteMemoryHex, c.ReadMemoryHex},
		{"end of the address space", 1<<64 - 300<<10, c.WriteMemory, c.ReadMemoryHex},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			if err := tc.write(ctx, tc.addr, want); err != nil {
				t.Fatalf("write: %v", err)
			}
			got := make([]byte, len(want))
			if err := tc.read(ctx, tc.addr, got); err != nil {
				t.Fatalf("read: %v", err)
			}
			if !bytes.Equal(want, got) {
				t.Error("the read data differ from the written data")
			}
		})
	}
}

func TestWidth(t *testing.T) {
	tests := []struct {
		w    qtest.Width
		name string
		max  uint64
	}{
		{qtest.Width8, "8-bit", 0xff},
		{qtest.Width16, "16-bit", 0xffff},
		{qtest.Width32, "32-bit", 0xffff_ffff},
		{qtest.Width64, "64-bit", 0xffff_ffff_ffff_ffff},
	}
	for _, tc := range tests {
		if got := tc.w.String(); got != tc.name {
			t.Errorf("Width(%d).String() = %q, want %q", tc.w, got, tc.name)
		}
		if got := tc.w.Max(); got != tc.max {
			t.Errorf("Width(%d).Max() = %#x, want %#x", tc.w, got, tc.max)
		}
	}
}

func TestCommandIsOneLine(t *testing.T) {
	c, _ := peer(t, qtest.ConnConfig{})
	for _, line := range []string{"", "inb 0x60\ninb 0x61", "inb\r", "inb\x00"} {
		if reply, err := c.Command(t.Context(), line); err == nil {
			t.Errorf("Command(%q) = %q, want an error", line, reply)
		}
	}
}

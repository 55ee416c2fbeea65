package faulty

import (
	"context"
	"net"
	"testing"
	"time"

	"github.com/qgraph/qgraph/qtest"
	"github.com/qgraph/qgraph/qtest/qtestfake"
)

// machine is a fake QEMU behind a proxy.
type machine struct {
	*qtest.Conn
	fake  *qtestfake.Memory
	proxy *Proxy
}

// ram is the guest's memory of a machine; what is above is registers.
const ram = 0x10000

// start starts a machine with a fault; "" is none.
func start(t *testing.T, rule string) *machine {
	t.Helper()
	var r Rule
	if rule != "" {
		var err error
		if r, err = ParseRule(rule); err != nil {
			t.Fatal(err)
		}
	}
	return startProxy(t, NewProxy(Setup{RAM: []Range{{0, ram - 1}}}, r))
}

func startProxy(t *testing.T, p *Proxy) *machine {
	t.Helper()
	m := &machine{fake: qtestfake.NewMemory(), proxy: p}
	test, client := net.Pipe()
	qemu, server := net.Pipe()
	served := make(chan error, 1)
	go func() { served <- m.fake.Serve(server) }()
	go p.Relay(client, qemu)
	m.Conn = qtest.NewConn(test, qtest.ConnConfig{CommandTimeout: 5 * time.Second})
	t.Cleanup(func() {
		m.Close()
		p.Digest() // waits for the relay
		if err := <-served; err != nil {
			t.Errorf("the fake QEMU: %v", err)
		}
	})
	return m
}

func (m *machine) read(t *testing.T, w qtest.Width, addr uint64) uint64 {
	t.Helper()
	v, err := m.Read(t.Context(), w, addr)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func (m *machine) write(t *testing.T, w qtest.Width, addr, v uint64) {
	t.Helper()
	if err := m.Write(t.Context(), w, addr, v); err != nil {
		t.Fatal(err)
	}
}

func TestRegisterFaults(t *testing.T) {
	const at = 0x20000
	for _, tc := range []struct {
		rule string
		want [3]uint64 // read after the writes of 0x00, 0xff and 0x5a
		next uint64    // of the register beside, at the end
	}{
		{"", [3]uint64{0, 0xff, 0x5a}, 0},
		{"register mem+0x20000:1 reads-1 bit 7", [3]uint64{0x80, 0xff, 0xda}, 0},
		{"register mem+0x20000:1 reads-0 bit 1", [3]uint64{0, 0xfd, 0x58}, 0},
		{"register mem+0x20000:1 inverted bit 0", [3]uint64{1, 0xfe, 0x5b}, 0},
		{"register mem+0x20000:1 late-answer", [3]uint64{0, 0, 0xff}, 0},
		{"register mem+0x20000:1 write-lost", [3]uint64{}, 0},
		{"register mem+0x20000:1 writes-0 bit 3", [3]uint64{0, 0xf7, 0x52}, 0},
		{"register mem+0x20000:1 writes-1 bit 5", [3]uint64{0x20, 0xff, 0x7a}, 0},
		{"register mem+0x20000:1 write-twice", [3]uint64{0, 0xff, 0x5a}, 0},
		{"register mem+0x20000:1 write-next", [3]uint64{}, 0x5a},
		{"register mem+0x20001:1 reads-1 bit 7", [3]uint64{0, 0xff, 0x5a}, 0x80},
	} {
		t.Run(tc.rule, func(t *testing.T) {
			m := start(t, tc.rule)
			for i, v := range []uint64{0, 0xff, 0x5a} {
				m.write(t, qtest.Width8, at, v)
				if got := m.read(t, qtest.Width8, at); got != tc.want[i] {
					t.Errorf("after a write of %#x: %#x, want %#x", v, got, tc.want[i])
				}
			}
			if got := m.read(t, qtest.Width8, at+1); got != tc.next {
				t.Errorf("the register beside: %#x, want %#x", got, tc.next)
			}
			if fired := m.proxy.Fired() > 0; fired != (tc.rule != "") {
				t.Errorf("fired: %v", fired)
			}
			m.Close()
			if moments := m.proxy.Moments(); len(moments) != m.proxy.Fired() {
				t.Errorf("fired at the commands %v, %d times", moments, m.proxy.Fired())
			}
		})
	}
}

func TestFaultsReachWiderAccesses(t *testing.T) {
	m := start(t, "register mem+0x20002:2 reads-1 bit 9")
	if got, want := m.read(t, qtest.Width32, 0x20000), uint64(1<<25); got != want {
		t.Errorf("the word around the register: %#x, want %#x", got, want)
	}
	p := make([]byte, 4)
	if err := m.ReadMemory(t.Context(), 0x20000, p); err != nil || p[3] != 2 {
		t.Errorf("as a block: %x, %v; want 2 in the last byte", p, err)
	}
}

func TestFaultsOfBigEndianRegisters(t *testing.T) {
	m := start(t, "register mem+0x20000:4 reads-1 bit 31")
	m.fake.SetBigEndian(true)
	if big, err := m.BigEndian(t.Context()); err != nil || !big {
		t.Fatal(big, err)
	}
	if got, want := m.read(t, qtest.Width32, 0x20000), uint64(1<<31); got != want {
		t.Errorf("got %#x, want %#x", got, want)
	}
	if got, want := m.read(t, qtest.Width8, 0x20000), uint64(0x80); got != want {
		t.Errorf("its first byte: %#x, want %#x", got, want)
	}
}

func TestWritableReadOnlyRegister(t *testing.T) {
	m := start(t, "register mem+0x20000:4 writable")
	m.fake.OnRead(0x20000, func(qtest.Width) uint64 { return 7 })
	if got := m.read(t, qtest.Width32, 0x20000); got != 7 {
		t.Errorf("before a write: %d, want 7", got)
	}
	m.write(t, qtest.Width32, 0x20000, 9)
	if got := m.read(t, qtest.Width32, 0x20000); got != 9 {
		t.Errorf("after a write: %d, want 9", got)
	}
}

func TestWriteTwiceReachesTheDeviceTwice(t *testing.T) {
	m := start(t, "register mem+0x20000:4 write-twice")
	count := 0
	m.fake.OnWrite(0x20000, func(qtest.Width, uint64) { count++ })
	m.write(t, qtest.Width32, 0x20000, 1)
	m.write(t, qtest.Width32, 0x20004, 1)
	if got := m.read(t, qtest.Width32, 0x20004); got != 1 || count != 2 {
		t.Errorf("%d writes, and %d beside; want 2 and 1", count, got)
	}
}

func TestLostWriteIsAnswered(t *testing.T) {
	m := start(t, "register mem+0x20000:4 write-lost")
	m.write(t, qtest.Width32, 0x20000, 1)
	if err := m.Sync(t.Context()); err != nil { // nothing else is under way
		t.Error(err)
	}
}

// dma has a device write to memory when the test writes to a register.
func dma(t *testing.T, m *machine) {
	t.Helper()
	m.fake.OnWrite(0x20000, func(qtest.Width, uint64) { m.fake.SetBytes(0x1000, []byte{1, 2, 3, 4}) })
	if err := m.WriteMemory(t.Context(), 0x1000, []byte{9, 9, 9, 9, 9, 9}); err != nil {
		t.Fatal(err)
	}
	m.write(t, qtest.Width32, 0x20000, 1)
}

func TestMemoryFaults(t *testing.T) {
	for _, tc := range []struct {
		rule string
		want string
	}{
		{"", "\x01\x02\x03\x04\x09\x09"},
		{"memory 0x1001 changed", "\x01\x03\x03\x04\x09\x09"},
		{"memory 0x1001 changed event 2", "\x01\x02\x03\x04\x09\x09"},
		{"memory 0x1000 unset", "\x09\x02\x03\x04\x09\x09"},
		{"memory 0x1003 unset event 1", "\x01\x02\x03\x09\x09\x09"},
		{"memory 0x1000 plus-1 size 2", "\x02\x02\x03\x04\x09\x09"},
		{"memory 0x1000 lost size 4", "\x09\x09\x09\x09\x09\x09"},
		{"memory 0x1004 spilled", "\x01\x02\x03\x04\xf6\x09"},
	} {
		t.Run(tc.rule, func(t *testing.T) {
			m := start(t, tc.rule)
			dma(t, m)
			got := make([]byte, 6)
			for range 2 { // the fault stays
				if err := m.ReadMemory(t.Context(), 0x1000, got); err != nil {
					t.Fatal(err)
				}
				if string(got) != tc.want {
					t.Errorf("got %x, want %x", got, tc.want)
				}
			}
			if err := m.WriteMemory(t.Context(), 0x1000, make([]byte, 6)); err != nil {
				t.Fatal(err)
			}
			if err := m.ReadMemory(t.Context(), 0x1000, got); err != nil || string(got) != "\x00\x00\x00\x00\x00\x00" {
				t.Errorf("after a write of the test: %x, %v; want zeros", got, err)
			}
		})
	}
}

func TestInterruptFaults(t *testing.T) {
	for _, tc := range []struct {
		rule        string
		rises       uint64 // of line 5 after two pulses
		high        bool
		risesOfNext uint64
	}{
		{"", 2, false, 0},
		{"irq 5 dropped", 0, false, 0},
		{"irq 5 doubled", 4, false, 0},
		{"irq 5 stuck", 1, true, 0},
		{"irq 5 on-next", 0, false, 2},
		{"irq 5 spurious", 2, false, 0}, // the pulses end what came before them
		{"irq 6 spurious", 2, false, 1},
	} {
		t.Run(tc.rule, func(t *testing.T) {
			m := start(t, tc.rule)
			m.fake.OnWrite(0x20000, func(_ qtest.Width, v uint64) {
				if err := m.fake.SetIRQ(5, v != 0); err != nil {
					t.Error(err)
				}
			})
			for range 2 {
				m.write(t, qtest.Width32, 0x20000, 1)
				m.write(t, qtest.Width32, 0x20000, 0)
			}
			if got := m.IRQCount(5); got != tc.rises || m.IRQ(5) != tc.high {
				t.Errorf("line 5 rose %d times and is high: %v; want %d, %v", got, m.IRQ(5), tc.rises, tc.high)
			}
			if got := m.IRQCount(6); got != tc.risesOfNext {
				t.Errorf("line 6 rose %d times, want %d", got, tc.risesOfNext)
			}
		})
	}
}

func TestClockFaults(t *testing.T) {
	for _, tc := range []struct {
		rule string
		want time.Duration // QEMU's time after 2 s of the test's
	}{
		{"", 2 * time.Second},
		{"clock slow", 1980 * time.Millisecond},
		{"clock fast", 2020 * time.Millisecond},
	} {
		t.Run(tc.rule, func(t *testing.T) {
			m := start(t, tc.rule)
			for i := range 2 {
				now, err := m.ClockStep(t.Context(), time.Second)
				if err != nil || now != time.Duration(i+1)*time.Second {
					t.Errorf("the test's time is %v (%v)", now, err)
				}
			}
			if got := m.fake.Now(); got != tc.want {
				t.Errorf("QEMU's time is %v, want %v", got, tc.want)
			}
		})
	}
}

func TestRelayEndsWithEitherSide(t *testing.T) {
	for _, end := range []string{"test", "QEMU"} {
		test, client := net.Pipe()
		qemu, server := net.Pipe()
		p := NewProxy(Setup{}, Rule{})
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			p.Relay(client, qemu)
		}()
		if end == "test" {
			test.Close()
		} else {
			server.Close()
		}
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		select {
		case <-ended:
		case <-ctx.Done():
			t.Errorf("the relay goes on without the %s", end)
		}
	}
}

package sweep_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/qgraph/qgraph/libqos/base/memmap"
	"github.com/qgraph/qgraph/libqos/base/sweep"
	"github.com/qgraph/qgraph/qtest"
	"github.com/qgraph/qgraph/qtest/qtestfake"
)

// board is a machine with memory, two devices, flash, and ports.
func board() *memmap.Map {
	uart, timer := memmap.Owner{Path: "/machine/soc/uart"}, memmap.Owner{Path: "/machine/timer"}
	return &memmap.Map{Views: []memmap.View{
		{Spaces: []string{memmap.CPUSpace}, Root: "system", Ranges: []memmap.Range{
			{First: 0, Last: 0xffff, Kind: memmap.RAM, Region: "ram"},
			{First: 0x10000, Last: 0x1001f, Kind: memmap.IO, Region: "uart", Owner: uart},
			{First: 0x20000, Last: 0x3ffff, Kind: memmap.IO, Region: "timer", Owner: timer},
			{First: 0x40000, Last: 0x4ffff, Kind: memmap.ROMDevice, Region: "flash"},
		}},
		{Spaces: []string{memmap.PortSpace}, Root: "io", Ranges: []memmap.Range{
			{First: 0x60, Last: 0x60, Kind: memmap.IO, Region: "keyboard"},
			{First: 0x61, Last: 0xffff, Kind: memmap.IO, Region: "io", Hole: true},
		}},
	}}
}

// touched returns the bytes that the requests of a verb ("read", "write", "in", "out") access, with the widths.
func touched(t *testing.T, requests []string, verb string) map[uint64]map[int]bool {
	t.Helper()
	bytes := map[uint64]map[int]bool{}
	for _, line := range requests {
		words := strings.Fields(line)
		width, ok := map[string]int{verb + "b": 1, verb + "w": 2, verb + "l": 4, verb + "q": 8, "b64" + verb: 0}[words[0]]
		if !ok {
			continue
		}
		var at uint64
		if _, err := fmt.Sscanf(words[1], "0x%x", &at); err != nil {
			t.Fatal(err)
		}
		n := width
		if width == 0 {
			if _, err := fmt.Sscanf(words[2], "0x%x", &n); err != nil {
				t.Fatal(err)
			}
		}
		for i := range uint64(n) {
			if bytes[at+i] == nil {
				bytes[at+i] = map[int]bool{}
			}
			bytes[at+i][width] = true
		}
	}
	return bytes
}

// Each byte of a small region is read in each width, the holes between registers too; memory is not read, apart from what
// an access at the end of a region reaches.
func TestRead(t *testing.T) {
	m := qtestfake.NewMemory()
	result, err := sweep.Read(t.Context(), m.Start(t), board(), sweep.Options{Ports: true})
	if err != nil {
		t.Fatal(err)
	}
	bytes := touched(t, m.Requests(), "read")
	for at := uint64(0x10000); at <= 0x1001f; at++ {
		for _, w := range []int{0, 1, 2, 4, 8} {
			if !bytes[at][w] {
				t.Errorf("the byte at %#x is not read in width %d", at, w)
			}
		}
	}
	for at := uint64(0x20000); at < 0x30000; at++ {
		if !bytes[at][0] {
			t.Fatalf("the byte at %#x is in no block", at)
		}
	}
	if got := bytes[0x10020]; got[1] || !got[2] || !got[4] || !got[8] {
		t.Errorf("beyond the end of a region the widths are %v, want accesses of 2, 4 and 8 bytes across it", got)
	}
	for at := range bytes {
		if at < 0x10000 || at >= 0x10020+7 && at < 0x20000 || at >= 0x40000+7 {
			t.Errorf("the byte at %#x is read, and is no register", at)
		}
	}
	ports := touched(t, m.Requests(), "in")
	if !ports[0x60][1] || ports[0x60][8] || !ports[0x61][4] || !ports[0xffff][1] || ports[0x10000] != nil {
		t.Errorf("ports read: %v, %v and %v at 0x60, 0x61 and 0xffff", ports[0x60], ports[0x61], ports[0xffff])
	}
	if result.Ranges != 3 || result.Whole != 2 || result.Bytes != 0x20+0x20000+1 || result.Accessed < 0x20+0x10000+1 || result.Accessed >= result.Bytes {
		t.Errorf("the result is %v", result)
	}
	if n := len(m.Requests()); n != result.Accesses {
		t.Errorf("%d requests, and the result has %d accesses", n, result.Accesses)
	}
}

// A sweep waits a few times, not for each access.
func TestWaits(t *testing.T) {
	c := qtestfake.NewMemory().Start(t)
	if _, err := sweep.Read(t.Context(), c, board(), sweep.Options{Ports: true}); err != nil {
		t.Fatal(err)
	}
	if n := c.Counts(); n.Waited > 4 || n.Commands < 1000 {
		t.Errorf("%d waits for %d requests, want one for each of four ranges", n.Waited, n.Commands)
	}
}

func TestWrite(t *testing.T) {
	m := qtestfake.NewMemory()
	values := map[uint64]bool{}
	m.OnWrite(0x10004, func(_ qtest.Width, v uint64) { values[v] = true })
	if _, err := sweep.Write(t.Context(), m.Start(t), board(), sweep.Options{}); err != nil {
		t.Fatal(err)
	}
	for _, v := range []uint64{0xff, 0xffff, 0xffffffff, 0xffffffffffffffff, 0x5a5a5a5a, 0} {
		if !values[v] {
			t.Errorf("%#x is not written", v)
		}
	}
	bytes := touched(t, m.Requests(), "write")
	if !bytes[0x40000][4] {
		t.Error("flash takes no command")
	}
	for at := range bytes {
		if at < 0x10000 || at > 0x1001f && at < 0x20000 || at > 0x4ffff {
			t.Errorf("the byte at %#x is written, and is no register", at)
		}
	}
	for _, line := range m.Requests() {
		if strings.HasPrefix(line, "out") {
			t.Errorf("got %q, want no ports", line)
		}
	}
}

// Only the regions of a part are swept.
func TestPart(t *testing.T) {
	m := qtestfake.NewMemory()
	result, err := sweep.Read(t.Context(), m.Start(t), board(), sweep.Options{Part: "/machine/soc", Ports: true})
	if err != nil {
		t.Fatal(err)
	}
	if result.Ranges != 1 || result.Bytes != 0x20 {
		t.Errorf("the result is %v, want one range of 32 bytes", result)
	}
	for at := range touched(t, m.Requests(), "read") {
		if at < 0x10000 || at >= 0x10020+7 {
			t.Errorf("the byte at %#x is read", at)
		}
	}
}

// A region that ends QEMU on purpose is read, not written, and the result says so.
func TestSpared(t *testing.T) {
	b := &memmap.Map{Views: []memmap.View{{Spaces: []string{memmap.CPUSpace}, Ranges: []memmap.Range{
		{First: 0x1000, Last: 0x1003, Kind: memmap.IO, Region: "tricore_testdevice"},
		{First: 0x2000, Last: 0x2003, Kind: memmap.IO, Region: "uart"},
	}}}}
	m := qtestfake.NewMemory()
	c := m.Start(t)
	if result, err := sweep.Read(t.Context(), c, b, sweep.Options{}); err != nil || result.Ranges != 2 || len(result.Spared) > 0 {
		t.Errorf("Read() = %v, %v, want two ranges", result, err)
	}
	result, err := sweep.Write(t.Context(), c, b, sweep.Options{})
	if err != nil || result.Ranges != 1 || len(result.Spared) != 1 || result.Spared[0].Why == "" {
		t.Errorf("Write() = %v, %v, want one range, and one left out with a reason", result, err)
	}
	bytes := touched(t, m.Requests(), "write")
	if bytes[0x1000] != nil || bytes[0x2000] == nil {
		t.Errorf("the writes are to %v, want 0x2000 and not 0x1000", bytes)
	}
	if want := "without tricore_testdevice ("; !strings.Contains(result.String(), want) {
		t.Errorf("the result is %v, want %q in it", result, want)
	}
}

// What Except names is not accessed, and counted.
func TestExcept(t *testing.T) {
	m := qtestfake.NewMemory()
	result, err := sweep.Read(t.Context(), m.Start(t), board(), sweep.Options{Part: "/machine/soc", Except: func(a sweep.Access) bool {
		return a.Width == qtest.Width16 && a.Address == 0x10004
	}})
	if err != nil {
		t.Fatal(err)
	}
	if result.Excepted != 1 || slices.Contains(m.Requests(), "readw 0x10004") {
		t.Errorf("the result is %v, want one access left out", result)
	}
}

// crash is a machine that ends at a request.
func crash(t *testing.T, lines ...string) *qtest.Conn {
	t.Helper()
	var steps []qtestfake.Step
	for i, line := range lines {
		step := qtestfake.Step{Want: line, Send: "OK\n"}
		if strings.HasPrefix(line, "read") {
			step.Send = "OK 0x0\n"
		}
		if i == len(lines)-1 {
			step = qtestfake.Step{Want: line, Close: true}
		}
		steps = append(steps, step)
	}
	return qtestfake.Script(t, steps...)
}

// A fault names the access that QEMU was at, not the last one that was made.
func TestFault(t *testing.T) {
	m := &memmap.Map{Views: []memmap.View{{Spaces: []string{memmap.CPUSpace}, Ranges: []memmap.Range{
		{First: 0x1000, Last: 0x1007, Kind: memmap.IO, Region: "uart", Offset: 0x10, Owner: memmap.Owner{Path: "/machine/uart"}},
	}}}}
	c := crash(t, "readl 0x1000", "readl 0x1004", "readb 0x1000", "readb 0x1001")
	_, err := sweep.Read(t.Context(), c, m, sweep.Options{Single: true})
	var fault *sweep.Fault
	if !errors.As(err, &fault) {
		t.Fatalf("Read() = %v, want a fault", err)
	}
	if got := fault.Access.String(); got != "readb 0x1001" || fault.Access.Range.Region != "uart" {
		t.Errorf("the fault is at %s of %s, want readb 0x1001 of uart", got, fault.Access.Range.Region)
	}
	if n := len(fault.Before); n != 3 || fault.Before[n-1].String() != "readb 0x1000" {
		t.Errorf("before that were %v, want three accesses, the last of them readb 0x1000", fault.Before)
	}
	if want := `sweep: QEMU was at "readb 0x1001", uart+0x11 of /machine/uart`; !strings.HasPrefix(err.Error(), want) {
		t.Errorf("the error is %v, want %s…", err, want)
	}
	var protocol *qtest.ProtocolError
	if !errors.As(err, &protocol) || !protocol.Closed {
		t.Errorf("the error is %v, want the closed connection in it", err)
	}
}

// A fault in a later range is told by what QEMU answered since the ranges before it.
func TestFaultLater(t *testing.T) {
	m := &memmap.Map{Views: []memmap.View{{Spaces: []string{memmap.CPUSpace}, Ranges: []memmap.Range{
		{First: 0x1000, Last: 0x1000, Kind: memmap.IO, Region: "uart"},
		{First: 0x2000, Last: 0x2000, Kind: memmap.IO, Region: "timer"},
	}}}}
	c := crash(t, "writeb 0x1000 0xff", "writeb 0x1000 0x0", "writeb 0x1000 0x5a", "writeb 0x2000 0xff", "writeb 0x2000 0x0")
	_, err := sweep.Write(t.Context(), c, m, sweep.Options{})
	var fault *sweep.Fault
	if !errors.As(err, &fault) || fault.Access.String() != "writeb 0x2000 0x0" || fault.Access.Range.Region != "timer" {
		t.Fatalf("Write() = %v, want a fault at writeb 0x2000 0x0 of timer", err)
	}
	if n := len(fault.Before); n != 4 || fault.Before[0].String() != "writeb 0x1000 0xff" {
		t.Errorf("before that were %v, want the accesses to both ranges", fault.Before)
	}
}

// A refusal is no fault of a machine.
func TestRefused(t *testing.T) {
	m := &memmap.Map{Views: []memmap.View{{Spaces: []string{memmap.CPUSpace}, Ranges: []memmap.Range{
		{First: 0x1000, Last: 0x1000, Kind: memmap.IO, Region: "uart"},
	}}}}
	c := qtestfake.Script(t, qtestfake.Step{Want: "writeb 0x1000 0xff", Send: "FAIL no\n"}, qtestfake.Step{Want: "writeb 0x1000 0x0", Send: "OK\n"},
		qtestfake.Step{Want: "writeb 0x1000 0x5a", Send: "OK\n"})
	_, err := sweep.Write(t.Context(), c, m, sweep.Options{})
	var refused *qtest.ReplyError
	var fault *sweep.Fault
	if !errors.As(err, &refused) || errors.As(err, &fault) {
		t.Errorf("Write() = %v, want the refusal", err)
	}
}

package smbus

import (
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/board/smbus"
	"github.com/qgraph/qgraph/libqos/bus/i2c"
)

// The addresses of the memory modules' EEPROMs (JEDEC Standard No. 21-C, section 4.1.2 "Serial Presence
// Detect"), the one that the tests write to, and one without a device.
const (
	firstModule i2c.Address = 0x50
	modules                 = 8
	target                  = firstModule + modules - 1
	absent      i2c.Address = 0x33
)

// Register adds the tests of all hosts.
func Register(g *graph.Graph) {
	known := graph.Known(deviations()...)
	graph.Test(g, "smbus-host-tests/registers", smbus.Interface, withHost(registers), known)
	graph.Test(g, "smbus-host-tests/transactions", smbus.Interface, withHost(transactions), known, graph.Allows(graph.Complaint{
		Kind: graph.ErrorMessage, Text: "smbus: error: Unexpected", Why: "The tests end a transaction before its time.",
	}))
	graph.Test(g, "smbus-host-tests/interrupt", smbus.Interface, withHost(interrupt), known)
	graph.Test(g, "smbus-host-tests/memory-modules", smbus.Interface, withHost(memoryModules), known)
}

// host is the host under test.
type host struct {
	*run.T
	*smbus.Host
}

func withHost(test func(host)) func(*run.T, *smbus.Host) {
	return func(t *run.T, h *smbus.Host) { test(host{t, h}) }
}

// begin starts a transaction.
func (h host) begin(t smbus.Transaction) {
	h.Helper()
	h.Must(h.Begin(h.Context(), t))
}

// end waits for the end of a transaction, checks its status, and clears it.
func (h host) end(when string, want smbus.Flags) {
	h.Helper()
	got, err := h.Finish(h.Context())
	h.Must(err)
	h.same(when, got, want)
	smbus.Status.WriteT(h, h.Regs, ^smbus.Flags(0))
}

// same checks a status. The semaphore is not compared, as each read sets it.
func (h host) same(when string, got, want smbus.Flags) {
	h.Helper()
	if got &^= smbus.InUse; got != want {
		h.Errorf("%s: status = %v, want %v", when, got, want)
	}
}

// makes makes a transaction that ends with no error.
func (h host) makes(when string, t smbus.Transaction) {
	h.Helper()
	h.begin(t)
	h.end(when, smbus.Interrupt)
}

// put writes bytes to the target, one by one.
func (h host) put(at uint8, p ...byte) {
	h.Helper()
	for i, b := range p {
		h.makes("a byte is written", smbus.Transaction{Protocol: smbus.ByteData, Target: target, Code: at + uint8(i), Data: []byte{b}})
	}
}

// holds checks bytes of the target, one by one.
func (h host) holds(when string, at uint8, want ...byte) {
	h.Helper()
	for i, b := range want {
		n := at + uint8(i)
		h.makes("a byte is read", smbus.Transaction{Protocol: smbus.ByteData, Target: target, Read: true, Code: n})
		reg.ExpectT(h, h.Regs, fmt.Sprintf("%s: byte %#02x of the device", when, n), smbus.Data0, b)
	}
}

// ich9 makes a step only on a host of an ICH9.
func (h host) ich9(name string, step func()) {
	if h.ICH9 {
		h.Step(name, step)
	}
}

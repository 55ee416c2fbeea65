package intelnic_test

import (
	"context"
	"encoding/binary"
	"testing"

	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/device/net/intelnic"
	"github.com/qgraph/qgraph/qtest"
	"github.com/qgraph/qgraph/qtest/qtestfake"
)

// registers is the guest-physical address of the fake's registers.
const registers = 0xfeb00000

// fakeMemory is a machine that has only memory, and the connection to it.
type fakeMemory struct {
	*qtestfake.Memory
	conn *qtest.Conn
}

// sync waits until all writes have reached the machine. A hook must not call it.
func (m fakeMemory) sync() {
	if err := m.conn.Sync(context.Background()); err != nil {
		panic(err)
	}
}

// newController returns a controller with plain memory as registers, and the
// memory.
func newController(t *testing.T) (*intelnic.Controller, fakeMemory) {
	t.Helper()
	memory := fakeMemory{Memory: qtestfake.NewMemory()}
	memory.conn = memory.Start(t)
	m := guest.NewMachine(memory.conn, binary.LittleEndian, guest.RAM{Base: 1 << 20, Size: 1 << 20})
	t.Cleanup(func() {
		if err := m.Alloc.Check(); err != nil {
			t.Error(err)
		}
	})
	return &intelnic.Controller{Regs: m.Window(registers, binary.LittleEndian), Machine: m, EEPROM: intelnic.ExpressEEPROM()}, memory
}

// register returns the content of the register at an offset.
func register(memory fakeMemory, offset uint64) uint32 {
	memory.sync()
	return binary.LittleEndian.Uint32(memory.Bytes(registers+offset, 4))
}

// onWrite calls f for each write to the register at an offset.
func onWrite(memory fakeMemory, offset uint64, f func(v uint32)) {
	memory.OnWrite(registers+offset, func(_ qtest.Width, v uint64) { f(uint32(v)) })
}

// must ends the test if err is not nil.
func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

package ufs_test

import (
	"context"
	"encoding/binary"
	"testing"

	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/device/storage/ufs"
	"github.com/qgraph/qgraph/qtest"
	"github.com/qgraph/qgraph/qtest/qtestfake"
)

var le, be = binary.LittleEndian, binary.BigEndian

// Offsets of the registers of the fake's queues.
const (
	queueConfig    = 0x400
	queueDoorbells = 0x1000 // of submission queue n at 0x40 times n, followed by those of its completion queue
)

// line is the controller's interrupt line.
const line = 5

// fake is a host controller with a device that follows the specification, unless a test
// changes it. It is the space of its registers.
type fake struct {
	memory  *qtestfake.Memory
	conn    *qtest.Conn // to the memory
	regs    map[uint64]uint32
	failUIC bool
	deafUIC bool // no UIC command is ever completed
	answer  func(request ufs.UPIU, prdt []byte) (ufs.UPIU, ufs.OverallStatus)
	lost    bool // no request is ever completed
	shift   int  // a fault: completion queue entries name another command table
}

// newFake returns a host controller with its driver. It checks at the end of the test
// that all guest memory is free.
func newFake(t *testing.T) (*fake, *ufs.Controller) {
	t.Helper()
	f := &fake{memory: qtestfake.NewMemory(), regs: map[uint64]uint32{
		uint64(ufs.CAP):    31 | 7<<16,
		uint64(ufs.MCQCAP): 1 | queueConfig/0x200<<16,
	}}
	for n := range uint64(2) {
		f.regs[queueConfig+0x40*n+0x0c] = uint32(queueDoorbells + 0x40*n)
		f.regs[queueConfig+0x40*n+0x2c] = uint32(queueDoorbells + 0x40*n + 0x20)
		f.regs[queueConfig+0x40*n+0x30] = uint32(queueDoorbells + 0x40*n + 0x30)
	}
	f.answer = func(request ufs.UPIU, _ []byte) (ufs.UPIU, ufs.OverallStatus) {
		return reply(request, ufs.NopIn), ufs.OCSSuccess
	}
	f.conn = f.memory.Start(t)
	m := guest.NewMachine(f.conn, le, guest.RAM{Base: 1 << 20, Size: 4 << 20})
	t.Cleanup(func() {
		if err := m.Alloc.Check(); err != nil {
			t.Error(err)
		}
	})
	return f, &ufs.Controller{Regs: f, Machine: m}
}

// reply returns a response to a request, with its logical unit and task tag.
func reply(request ufs.UPIU, tr ufs.Transaction) ufs.UPIU {
	u := make(ufs.UPIU, 64)
	u[0] = byte(tr)
	copy(u[2:4], request[2:4])
	return u
}

func (f *fake) Load(_ context.Context, _ qtest.Width, offset uint64) (uint64, error) {
	return uint64(f.regs[offset]), nil
}

// Store writes a register, after all earlier writes to memory.
func (f *fake) Store(ctx context.Context, _ qtest.Width, offset, value uint64) error {
	if err := f.conn.Sync(ctx); err != nil {
		return err
	}
	f.store(offset, value)
	return f.memory.SetIRQ(line, f.regs[uint64(ufs.IS)]&f.regs[uint64(ufs.IE)] != 0)
}

func (f *fake) store(offset, value uint64) {
	v := uint32(value)
	switch offset {
	case uint64(ufs.IS), uint64(ufs.UTRLCNR):
		f.regs[offset] &^= v
		return
	case uint64(ufs.UTRLDBR):
		for slot := range 32 {
			if v>>slot&1 != 0 && !f.lost {
				f.slot(slot)
			} else if v>>slot&1 != 0 {
				f.regs[offset] |= 1 << slot
			}
		}
		return
	}
	f.regs[offset] = v
	switch {
	case offset == uint64(ufs.HCE):
		f.regs[uint64(ufs.HCS)] = v * uint32(ufs.StatusUCRDY)
	case offset == uint64(ufs.UICCMD):
		f.uic(ufs.Opcode(v))
	case offset >= queueDoorbells && offset%0x20 == 4 && !f.lost:
		f.queue((offset - queueDoorbells) / 0x40)
	}
}

func (f *fake) uic(op ufs.Opcode) {
	if f.deafUIC {
		return
	}
	f.regs[uint64(ufs.UCMDARG2)] = 0
	f.regs[uint64(ufs.IS)] |= uint32(ufs.InterruptUCCS)
	switch {
	case f.failUIC:
		f.regs[uint64(ufs.UCMDARG2)] = 0xffffff01
	case op == ufs.DMELinkStartup:
		f.regs[uint64(ufs.HCS)] |= uint32(ufs.StatusDP | ufs.StatusListReady)
	}
}

// run carries out the request of a descriptor and returns its overall command status.
func (f *fake) run(descriptor []byte) ufs.OverallStatus {
	table := le.Uint64(descriptor[16:])
	response := table + 4*uint64(le.Uint16(descriptor[26:]))
	prdt := f.memory.Bytes(table+4*uint64(le.Uint16(descriptor[30:])), 16*int(le.Uint16(descriptor[28:])))
	u, ocs := f.answer(f.memory.Bytes(table, 288), prdt)
	f.memory.SetBytes(response, u[:min(len(u), 4*int(le.Uint16(descriptor[24:])))])
	return ocs
}

func (f *fake) slot(n int) {
	at := uint64(f.regs[uint64(ufs.UTRLBA)]) + 32*uint64(n)
	descriptor := f.memory.Bytes(at, 32)
	f.memory.SetBytes(at+8, []byte{byte(f.run(descriptor))})
	f.regs[uint64(ufs.UTRLCNR)] |= 1 << n
	if descriptor[3]&1 != 0 {
		f.regs[uint64(ufs.IS)] |= uint32(ufs.InterruptUTRCS)
	}
}

// queue carries out the requests of a submission queue up to its tail.
func (f *fake) queue(n uint64) {
	config, sq := queueConfig+0x40*n, queueDoorbells+0x40*n
	completions := uint64(f.regs[config]>>16&0xff)*0x40 + queueConfig
	cq := uint64(f.regs[completions+0x2c])
	size := func(attributes uint32) uint32 { return (attributes&0xffff + 1) * 4 }
	for f.regs[sq] != f.regs[sq+4] {
		descriptor := f.memory.Bytes(uint64(f.regs[config+4])+uint64(f.regs[sq]), 32)
		f.regs[sq] = (f.regs[sq] + 32) % size(f.regs[config])
		entry := make([]byte, 32)
		le.PutUint64(entry, le.Uint64(descriptor[16:])+uint64(f.shift)|n)
		entry[16] = byte(f.run(descriptor))
		copy(entry[8:16], descriptor[24:32])
		f.memory.SetBytes(uint64(f.regs[completions+0x24])+uint64(f.regs[cq+4]), entry)
		f.regs[cq+4] = (f.regs[cq+4] + 32) % size(f.regs[completions+0x20])
	}
}

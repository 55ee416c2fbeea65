package nvme_test

import (
	"context"
	"encoding/binary"
	"slices"
	"testing"
	"time"

	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/device/storage/nvme"
	"github.com/qgraph/qgraph/qtest"
	"github.com/qgraph/qgraph/qtest/qtestfake"
)

var le = binary.LittleEndian

// fake is a controller that follows the specification, unless a test changes it. It is
// the space of its registers.
type fake struct {
	memory  *qtestfake.Memory
	conn    *qtest.Conn // to the memory
	regs    map[uint64]uint64
	ready   time.Duration // from CC.EN to CSTS.RDY
	enabled time.Duration // when CC.EN was set
	fatal   bool
	queues  map[uint16]*fakeQueue
	answer  func(cmd []byte) (result uint32, status nvme.Code)
	corrupt func(entry []byte) // changes a completion
	rung    []uint64           // values written to head doorbells
}

type fakeQueue struct {
	sq, cq         uint64
	sqSize, cqSize int
	head, tail     int
	flipped        bool
}

// newFake returns a controller with its driver. It checks at the end of the test that
// all guest memory is free.
func newFake(t *testing.T) (*fake, *nvme.Controller) {
	t.Helper()
	f := &fake{
		memory: qtestfake.NewMemory(),
		regs: map[uint64]uint64{
			uint64(nvme.CAP): uint64(nvme.Capabilities(63) | nvme.CapCQR | nvme.Capabilities(1)<<24 | nvme.CapCSSNVM | nvme.Capabilities(4)<<52),
		},
		ready:   20 * time.Millisecond,
		queues:  map[uint16]*fakeQueue{},
		answer:  func([]byte) (uint32, nvme.Code) { return 0, nvme.Success },
		corrupt: func([]byte) {},
	}
	f.conn = f.memory.Start(t)
	m := guest.NewMachine(f.conn, le, guest.RAM{Base: 1 << 20, Size: 4 << 20})
	t.Cleanup(func() {
		if err := m.Alloc.Check(); err != nil {
			t.Error(err)
		}
	})
	return f, &nvme.Controller{Regs: f, Machine: m}
}

// Load reads a register. Reads of CSTS follow a step of the clock.
func (f *fake) Load(ctx context.Context, _ qtest.Width, offset uint64) (uint64, error) {
	if err := f.conn.Sync(ctx); err != nil {
		return 0, err
	}
	if offset != uint64(nvme.CSTS) {
		return f.regs[offset], nil
	}
	cc := nvme.Configuration(f.regs[uint64(nvme.CC)])
	var s nvme.Status
	switch {
	case cc&nvme.ConfigEN == 0:
	case f.fatal:
		s = nvme.StatusCFS
	case f.memory.Now() >= f.enabled+f.ready:
		s = nvme.StatusRDY
		if cc&nvme.ConfigSHN != 0 {
			s |= nvme.ShutdownComplete
		}
	}
	return uint64(s), nil
}

// Store writes a register, after all earlier writes to memory.
func (f *fake) Store(ctx context.Context, _ qtest.Width, offset, v uint64) error {
	if err := f.conn.Sync(ctx); err != nil {
		return err
	}
	f.regs[offset] = v
	switch {
	case offset == uint64(nvme.CC) && nvme.Configuration(v)&nvme.ConfigEN != 0 && len(f.queues) == 0:
		f.enabled = f.memory.Now()
		aqa := nvme.AdminQueueSize(f.regs[uint64(nvme.AQA)])
		f.queues[0] = &fakeQueue{
			sq: f.regs[uint64(nvme.ASQ)], sqSize: int(aqa&nvme.AdminASQS) + 1,
			cq: f.regs[uint64(nvme.ACQ)], cqSize: int(aqa&nvme.AdminACQS>>16) + 1,
		}
	case offset == uint64(nvme.CC) && nvme.Configuration(v)&nvme.ConfigEN == 0:
		clear(f.queues)
	case offset >= nvme.Doorbells && offset%8 == 4:
		f.rung = append(f.rung, v)
	case offset >= nvme.Doorbells:
		f.work(uint16((offset-nvme.Doorbells)/8), int(v))
	}
	return nil
}

// work executes the commands of a queue up to the tail.
func (f *fake) work(id uint16, tail int) {
	q := f.queues[id]
	for q.head != tail {
		cmd := f.memory.Bytes(q.sq+uint64(q.head)*nvme.EntrySize, nvme.EntrySize)
		q.head = (q.head + 1) % q.sqSize
		result, status := f.do(id, cmd)
		entry := make([]byte, nvme.CompletionSize)
		le.PutUint32(entry, result)
		le.PutUint16(entry[8:], uint16(q.head))
		le.PutUint16(entry[10:], id)
		copy(entry[12:14], cmd[2:4])
		field := uint16(status) << 1
		if !q.flipped {
			field |= 1
		}
		le.PutUint16(entry[14:], field)
		f.corrupt(entry)
		f.memory.SetBytes(q.cq+uint64(q.tail)*nvme.CompletionSize, entry)
		if q.tail++; q.tail == q.cqSize {
			q.tail, q.flipped = 0, !q.flipped
		}
	}
}

// do executes one command. It creates and deletes queues itself, unless answer refuses
// the command.
func (f *fake) do(id uint16, cmd []byte) (uint32, nvme.Code) {
	result, status := f.answer(slices.Clone(cmd))
	if id != 0 || status != nvme.Success {
		return result, status
	}
	queue, size := le.Uint16(cmd[40:]), int(le.Uint16(cmd[42:]))+1
	switch nvme.Opcode(cmd[0]) {
	case nvme.AdminCreateCQ:
		f.queues[queue] = &fakeQueue{cq: le.Uint64(cmd[24:]), cqSize: size}
	case nvme.AdminCreateSQ:
		f.queues[queue].sq, f.queues[queue].sqSize = le.Uint64(cmd[24:]), size
	case nvme.AdminDeleteCQ:
		delete(f.queues, queue)
	}
	return result, status
}

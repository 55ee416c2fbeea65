package ufs

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
)

// TaskFunction is a task management function (UFS, section 10.7.6 "TASK MANAGEMENT
// REQUEST UPIU").
type TaskFunction uint8

// The task management functions.
const (
	AbortTask         TaskFunction = 0x01
	AbortTaskSet      TaskFunction = 0x02
	ClearTaskSet      TaskFunction = 0x04
	LogicalUnitReset  TaskFunction = 0x08
	QueryTask         TaskFunction = 0x80
	QueryTaskSetOfAll TaskFunction = 0x81 // QUERY TASK SET
)

// ServiceResponse is the outcome of a task management function (UFS, section 10.7.7
// "TASK MANAGEMENT RESPONSE UPIU").
type ServiceResponse uint8

// The service responses.
const (
	TaskComplete     ServiceResponse = 0x00
	TaskNotSupported ServiceResponse = 0x04
	TaskFailed       ServiceResponse = 0x05
	TaskSucceeded    ServiceResponse = 0x08
	TaskIncorrectLUN ServiceResponse = 0x09
)

// taskSize is the size of a UTP task management request descriptor in bytes.
const taskSize = 80

// TaskList is the task management request list (UFSHCI, section 5.5 "UTP Task Management
// Registers").
type TaskList struct {
	c     *Controller
	addr  uint64
	slots int
}

// OpenTasks sets up the task management request list and starts it. The link must be
// up.
func (c *Controller) OpenTasks(ctx context.Context) (*TaskList, error) {
	caps, err := CAP.Read(ctx, c.Regs)
	if err != nil {
		return nil, fmt.Errorf("ufs: task management request list: %w", err)
	}
	addr, err := c.Machine.AllocZeroed(ctx, uint64(caps.TaskSlots())*taskSize, listAlign)
	if err != nil {
		return nil, fmt.Errorf("ufs: task management request list: %w", err)
	}
	err = errors.Join(
		UTMRLBA.Write(ctx, c.Regs, uint32(addr)),
		UTMRLBAU.Write(ctx, c.Regs, uint32(addr>>32)),
		UTMRLRSR.Write(ctx, c.Regs, RunStop),
	)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("ufs: task management request list: %w", err), c.Machine.Alloc.Free(addr))
	}
	return &TaskList{c, addr, caps.TaskSlots()}, nil
}

// Close stops the list and frees its memory.
func (l *TaskList) Close(ctx context.Context) error {
	return errors.Join(UTMRLRSR.Write(ctx, l.c.Regs, 0), l.c.Machine.Alloc.Free(l.addr))
}

// Slots returns the number of slots.
func (l *TaskList) Slots() int { return l.slots }

// Submit starts a task management function in a slot. It applies to the task of a
// logical unit with that tag, or to all its tasks.
func (l *TaskList) Submit(ctx context.Context, slot int, f TaskFunction, lun, tag uint8) error {
	u := newUPIU(TaskRequest, nil)
	u[2], u[3], u[5] = lun, uint8(slot), byte(f)
	binary.BigEndian.PutUint32(u[12:], uint32(lun))
	binary.BigEndian.PutUint32(u[16:], uint32(tag))
	p := make([]byte, taskSize)
	const interrupt = 1 << 24 // I
	binary.LittleEndian.PutUint32(p, interrupt)
	binary.LittleEndian.PutUint32(p[8:], uint32(OCSInvalid))
	copy(p[16:], u)
	if err := l.c.Machine.WriteMemory(ctx, l.addr+uint64(slot)*taskSize, p); err != nil {
		return fmt.Errorf("ufs: task slot %d: %w", slot, err)
	}
	return UTMRLDBR.Write(ctx, l.c.Regs, 1<<slot)
}

// Result returns the outcome of the function in a slot, which must be complete.
func (l *TaskList) Result(ctx context.Context, slot int) (OverallStatus, ServiceResponse, error) {
	p := make([]byte, taskSize)
	if err := l.c.Machine.ReadMemory(ctx, l.addr+uint64(slot)*taskSize, p); err != nil {
		return 0, 0, fmt.Errorf("ufs: task slot %d: %w", slot, err)
	}
	return OverallStatus(p[8]), ServiceResponse(p[16+upiuSize+15]), nil
}

package spapr

import (
	"context"
	"encoding/binary"
	"fmt"

	"github.com/qgraph/qgraph/libqos/base/guest"
)

// Firmware is QEMU's access to a machine's run-time abstraction services;
// [*qtest.QEMU] implements it.
type Firmware interface {
	RTAS(ctx context.Context, name string, nargs int, args uint64, nret int, ret uint64) (uint64, error)
}

// Status is the first result of a call (LoPAPR 1.1, section 7.2.8 "Return
// Codes"). A negative one is an error.
type Status int32

// Return codes.
const (
	Success        Status = 0
	HardwareError  Status = -1
	ParameterError Status = -3
)

// Error returns the number. Its meaning depends on the call.
func (s Status) Error() string { return fmt.Sprintf("status %d", int32(s)) }

// RTAS calls the run-time abstraction services (LoPAPR 1.1, chapter 7 "Run-Time
// Abstraction Services (RTAS)").
type RTAS struct {
	firmware Firmware
	machine  *guest.Machine
}

// cell is the size of an argument and of a result, in bytes. Both are
// big-endian.
const cell = 4

// Call calls a function and returns that many results besides the status. A
// status other than [Success] is an error that wraps it.
func (r RTAS) Call(ctx context.Context, name string, results int, args ...uint32) ([]uint32, error) {
	status, values, err := r.Try(ctx, name, results, args...)
	if err == nil && status != Success {
		err = fmt.Errorf("spapr: RTAS %s: %w", name, status)
	}
	return values, err
}

// Try calls a function with more than one status of success. It does not check
// the status.
func (r RTAS) Try(ctx context.Context, name string, results int, args ...uint32) (Status, []uint32, error) {
	values, err := r.call(ctx, name, 1+results, args)
	if err != nil {
		return 0, nil, fmt.Errorf("spapr: RTAS %s: %w", name, err)
	}
	return Status(values[0]), values[1:], nil
}

func (r RTAS) call(ctx context.Context, name string, results int, args []uint32) ([]uint32, error) {
	size := uint64(cell * (len(args) + results))
	buffer, err := r.machine.Alloc.Alloc(size, cell)
	if err != nil {
		return nil, err
	}
	values, err := r.exchange(ctx, name, buffer, results, args)
	if free := r.machine.Alloc.Free(buffer); err == nil {
		err = free
	}
	return values, err
}

// exchange makes the call with its arguments at a guest-physical address,
// followed by its results.
func (r RTAS) exchange(ctx context.Context, name string, buffer uint64, results int, args []uint32) ([]uint32, error) {
	var p []byte
	for _, a := range args {
		p = binary.BigEndian.AppendUint32(p, a)
	}
	if err := r.machine.WriteMemory(ctx, buffer, p); err != nil {
		return nil, err
	}
	answer := buffer + uint64(len(p))
	if _, err := r.firmware.RTAS(ctx, name, len(args), buffer, results, answer); err != nil {
		return nil, err
	}
	p = make([]byte, cell*results)
	if err := r.machine.ReadMemory(ctx, answer, p); err != nil {
		return nil, err
	}
	values := make([]uint32, results)
	for i := range values {
		values[i] = binary.BigEndian.Uint32(p[cell*i:])
	}
	return values, nil
}

package ufs

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/protocol/scsi"
)

// Sizes of structures in memory in bytes.
const (
	descriptorSize = 32 // of a UTP transfer request descriptor
	tableAlign     = 128
	requestRoom    = 128 // of a UTP command descriptor, for the request UPIU
	responseRoom   = 512 // for the response UPIU
	prdtRoom       = 384 // for a PRDT, unless it is longer
	tableSize      = requestRoom + responseRoom + prdtRoom
	longPRDTRoom   = 7 << 10
	farPRDT        = 64 << 10 // from the room for a long PRDT to the room of a far one
	prdtEntrySize  = 16
)

// tables is the memory of a list or of a submission queue. It holds UTP Transfer
// Request Descriptors, a UTP Command Descriptor for each, and room for one PRDT that is
// too long for its command descriptor, and for one that is far from it (UFSHCI, sections
// 6.1.1 "UTP Transfer Request Descriptor" and 6.1.2 "UTP Command Descriptor").
//
// The command descriptors follow the descriptors, the last one first, so that the
// requests and responses of the last slots are one block of memory.
type tables struct {
	machine  *guest.Machine
	base     uint64
	count    int
	requests []Request // by slot
	// The transfer request descriptors by slot, as written. The controller changes nothing
	// but the overall command status.
	descriptors [][descriptorSize]byte
}

func newTables(ctx context.Context, m *guest.Machine, count int) (*tables, error) {
	t := &tables{machine: m, count: count, requests: make([]Request, count), descriptors: make([][descriptorSize]byte, count)}
	var err error
	if t.base, err = m.Alloc.Alloc(t.offset(0)+tableSize+farPRDT+longPRDTRoom, listAlign); err != nil {
		return nil, err
	}
	if err := m.Memset(ctx, t.base, uint64(count)*descriptorSize, 0); err != nil {
		return nil, errors.Join(err, t.free())
	}
	return t, nil
}

func (t *tables) free() error { return t.machine.Alloc.Free(t.base) }

// offset returns the offset of a slot's command descriptor.
func (t *tables) offset(slot int) uint64 {
	descriptors := (uint64(t.count)*descriptorSize + tableAlign - 1) &^ (tableAlign - 1)
	return descriptors + uint64(t.count-1-slot)*tableSize
}

// address returns the address of the command descriptor of a slot.
func (t *tables) address(slot int) uint64 { return t.base + t.offset(slot) }

// longPRDT returns the distance from a slot's command descriptor to the room for a long
// PRDT, in bytes.
func (t *tables) longPRDT(slot int) uint64 { return t.offset(0) + tableSize - t.offset(slot) }

// write puts requests into slots, starting at first. The task tag of each is the number
// of its slot.
func (t *tables) write(ctx context.Context, first int, requests []Request) error {
	descriptors := make([]byte, len(requests)*descriptorSize)
	commands := make([]byte, len(requests)*tableSize)
	for i, r := range requests {
		slot := first + i
		command := commands[(len(requests)-1-i)*tableSize:][:tableSize]
		if err := t.put(ctx, slot, r, descriptors[i*descriptorSize:], command); err != nil {
			return err
		}
		t.requests[slot] = r
		t.descriptors[slot] = [descriptorSize]byte(descriptors[i*descriptorSize:])
	}
	last := first + len(requests) - 1
	at := t.base + uint64(first)*descriptorSize
	if at+uint64(len(descriptors)) == t.address(last) {
		return t.machine.WriteMemory(ctx, at, append(descriptors, commands...))
	}
	if err := t.machine.WriteMemory(ctx, at, descriptors); err != nil {
		return err
	}
	return t.machine.WriteMemory(ctx, t.address(last), commands)
}

// put fills the descriptor and the command descriptor of a slot.
func (t *tables) put(ctx context.Context, slot int, r Request, descriptor, command []byte) error {
	prdt := r.Data.table()
	room := r.Room
	if room == 0 {
		room = responseRoom
	}
	if len(r.UPIU) > requestRoom || len(prdt) > longPRDTRoom || room > responseRoom {
		return fmt.Errorf("no room for a request UPIU of %d bytes, a PRDT of %d bytes or a response UPIU of %d bytes", len(r.UPIU), len(prdt), room)
	}
	copy(command, r.UPIU)
	command[3] = uint8(slot)
	prdtAt := uint64(requestRoom + responseRoom)
	if len(prdt) > prdtRoom || r.Near != nil {
		prdtAt = t.longPRDT(slot)
		if r.Near != nil {
			if err := t.machine.WriteMemory(ctx, t.address(slot)+prdtAt, r.Near.table()); err != nil {
				return err
			}
			prdtAt += farPRDT
		}
		if err := t.machine.WriteMemory(ctx, t.address(slot)+prdtAt, prdt); err != nil {
			return err
		}
	} else {
		copy(command[prdtAt:], prdt)
	}
	le := binary.LittleEndian
	le.PutUint32(descriptor, r.header())
	le.PutUint32(descriptor[8:], uint32(OCSInvalid))
	le.PutUint64(descriptor[16:], t.address(slot))
	le.PutUint16(descriptor[24:], uint16(room/4))
	le.PutUint16(descriptor[26:], requestRoom/4)
	le.PutUint16(descriptor[28:], uint16(len(prdt)/prdtEntrySize))
	le.PutUint16(descriptor[30:], uint16(prdtAt/4))
	return nil
}

// header returns the first word of the request's descriptor.
func (r Request) header() uint32 {
	const (
		typeStorage = 1 << 28 // CT
		interrupt   = 1 << 24 // I
		toDevice    = 1 << 25 // DD
		fromDevice  = 2 << 25
	)
	header := uint32(typeStorage)
	if !r.NoInterrupt {
		header |= interrupt
	}
	switch r.Direction {
	case scsi.ToTarget:
		header |= toDevice
	case scsi.FromTarget:
		header |= fromDevice
	}
	return header
}

// results decodes the descriptors and the response UPIUs of n slots, starting at first.
func (t *tables) results(ctx context.Context, first, n int) ([]Response, error) {
	descriptors := make([]byte, n*descriptorSize)
	commands := make([]byte, n*tableSize)
	last := first + n - 1
	at := t.base + uint64(first)*descriptorSize
	if at+uint64(len(descriptors)) == t.address(last) {
		both := make([]byte, len(descriptors)+len(commands))
		if err := t.machine.ReadMemory(ctx, at, both); err != nil {
			return nil, err
		}
		copy(descriptors, both)
		copy(commands, both[len(descriptors):])
	} else {
		if err := t.machine.ReadMemory(ctx, at, descriptors); err != nil {
			return nil, err
		}
		if err := t.machine.ReadMemory(ctx, t.address(last), commands); err != nil {
			return nil, err
		}
	}
	all := make([]Response, n)
	for i := range all {
		var err error
		if all[i].OCS, err = t.status(first+i, [descriptorSize]byte(descriptors[i*descriptorSize:])); err != nil {
			return nil, err
		}
		if all[i].UPIU, err = t.response(first+i, commands[(n-1-i)*tableSize:][:tableSize]); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// status returns the overall command status in a slot's descriptor. Nothing else in it may
// have changed.
func (t *tables) status(slot int, descriptor [descriptorSize]byte) (OverallStatus, error) {
	const ocs = 8
	want := t.descriptors[slot]
	want[ocs] = descriptor[ocs]
	if descriptor != want {
		return 0, fmt.Errorf("got the descriptor of slot %d as %x, want %x as written", slot, descriptor, want)
	}
	return OverallStatus(descriptor[ocs]), nil
}

// places returns the part of a slot's descriptor with the lengths and offsets of the
// response UPIU and the PRDT.
func (t *tables) places(slot int) []byte {
	const at, size = 24, 8
	return t.descriptors[slot][at:][:size]
}

// responses returns the response UPIUs of n slots, starting at first.
func (t *tables) responses(ctx context.Context, first, n int) ([]UPIU, error) {
	commands := make([]byte, n*tableSize)
	if err := t.machine.ReadMemory(ctx, t.address(first+n-1), commands); err != nil {
		return nil, err
	}
	all := make([]UPIU, n)
	for i := range all {
		var err error
		if all[i], err = t.response(first+i, commands[(n-1-i)*tableSize:][:tableSize]); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// response returns the response UPIU in a command descriptor. The controller must not
// write beyond the request's room for it.
func (t *tables) response(slot int, command []byte) (UPIU, error) {
	r := t.requests[slot]
	u := UPIU(command[requestRoom:][:responseRoom])
	if r.Room == 0 {
		return u, nil
	}
	for i, b := range u[r.Room:] {
		if b != 0 {
			return nil, fmt.Errorf("got byte %d of the response UPIU as %#02x, but it has room for %d bytes", r.Room+i, b, r.Room)
		}
	}
	return u[:r.Room], nil
}

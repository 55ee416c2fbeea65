package ufs

import (
	"context"
	"encoding/binary"
	"fmt"

	"github.com/qgraph/qgraph/libqos/guest"
	"github.com/qgraph/qgraph/libqos/scsi"
)

// Sizes of structures in memory in bytes.
const (
	descriptorSize = 32 // of a UTP transfer request descriptor
	tableAlign     = 128
	requestRoom    = 512 // of a UTP command descriptor, for the request UPIU
	responseRoom   = 512 // and for the response UPIU
	prdtRoom       = 7 << 10
	prdtEntrySize  = 16
)

// commandTable is a UTP Command Descriptor: request UPIU, response UPIU and PRDT in one
// block of memory (UFSHCI, section 6.1.2 "UTP Command Descriptor").
type commandTable struct {
	machine *guest.Machine
	addr    uint64
}

func newCommandTable(m *guest.Machine) (*commandTable, error) {
	addr, err := m.Alloc.Alloc(requestRoom+responseRoom+prdtRoom, tableAlign)
	if err != nil {
		return nil, err
	}
	return &commandTable{m, addr}, nil
}

func (t *commandTable) free() error { return t.machine.Alloc.Free(t.addr) }

// write puts a request into the table and returns its UTP Transfer Request
// Descriptor (UFSHCI, section 6.1.1 "UTP Transfer Request Descriptor").
func (t *commandTable) write(ctx context.Context, tag uint8, r Request) ([]byte, error) {
	request := make(UPIU, requestRoom+responseRoom+prdtRoom)
	prdt := r.Data.table()
	room := r.Room
	if room == 0 {
		room = responseRoom
	}
	if len(r.UPIU) > requestRoom || len(prdt) > prdtRoom || room > responseRoom {
		return nil, fmt.Errorf("a request UPIU of %d bytes, a PRDT of %d, or a response UPIU of %d: there is no room for it", len(r.UPIU), len(prdt), room)
	}
	copy(request, r.UPIU)
	request[3] = tag
	copy(request[requestRoom+responseRoom:], prdt)
	if err := t.machine.WriteMemory(ctx, t.addr, request); err != nil {
		return nil, err
	}
	return t.descriptor(r, room, len(prdt)/prdtEntrySize), nil
}

func (t *commandTable) descriptor(r Request, room, entries int) []byte {
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
	p := make([]byte, descriptorSize)
	le := binary.LittleEndian
	le.PutUint32(p, header)
	le.PutUint32(p[8:], uint32(OCSInvalid))
	le.PutUint64(p[16:], t.addr)
	le.PutUint16(p[24:], uint16(room/4))
	le.PutUint16(p[26:], requestRoom/4)
	le.PutUint16(p[28:], uint16(entries))
	le.PutUint16(p[30:], (requestRoom+responseRoom)/4)
	return p
}

// response returns the response UPIU. The request's room for it is all that the
// controller may write to.
func (t *commandTable) response(ctx context.Context, r Request) (UPIU, error) {
	u := make(UPIU, responseRoom)
	if err := t.machine.ReadMemory(ctx, t.addr+requestRoom, u); err != nil {
		return nil, err
	}
	if r.Room == 0 {
		return u, nil
	}
	for i, b := range u[r.Room:] {
		if b != 0 {
			return nil, fmt.Errorf("byte %d of the response UPIU is %#02x, and there is room for %d", r.Room+i, b, r.Room)
		}
	}
	return u[:r.Room], nil
}

package nvdimm

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/qtest"
)

// Handle says whom a question is for: a module, by its handle in the NFIT, or one of the following.
type Handle uint32

// Handles that are no module's.
const (
	Root     Handle = 0
	Internal Handle = 0x1_0000 // QEMU's own functions
)

// Function is a function of _DSM.
type Function uint32

// The functions: of all handles, of [Internal], and of a module with a label area (NVDIMM DSM
// Interface Example 1.3, chapter 4).
const (
	Functions Function = 0 // a bit for each function that there is
	ReadFIT   Function = 1 // input: offset
	LabelSize Function = 4 // output: size of the area, and of the largest transfer, in bytes
	ReadLabel Function = 5 // input: offset, length
	SetLabel  Function = 6 // input: offset, length, the bytes
)

// Status is the first word of most answers.
type Status uint32

// The status codes (chapter 3).
const (
	Success Status = 0
	Invalid Status = 3     // input parameters
	Changed Status = 0x100 // the NFIT has changed since it was read from its start
)

// The page and the port.
const (
	pageSize = 4096
	port     = 0xa18
	revision = 1
	head     = 12 // bytes before the input
	length   = 4  // bytes before the output
)

// Words returns numbers as input: the way in which all functions take them.
func Words(all ...uint32) []byte {
	var p []byte
	for _, v := range all {
		p = binary.LittleEndian.AppendUint32(p, v)
	}
	return p
}

// Ask calls a function, and returns its output. The page is taken for the time of the call.
func Ask(ctx context.Context, m *guest.Machine, h Handle, f Function, input []byte) (output []byte, err error) {
	if len(input) > pageSize-head {
		return nil, fmt.Errorf("nvdimm: an input of %d bytes, want up to %d", len(input), pageSize-head)
	}
	at, err := m.Alloc.Alloc(pageSize, pageSize)
	if err != nil {
		return nil, fmt.Errorf("nvdimm: %w", err)
	}
	defer func() { err = errors.Join(err, m.Alloc.Free(at)) }()
	page := append(Words(uint32(h), revision, uint32(f)), input...)
	if err := m.WriteMemory(ctx, at, append(page, make([]byte, pageSize-len(page))...)); err != nil {
		return nil, fmt.Errorf("nvdimm: %w", err)
	}
	if err := m.Ports(port, 4).Store(ctx, qtest.Width32, 0, at); err != nil {
		return nil, fmt.Errorf("nvdimm: %w", err)
	}
	page = page[:length]
	if err := m.ReadMemory(ctx, at, page); err != nil {
		return nil, fmt.Errorf("nvdimm: %w", err)
	}
	size := binary.LittleEndian.Uint32(page)
	if size < length || size > pageSize {
		return nil, fmt.Errorf("nvdimm: an output of %d bytes in a page of %d", size, pageSize)
	}
	output = make([]byte, size-length)
	if err := m.ReadMemory(ctx, at+length, output); err != nil {
		return nil, fmt.Errorf("nvdimm: %w", err)
	}
	return output, nil
}

package qtest

import (
	"context"
	"fmt"
	"strconv"
)

// Read reads one w-sized unit at the guest's physical address addr, in the byte order of the target.
func (c *Conn) Read(ctx context.Context, w Width, addr uint64) (uint64, error) {
	request, err := accessRequest("read", w, addr)
	if err != nil {
		return 0, err
	}
	return c.value(ctx, w, request)
}

// Write writes one w-sized unit at the guest's physical address addr, in the byte order of the target.
// A value that needs more than w is an error.
func (c *Conn) Write(ctx context.Context, w Width, addr uint64, v uint64) error {
	request, err := writeRequest(w, addr, v)
	if err != nil {
		return err
	}
	return c.post(ctx, request)
}

// In reads one w-sized unit from an I/O port: 64-bit accesses do not exist on ports.
func (c *Conn) In(ctx context.Context, w Width, port uint16) (uint32, error) {
	request, err := portRequest("in", w, port)
	if err != nil {
		return 0, err
	}
	v, err := c.value(ctx, w, request)
	return uint32(v), err
}

// Out writes one w-sized unit to an I/O port: 64-bit accesses do not exist on ports. A value that needs more than w is an error.
func (c *Conn) Out(ctx context.Context, w Width, port uint16, v uint32) error {
	request, err := outRequest(w, port, v)
	if err != nil {
		return err
	}
	return c.post(ctx, request)
}

// value sends a request with a number of width w as its reply.
func (c *Conn) value(ctx context.Context, w Width, request []byte) (uint64, error) {
	text, err := c.exchange(ctx, shortReply, request)
	if err != nil {
		return 0, err
	}
	v, err := parseValue(w, text)
	if err != nil {
		return 0, badReply(request, text)
	}
	return v, nil
}

// accessRequest renders "readl 0x1000", and the same part of a write.
func accessRequest(verb string, w Width, addr uint64) ([]byte, error) {
	letter, err := w.letter()
	if err != nil {
		return nil, err
	}
	b := make([]byte, 0, 64)
	b = append(b, verb...)
	b = append(b, letter)
	return appendHex(b, addr), nil
}

func writeRequest(w Width, addr uint64, v uint64) ([]byte, error) {
	b, err := accessRequest("write", w, addr)
	if err != nil {
		return nil, err
	}
	return appendHex(b, v), w.check(v)
}

// portRequest renders "inl 0xcf8", and the same part of an out.
func portRequest(verb string, w Width, port uint16) ([]byte, error) {
	if w == Width64 {
		return nil, fmt.Errorf("qtest: %v access to port %#x: ports are at most 32 bits wide", w, port)
	}
	return accessRequest(verb, w, uint64(port))
}

func outRequest(w Width, port uint16, v uint32) ([]byte, error) {
	b, err := portRequest("out", w, port)
	if err != nil {
		return nil, err
	}
	return appendHex(b, uint64(v)), w.check(uint64(v))
}

// appendHex appends a space and v as QEMU reads it.
func appendHex(b []byte, v uint64) []byte {
	return strconv.AppendUint(append(b, " 0x"...), v, 16)
}

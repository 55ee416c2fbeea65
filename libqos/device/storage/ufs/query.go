package ufs

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
)

// QueryOpcode is the operation of a query (UFS, section 10.7.8 "QUERY REQUEST
// UPIU").
type QueryOpcode uint8

// The query opcodes.
const (
	QueryNop             QueryOpcode = 0x0
	QueryReadDescriptor  QueryOpcode = 0x1
	QueryWriteDescriptor QueryOpcode = 0x2
	QueryReadAttribute   QueryOpcode = 0x3
	QueryWriteAttribute  QueryOpcode = 0x4
	QueryReadFlag        QueryOpcode = 0x5
	QuerySetFlag         QueryOpcode = 0x6
	QueryClearFlag       QueryOpcode = 0x7
	QueryToggleFlag      QueryOpcode = 0x8
)

// Function returns the query function of the opcode.
func (o QueryOpcode) Function() QueryFunction {
	switch o {
	case QueryWriteDescriptor, QueryWriteAttribute, QuerySetFlag, QueryClearFlag, QueryToggleFlag:
		return StandardWrite
	}
	return StandardRead
}

// QueryFunction selects whether a query reads or writes.
type QueryFunction uint8

// The query functions.
const (
	StandardRead  QueryFunction = 0x01
	StandardWrite QueryFunction = 0x81
)

// Query is a query request (UFS, section 10.7.8 "QUERY REQUEST UPIU").
type Query struct {
	Function QueryFunction // 0 for the opcode's own
	Opcode   QueryOpcode
	IDN      uint8
	Index    uint8
	Selector uint8
	Length   uint16 // bytes of a descriptor to read or write
	Value    uint32 // of an attribute to write
	Data     []byte // of a descriptor to write
}

// Offsets of a query's fields in the UPIU.
const (
	queryOpcode   = 12
	queryIDN      = 13
	queryIndex    = 14
	querySelector = 15
	queryLength   = 18
	queryValue    = 20
)

// UPIU returns the QUERY REQUEST UPIU.
func (q Query) UPIU() UPIU {
	u := newUPIU(QueryRequest, q.Data)
	function := q.Function
	if function == 0 {
		function = q.Opcode.Function()
	}
	u[5] = byte(function)
	u[queryOpcode], u[queryIDN], u[queryIndex], u[querySelector] = byte(q.Opcode), q.IDN, q.Index, q.Selector
	binary.BigEndian.PutUint16(u[queryLength:], q.Length)
	binary.BigEndian.PutUint32(u[queryValue:], q.Value)
	return u
}

// String returns the operation and its target, for errors.
func (q Query) String() string {
	return fmt.Sprintf("query %#x of IDN %#02x, index %d, selector %d", uint8(q.Opcode), q.IDN, q.Index, q.Selector)
}

// Answer is a query response (UFS, section 10.7.9 "QUERY RESPONSE UPIU").
type Answer struct {
	Code     QueryCode
	Opcode   QueryOpcode
	IDN      uint8
	Index    uint8
	Selector uint8
	Length   uint16
	Value    uint32 // of an attribute; a flag is its lowest bit
	Data     []byte // of a descriptor
}

func parseAnswer(u UPIU) Answer {
	return Answer{
		Code:     QueryCode(u.Response()),
		Opcode:   QueryOpcode(u[queryOpcode]),
		IDN:      u[queryIDN],
		Index:    u[queryIndex],
		Selector: u[querySelector],
		Length:   binary.BigEndian.Uint16(u[queryLength:]),
		Value:    binary.BigEndian.Uint32(u[queryValue:]),
		Data:     u.Data(),
	}
}

// QueryCode is the Query Response of a query (UFS, section 10.7.9 "QUERY RESPONSE
// UPIU"). It is an error, for use with errors.Is.
type QueryCode uint8

// The query responses.
const (
	QuerySuccess         QueryCode = 0x00
	QueryNotReadable     QueryCode = 0xf6
	QueryNotWriteable    QueryCode = 0xf7
	QueryAlreadyWritten  QueryCode = 0xf8
	QueryInvalidLength   QueryCode = 0xf9
	QueryInvalidValue    QueryCode = 0xfa
	QueryInvalidSelector QueryCode = 0xfb
	QueryInvalidIndex    QueryCode = 0xfc
	QueryInvalidIDN      QueryCode = 0xfd
	QueryInvalidOpcode   QueryCode = 0xfe
	QueryFailure         QueryCode = 0xff
)

// Error returns the response's name.
func (c QueryCode) Error() string {
	switch c {
	case QuerySuccess:
		return "success"
	case QueryNotReadable:
		return "parameter not readable"
	case QueryNotWriteable:
		return "parameter not writeable"
	case QueryAlreadyWritten:
		return "parameter already written"
	case QueryInvalidLength:
		return "invalid length"
	case QueryInvalidValue:
		return "invalid value"
	case QueryInvalidSelector:
		return "invalid selector"
	case QueryInvalidIndex:
		return "invalid index"
	case QueryInvalidIDN:
		return "invalid IDN"
	case QueryInvalidOpcode:
		return "invalid opcode"
	case QueryFailure:
		return "general failure"
	}
	return fmt.Sprintf("query response %#02x", uint8(c))
}

// Manager is the device manager, which answers queries (UFS, section 5.3 "UFS
// Architecture Overview").
type Manager struct{ Transport Transport }

// Query sends a query. If the device refuses it, Query returns the answer and an
// error that wraps a [QueryCode].
func (m Manager) Query(ctx context.Context, q Query) (Answer, error) {
	done, err := m.Transport.Do(ctx, Request{UPIU: q.UPIU()})
	if err != nil {
		return Answer{}, fmt.Errorf("ufs: %v: %w", q, err)
	}
	if got := done.UPIU.Transaction(); got != QueryResponse {
		return Answer{}, errors.Join(fmt.Errorf("ufs: %v: got a %v UPIU, want QUERY RESPONSE", q, got), done.Err())
	}
	a := parseAnswer(done.UPIU)
	switch {
	case a.Code != QuerySuccess:
		return a, fmt.Errorf("ufs: %v: %w", q, a.Code)
	case done.Err() != nil:
		return a, fmt.Errorf("ufs: %v: %w", q, done.Err())
	case a.Opcode != q.Opcode || a.IDN != q.IDN || a.Index != q.Index || a.Selector != q.Selector:
		return a, fmt.Errorf("ufs: %v: got the answer to query %#x of IDN %#02x, index %d, selector %d: %w", q, uint8(a.Opcode), a.IDN, a.Index, a.Selector, ErrTag)
	}
	return a, nil
}

// ReadFlag returns a flag.
func (m Manager) ReadFlag(ctx context.Context, f Flag) (bool, error) {
	return m.flag(ctx, QueryReadFlag, f)
}

// SetFlag sets a flag and returns its new value.
func (m Manager) SetFlag(ctx context.Context, f Flag) (bool, error) {
	return m.flag(ctx, QuerySetFlag, f)
}

// ClearFlag clears a flag and returns its new value.
func (m Manager) ClearFlag(ctx context.Context, f Flag) (bool, error) {
	return m.flag(ctx, QueryClearFlag, f)
}

// ToggleFlag toggles a flag and returns its new value.
func (m Manager) ToggleFlag(ctx context.Context, f Flag) (bool, error) {
	return m.flag(ctx, QueryToggleFlag, f)
}

func (m Manager) flag(ctx context.Context, op QueryOpcode, f Flag) (bool, error) {
	a, err := m.Query(ctx, Query{Opcode: op, IDN: uint8(f)})
	return a.Value&1 != 0, err
}

// ReadAttribute returns an attribute.
func (m Manager) ReadAttribute(ctx context.Context, a Attribute, index, selector uint8) (uint32, error) {
	answer, err := m.Query(ctx, Query{Opcode: QueryReadAttribute, IDN: uint8(a), Index: index, Selector: selector})
	return answer.Value, err
}

// WriteAttribute writes an attribute.
func (m Manager) WriteAttribute(ctx context.Context, a Attribute, index, selector uint8, v uint32) error {
	_, err := m.Query(ctx, Query{Opcode: QueryWriteAttribute, IDN: uint8(a), Index: index, Selector: selector, Value: v})
	return err
}

// ReadDescriptor returns up to length bytes of a descriptor.
func (m Manager) ReadDescriptor(ctx context.Context, d Descriptor, index uint8, length uint16) ([]byte, error) {
	q := Query{Opcode: QueryReadDescriptor, IDN: uint8(d), Index: index, Length: length}
	a, err := m.Query(ctx, q)
	if err != nil {
		return a.Data, err
	}
	if int(a.Length) != len(a.Data) {
		return a.Data, fmt.Errorf("ufs: %v: got a length of %d bytes and %d bytes of data", q, a.Length, len(a.Data))
	}
	return a.Data, nil
}

package tpm

import (
	"context"
	"encoding/binary"
	"fmt"

	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
)

// CRBBase is the address of the registers on a PC (PTP 1.04, "CRB Interface"; QEMU 11.1, docs/specs/tpm.rst,
// "CRB interface").
const CRBBase = 0xfed4_0000

// The registers of the CRB interface (PTP 1.04, table "CRB Interface Address Map").
const (
	LocState     reg.Reg[LocStateBits] = 0x00 // TPM_LOC_STATE
	LocControl   reg.Reg[LocCtrlBits]  = 0x08 // TPM_LOC_CTRL
	LocStatus    reg.Reg[LocStsBits]   = 0x0c // TPM_LOC_STS
	CRBID        reg.Reg[ID]           = 0x30 // TPM_CRB_INTF_ID, low half
	CRBVendor    reg.Reg[uint32]       = 0x34 // TPM_CRB_INTF_ID, high half: VID, DID
	CRBRequest   reg.Reg[RequestBits]  = 0x40 // TPM_CRB_CTRL_REQ
	CRBStatus    reg.Reg[CtrlStsBits]  = 0x44 // TPM_CRB_CTRL_STS
	CRBCancel    reg.Reg[uint32]       = 0x48 // TPM_CRB_CTRL_CANCEL
	CRBStart     reg.Reg[StartBits]    = 0x4c // TPM_CRB_CTRL_START
	CRBEnable    reg.Reg[uint32]       = 0x50 // TPM_CRB_INT_ENABLE
	CRBInterrupt reg.Reg[uint32]       = 0x54 // TPM_CRB_INT_STS
	CommandSize  reg.Reg[uint32]       = 0x58 // TPM_CRB_CTRL_CMD_SIZE
	CommandLow   reg.Reg[uint32]       = 0x5c // TPM_CRB_CTRL_CMD_LADDR
	CommandHigh  reg.Reg[uint32]       = 0x60 // TPM_CRB_CTRL_CMD_HADDR
	ResponseSize reg.Reg[uint32]       = 0x64 // TPM_CRB_CTRL_RSP_SIZE
	ResponseLow  reg.Reg[uint32]       = 0x68 // TPM_CRB_CTRL_RSP_ADDR, low half
	ResponseHigh reg.Reg[uint32]       = 0x6c // TPM_CRB_CTRL_RSP_ADDR, high half
)

// CRBBuffer is the offset of TPM_CRB_DATA_BUFFER, and CRBBufferSize its size, in bytes.
const (
	CRBBuffer     = 0x80
	CRBBufferSize = 0xf80
)

// LocStateBits is TPM_LOC_STATE.
type LocStateBits uint32

// Bits of TPM_LOC_STATE (PTP 1.04, "Locality State").
//
//qgraph:bits
const (
	CRBNotEstablished LocStateBits = 1 << 0 // "tpmEstablished": 0 after a dynamic launch
	LocAssigned       LocStateBits = 1 << 1 // "locAssigned"
	LocStateValid     LocStateBits = 1 << 7 // "tpmRegValidSts"
)

// LocCtrlBits is TPM_LOC_CTRL.
type LocCtrlBits uint32

// Bits of TPM_LOC_CTRL (PTP 1.04, "Locality Control").
//
//qgraph:bits
const (
	RequestAccess       LocCtrlBits = 1 << 0 // "requestAccess"
	RelinquishAccess    LocCtrlBits = 1 << 1 // "Relinquish"
	SeizeAccess         LocCtrlBits = 1 << 2 // "Seize"
	ResetEstablishedBit LocCtrlBits = 1 << 3 // "resetEstablishmentBit"
)

// LocStsBits is TPM_LOC_STS.
type LocStsBits uint32

// Bits of TPM_LOC_STS (PTP 1.04, "Locality Status").
//
//qgraph:bits
const (
	Granted   LocStsBits = 1 << 0 // "Granted"
	WasSeized LocStsBits = 1 << 1 // "beenSeized"
)

// RequestBits is TPM_CRB_CTRL_REQ.
type RequestBits uint32

// Bits of TPM_CRB_CTRL_REQ (PTP 1.04, "Control Area Request"). The TPM clears them once it has done it.
//
//qgraph:bits
const (
	RequestReady RequestBits = 1 << 0 // "cmdReady"
	RequestIdle  RequestBits = 1 << 1 // "goIdle"
)

// CtrlStsBits is TPM_CRB_CTRL_STS.
type CtrlStsBits uint32

// Bits of TPM_CRB_CTRL_STS (PTP 1.04, "Control Area Status").
//
//qgraph:bits
const (
	FatalError CtrlStsBits = 1 << 0 // "tpmSts"
	Idle       CtrlStsBits = 1 << 1 // "tpmIdle"
)

// StartBits is TPM_CRB_CTRL_START.
type StartBits uint32

// Bits of TPM_CRB_CTRL_START (PTP 1.07, section 6.5.3.9). The TPM clears them once it has done it.
//
//qgraph:bits
const (
	Start        StartBits = 1 << 0 // "Start"
	CRBRetry     StartBits = 1 << 1 // "crbRspRetry"
	CRBNextChunk StartBits = 1 << 2 // "nextChunk"
)

// CRB is the command response buffer interface of a TPM.
type CRB struct {
	Regs reg.Space

	machine *guest.Machine
}

var _ Device = (*CRB)(nil)

// NewCRB returns the interface of a PC.
func NewCRB(_ context.Context, m *guest.Machine) (*CRB, error) {
	return &CRB{m.Window(CRBBase, binary.LittleEndian), m}, nil
}

// Machine returns the TPM's machine.
func (c *CRB) Machine() *guest.Machine { return c.machine }

// Open requests the locality and has the TPM be ready.
func (c *CRB) Open(ctx context.Context) error {
	if err := c.Request(ctx); err != nil {
		return fmt.Errorf("tpm: CRB: open: %w", err)
	}
	return c.Ready(ctx)
}

// Request requests the locality, and waits until it is granted.
func (c *CRB) Request(ctx context.Context) error {
	if err := LocControl.Write(ctx, c.Regs, RequestAccess); err != nil {
		return err
	}
	return c.machine.Wait(ctx, "the locality", func(ctx context.Context) (bool, error) {
		s, err := LocStatus.Read(ctx, c.Regs)
		return s&Granted != 0, err
	})
}

// Ready leaves the state Idle, or ends a response.
func (c *CRB) Ready(ctx context.Context) error { return c.asks(ctx, RequestReady) }

// GoIdle puts the TPM into the state Idle.
func (c *CRB) GoIdle(ctx context.Context) error { return c.asks(ctx, RequestIdle) }

// asks makes a request and waits until it is done.
func (c *CRB) asks(ctx context.Context, r RequestBits) error {
	if err := CRBRequest.Write(ctx, c.Regs, r); err != nil {
		return err
	}
	return c.machine.Wait(ctx, fmt.Sprint(r), func(ctx context.Context) (bool, error) {
		got, err := CRBRequest.Read(ctx, c.Regs)
		return got&r == 0, err
	})
}

// Send writes a command into the buffer, in chunks if it is too long for that (PTP 1.07, section
// 6.5.3.10), and starts it.
func (c *CRB) Send(ctx context.Context, command []byte) error {
	for len(command) > CRBBufferSize {
		if err := c.Fill(ctx, command[:CRBBufferSize]); err != nil {
			return err
		}
		if err := c.Next(ctx); err != nil {
			return fmt.Errorf("tpm: CRB: send: %w", err)
		}
		command = command[CRBBufferSize:]
	}
	if err := c.Fill(ctx, command); err != nil {
		return err
	}
	return CRBStart.Write(ctx, c.Regs, Start)
}

// Fill writes bytes to the beginning of the buffer.
func (c *CRB) Fill(ctx context.Context, p []byte) error {
	return c.machine.WriteMemory(ctx, CRBBase+CRBBuffer, p)
}

// Buffer reads the first n bytes of the buffer.
func (c *CRB) Buffer(ctx context.Context, n int) ([]byte, error) {
	p := make([]byte, n)
	return p, c.machine.ReadMemory(ctx, CRBBase+CRBBuffer, p)
}

// Next has the TPM take the chunk in the buffer, or put the next one of the response there.
func (c *CRB) Next(ctx context.Context) error { return c.starts(ctx, CRBNextChunk) }

// Retry has the TPM put the first chunk of the response into the buffer again.
func (c *CRB) Retry(ctx context.Context) error { return c.starts(ctx, CRBRetry) }

func (c *CRB) starts(ctx context.Context, bit StartBits) error {
	if err := CRBStart.Write(ctx, c.Regs, bit); err != nil {
		return err
	}
	return c.machine.Await(ctx, fmt.Sprint(bit), func(ctx context.Context) (bool, error) {
		s, err := CRBStart.Read(ctx, c.Regs)
		return s&bit == 0, err
	})
}

// Busy reports whether the command is under way.
func (c *CRB) Busy(ctx context.Context) (bool, error) {
	s, err := CRBStart.Read(ctx, c.Regs)
	return s&Start != 0, err
}

// Receive waits for the response and returns it.
func (c *CRB) Receive(ctx context.Context) ([]byte, error) {
	err := c.machine.Await(ctx, "the response", func(ctx context.Context) (bool, error) {
		busy, err := c.Busy(ctx)
		return !busy, err
	})
	if err != nil {
		return nil, fmt.Errorf("tpm: CRB: receive: %w", err)
	}
	head, err := c.Buffer(ctx, header)
	if err != nil {
		return nil, err
	}
	left, err := sizeOf(head)
	if err != nil {
		return nil, err
	}
	var response []byte
	for {
		chunk, err := c.Buffer(ctx, min(left, CRBBufferSize))
		if err != nil {
			return nil, err
		}
		response = append(response, chunk...)
		if left -= len(chunk); left == 0 {
			return response, nil
		}
		if err := c.Next(ctx); err != nil {
			return nil, fmt.Errorf("tpm: CRB: receive: %w", err)
		}
	}
}

// Cancel has the TPM end the command under way, with a response.
func (c *CRB) Cancel(ctx context.Context) error {
	const invoke = 1
	return CRBCancel.Write(ctx, c.Regs, invoke)
}

// Failed reports whether the TPM tells of an error.
func (c *CRB) Failed(ctx context.Context) (bool, error) {
	s, err := CRBStatus.Read(ctx, c.Regs)
	return s&FatalError != 0, err
}

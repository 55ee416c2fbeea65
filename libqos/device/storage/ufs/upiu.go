package ufs

import (
	"encoding/binary"
	"fmt"

	"github.com/qgraph/qgraph/libqos/protocol/scsi"
)

// Transaction is the type of a UPIU (UFS, section 10.5.3 "UPIU Transaction Codes").
type Transaction uint8

// The transactions, without the bits of digests.
const (
	NopOut        Transaction = 0x00
	CommandUPIU   Transaction = 0x01
	TaskRequest   Transaction = 0x04
	QueryRequest  Transaction = 0x16
	NopIn         Transaction = 0x20
	ResponseUPIU  Transaction = 0x21
	TaskResponse  Transaction = 0x24
	QueryResponse Transaction = 0x36
	RejectUPIU    Transaction = 0x3f
)

// String returns the transaction's name.
func (t Transaction) String() string {
	switch t {
	case NopOut:
		return "NOP OUT"
	case CommandUPIU:
		return "COMMAND"
	case TaskRequest:
		return "TASK MANAGEMENT REQUEST"
	case QueryRequest:
		return "QUERY REQUEST"
	case NopIn:
		return "NOP IN"
	case ResponseUPIU:
		return "RESPONSE"
	case TaskResponse:
		return "TASK MANAGEMENT RESPONSE"
	case QueryResponse:
		return "QUERY RESPONSE"
	case RejectUPIU:
		return "REJECT"
	}
	return fmt.Sprintf("transaction %#02x", uint8(t))
}

// UPIU is a UFS Protocol Information Unit: a header of 12 bytes, 20 of the
// transaction's own, and a data segment (UFS, section 10.6.2 "Basic Header Format").
type UPIU []byte

// upiuSize is the size of a UPIU without data segment.
const upiuSize = 32

// newUPIU returns a UPIU with a data segment, padded to a multiple of four bytes.
func newUPIU(t Transaction, data []byte) UPIU {
	u := make(UPIU, upiuSize, upiuSize+len(data)+3)
	u[0] = byte(t)
	binary.BigEndian.PutUint16(u[10:], uint16(len(data)))
	u = append(u, data...)
	for len(u)%4 != 0 {
		u = append(u, 0)
	}
	return u
}

// Transaction returns the type of the UPIU.
func (u UPIU) Transaction() Transaction { return Transaction(u[0] & 0x3f) }

// Flags returns the flags. Their meaning depends on the transaction.
func (u UPIU) Flags() uint8 { return u[1] }

// LUN returns the logical unit number; bit 7 marks a well known logical unit.
func (u UPIU) LUN() uint8 { return u[2] }

// Tag returns the task tag.
func (u UPIU) Tag() uint8 { return u[3] }

// Function returns the query function or the task management function.
func (u UPIU) Function() uint8 { return u[5] }

// Response returns the field Response, or Query Response for a query: whether the
// target executed the request.
func (u UPIU) Response() uint8 { return u[6] }

// Status returns the SCSI status.
func (u UPIU) Status() scsi.Status { return scsi.Status(u[7]) }

// Data returns the data segment. It is shorter than the Data Segment Length if the
// UPIU ends early.
func (u UPIU) Data() []byte {
	n := int(binary.BigEndian.Uint16(u[10:]))
	return u[upiuSize:min(len(u), upiuSize+n)]
}

// Residual returns the Residual Transfer Count of a RESPONSE UPIU in bytes.
func (u UPIU) Residual() int { return int(binary.BigEndian.Uint32(u[12:])) }

// Flags of a COMMAND UPIU, and of a RESPONSE UPIU (UFS, sections 10.7.1 "COMMAND UPIU"
// and 10.7.2 "RESPONSE UPIU").
const (
	CommandRead       uint8 = 1 << 6
	CommandWrite      uint8 = 1 << 5
	ResponseOverflow  uint8 = 1 << 6
	ResponseUnderflow uint8 = 1 << 5
)

// Values of the field Response (UFS, section 10.7.2 "RESPONSE UPIU").
const (
	TargetSuccess uint8 = 0x00
	TargetFailure uint8 = 0x01
)

// Nop returns a NOP OUT UPIU (UFS, section 10.7.11 "NOP OUT UPIU").
func Nop() UPIU { return newUPIU(NopOut, nil) }

// CommandTo returns the COMMAND UPIU of a SCSI command to a logical unit (UFS,
// section 10.7.1 "COMMAND UPIU").
func CommandTo(lun uint8, cmd scsi.Command) UPIU {
	u := newUPIU(CommandUPIU, nil)
	u[2] = lun
	switch cmd.Direction {
	case scsi.FromTarget:
		u[1] = CommandRead
	case scsi.ToTarget:
		u[1] = CommandWrite
	}
	binary.BigEndian.PutUint32(u[12:], uint32(cmd.Length))
	copy(u[16:], cmd.CDB)
	return u
}

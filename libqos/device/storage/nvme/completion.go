package nvme

import (
	"encoding/binary"
	"fmt"
)

// CompletionSize is the size of a completion queue entry in bytes.
const CompletionSize = 16

// Completion is a completion queue entry (section 4.6 "Completion Queue Entry").
type Completion struct {
	Result  uint32 // dword 0, command specific
	SQHead  uint16 // SQ Head Pointer
	SQID    uint16 // SQ Identifier
	Command uint16 // Command Identifier
	Phase   bool   // Phase Tag
	Status  Field
}

// parseCompletion decodes an entry in a queue.
func parseCompletion(p []byte) Completion {
	le := binary.LittleEndian
	status := le.Uint16(p[14:])
	return Completion{
		Result:  le.Uint32(p),
		SQHead:  le.Uint16(p[8:]),
		SQID:    le.Uint16(p[10:]),
		Command: le.Uint16(p[12:]),
		Phase:   status&1 != 0,
		Status:  Field(status >> 1),
	}
}

// Err returns nil if the command was successful, and otherwise its status code.
func (c Completion) Err() error {
	if code := c.Status.Code(); code != Success {
		return code
	}
	return nil
}

// Field is the Status Field of a completion, without the phase tag below it
// (section 4.6.1 "Status Field Definition").
type Field uint16

// Fields of the Status Field.
const (
	FieldSC  Field = 0xff << 0 // Status Code
	FieldSCT Field = 7 << 8    // Status Code Type
	FieldCRD Field = 3 << 11   // Command Retry Delay
	FieldM   Field = 1 << 13   // More: the error log has details
	FieldDNR Field = 1 << 14   // Do Not Retry
)

// Code returns the status code with its type.
func (f Field) Code() Code { return Code(f & (FieldSC | FieldSCT)) }

// String returns the status code and the other bits.
func (f Field) String() string {
	s := f.Code().Error()
	if f&FieldM != 0 {
		s += "|M"
	}
	if f&FieldDNR != 0 {
		s += "|DNR"
	}
	return s
}

// Code is a status code, with its type in the upper byte. It is an error, for use
// with errors.Is.
type Code uint16

// Status codes (sections 4.6.1.2.1 "Generic Command Status Definition", 4.6.1.2.2
// "Command Specific Status Definition" and 4.6.1.2.3 "Media and Data Integrity
// Errors Definition").
const (
	Success                Code = 0x000
	InvalidOpcode          Code = 0x001
	InvalidField           Code = 0x002
	CommandIDConflict      Code = 0x003
	DataTransferError      Code = 0x004
	AbortRequested         Code = 0x007
	AbortedSQDeletion      Code = 0x008
	InvalidNamespace       Code = 0x00b
	CommandSequenceError   Code = 0x00c
	InvalidSGLSegment      Code = 0x00d
	InvalidSGLNumber       Code = 0x00e
	InvalidSGLLength       Code = 0x00f
	InvalidSGLType         Code = 0x011
	InvalidMemoryUse       Code = 0x012
	InvalidPRPOffset       Code = 0x013
	LBAOutOfRange          Code = 0x080
	InvalidCQ              Code = 0x100
	InvalidQueueIdentifier Code = 0x101
	InvalidQueueSize       Code = 0x102
	AbortLimitExceeded     Code = 0x103
	AsyncLimitExceeded     Code = 0x105
	InvalidVector          Code = 0x108
	InvalidLogPage         Code = 0x109
	InvalidQueueDeletion   Code = 0x10c
	FeatureNotSaveable     Code = 0x10d
	FeatureNotChangeable   Code = 0x10e
	FeatureNotOfNamespace  Code = 0x10f
	CompareFailure         Code = 0x285
)

// Error returns the name of the status code.
func (c Code) Error() string {
	switch c {
	case Success:
		return "Successful Completion"
	case InvalidOpcode:
		return "Invalid Command Opcode"
	case InvalidField:
		return "Invalid Field in Command"
	case CommandIDConflict:
		return "Command ID Conflict"
	case DataTransferError:
		return "Data Transfer Error"
	case AbortRequested:
		return "Command Abort Requested"
	case AbortedSQDeletion:
		return "Command Aborted due to SQ Deletion"
	case InvalidNamespace:
		return "Invalid Namespace or Format"
	case CommandSequenceError:
		return "Command Sequence Error"
	case InvalidSGLSegment:
		return "Invalid SGL Segment Descriptor"
	case InvalidSGLNumber:
		return "Invalid Number of SGL Descriptors"
	case InvalidSGLLength:
		return "Data SGL Length Invalid"
	case InvalidSGLType:
		return "SGL Descriptor Type Invalid"
	case InvalidMemoryUse:
		return "Invalid Use of Controller Memory Buffer"
	case InvalidPRPOffset:
		return "PRP Offset Invalid"
	case LBAOutOfRange:
		return "LBA Out of Range"
	case InvalidCQ:
		return "Completion Queue Invalid"
	case InvalidQueueIdentifier:
		return "Invalid Queue Identifier"
	case InvalidQueueSize:
		return "Invalid Queue Size"
	case AbortLimitExceeded:
		return "Abort Command Limit Exceeded"
	case AsyncLimitExceeded:
		return "Asynchronous Event Request Limit Exceeded"
	case InvalidVector:
		return "Invalid Interrupt Vector"
	case InvalidLogPage:
		return "Invalid Log Page"
	case InvalidQueueDeletion:
		return "Invalid Queue Deletion"
	case FeatureNotSaveable:
		return "Feature Identifier Not Saveable"
	case FeatureNotChangeable:
		return "Feature Not Changeable"
	case FeatureNotOfNamespace:
		return "Feature Not Namespace Specific"
	case CompareFailure:
		return "Compare Failure"
	}
	return fmt.Sprintf("status code %#02x of type %d", uint8(c), c>>8)
}

package ufs

import (
	"fmt"

	"github.com/qgraph/qgraph/libqos/base/reg"
)

// Capabilities is the content of CAP (UFSHCI, section 5.2.1 "Offset 00h: CAP –
// Controller Capabilities").
type Capabilities uint32

// Fields of CAP.
//
//qgraph:bits Cap
const (
	CapNUTRS     Capabilities = 0xff << 0 // Number of UTP Transfer Request Slots, less one
	CapNORTT     Capabilities = 0xff << 8 // Number of Outstanding READY TO TRANSFER Requests
	CapNUTMRS    Capabilities = 7 << 16   // Number of UTP Task Management Request Slots, less one
	CapEHSLUTRDS Capabilities = 1 << 22   // EHS Length in UTRD Supported
	CapAUTOH8    Capabilities = 1 << 23   // Auto-Hibernation Support
	Cap64AS      Capabilities = 1 << 24   // 64-bit Addressing Supported
	CapOODDS     Capabilities = 1 << 25   // Out of Order Data Delivery Supported
	CapUICDMETMS Capabilities = 1 << 26   // UIC DME_TEST_MODE command supported
	CapCS        Capabilities = 1 << 28   // Crypto Support
	CapLSDBS     Capabilities = 1 << 29   // Legacy Single DoorBell Support: not supported if set
	CapMCQS      Capabilities = 1 << 30   // Multi-Circular Queue Support
	// bits 31, 27 and 21:19 are reserved
)

// String returns the numbers, then the names of the bits set.
func (c Capabilities) String() string {
	numbers := CapNUTRS | CapNORTT | CapNUTMRS
	return fmt.Sprintf("NUTRS=%d NORTT=%d NUTMRS=%d ", c&CapNUTRS, c&CapNORTT>>8, c&CapNUTMRS>>16) +
		reg.Format(c&^numbers, c.bits())
}

// Slots returns the number of slots of the transfer request list.
func (c Capabilities) Slots() int { return int(c&CapNUTRS) + 1 }

// TaskSlots returns the number of slots of the task management request list.
func (c Capabilities) TaskSlots() int { return int(c&CapNUTMRS>>16) + 1 }

// QueueCapabilities is the content of MCQCAP (UFSHCI, section 5.2.2 "Offset 04h:
// MCQCAP – Multi-Circular Queue Capability").
type QueueCapabilities uint32

// Fields of MCQCAP.
const (
	QueueCapMAXQ    QueueCapabilities = 0xff << 0  // Maximum Number of Queues, less one
	QueueCapSP      QueueCapabilities = 1 << 8     // Strict Priority arbitration
	QueueCapRRP     QueueCapabilities = 1 << 9     // Round Robin arbitration
	QueueCapEIS     QueueCapabilities = 1 << 10    // Event Specific Interrupts
	QueueCapQCFGPTR QueueCapabilities = 0xff << 16 // Queue Configuration Pointer, in units of 512 bytes
)

// Queues returns the number of queues.
func (c QueueCapabilities) Queues() int { return int(c&QueueCapMAXQ) + 1 }

// Status is the content of HCS (UFSHCI, section 5.3.3 "Offset 30h: HCS – Host
// Controller Status").
type Status uint32

// Fields of HCS.
//
//qgraph:bits Status
const (
	StatusDP        Status = 1 << 0     // Device Present
	StatusUTRLRDY   Status = 1 << 1     // UTP Transfer Request List Ready
	StatusUTMRLRDY  Status = 1 << 2     // UTP Task Management Request List Ready
	StatusUCRDY     Status = 1 << 3     // UIC Command Ready
	StatusUPMCRS    Status = 7 << 8     // UIC Power Mode Change Request Status
	StatusUTPEC     Status = 0xf << 12  // UTP Error Code
	StatusTTAGUTPE  Status = 0xff << 16 // Task Tag of UTP error
	StatusTLUNUTPE  Status = 0xff << 24 // Target LUN of UTP error
	StatusListReady        = StatusUTRLRDY | StatusUTMRLRDY
)

// Interrupts is the content of IS and IE (UFSHCI, sections 5.3.1 "Offset 20h: IS –
// Interrupt Status" and 5.3.2 "Offset 24h: IE – Interrupt Enable").
type Interrupts uint32

// Bits of IS and IE.
//
//qgraph:bits Interrupt
const (
	InterruptUTRCS  Interrupts = 1 << 0  // UTP Transfer Request Completion
	InterruptUDEPRI Interrupts = 1 << 1  // UIC DME_ENDPOINTRESET Indication
	InterruptUE     Interrupts = 1 << 2  // UIC Error
	InterruptUTMS   Interrupts = 1 << 3  // UIC Test Mode
	InterruptUPMS   Interrupts = 1 << 4  // UIC Power Mode
	InterruptUHXS   Interrupts = 1 << 5  // UIC Hibernate Exit
	InterruptUHES   Interrupts = 1 << 6  // UIC Hibernate Enter
	InterruptULLS   Interrupts = 1 << 7  // UIC Link Lost
	InterruptULSS   Interrupts = 1 << 8  // UIC Link Startup
	InterruptUTMRCS Interrupts = 1 << 9  // UTP Task Management Request Completion
	InterruptUCCS   Interrupts = 1 << 10 // UIC Command Completion
	InterruptDFES   Interrupts = 1 << 11 // Device Fatal Error
	InterruptUTPES  Interrupts = 1 << 12 // UTP Error
	InterruptHCFES  Interrupts = 1 << 16 // Host Controller Fatal Error
	InterruptSBFES  Interrupts = 1 << 17 // System Bus Fatal Error
	InterruptCEFES  Interrupts = 1 << 18 // Crypto Engine Fatal Error
	InterruptSQES   Interrupts = 1 << 19 // Submission Queue Event
	InterruptCQES   Interrupts = 1 << 20 // Completion Queue Event
	InterruptIAGES  Interrupts = 1 << 21 // Interrupt Aggregation Event
	// bits 31:22 and 15:13 are reserved
)

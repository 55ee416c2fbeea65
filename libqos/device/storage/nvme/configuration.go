package nvme

// Configuration is the content of CC (section 3.1.5 "Offset 14h: CC – Controller
// Configuration").
type Configuration uint32

// Fields of CC.
const (
	ConfigEN     Configuration = 1 << 0    // Enable
	ConfigCSS    Configuration = 7 << 4    // I/O Command Set Selected: 0 is the NVM command set
	ConfigMPS    Configuration = 0xf << 7  // Memory Page Size
	ConfigAMS    Configuration = 7 << 11   // Arbitration Mechanism Selected: 0 is round robin
	ConfigSHN    Configuration = 3 << 14   // Shutdown Notification
	ConfigIOSQES Configuration = 0xf << 16 // I/O Submission Queue Entry Size, a power of two
	ConfigIOCQES Configuration = 0xf << 20 // I/O Completion Queue Entry Size, a power of two
	// bits 31:24 and 3:1 are reserved

	// ShutdownNormal and ShutdownAbrupt are values of SHN.
	ShutdownNormal Configuration = 1 << 14
	ShutdownAbrupt Configuration = 2 << 14

	// EntrySizes selects the queue entries of the NVM command set: 64 and 16
	// bytes.
	EntrySizes Configuration = 6<<16 | 4<<20

	configPageShift = 7
)

// PageSize returns the value of MPS for a page size in bytes, a power of two of
// at least 4096.
func PageSize(bytes uint64) Configuration {
	var n Configuration
	for bytes > 4096 {
		bytes >>= 1
		n++
	}
	return n << configPageShift
}

// Status is the content of CSTS (section 3.1.6 "Offset 1Ch: CSTS – Controller
// Status").
type Status uint32

// Fields of CSTS.
//
//qgraph:bits Status
const (
	StatusRDY  Status = 1 << 0 // Ready
	StatusCFS  Status = 1 << 1 // Controller Fatal Status
	StatusSHST Status = 3 << 2 // Shutdown Status

	// ShutdownOccurring and ShutdownComplete are values of SHST.
	ShutdownOccurring Status = 1 << 2 // "SHST_OCCURRING"
	ShutdownComplete  Status = 2 << 2 // "SHST_COMPLETE"

	StatusNSSRO Status = 1 << 4 // NVM Subsystem Reset Occurred; cleared by writing one
	StatusPP    Status = 1 << 5 // Processing Paused
	// bits 31:6 are reserved
)

// AdminQueueSize is the content of AQA (section 3.1.8 "Offset 24h: AQA – Admin
// Queue Attributes").
type AdminQueueSize uint32

// Fields of AQA, both less one.
const (
	AdminASQS AdminQueueSize = 0xfff << 0  // Admin Submission Queue Size
	AdminACQS AdminQueueSize = 0xfff << 16 // Admin Completion Queue Size
	// bits 31:28 and 15:12 are reserved
)

// AdminQueueSizes returns the content of AQA for queues with these numbers of
// entries, 2 to 4096 each.
func AdminQueueSizes(submission, completion int) AdminQueueSize {
	return AdminQueueSize(submission-1)&AdminASQS | AdminQueueSize(completion-1)<<16&AdminACQS
}

package nvme

// BufferLocation is the content of CMBLOC (section 3.1.11 "Offset 38h: CMBLOC –
// Controller Memory Buffer Location").
type BufferLocation uint32

// Fields of CMBLOC.
const (
	LocationBIR     BufferLocation = 7 << 0        // Base Indicator Register: the BAR
	LocationCQMMS   BufferLocation = 1 << 3        // CMB Queue Mixed Memory Support
	LocationCQPDS   BufferLocation = 1 << 4        // CMB Queue Physically Discontiguous Support
	LocationCDPMLS  BufferLocation = 1 << 5        // CMB Data Pointer Mixed Locations Support
	LocationCDPCILS BufferLocation = 1 << 6        // CMB Data Pointer and Command Independent Locations Support
	LocationCDMMMS  BufferLocation = 1 << 7        // CMB Data Metadata Mixed Memory Support
	LocationCQDA    BufferLocation = 1 << 8        // CMB Queue Dword Alignment
	LocationOFST    BufferLocation = 0xfffff << 12 // Offset in the BAR, in units of CMBSZ.SZU
	// bits 11:9 are reserved
)

// BufferSize is the content of CMBSZ (section 3.1.12 "Offset 3Ch: CMBSZ –
// Controller Memory Buffer Size").
type BufferSize uint32

// Fields of CMBSZ.
//
//qgraph:bits Size
const (
	SizeSQS   BufferSize = 1 << 0        // Submission Queue Support
	SizeCQS   BufferSize = 1 << 1        // Completion Queue Support
	SizeLISTS BufferSize = 1 << 2        // PRP SGL List Support
	SizeRDS   BufferSize = 1 << 3        // Read Data Support
	SizeWDS   BufferSize = 1 << 4        // Write Data Support
	SizeSZU   BufferSize = 0xf << 8      // Size Units: 4 KiB times a power of 16
	SizeSZ    BufferSize = 0xfffff << 12 // Size, in units of SZU
	// bits 7:5 are reserved
)

// unit returns the size unit in bytes.
func (s BufferSize) unit() uint64 { return 4096 << (4 * (s & SizeSZU >> 8)) }

// Bytes returns the size of the buffer in bytes.
func (s BufferSize) Bytes() uint64 { return uint64(s&SizeSZ>>12) * s.unit() }

// MemorySpace is the content of CMBMSC and, without MemoryCRE, of PMRMSC
// (sections 3.1.16 "Offset 50h: CMBMSC – Controller Memory Buffer Memory Space
// Control" and 3.1.23 "Offset E14h: PMRMSC – Persistent Memory Region Memory Space
// Control"): whether commands may refer to the memory, and at which address it
// starts.
type MemorySpace uint64

// Fields of CMBMSC and PMRMSC.
const (
	MemoryCRE  MemorySpace = 1 << 0 // Capabilities Registers Enabled: CMBLOC and CMBSZ
	MemoryCMSE MemorySpace = 1 << 1 // Controller Memory Space Enable
	// bits 11:2 are reserved; bits 63:12 are the Controller Base Address
)

// BufferStatusCBAI is the bit of CMBSTS for an invalid Controller Base Address
// (section 3.1.17 "Offset 58h: CMBSTS – Controller Memory Buffer Status").
const BufferStatusCBAI uint32 = 1 << 0

// PMRCapabilities is the content of PMRCAP (section 3.1.18 "Offset E00h: PMRCAP
// – Persistent Memory Region Capabilities").
type PMRCapabilities uint32

// Fields of PMRCAP.
const (
	PMRCapRDS    PMRCapabilities = 1 << 3     // Read Data Support
	PMRCapWDS    PMRCapabilities = 1 << 4     // Write Data Support
	PMRCapBIR    PMRCapabilities = 7 << 5     // Base Indicator Register: the BAR
	PMRCapPMRTU  PMRCapabilities = 3 << 8     // Time Units: 0 is 500 ms, 1 a minute
	PMRCapPMRWBM PMRCapabilities = 0xf << 10  // Write Barrier Mechanisms
	PMRCapPMRTO  PMRCapabilities = 0xff << 16 // Timeout, in time units
	PMRCapCMSS   PMRCapabilities = 1 << 24    // Controller Memory Space Supported
	// bits 31:25, 15:14 and 2:0 are reserved

	// BarrierStatus is the bit of PMRWBM for the mechanism of reading PMRSTS.
	BarrierStatus PMRCapabilities = 1 << 11
)

// BAR returns the number of the region's base address register.
func (c PMRCapabilities) BAR() int { return int(c & PMRCapBIR >> 5) }

// PMRControlEN is the bit of PMRCTL that enables the region (section 3.1.19
// "Offset E04h: PMRCTL – Persistent Memory Region Control").
const PMRControlEN uint32 = 1 << 0

// PMRStatus is the content of PMRSTS (section 3.1.20 "Offset E08h: PMRSTS –
// Persistent Memory Region Status").
type PMRStatus uint32

// Fields of PMRSTS.
//
//qgraph:bits PMRStatus
const (
	PMRStatusERR  PMRStatus = 0xff << 0 // Error
	PMRStatusNRDY PMRStatus = 1 << 8    // Not Ready
	PMRStatusHSTS PMRStatus = 7 << 9    // Health Status
	PMRStatusCBAI PMRStatus = 1 << 12   // Controller Base Address Invalid
	// bits 31:13 are reserved
)

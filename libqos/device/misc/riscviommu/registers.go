package riscviommu

import "github.com/qgraph/qgraph/libqos/base/reg"

// Registers of the memory-mapped interface (section 6.2 "Register layout").
const (
	Caps         reg.Reg[Capabilities] = 0x000 // capabilities
	FeatureCtl   reg.Reg[Features]     = 0x008 // fctl
	Directory    reg.Reg[Table]        = 0x010 // ddtp
	CommandBase  reg.Reg[QueueBase]    = 0x018 // cqb
	CommandHead  reg.Reg[uint32]       = 0x020 // cqh, of the IOMMU
	CommandTail  reg.Reg[uint32]       = 0x024 // cqt
	FaultBase    reg.Reg[QueueBase]    = 0x028 // fqb
	FaultHead    reg.Reg[uint32]       = 0x030 // fqh
	FaultTail    reg.Reg[uint32]       = 0x034 // fqt, of the IOMMU
	PageBase     reg.Reg[QueueBase]    = 0x038 // pqb
	PageHead     reg.Reg[uint32]       = 0x040 // pqh
	PageTail     reg.Reg[uint32]       = 0x044 // pqt, of the IOMMU
	CommandCSR   reg.Reg[CSR]          = 0x048 // cqcsr
	FaultCSR     reg.Reg[CSR]          = 0x04c // fqcsr
	PageCSR      reg.Reg[CSR]          = 0x050 // pqcsr
	Pending      reg.Reg[Interrupts]   = 0x054 // ipsr
	RequestIOVA  reg.Reg[uint64]       = 0x258 // tr_req_iova
	RequestCtl   reg.Reg[Request]      = 0x260 // tr_req_ctl
	Response     reg.Reg[Translation]  = 0x268 // tr_response
	VectorOfKind reg.Reg[Vectors]      = 0x2f8 // icvec
)

// Capabilities is the register capabilities (section 6.3).
type Capabilities uint64

// Fields of the register capabilities.
//
//qgraph:bits Cap
const (
	CapVersion     Capabilities = 0xff
	CapSv32        Capabilities = 1 << 8  // "Sv32"
	CapSv39        Capabilities = 1 << 9  // "Sv39"
	CapSv48        Capabilities = 1 << 10 // "Sv48"
	CapSv57        Capabilities = 1 << 11 // "Sv57"
	CapSvrsw60t59b Capabilities = 1 << 14 // "Svrsw60t59b"
	CapSvpbmt      Capabilities = 1 << 15 // "Svpbmt"
	CapSv32x4      Capabilities = 1 << 16 // "Sv32x4"
	CapSv39x4      Capabilities = 1 << 17 // "Sv39x4"
	CapSv48x4      Capabilities = 1 << 18 // "Sv48x4"
	CapSv57x4      Capabilities = 1 << 19 // "Sv57x4"
	CapAMOMRIF     Capabilities = 1 << 21 // "AMO_MRIF"
	CapMSIFlat     Capabilities = 1 << 22
	CapMSIMRIF     Capabilities = 1 << 23 // "MSI_MRIF"
	CapAMOHWAD     Capabilities = 1 << 24 // "AMO_HWAD"
	CapATS         Capabilities = 1 << 25
	CapT2GPA       Capabilities = 1 << 26
	CapEND         Capabilities = 1 << 27
	CapIGS         Capabilities = 3 << 28 // 0: messages only
	CapHPM         Capabilities = 1 << 30
	CapDBG         Capabilities = 1 << 31
	CapPAS         Capabilities = 0x3f << 32 // bits of a physical address
	CapPD8         Capabilities = 1 << 38
	CapPD17        Capabilities = 1 << 39
	CapPD20        Capabilities = 1 << 40
	CapQOSID       Capabilities = 1 << 41
	CapNL          Capabilities = 1 << 42
	CapS           Capabilities = 1 << 43
	capPASLow                   = 32
)

// PhysicalBits returns the number of bits of a physical address.
func (c Capabilities) PhysicalBits() int { return int(c & CapPAS >> capPASLow) }

// Features is the register fctl (section 6.4 "Features-control register").
type Features uint32

// Bits of the register fctl.
const (
	BigEndian Features = 1 << 0 // BE
	Wired     Features = 1 << 1 // WSI
	GXL       Features = 1 << 2
)

// Table is the register ddtp (section 6.5 "Device-directory-table pointer"): the
// mode of the IOMMU and the page number of the root of the directory.
type Table uint64

// Fields of the register ddtp.
const (
	ModeMask  Table = 0xf
	ModeOff   Table = 0 // no transaction is allowed
	ModeBare  Table = 1 // all are allowed, untranslated
	Mode1LVL  Table = 2 // a directory of one level
	Mode2LVL  Table = 3
	Mode3LVL  Table = 4
	TableBusy Table = 1 << 4
	TablePPN  Table = 1<<54 - 1<<10
)

// QueueBase is a register cqb, fqb or pqb (sections 6.6, 6.9 and 6.12).
type QueueBase uint64

// Fields of a queue's base register.
const (
	QueueLog2 QueueBase = 0x1f // LOG2SZ-1
	QueuePPN  QueueBase = 1<<54 - 1<<10
)

// Registers and tables have the page number of an address shifted by ten bits.
const (
	pageShift = 12
	ppnShift  = 10
)

// ppn returns the page number of a physical address, shifted as in registers.
func ppn(addr uint64) uint64 { return addr >> pageShift << ppnShift }

// CSR is a register cqcsr, fqcsr or pqcsr (sections 6.15 to 6.17).
type CSR uint32

// Bits of a queue's control and status register.
const (
	Enable          CSR = 1 << 0  // cqen, fqen, pqen
	InterruptEnable CSR = 1 << 1  // cie, fie, pie
	MemoryFault     CSR = 1 << 8  // cqmf, fqmf, pqmf
	Timeout         CSR = 1 << 9  // cmd_to, of the command queue
	Overflow        CSR = 1 << 9  // fqof, pqof
	Illegal         CSR = 1 << 10 // cmd_ill
	FencePending    CSR = 1 << 11 // fence_w_ip
	On              CSR = 1 << 16 // cqon, fqon, pqon
	Busy            CSR = 1 << 17
)

// Interrupts is the register ipsr (section 6.18 "Interrupt-pending-status
// register"). Write ones to clear bits.
type Interrupts uint32

// Bits of the register ipsr.
const (
	CommandInterrupt Interrupts = 1 << 0 // cip
	FaultInterrupt   Interrupts = 1 << 1 // fip
	MonitorInterrupt Interrupts = 1 << 2 // pmip
	PageInterrupt    Interrupts = 1 << 3 // pip
)

// Request is the register tr_req_ctl (section 6.25 "Translation-request control").
type Request uint64

// Fields of the register tr_req_ctl.
const (
	Go            Request = 1 << 0 // reads as busy
	ReadOnly      Request = 1 << 3 // NW
	requestDevice         = 40     // DID, 24 bits
)

// Translation is the register tr_response (section 6.26 "Translation-response
// register").
type Translation uint64

// Fields of the register tr_response.
const (
	Fault          Translation = 1 << 0
	Superpage      Translation = 1 << 9
	TranslationPPN Translation = 1<<54 - 1<<10
)

// Address returns the physical address of the page.
func (t Translation) Address() uint64 { return uint64(t&TranslationPPN) >> ppnShift << pageShift }

// Vectors is the register icvec (section 6.27 "Interrupt-cause-to-vector
// register"): four bits per cause.
type Vectors uint64

// Fields of the register icvec.
const (
	CommandVector Vectors = 0xf << 0  // civ
	FaultVector   Vectors = 0xf << 4  // fiv
	MonitorVector Vectors = 0xf << 8  // pmiv
	PageVector    Vectors = 0xf << 12 // piv
)

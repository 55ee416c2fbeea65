package tpm

import "github.com/qgraph/qgraph/libqos/base/reg"

// The registers of a locality of the FIFO interface (PTP 1.04, table "FIFO Interface register
// overview"). All of them but Access are those of the TPM, whatever the locality.
const (
	Access              reg.Reg[AccessBits] = 0x000 // TPM_ACCESS
	InterruptEnable     reg.Reg[Interrupts] = 0x008 // TPM_INT_ENABLE
	InterruptVector     reg.Reg[uint8]      = 0x00c // TPM_INT_VECTOR
	InterruptStatus     reg.Reg[Interrupts] = 0x010 // TPM_INT_STATUS
	InterfaceCapability reg.Reg[Capability] = 0x014 // TPM_INTF_CAPABILITY
	Status              reg.Reg[State]      = 0x018 // TPM_STS
	DataFIFO            reg.Reg[uint8]      = 0x024 // TPM_DATA_FIFO
	DataFIFOWord        reg.Reg[uint32]     = 0x024
	InterfaceID         reg.Reg[ID]         = 0x030 // TPM_INTERFACE_ID
	ExtendedFIFO        reg.Reg[uint32]     = 0x080 // TPM_XDATA_FIFO
	Identity            reg.Reg[uint32]     = 0xf00 // TPM_DID_VID
	Revision            reg.Reg[uint8]      = 0xf04 // TPM_RID
)

// Localities is the number of localities, and LocalitySize the size of the registers of one, in bytes.
const (
	Localities   = 5
	LocalitySize = 0x1000
)

// AccessBits is TPM_ACCESS. Each write sets one bit.
type AccessBits uint8

// Bits of TPM_ACCESS (PTP 1.04, "Access Register").
//
//qgraph:bits
const (
	NotEstablished AccessBits = 1 << 0 // "tpmEstablishment": 0 after a dynamic launch
	RequestUse     AccessBits = 1 << 1 // "requestUse"
	PendingRequest AccessBits = 1 << 2 // "pendingRequest": another locality waits
	Seize          AccessBits = 1 << 3 // "Seize"
	BeenSeized     AccessBits = 1 << 4 // "beenSeized"
	ActiveLocality AccessBits = 1 << 5 // "activeLocality"
	AccessValid    AccessBits = 1 << 7 // "tpmRegValidSts"
)

// State is TPM_STS.
type State uint32

// Bits of TPM_STS (PTP 1.04, "Status Register"), and its fields.
//
//qgraph:bits
const (
	ResponseRetry      State = 1 << 1  // "responseRetry"
	SelfTestDone       State = 1 << 2  // "selfTestDone"
	Expect             State = 1 << 3  // "Expect": the command is not complete
	DataAvailable      State = 1 << 4  // "dataAvail"
	Go                 State = 1 << 5  // "tpmGo"
	CommandReady       State = 1 << 6  // "commandReady"
	StatusValid        State = 1 << 7  // "stsValid"
	CommandCancel      State = 1 << 24 // "commandCancel"
	ResetEstablishment State = 1 << 25 // "resetEstablishmentBit"
	FamilyTPM2         State = 1 << 26 // "tpmFamily": 2.0
)

// Family is the field of TPM_STS with the version, and Bursts that with [State.Burst].
const (
	Family State = 3 << 26
	Bursts State = 0xffff << 8
)

// Burst returns the field burstCount: how many bytes may pass through the FIFO without a further look
// at the status.
func (s State) Burst() int { return int(s >> 8 & 0xffff) }

// Interrupts is TPM_INT_ENABLE or TPM_INT_STATUS.
type Interrupts uint32

// Bits of the registers of interrupts (PTP 1.04, "Interrupt Enable" and "Interrupt Status").
//
//qgraph:bits
const (
	DataInterrupt     Interrupts = 1 << 0  // "dataAvailInt"
	ValidInterrupt    Interrupts = 1 << 1  // "stsValidInt"
	LocalityInterrupt Interrupts = 1 << 2  // "localityChangeInt"
	LowLevel          Interrupts = 1 << 3  // "typePolarity": low level
	ReadyInterrupt    Interrupts = 1 << 7  // "commandReadyInt"
	GlobalInterrupt   Interrupts = 1 << 31 // "globalIntEnable"
)

// Polarity is the field typePolarity: each TPM has the low level, and may have more.
const Polarity Interrupts = 3 << 3

// Causes are all causes of an interrupt.
const Causes = DataInterrupt | ValidInterrupt | LocalityInterrupt | ReadyInterrupt

// Capability is TPM_INTF_CAPABILITY.
type Capability uint32

// Bits of TPM_INTF_CAPABILITY (PTP 1.04, "Interface Capability").
//
//qgraph:bits
const (
	HasData     Capability = 1 << 0  // "dataAvailIntSupport"
	HasValid    Capability = 1 << 1  // "stsValidIntSupport"
	HasLocality Capability = 1 << 2  // "localityChangeIntSupport"
	HasHigh     Capability = 1 << 3  // "interruptLevelHigh"
	HasLow      Capability = 1 << 4  // "interruptLevelLow"
	HasRising   Capability = 1 << 5  // "interruptEdgeRising"
	HasFalling  Capability = 1 << 6  // "interruptEdgeFalling"
	HasReady    Capability = 1 << 7  // "commandReadyIntSupport"
	StaticBurst Capability = 1 << 8  // "burstCountStatic"
	Transfer64  Capability = 3 << 9  // "dataTransferSizeSupport": 64 bytes
	Version13   Capability = 3 << 28 // "interfaceVersion": 1.3, of TPM 2.0
)

// InterfaceVersion is the field of TPM_INTF_CAPABILITY with the version of the interface.
const InterfaceVersion Capability = 7 << 28

// ID is TPM_INTERFACE_ID of the FIFO, and the low half of TPM_CRB_INTF_ID.
type ID uint32

// Bits of TPM_INTERFACE_ID (PTP 1.04, "Interface Identifier"; CapCRBChunk: PTP 1.07), and its fields.
//
//qgraph:bits
const (
	IsCRB          ID = 1 << 0  // "InterfaceType": CRB
	CRBVersion     ID = 1 << 4  // "InterfaceVersion": CRB
	FiveLocalities ID = 1 << 8  // "CapLocality": 0 to 4
	IdleBypass     ID = 1 << 9  // "CapCRBIdleBypass"
	Chunks         ID = 1 << 10 // "CapCRBChunk"
	HasFIFO        ID = 1 << 13 // "CapFIFO"
	HasCRB         ID = 1 << 14 // "CapCRB"
	SelectsCRB     ID = 1 << 17 // "InterfaceSelector": CRB
	SelectorLocked ID = 1 << 19 // "IntfSelLock"
)

// InterfaceType is the field of an [ID] with the type of the interface, InterfaceVersionField that with its
// version, and Selector that with which software chooses one.
const (
	InterfaceType         ID = 0xf
	InterfaceVersionField ID = 0xf << 4
	Selector              ID = 3 << 17
)

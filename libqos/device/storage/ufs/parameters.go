package ufs

// Flag identifies a flag (UFS, section 14.2 "Flags").
type Flag uint8

// The flags.
const (
	FlagDeviceInit            Flag = 0x01 // fDeviceInit: set by the host; cleared once the device is initialised
	FlagPermanentWriteProtect Flag = 0x02 // fPermanentWPEn
	FlagPowerOnWriteProtect   Flag = 0x03 // fPowerOnWPEn
	FlagBackgroundOperations  Flag = 0x04 // fBackgroundOpsEn
	FlagLifeSpanMode          Flag = 0x05 // fDeviceLifeSpanModeEn
	FlagPurge                 Flag = 0x06 // fPurgeEnable
	FlagRefresh               Flag = 0x07 // fRefreshEnable
	FlagResourceRemoval       Flag = 0x08 // fPhyResourceRemoval
	FlagBusyRTC               Flag = 0x09 // fBusyRTC
	FlagNoFirmwareUpdate      Flag = 0x0b // fPermanentlyDisableFwUpdate
	FlagWriteBooster          Flag = 0x0e // fWriteBoosterEn
	FlagFlush                 Flag = 0x0f // fWriteBoosterBufferFlushEn
	FlagFlushInHibernate      Flag = 0x10 // fWriteBoosterBufferFlushDuringHibernate
)

// Attribute identifies an attribute (UFS, section 14.3 "Attributes").
type Attribute uint8

// The attributes.
const (
	AttributeBootLUN          Attribute = 0x00 // bBootLunEn
	AttributePowerMode        Attribute = 0x02 // bCurrentPowerMode
	AttributeActiveICCLevel   Attribute = 0x03 // bActiveICCLevel
	AttributeOutOfOrder       Attribute = 0x04 // bOutOfOrderDataEn
	AttributeBackgroundStatus Attribute = 0x05 // bBackgroundOpStatus
	AttributePurgeStatus      Attribute = 0x06 // bPurgeStatus
	AttributeMaxDataIn        Attribute = 0x07 // bMaxDataInSize, in units of 512 bytes
	AttributeMaxDataOut       Attribute = 0x08 // bMaxDataOutSize, in units of 512 bytes
	AttributeReferenceClock   Attribute = 0x0a // bRefClkFreq
	AttributeConfigLock       Attribute = 0x0b // bConfigDescrLock
	AttributeMaxRTT           Attribute = 0x0c // bMaxNumOfRTT
	AttributeExceptionControl Attribute = 0x0d // wExceptionEventControl
	AttributeExceptionStatus  Attribute = 0x0e // wExceptionEventStatus
	AttributeSecondsPassed    Attribute = 0x0f // dSecondsPassed
	AttributeContextConfig    Attribute = 0x10 // wContextConf
	AttributeFFUStatus        Attribute = 0x14 // bDeviceFFUStatus
	AttributePSAState         Attribute = 0x15 // bPSAState
	AttributePSADataSize      Attribute = 0x16 // dPSADataSize
	AttributeGatingWait       Attribute = 0x17 // bRefClkGatingWaitTime, in µs
	AttributeCaseTemperature  Attribute = 0x18 // bDeviceCaseRoughTemperature, in °C, with 80 added
	AttributeHighTemperature  Attribute = 0x19 // bDeviceTooHighTempBoundary
	AttributeLowTemperature   Attribute = 0x1a // bDeviceTooLowTempBoundary
	AttributeThrottling       Attribute = 0x1b // bThrottlingStatus
	AttributeFlushStatus      Attribute = 0x1c // bWBBufferFlushStatus
	AttributeAvailableBuffer  Attribute = 0x1d // bAvailableWBBufferSize, in units of 10 %
	AttributeBufferLife       Attribute = 0x1e // bWBBufferLifeTimeEst
	AttributeCurrentBuffer    Attribute = 0x1f // dCurrentWBBufferSize
	AttributeRefreshStatus    Attribute = 0x2c // bRefreshStatus
	AttributeRefreshFrequency Attribute = 0x2d // bRefreshFreq
	AttributeRefreshUnit      Attribute = 0x2e // bRefreshUnit
	AttributeRefreshMethod    Attribute = 0x2f // bRefreshMethod
)

// Descriptor identifies a descriptor (UFS, section 14.1.4 "Descriptor Definitions").
type Descriptor uint8

// The descriptors.
const (
	DescriptorDevice        Descriptor = 0x00
	DescriptorConfiguration Descriptor = 0x01
	DescriptorUnit          Descriptor = 0x02
	DescriptorInterconnect  Descriptor = 0x04
	DescriptorString        Descriptor = 0x05
	DescriptorGeometry      Descriptor = 0x07
	DescriptorPower         Descriptor = 0x08
	DescriptorHealth        Descriptor = 0x09
)

package virtio

import "fmt"

// Type is the type of a device (virtio 1.3, section 5 "Device Types").
type Type uint16

// The types of device with a name in this project.
const (
	Reserved           Type = 0 // of a transport without a device
	Network            Type = 1
	Block              Type = 2
	Console            Type = 3
	Entropy            Type = 4
	TraditionalBalloon Type = 5
	SCSIHost           Type = 8
	Transport9P        Type = 9
	GPU                Type = 16
	Clock              Type = 17
	Input              Type = 18
	Socket             Type = 19
	Crypto             Type = 20
	IOMMU              Type = 23
	Memory             Type = 24
	Sound              Type = 25
	FileSystem         Type = 26
	PMEM               Type = 27
	RPMB               Type = 28
	SCMI               Type = 32
	I2CAdapter         Type = 34
	Bluetooth          Type = 40
	GPIO               Type = 41
	SPI                Type = 45
)

// String returns the specification's name of the type.
func (t Type) String() string {
	switch t {
	case Reserved:
		return "no device"
	case Network:
		return "network device"
	case Block:
		return "block device"
	case Console:
		return "console"
	case Entropy:
		return "entropy source"
	case TraditionalBalloon:
		return "memory balloon (traditional)"
	case SCSIHost:
		return "SCSI host"
	case Transport9P:
		return "9P transport"
	case GPU:
		return "GPU device"
	case Clock:
		return "clock device"
	case Input:
		return "input device"
	case Socket:
		return "socket device"
	case Crypto:
		return "crypto device"
	case IOMMU:
		return "IOMMU device"
	case Memory:
		return "memory device"
	case Sound:
		return "sound device"
	case FileSystem:
		return "file system device"
	case PMEM:
		return "PMEM device"
	case RPMB:
		return "RPMB device"
	case SCMI:
		return "SCMI device"
	case I2CAdapter:
		return "I2C adapter"
	case Bluetooth:
		return "Bluetooth device"
	case GPIO:
		return "GPIO device"
	case SPI:
		return "SPI device"
	}
	return fmt.Sprintf("device of type %d", uint16(t))
}

package virtioiommu

import "fmt"

// Status is the result of a request (virtio 1.3, section 5.13.6 "Device
// operations").
type Status uint8

// The statuses.
const (
	OK               Status = 0    // VIRTIO_IOMMU_S_OK
	IOError          Status = 1    // VIRTIO_IOMMU_S_IOERR: virtio communication error
	Unsupported      Status = 2    // VIRTIO_IOMMU_S_UNSUPP
	DeviceError      Status = 3    // VIRTIO_IOMMU_S_DEVERR: internal error of the device
	Invalid          Status = 4    // VIRTIO_IOMMU_S_INVAL: invalid parameters
	OutOfRange       Status = 5    // VIRTIO_IOMMU_S_RANGE
	NoEntry          Status = 6    // VIRTIO_IOMMU_S_NOENT: no such endpoint or domain
	Fault            Status = 7    // VIRTIO_IOMMU_S_FAULT: bad address
	OutOfMemory      Status = 8    // VIRTIO_IOMMU_S_NOMEM
	statusNotWritten Status = 0xff // the driver's initial value
)

// String returns the specification's name of the status.
func (s Status) String() string {
	names := [...]string{"OK", "IOERR", "UNSUPP", "DEVERR", "INVAL", "RANGE", "NOENT", "FAULT", "NOMEM"}
	switch {
	case int(s) < len(names):
		return names[s]
	case s == statusNotWritten:
		return "not written"
	}
	return fmt.Sprintf("status %d", uint8(s))
}

package virtio

// Status is the device status field (virtio 1.3, section 2.1 "Device Status
// Field").
type Status uint8

// Bits of the device status field.
//
//qgraph:bits Status
const (
	StatusAcknowledge Status = 1 << 0 // ACKNOWLEDGE: the guest has seen the device
	StatusDriver      Status = 1 << 1 // DRIVER: the guest knows how to drive it
	StatusDriverOK    Status = 1 << 2 // DRIVER_OK: the driver is ready
	StatusFeaturesOK  Status = 1 << 3 // FEATURES_OK: both sides agree on the features
	// bits 5:4 are reserved
	StatusNeedsReset Status = 1 << 6 // "DEVICE_NEEDS_RESET": the device cannot go on
	StatusFailed     Status = 1 << 7 // FAILED: the guest has given up
)

// Package virtioscsi is the driver of virtio SCSI hosts (virtio 1.3, section 5.6 "SCSI
// Host Device"). Request queues lead to logical units, the control queue to task
// management. The event queue reports units that come and go.
//
//	host, err := virtioscsi.Open(ctx, hw, hw.Transports[0], virtio.FeaturesOf(virtioscsi.FeatureHotplug))
//	unit := host.Unit(1, 0) // a scsi.Target
//	capacity, err := scsi.Capacity(ctx, unit)
//	err = host.Close(ctx)
package virtioscsi

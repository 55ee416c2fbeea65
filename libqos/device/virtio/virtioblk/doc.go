// Package virtioblk is the driver of virtio block devices (virtio 1.3, section 5.2
// "Block Device"). A request to the disk is a chain of descriptors with a header,
// data and a status byte.
//
//	disk, err := virtioblk.Open(ctx, hw, hw.Transports[0], virtio.FeaturesOf(virtioblk.FeatureFlush))
//	r, err := disk.Do(ctx, virtioblk.Write(8, data))
//	r, err = disk.Do(ctx, virtioblk.Read(8, 1))
//	err = disk.Close(ctx)
package virtioblk

// Package virtionet drives virtio network devices (virtio 1.3, section 5.1
// "Network Device") over any virtio transport.
//
//	nic, err := virtionet.Open(ctx, hw, hw.Transports[0], virtio.FeaturesOf(virtionet.FeatureMrgRxBuf))
//	err = nic.Post(ctx, 4, 2048)          // four receive buffers
//	err = nic.Transmit(ctx, frame)
//	received, err := nic.Receive(ctx)
//	err = nic.Close(ctx)
//
// Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → virtio-net-pci → virtio-net → tests
package virtionet

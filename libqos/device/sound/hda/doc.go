// Package hda drives a controller of High Definition Audio, QEMU's intel-hda, and its codecs: verbs
// through CORB and RIRB or through the immediate registers, the tree of a codec's nodes, and streams
// with their lists of buffers.
//
// It is written from the High Definition Audio Specification, revision 1.0a (Intel, June 2010), "the
// specification".
//
//	c, err := hda.New(ctx, bus)
//	err = c.Reset(ctx)
//	rings, err := c.OpenRings(ctx, hda.ResponseInterrupt, 8)
//	answers, err := rings.Do(ctx, hda.Parameter(0, hda.RootNode, hda.VendorID))
//
// Typical paths:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → intel-hda → intel-hda-tests/registers
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → intel-hda → hda-bus → hda-duplex → hda-codec → hda-codec-tests/nodes
package hda

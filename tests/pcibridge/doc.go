// Package pcibridge tests the bridges between PCI buses, the ports of PCI Express among
// them: PCI-to-PCI Bridge Architecture 1.2, and PCI Express Base 4.0 for ports. Behind
// the bridge are an edu, which does DMA and interrupts as it is told, and a virtio entropy
// device, which has a BAR of each kind.
package pcibridge

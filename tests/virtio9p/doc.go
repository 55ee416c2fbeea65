// Package virtio9p tests QEMU's 9P server over virtio: with synthetic files (synth),
// and with a folder of the host (local). The latter tests check the client's changes
// on the host, and the host's changes in the client.
//
// The tests follow diod's "9P2000.L protocol" (protocol.md) and the Plan 9
// Programmer's Manual, section 5; if these define no error number, the corresponding
// Linux system call does. Tests run over each transport of the device in turn, in
// separate sessions; those with very many requests use one of them. Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → virtio-9p-pci → virtio-9p → virtio-9p-tests/synth/walk/basic
package virtio9p

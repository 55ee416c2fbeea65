// Package virtio9p tests QEMU's 9P server over virtio: with files that QEMU
// makes up (synth), and with a folder of the host (local), where what a client did is
// looked for on the host, and the other way round.
//
// The server is held to diod's "9P2000.L protocol" (protocol.md) and to the Plan
// 9 Programmer's Manual, section 5; where these leave an error number open it is that
// of the Linux system call that the request stands for. Tests run over each transport
// of the device in turn, in a session of their own; those with very many requests over
// one of them. Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → virtio-9p-pci → virtio-9p → virtio-9p-tests/synth/walk/basic
package virtio9p

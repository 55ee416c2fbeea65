// Package nvme tests NVM Express controllers: registers, enabling and shutdown, the
// admin command set, I/O queues and their interrupts, transfers compared byte by
// byte with the file behind the namespace, the Controller Memory Buffer and the
// Persistent Memory Region.
//
// Sections are those of the NVM Express Base Specification, revision 1.4. See
// libqos/device/storage/nvme for the controller, and chapters.md beside this file for the chapters.
// Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → nvme → nvme-tests/reg-read
package nvme

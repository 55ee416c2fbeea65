// Package nvme drives NVM Express controllers on a PCI bus: enabling and
// disabling, the admin queue and its commands, I/O queues, reads and writes
// with scattered data, the Controller Memory Buffer and the Persistent Memory
// Region.
//
// It is written from the NVM Express Base Specification, revision 1.4, June 10,
// 2019; sections and names are from that document. Comments name a later
// revision where they follow it.
//
//	d, err := nvme.New(ctx, bus)
//	err = d.Enable(ctx, nvme.Setup{})             // with an admin queue
//	id, err := d.IdentifyController(ctx)
//	q, err := d.CreateQueue(ctx, nvme.QueueSetup{ID: 1, Size: 16})
//	buf, err := d.NewBuffer(ctx, 4096, nvme.Layout{})
//	_, err = q.Do(ctx, nvme.Read(1, 0, 8).With(buf))
//
// Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → nvme → tests
//
// Registers and data structures are little-endian on every machine.
package nvme

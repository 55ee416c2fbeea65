// Package ufs drives Universal Flash Storage host controllers and the device behind
// one: registers, UIC commands, UTP transfer and task management requests, by a
// request list with doorbells or by circular queues, the query functions of the
// device, and SCSI commands to its logical units.
//
// It is written from JEDEC JESD223E, Universal Flash Storage Host Controller
// Interface (UFSHCI), Version 4.0, August 2022, and JEDEC JESD220F, Universal Flash
// Storage (UFS), Version 4.0, August 2022, and calls them UFSHCI and UFS; names are
// theirs. Registers and descriptors in memory are little-endian, what is the device's
// (UPIUs) is big-endian, on every machine.
//
//	d, err := ufs.New(ctx, bus)
//	err = d.Start(ctx)                          // enable, link startup
//	list, err := d.OpenList(ctx)                // or d.OpenQueue(ctx, ufs.QueueSetup{…})
//	dev := &ufs.Unit{Transport: list}
//	err = dev.SetFlag(ctx, ufs.FlagDeviceInit)
//	lu := ufs.LogicalUnit{Controller: d.Controller, Transport: list, LUN: 1} // a scsi.Target
//	err = scsi.Write(ctx, lu, 8, 4096, data)
//
// Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → ufs → tests
package ufs

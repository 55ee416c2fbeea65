// Package ufs drives Universal Flash Storage host controllers and their device:
// registers, UIC commands, UTP transfer and task management requests, the query
// functions of the device, and SCSI commands to its logical units. Requests go
// through a request list with doorbells or through circular queues.
//
// It is written from JEDEC JESD223E, Universal Flash Storage Host Controller
// Interface (UFSHCI), Version 4.0, August 2022, and JEDEC JESD220F, Universal Flash
// Storage (UFS), Version 4.0, August 2022. Comments call them UFSHCI and UFS, and
// names are from them. On every machine, registers and descriptors in memory are
// little-endian, and UPIUs are big-endian.
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

// Package ufs tests UFS host controllers and the device behind one: registers, link
// startup, UIC commands and interrupts, requests by the transfer request list and by
// circular queues, flags, attributes and descriptors, logical units compared byte by
// byte with the file behind them, and removal while the machine runs.
//
// UFSHCI is JEDEC JESD223E, UFS is JEDEC JESD220F. See libqos/device/storage/ufs for the
// hardware and tests/suite/scsisuite for the checks of every SCSI disk. Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → ufs → ufs-tests/init
package ufs

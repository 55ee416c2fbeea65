// Package identity records what a guest can see of a machine type: the machine's memory
// and port maps, its registers after power-on, and each device that can be plugged in.
// A versioned machine type, such as pc-q35-9.0, must look the same in every version of
// QEMU that has it: a guest may be moved from one to the other while it runs.
//
//	r, err := identity.Read(ctx, bundle, inventory, identity.Options{Machines: []string{"pc-q35-9.0"}})
//	err = r.Write(w)
//	c := identity.Compare([]identity.Side{{Name: "old", Record: a}, {Name: "new", Record: b}})
//
// A record is text that diffs well, a field a line, sorted:
//
//	x86_64/pc-q35-9.0/e1000e/pci/bar0 = 32-bit memory, 0x20000 bytes
//
// No guest software runs: the machine is stopped, and its virtual clock with it. A device
// is read before any driver has touched it. Paths of the graph say how it is plugged in.
//
// Typical path:
//
//	x86_64/q35 → q35-pcihost → pci-bus-q35 → pcie-root-bus → pcie-root-port → pci-bus → e1000e → pci-device → identity-tests
package identity

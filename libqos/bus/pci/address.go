package pci

import "fmt"

// Address is the address of a function: its bus, device (slot) and function
// number.
type Address struct {
	Bus      uint8 // 0-255
	Device   uint8 // 0-31
	Function uint8 // 0-7
}

// String returns the address in the format of lspci: "00:04.0".
func (a Address) String() string {
	return fmt.Sprintf("%02x:%s", a.Bus, a.Slot())
}

// Slot returns the device and function number in the format of QEMU's addr
// property: "04.0".
func (a Address) Slot() string {
	return fmt.Sprintf("%02x.%x", a.Device, a.Function)
}

// DevFn returns the device and function number in eight bits, the format of
// configuration addresses.
func (a Address) DevFn() uint8 { return a.Device<<3 | a.Function&7 }

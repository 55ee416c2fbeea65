package pci

import "fmt"

// Address says where a function is: its bus, device (slot) and function number.
type Address struct {
	Bus      uint8 // 0-255
	Device   uint8 // 0-31
	Function uint8 // 0-7
}

// String returns the address as lspci writes it: "00:04.0".
func (a Address) String() string {
	return fmt.Sprintf("%02x:%s", a.Bus, a.Slot())
}

// Slot returns the device and function number as QEMU's addr property takes
// them: "04.0".
func (a Address) Slot() string {
	return fmt.Sprintf("%02x.%x", a.Device, a.Function)
}

// DevFn returns the device and function number in eight bits, as configuration
// addresses hold them.
func (a Address) DevFn() uint8 { return a.Device<<3 | a.Function&7 }

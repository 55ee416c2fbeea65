package emmc

import "github.com/qgraph/qgraph/libqos/bus/sd"

// The commands that an SD memory card does not have, or has with another meaning (section 6.10.4 "Detailed command description").

// SendOpCond is CMD1: the host sends its voltages and its mode of access, and the device answers with its OCR.
func SendOpCond(host sd.OCR) sd.Command {
	return sd.Command{Index: 1, Argument: uint32(host), Response: sd.R3}
}

// SetRelativeAddr is CMD3: the host gives the device its relative address.
func SetRelativeAddr(rca uint16) sd.Command {
	return sd.Command{Index: 3, Argument: uint32(rca) << 16, Response: sd.R1}
}

// Select is CMD7: it selects the device with that relative address.
func Select(rca uint16) sd.Command {
	return sd.Command{Index: 7, Argument: uint32(rca) << 16, Response: sd.R1}
}

// Switch is CMD6: it changes a byte of the modes segment of the Extended CSD.
func Switch(a Access, index, value uint8) sd.Command {
	return sd.Command{Index: 6, Argument: uint32(a)<<24 | uint32(index)<<16 | uint32(value)<<8, Response: sd.R1b}
}

// SendExtCSD is CMD8: the device sends its Extended CSD, as a block of 512 bytes.
func SendExtCSD() sd.Command { return sd.Command{Index: 8, Response: sd.R1} }

// EraseGroupStart is CMD35: the first group of blocks to be erased. The address is in the device's own unit.
func EraseGroupStart(addr uint32) sd.Command {
	return sd.Command{Index: 35, Argument: addr, Response: sd.R1}
}

// EraseGroupEnd is CMD36: the last group of blocks to be erased. The address is in the device's own unit.
func EraseGroupEnd(addr uint32) sd.Command {
	return sd.Command{Index: 36, Argument: addr, Response: sd.R1}
}

// Access is the way in which CMD6 changes a byte (section 6.6.1 "Command sets and extended settings").
type Access uint8

// The ways.
const (
	SetBits   Access = 1 // those that are ones in the value
	ClearBits Access = 2 // those that are ones in the value
	WriteByte Access = 3
)

// SwitchError is the bit of the device's status for a SWITCH that did not change the mode (section 6.13 "Device status").
const SwitchError sd.Status = 1 << 7

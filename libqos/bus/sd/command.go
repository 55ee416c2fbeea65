package sd

import (
	"encoding/binary"
	"fmt"
)

// Index is the number of a command. Application-specific commands have their
// own numbers from 0; see [Command].App.
type Index uint8

// Command is a command to the card (section 4.7 "Commands").
type Command struct {
	Index    Index
	App      bool // an application-specific command, which follows CMD55
	Argument uint32
	Response ResponseType
	// Counted: the card ends this transfer of several blocks by itself, after as many as [SetBlockCount] said.
	Counted bool
	name    string
}

// String returns the command's number and abbreviation, "CMD17
// (READ_SINGLE_BLOCK)" or "ACMD41 (SD_SEND_OP_COND)".
func (c Command) String() string {
	s := fmt.Sprintf("CMD%d", c.Index)
	if c.App {
		s = "A" + s
	}
	if c.name != "" {
		s += " (" + c.name + ")"
	}
	return s
}

// ResponseType is the type of a card's response (section 4.9 "Responses").
type ResponseType uint8

// The types of response. All but R2 have 48 bits.
const (
	NoResponse ResponseType = iota
	R1                      // card status
	R1b                     // card status, then busy on DAT0
	R2                      // CID or CSD, 136 bits
	R3                      // OCR, neither CRC nor index
	R6                      // relative card address
	R7                      // card interface condition
)

// String returns the specification's name of the type.
func (r ResponseType) String() string {
	switch r {
	case NoResponse:
		return "no response"
	case R1:
		return "R1"
	case R1b:
		return "R1b"
	case R2:
		return "R2"
	case R3:
		return "R3"
	case R6:
		return "R6"
	case R7:
		return "R7"
	}
	return fmt.Sprintf("response type %d", uint8(r))
}

// Response is a card's response, without the CRC.
type Response struct {
	Short uint32   // bits 39:8 of a response of 48 bits
	Long  [16]byte // bits 127:0 of an R2, in the order of the line; the last byte is zero
}

// ReadResponse reads a response from a host that has it in registers of 32 bits: word reads the nth one of those
// that the response fills, the most significant first. The last byte of an R2, its CRC, is cleared.
func ReadResponse(t ResponseType, word func(n int) (uint32, error)) (r Response, err error) {
	switch t {
	case NoResponse:
	case R2:
		for n := range 4 {
			v, err := word(n)
			if err != nil {
				return r, err
			}
			binary.BigEndian.PutUint32(r.Long[4*n:], v)
		}
		r.Long[15] = 0
	default:
		r.Short, err = word(0)
	}
	return r, err
}

// The commands, with their names from section 4.7.4 "Detailed Command
// Description".

// GoIdleState is CMD0: it resets the card.
func GoIdleState() Command { return Command{Index: 0, name: "GO_IDLE_STATE"} }

// AllSendCID is CMD2: the card sends its CID.
func AllSendCID() Command { return Command{Index: 2, Response: R2, name: "ALL_SEND_CID"} }

// SendRelativeAddr is CMD3: the card publishes a new relative address.
func SendRelativeAddr() Command {
	return Command{Index: 3, Response: R6, name: "SEND_RELATIVE_ADDR"}
}

// SelectCard is CMD7: it selects the card with that relative address and
// deselects any other.
func SelectCard(rca uint16) Command {
	return Command{Index: 7, Argument: uint32(rca) << 16, Response: R1b, name: "SELECT/DESELECT_CARD"}
}

// Deselect is CMD7 with the address 0: no card is selected, and none answers.
func Deselect() Command { return Command{Index: 7, name: "SELECT/DESELECT_CARD"} }

// SendIfCond is CMD8: the card echoes the supply voltage (1 is 2.7 to 3.6 V)
// and the check pattern.
func SendIfCond(voltage, pattern uint8) Command {
	return Command{Index: 8, Argument: uint32(voltage&0xf)<<8 | uint32(pattern), Response: R7, name: "SEND_IF_COND"}
}

// SendCSD is CMD9: the card sends its CSD.
func SendCSD(rca uint16) Command {
	return Command{Index: 9, Argument: uint32(rca) << 16, Response: R2, name: "SEND_CSD"}
}

// SendCID is CMD10: the card sends its CID.
func SendCID(rca uint16) Command {
	return Command{Index: 10, Argument: uint32(rca) << 16, Response: R2, name: "SEND_CID"}
}

// StopTransmission is CMD12: the card ends a multiple block transfer.
func StopTransmission() Command { return Command{Index: 12, Response: R1b, name: "STOP_TRANSMISSION"} }

// SendStatus is CMD13: the card sends its status.
func SendStatus(rca uint16) Command {
	return Command{Index: 13, Argument: uint32(rca) << 16, Response: R1, name: "SEND_STATUS"}
}

// SetBlockLen is CMD16: it sets the block length, in bytes, of a card of
// standard capacity.
func SetBlockLen(n uint32) Command {
	return Command{Index: 16, Argument: n, Response: R1, name: "SET_BLOCKLEN"}
}

// ReadSingleBlock is CMD17. The address is in the card's own unit.
func ReadSingleBlock(addr uint32) Command {
	return Command{Index: 17, Argument: addr, Response: R1, name: "READ_SINGLE_BLOCK"}
}

// ReadMultipleBlock is CMD18. The address is in the card's own unit.
func ReadMultipleBlock(addr uint32) Command {
	return Command{Index: 18, Argument: addr, Response: R1, name: "READ_MULTIPLE_BLOCK"}
}

// SetBlockCount is CMD23: it sets the number of blocks of the next transfer, which must be [Command.Counted].
func SetBlockCount(n uint16) Command {
	return Command{Index: 23, Argument: uint32(n), Response: R1, name: "SET_BLOCK_COUNT"}
}

// WriteBlock is CMD24. The address is in the card's own unit.
func WriteBlock(addr uint32) Command {
	return Command{Index: 24, Argument: addr, Response: R1, name: "WRITE_BLOCK"}
}

// WriteMultipleBlock is CMD25. The address is in the card's own unit.
func WriteMultipleBlock(addr uint32) Command {
	return Command{Index: 25, Argument: addr, Response: R1, name: "WRITE_MULTIPLE_BLOCK"}
}

// SetWriteProt is CMD28: it protects the group of blocks at an address in the card's own unit.
func SetWriteProt(addr uint32) Command {
	return Command{Index: 28, Argument: addr, Response: R1b, name: "SET_WRITE_PROT"}
}

// ClrWriteProt is CMD29: it ends the protection of the group of blocks at an address.
func ClrWriteProt(addr uint32) Command {
	return Command{Index: 29, Argument: addr, Response: R1b, name: "CLR_WRITE_PROT"}
}

// SendWriteProt is CMD30: the card sends which of 32 groups from an address on are protected, as a block of 4 bytes.
func SendWriteProt(addr uint32) Command {
	return Command{Index: 30, Argument: addr, Response: R1, name: "SEND_WRITE_PROT"}
}

// EraseStart is CMD32: the first block to be erased. The address is in the card's own unit.
func EraseStart(addr uint32) Command {
	return Command{Index: 32, Argument: addr, Response: R1, name: "ERASE_WR_BLK_START"}
}

// EraseEnd is CMD33: the last block to be erased. The address is in the card's own unit.
func EraseEnd(addr uint32) Command {
	return Command{Index: 33, Argument: addr, Response: R1, name: "ERASE_WR_BLK_END"}
}

// Erase is CMD38: the card erases the blocks.
func Erase() Command { return Command{Index: 38, Response: R1b, name: "ERASE"} }

// LockUnlock is CMD42: the card takes a data structure that sets or clears its password, locks or unlocks it, of the length
// that [SetBlockLen] said.
func LockUnlock() Command { return Command{Index: 42, Response: R1, name: "LOCK_UNLOCK"} }

// AppCmd is CMD55: the next command is an application-specific one.
func AppCmd(rca uint16) Command {
	return Command{Index: 55, Argument: uint32(rca) << 16, Response: R1, name: "APP_CMD"}
}

// SetBusWidth4 is ACMD6: it switches the card to four data lines.
func SetBusWidth4() Command {
	return Command{Index: 6, App: true, Argument: 2, Response: R1, name: "SET_BUS_WIDTH"}
}

// SendSDStatus is ACMD13: the card sends its SD Status, as a block of 64 bytes.
func SendSDStatus() Command { return Command{Index: 13, App: true, Response: R1, name: "SD_STATUS"} }

// SendOpCond is ACMD41: the host sends its capabilities, and the card answers
// with its OCR.
func SendOpCond(host OCR) Command {
	return Command{Index: 41, App: true, Argument: uint32(host), Response: R3, name: "SD_SEND_OP_COND"}
}

// SendSCR is ACMD51: the card sends its SCR, as a block of 8 bytes.
func SendSCR() Command { return Command{Index: 51, App: true, Response: R1, name: "SEND_SCR"} }

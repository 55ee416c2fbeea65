package sdfake

import (
	"encoding/binary"
	"fmt"

	"github.com/qgraph/qgraph/libqos/bus/sd"
)

// RCA is the relative address that the card publishes.
const RCA = 0x4567

// Card is a model of a card. Tests inject faults through the exported fields.
type Card struct {
	// Busy is the number of responses to ACMD41 before the card is ready.
	Busy int
	// Answer, if not nil, may change the card's response to a command.
	Answer func(cmd sd.Command, r sd.Response) sd.Response

	data     []byte
	high     bool
	state    sd.State
	app      bool // after CMD55
	busy     int  // the rest of Busy
	at       int  // of the next block, in bytes
	multiple bool
	register []byte // sent in place of blocks
}

// NewCard returns a card with that content, of standard or high capacity. The
// size is a multiple of 512 KiB.
func NewCard(data []byte, high bool) *Card { return &Card{Busy: 2, data: data, high: high} }

// Data returns the content of the card.
func (c *Card) Data() []byte { return c.data }

// CID returns the card's identification.
func CID() sd.CID {
	return sd.CID{0xaa, 'T', 'E', 'S', 'T', 'E', 'R', '!', 0x12, 0xde, 0xad, 0xbe, 0xef, 0x00, 0x62, 0}
}

// SCR returns the card's configuration: 3.0X, one and four data lines.
func SCR() sd.SCR { return sd.SCR{0x02, 0x05, 0x80} }

// CSD returns the card's specific data: of version 2.0, or of version 1.0 with
// blocks of 512 bytes and C_SIZE_MULT 7, so that C_SIZE counts 256 KiB.
func (c *Card) CSD() sd.CSD {
	var csd sd.CSD
	if c.high {
		csd[0] = 1 << 6
		size := uint32(len(c.data)>>19 - 1)
		csd[7], csd[8], csd[9] = byte(size>>16), byte(size>>8), byte(size)
		return csd
	}
	size := uint16(len(c.data)>>18 - 1)
	csd[5] = 9 // READ_BL_LEN, beside CCC
	csd[6], csd[7], csd[8] = byte(size>>10), byte(size>>2), byte(size<<6)
	csd[9], csd[10] = 7>>1, 7<<7&0xff // C_SIZE_MULT
	return csd
}

// Command answers a command; false if it does not answer.
func (c *Card) Command(index sd.Index, argument uint32) (sd.Response, bool) {
	cmd := sd.Command{Index: index, App: c.app, Argument: argument}
	c.app = false
	r, ok := c.answer(cmd)
	if ok && c.Answer != nil {
		r = c.Answer(cmd, r)
	}
	return r, ok
}

func (c *Card) answer(cmd sd.Command) (sd.Response, bool) {
	if cmd.App {
		return c.application(cmd)
	}
	switch before := c.state; {
	case cmd.Index == 0:
		c.state, c.busy = sd.Idle, c.Busy
		return sd.Response{}, false
	case cmd.Index == 8 && before == sd.Idle:
		return sd.Response{Short: cmd.Argument}, true
	case cmd.Index == 55 && (before == sd.Idle || c.addressed(cmd)):
		c.app = true
		return c.status(sd.AppCommand), true
	case cmd.Index == 2 && before == sd.Ready:
		c.state = sd.Ident
		return sd.Response{Long: CID()}, true
	case cmd.Index == 3 && before == sd.Ident:
		r := c.status(0)
		c.state = sd.Standby
		return sd.Response{Short: RCA<<16 | r.Short&0x1fff}, true
	case cmd.Index == 9 && before == sd.Standby && c.addressed(cmd):
		return sd.Response{Long: c.CSD()}, true
	case cmd.Index == 7 && before == sd.Standby && c.addressed(cmd):
		return c.enter(sd.Transferring), true
	case cmd.Index == 13 && c.addressed(cmd):
		return c.status(0), true
	case cmd.Index == 16 && before == sd.Transferring:
		return c.status(0), true
	case cmd.Index == 12 && (before == sd.SendingData || before == sd.ReceivingData):
		return c.enter(sd.Transferring), true
	case before == sd.Transferring:
		return c.transfer(cmd)
	}
	return sd.Response{}, false
}

func (c *Card) application(cmd sd.Command) (sd.Response, bool) {
	switch {
	case cmd.Index == 41 && c.state == sd.Idle:
		ocr := sd.OCRVoltages
		if c.busy--; c.busy < 0 {
			c.state = sd.Ready
			ocr |= sd.OCRReady
			if c.high {
				ocr |= sd.OCRHighCapacity
			}
		}
		return sd.Response{Short: uint32(ocr)}, true
	case cmd.Index == 6 && c.state == sd.Transferring:
		return c.status(sd.AppCommand), true
	case cmd.Index == 51 && c.state == sd.Transferring:
		scr := SCR()
		c.register, c.multiple = scr[:], false
		return c.enter(sd.SendingData), true
	}
	return sd.Response{}, false
}

func (c *Card) addressed(cmd sd.Command) bool { return cmd.Argument>>16 == RCA }

// status returns an R1.
func (c *Card) status(s sd.Status) sd.Response {
	s |= sd.Status(c.state) << 9
	if c.state != sd.ReceivingData {
		s |= sd.ReadyForData
	}
	return sd.Response{Short: uint32(s)}
}

// enter answers and then changes the state.
func (c *Card) enter(next sd.State) sd.Response {
	r := c.status(0)
	c.state = next
	return r
}

func (c *Card) transfer(cmd sd.Command) (sd.Response, bool) {
	next := sd.SendingData
	switch cmd.Index {
	case 24, 25:
		next = sd.ReceivingData
	case 17, 18:
	default:
		return sd.Response{}, false
	}
	c.at = int(cmd.Argument)
	if c.high {
		c.at *= sd.BlockSize
	}
	if c.at+sd.BlockSize > len(c.data) {
		return c.status(sd.OutOfRange), true
	}
	c.multiple = cmd.Index == 18 || cmd.Index == 25
	return c.enter(next), true
}

// ReadBlock makes the card send a block.
func (c *Card) ReadBlock(p []byte) error {
	if err := c.move(sd.SendingData, len(p)); err != nil {
		return err
	}
	if c.register != nil {
		copy(p, c.register)
		c.register = nil
	} else {
		c.at += copy(p, c.data[c.at:])
	}
	return nil
}

// WriteBlock sends the card a block.
func (c *Card) WriteBlock(p []byte) error {
	if err := c.move(sd.ReceivingData, len(p)); err != nil {
		return err
	}
	c.at += copy(c.data[c.at:], p)
	return nil
}

// move checks that a block of n bytes can be moved, and ends the transfer of a
// single block.
func (c *Card) move(want sd.State, n int) error {
	switch {
	case c.state != want:
		return fmt.Errorf("sdfake: got a block in state %v, want state %v", c.state, want)
	case c.register != nil && n != len(c.register) || c.register == nil && c.at+n > len(c.data):
		return fmt.Errorf("sdfake: invalid block of %d bytes at %#x", n, c.at)
	}
	if !c.multiple {
		c.state = sd.Transferring
	}
	return nil
}

// Pattern returns n bytes in which every group of four is a different number.
func Pattern(n int, seed uint32) []byte {
	p := make([]byte, n)
	for i := 0; i < n; i += 4 {
		binary.BigEndian.PutUint32(p[i:], seed+uint32(i)*0x9e3779b1)
	}
	return p
}

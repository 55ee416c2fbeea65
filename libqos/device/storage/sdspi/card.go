package sdspi

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/bus/sd"
	"github.com/qgraph/qgraph/libqos/bus/ssi"
)

// Driver is the node of the card with QEMU's adapter between SPI and the bus of SD. Its slot is [sd.Slot].
var Driver = graph.NewDriver[*Card]("ssi-sd")

// Card is a card behind a controller. It is not safe for concurrent use.
type Card struct {
	OCR  sd.OCR
	port ssi.Port
}

// New returns the card at a controller's chip select. It is not started.
func New(port ssi.Port) *Card { return &Card{port: port} }

// R1 is the first byte of each response (section 7.3.2.1 "Format R1").
type R1 uint8

// The bits of an R1.
//
//qgraph:bits
const (
	Idle           R1 = 1 << 0
	EraseReset     R1 = 1 << 1
	IllegalCommand R1 = 1 << 2
	CRCError       R1 = 1 << 3
	EraseSequence  R1 = 1 << 4
	AddressError   R1 = 1 << 5
	ParameterError R1 = 1 << 6
)

// Errors that this package's errors wrap.
var (
	ErrResponse = errors.New("an unexpected response")
	ErrCRC      = errors.New("the CRC of a block does not match")
)

// none is the byte that is sent while the card sends, and that is received while it does not.
const none = 0xff

// The tokens (section 7.3.3 "Control Tokens").
const (
	startBlock   = 0xfe
	accepted     = 0x05 // of the data response, in bits 4:0
	responseMask = 0x1f
)

// exchange sends bytes and returns those received.
func (c *Card) exchange(ctx context.Context, p []byte) ([]byte, error) {
	got := bytes.Clone(p)
	for part := range slices.Chunk(got, c.port.Depth()) {
		for _, b := range part {
			if err := c.port.Send(ctx, b); err != nil {
				return nil, err
			}
		}
		if err := c.port.Receive(ctx, part); err != nil {
			return nil, err
		}
	}
	return got, nil
}

// receive receives n bytes.
func (c *Card) receive(ctx context.Context, n int) ([]byte, error) {
	return c.exchange(ctx, bytes.Repeat([]byte{none}, n))
}

// await receives bytes until one is as wanted, and returns it. The card may take as many bytes as limit says.
func (c *Card) await(ctx context.Context, what string, limit int, wanted func(byte) bool) (byte, error) {
	for range limit {
		p, err := c.receive(ctx, 1)
		if err != nil {
			return 0, err
		}
		if wanted(p[0]) {
			return p[0], nil
		}
	}
	return 0, fmt.Errorf("%s: nothing in %d bytes: %w", what, limit, ErrResponse)
}

// selected calls a function while the card is selected. A byte follows before the card is deselected.
func (c *Card) selected(ctx context.Context, index sd.Index, f func() error) error {
	err := c.port.Select(ctx, true)
	if err == nil {
		err = f()
	}
	if err == nil {
		_, err = c.receive(ctx, 1)
	}
	if err = errors.Join(err, c.port.Select(ctx, false)); err != nil {
		return fmt.Errorf("sdspi: CMD%d: %w", index, err)
	}
	return nil
}

// issue sends a command and receives its R1 (section 7.2.2 "Bus Transfer Protection").
func (c *Card) issue(ctx context.Context, index sd.Index, argument uint32) (R1, error) {
	const start, latest = 0x40, 8 // bytes from the end of a command to the response
	frame := binary.BigEndian.AppendUint32([]byte{start | byte(index)}, argument)
	frame = append(frame, sd.CRC7(frame)<<1|1)
	if _, err := c.exchange(ctx, frame); err != nil {
		return 0, err
	}
	r, err := c.await(ctx, "R1", latest+1, func(b byte) bool { return b&0x80 == 0 })
	return R1(r), err
}

// Command sends a command and returns its R1 and as many bytes of its response as follow.
func (c *Card) Command(ctx context.Context, index sd.Index, argument uint32, further int) (r R1, p []byte, err error) {
	err = c.selected(ctx, index, func() error {
		if r, err = c.issue(ctx, index, argument); err == nil && further > 0 {
			p, err = c.receive(ctx, further)
		}
		return err
	})
	return r, p, err
}

// App sends an application-specific command, after CMD55, and returns its R1.
func (c *Card) App(ctx context.Context, index sd.Index, argument uint32) (R1, error) {
	if _, _, err := c.Command(ctx, sd.AppCmd(0).Index, 0, 0); err != nil {
		return 0, err
	}
	r, _, err := c.Command(ctx, index, argument, 0)
	return r, err
}

// The most bytes in which a card sends or has programmed a block.
const latestBlock = 1 << 10

// Read sends a command and fills p with the block that follows. If the R1 has an error, there is no block.
func (c *Card) Read(ctx context.Context, index sd.Index, argument uint32, p []byte) (r R1, err error) {
	err = c.selected(ctx, index, func() error {
		if r, err = c.issue(ctx, index, argument); err != nil || r != 0 {
			return err
		}
		return c.block(ctx, p)
	})
	return r, err
}

// ReadRegister sends CMD9 or CMD10 and receives the CSD or the CID, a block, whatever the R1 says.
func (c *Card) ReadRegister(ctx context.Context, index sd.Index) (r R1, p [16]byte, err error) {
	err = c.selected(ctx, index, func() error {
		if r, err = c.issue(ctx, index, 0); err != nil {
			return err
		}
		return c.block(ctx, p[:])
	})
	return r, p, err
}

// block receives a block.
func (c *Card) block(ctx context.Context, p []byte) error {
	if _, err := c.await(ctx, "start of the block", latestBlock, func(b byte) bool { return b == startBlock }); err != nil {
		return err
	}
	got, err := c.receive(ctx, len(p)+2)
	if err != nil {
		return err
	}
	copy(p, got)
	if sum, want := binary.BigEndian.Uint16(got[len(p):]), sd.CRC16(p); sum != want {
		return fmt.Errorf("%#x, want %#x: %w", sum, want, ErrCRC)
	}
	return nil
}

// Write sends a command and a block, and waits until the card has programmed it. If the R1 has an error, no block is sent.
func (c *Card) Write(ctx context.Context, index sd.Index, argument uint32, p []byte) (r R1, err error) {
	err = c.selected(ctx, index, func() error {
		if r, err = c.issue(ctx, index, argument); err != nil || r != 0 {
			return err
		}
		block := append([]byte{none, startBlock}, p...)
		if _, err := c.exchange(ctx, binary.BigEndian.AppendUint16(block, sd.CRC16(p))); err != nil {
			return err
		}
		response, err := c.await(ctx, "data response", latestBlock, func(b byte) bool { return b != none })
		if err != nil {
			return err
		}
		if response&responseMask != accepted {
			return fmt.Errorf("data response %#x, want %#x: %w", response&responseMask, accepted, ErrResponse)
		}
		_, err = c.await(ctx, "end of the busy signal", latestBlock, func(b byte) bool { return b == none })
		return err
	})
	return r, err
}

// Start brings the card from any state to the one that takes commands for data, with blocks of 512 bytes (section 7.2.1 "Mode
// Selection and Initialization").
func (c *Card) Start(ctx context.Context) error {
	if err := c.port.Setup(ctx); err != nil {
		return fmt.Errorf("sdspi: start: %w", err)
	}
	if _, err := c.receive(ctx, 10); err != nil { // 74 periods of the clock and more, with the card not selected
		return fmt.Errorf("sdspi: start: %w", err)
	}
	r, _, err := c.Command(ctx, sd.GoIdleState().Index, 0, 0)
	if err != nil {
		return err
	}
	if r != Idle {
		return fmt.Errorf("sdspi: CMD0: R1 %v, want %v: %w", r, Idle, ErrResponse)
	}
	const condition = 0x1aa // 2.7 to 3.6 V, and a pattern
	_, echo, err := c.Command(ctx, sd.SendIfCond(0, 0).Index, condition, 4)
	if err != nil {
		return err
	}
	if got := binary.BigEndian.Uint32(echo) & 0xfff; got != condition {
		return fmt.Errorf("sdspi: CMD8: got %#x, want %#x: %w", got, condition, sd.ErrEcho)
	}
	const attempts = 1000
	for n := range attempts {
		if r, err = c.App(ctx, sd.SendOpCond(0).Index, uint32(sd.OCRHighCapacity)); err != nil || r == 0 {
			break
		}
		if n == attempts-1 {
			err = fmt.Errorf("sdspi: ACMD41: R1 %v: %w", r, ErrResponse)
		}
	}
	if err != nil {
		return err
	}
	_, ocr, err := c.Command(ctx, 58, 0, 4)
	if err != nil {
		return err
	}
	c.OCR = sd.OCR(binary.BigEndian.Uint32(ocr))
	_, _, err = c.Command(ctx, sd.SetBlockLen(0).Index, sd.BlockSize, 0)
	return err
}

// Address returns the address of a block in the card's own unit.
func (c *Card) Address(block uint64) uint32 {
	if c.OCR&sd.OCRHighCapacity == 0 {
		block *= sd.BlockSize
	}
	return uint32(block)
}

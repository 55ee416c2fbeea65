package sd

import (
	"context"
	"errors"
	"fmt"
)

// BlockSize is the size in bytes of the blocks that this package transfers.
const BlockSize = 512

// Host is a host controller with the bus to the card.
//
// It does not send CMD55 before an application-specific command: the caller
// does.
type Host interface {
	// Command sends a command without data and returns the card's response.
	// After an R1b it waits for the end of the card's busy signal.
	Command(ctx context.Context, cmd Command) (Response, error)
	// Read sends a command and fills p with the card's blocks of blockSize
	// bytes. It ends CMD18 with CMD12.
	Read(ctx context.Context, cmd Command, p []byte, blockSize int) (Response, error)
	// Write sends a command and p as blocks of blockSize bytes. It ends CMD25
	// with CMD12 and waits for the end of the card's busy signal.
	Write(ctx context.Context, cmd Command, p []byte, blockSize int) (Response, error)
	// Wait lets time pass until done returns true.
	Wait(ctx context.Context, what string, done func(context.Context) (bool, error)) error
}

// Errors that this package's errors wrap.
var (
	ErrEcho  = errors.New("the card does not echo the command's argument")
	ErrSize  = errors.New("not a positive number of whole blocks")
	ErrRange = errors.New("beyond the end of the card")
	ErrAddr  = errors.New("the card published the relative address 0")
	// ErrNoResponse is for a command that no card answers. The errors of a [Host] match it.
	ErrNoResponse = errors.New("no card responds")
)

// StatusError is a response with an error bit in its status, or with an
// unexpected state.
type StatusError struct {
	Command Command
	Status  Status
}

// Error returns the command and the status.
func (e *StatusError) Error() string {
	return fmt.Sprintf("sd: %v: card status %v", e.Command, e.Status)
}

// Card is an identified and selected card. Its methods are not safe for
// concurrent use.
type Card struct {
	OCR  OCR
	CID  CID
	RCA  uint16 // relative card address
	CSD  CSD
	host Host
}

// Identify brings the card on the host's bus from any state to the transfer
// state: it resets, identifies and selects it, and sets the length of blocks to
// [BlockSize] (sections 4.2 "Card Identification Mode" and 4.3 "Data Transfer
// Mode").
func Identify(ctx context.Context, host Host) (*Card, error) {
	c := &Card{host: host}
	for _, step := range []func(context.Context) error{
		c.reset, c.powerUp, c.identify, c.readCSD, c.enter,
	} {
		if err := step(ctx); err != nil {
			return nil, fmt.Errorf("sd: identify card: %w", err)
		}
	}
	return c, nil
}

func (c *Card) reset(ctx context.Context) error {
	_, err := c.host.Command(ctx, GoIdleState())
	return err
}

// powerUp checks the supply voltage and starts the card (section 4.2.3 "Card
// Initialization and Identification Process").
func (c *Card) powerUp(ctx context.Context) error {
	const voltage, pattern = 1, 0xaa
	cmd := SendIfCond(voltage, pattern)
	r, err := c.host.Command(ctx, cmd)
	if err != nil {
		return err
	}
	if r.Short&0xfff != cmd.Argument {
		return fmt.Errorf("%v: got %#x, want %#x: %w", cmd, r.Short, cmd.Argument, ErrEcho)
	}
	return c.host.Wait(ctx, "the card's power up", func(ctx context.Context) (bool, error) {
		r, err := c.app(ctx, SendOpCond(OCRHighCapacity|OCRVoltages))
		c.OCR = OCR(r.Short)
		return c.OCR&OCRReady != 0, err
	})
}

func (c *Card) identify(ctx context.Context) error {
	r, err := c.host.Command(ctx, AllSendCID())
	if err != nil {
		return err
	}
	c.CID = r.Long
	cmd := SendRelativeAddr()
	if r, err = c.host.Command(ctx, cmd); err != nil {
		return err
	}
	if c.RCA = uint16(r.Short >> 16); c.RCA == 0 {
		return fmt.Errorf("%v: %w", cmd, ErrAddr)
	}
	return c.check(cmd, statusOfR6(r.Short), Ident)
}

// statusOfR6 moves the bits of an R6 to their positions in the card status
// (section 4.9.5 "R6").
func statusOfR6(r uint32) Status {
	return Status(r&0x1fff | r&(1<<13)<<6 | r&(3<<14)<<8)
}

func (c *Card) readCSD(ctx context.Context) error {
	r, err := c.host.Command(ctx, SendCSD(c.RCA))
	c.CSD = r.Long
	return err
}

// enter brings the card into the transfer state.
func (c *Card) enter(ctx context.Context) error {
	if err := c.command(ctx, SelectCard(c.RCA), Standby); err != nil {
		return err
	}
	return c.command(ctx, SetBlockLen(BlockSize), Transferring)
}

// command sends a command whose response is the card's status. The status must
// have no error and report the given state.
func (c *Card) command(ctx context.Context, cmd Command, state State) error {
	r, err := c.host.Command(ctx, cmd)
	if err != nil {
		return err
	}
	return c.check(cmd, Status(r.Short), state)
}

func (c *Card) check(cmd Command, s Status, state State) error {
	if s.Failure() != 0 || s.State() != state {
		return &StatusError{cmd, s}
	}
	return nil
}

// prefix sends the CMD55 that must precede an application-specific command.
func (c *Card) prefix(ctx context.Context) error {
	cmd := AppCmd(c.RCA)
	r, err := c.host.Command(ctx, cmd)
	if err != nil {
		return err
	}
	if s := Status(r.Short); s.Failure() != 0 || s&AppCommand == 0 {
		return &StatusError{cmd, s}
	}
	return nil
}

// app sends an application-specific command.
func (c *Card) app(ctx context.Context, cmd Command) (Response, error) {
	if err := c.prefix(ctx); err != nil {
		return Response{}, err
	}
	return c.host.Command(ctx, cmd)
}

// HighCapacity reports whether the card's addresses count blocks, not bytes.
func (c *Card) HighCapacity() bool { return c.OCR&OCRHighCapacity != 0 }

// Address returns the address of a block in the card's own unit.
func (c *Card) Address(block uint64) uint32 {
	if !c.HighCapacity() {
		block *= BlockSize
	}
	return uint32(block)
}

// Blocks returns the card's number of blocks.
func (c *Card) Blocks() uint64 { return c.CSD.Capacity() / BlockSize }

// SCR reads the card's configuration register.
func (c *Card) SCR(ctx context.Context) (SCR, error) {
	var scr SCR
	err := c.prefix(ctx)
	if err == nil {
		_, err = c.host.Read(ctx, SendSCR(), scr[:], len(scr))
	}
	if err != nil {
		return SCR{}, fmt.Errorf("sd: read SCR: %w", err)
	}
	return scr, nil
}

// SDStatus reads the SD status (section 4.10.2 "SD Status").
func (c *Card) SDStatus(ctx context.Context) (SDStatus, error) {
	var s SDStatus
	err := c.prefix(ctx)
	if err == nil {
		_, err = c.host.Read(ctx, SendSDStatus(), s[:], len(s))
	}
	if err != nil {
		return SDStatus{}, fmt.Errorf("sd: read SD status: %w", err)
	}
	return s, nil
}

// SetBusWidth4 switches the card to four data lines. The caller must switch the
// host as well.
func (c *Card) SetBusWidth4(ctx context.Context) error {
	cmd := SetBusWidth4()
	r, err := c.app(ctx, cmd)
	if err == nil {
		err = c.check(cmd, Status(r.Short), Transferring)
	}
	if err != nil {
		return fmt.Errorf("sd: use four data lines: %w", err)
	}
	return nil
}

// Status asks the card for its status.
func (c *Card) Status(ctx context.Context) (Status, error) {
	r, err := c.host.Command(ctx, SendStatus(c.RCA))
	if err != nil {
		return 0, fmt.Errorf("sd: status: %w", err)
	}
	return Status(r.Short), nil
}

// ReadBlocks fills p, a positive multiple of [BlockSize] bytes, with blocks
// from number block on. It reads several blocks with CMD18.
func (c *Card) ReadBlocks(ctx context.Context, block uint64, p []byte) error {
	cmd, err := c.transfer(block, p, ReadSingleBlock, ReadMultipleBlock)
	if err != nil {
		return fmt.Errorf("sd: read block %d: %w", block, err)
	}
	r, err := c.host.Read(ctx, cmd, p, BlockSize)
	return c.outcome(cmd, r, err)
}

// WriteBlocks writes p, a positive multiple of [BlockSize] bytes, to the blocks
// from number block on, and waits until the card has programmed them. It writes
// several blocks with CMD25.
func (c *Card) WriteBlocks(ctx context.Context, block uint64, p []byte) error {
	cmd, err := c.transfer(block, p, WriteBlock, WriteMultipleBlock)
	if err != nil {
		return fmt.Errorf("sd: write block %d: %w", block, err)
	}
	r, err := c.host.Write(ctx, cmd, p, BlockSize)
	if err := c.outcome(cmd, r, err); err != nil {
		return err
	}
	return c.programmed(ctx)
}

// transfer returns the command that transfers p from or to the card.
func (c *Card) transfer(block uint64, p []byte, single, multiple func(addr uint32) Command) (Command, error) {
	n := uint64(len(p)) / BlockSize
	if n == 0 || len(p)%BlockSize != 0 {
		return Command{}, fmt.Errorf("%d bytes: %w", len(p), ErrSize)
	}
	if block+n > c.Blocks() || block+n < block {
		return Command{}, fmt.Errorf("%d blocks on a card of %d: %w", n, c.Blocks(), ErrRange)
	}
	if n == 1 {
		return single(c.Address(block)), nil
	}
	return multiple(c.Address(block)), nil
}

// outcome checks the result of a transfer.
func (c *Card) outcome(cmd Command, r Response, err error) error {
	if err == nil {
		err = c.check(cmd, Status(r.Short), Transferring)
	}
	if err != nil {
		return fmt.Errorf("sd: transfer: %w", err)
	}
	return nil
}

// programmed waits until the card has programmed the written blocks.
func (c *Card) programmed(ctx context.Context) error {
	return c.host.Wait(ctx, "the card to be ready for data", func(ctx context.Context) (bool, error) {
		s, err := c.Status(ctx)
		if err == nil && s.Failure() != 0 {
			err = &StatusError{SendStatus(c.RCA), s}
		}
		return s&ReadyForData != 0 && s.State() == Transferring, err
	})
}

package nvme

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
)

// Controller is an NVM Express controller. The zero value of what is not
// exported is that of one that is not enabled.
type Controller struct {
	Regs    reg.Space      // BAR 0
	Machine *guest.Machine // whose memory holds queues and data
	Admin   *Queue         // the admin queue; nil unless enabled by [Controller.Enable]
	caps    Capabilities
	page    uint64 // memory page size in bytes
}

// Errors that this package's errors wrap.
var (
	ErrFatal   = errors.New("the controller says that it failed")
	ErrTimeout = errors.New("it took longer than CAP.TO allows")
	ErrFull    = errors.New("the submission queue is full")
)

// Setup is how a controller is enabled.
type Setup struct {
	Entries   int    // of the admin submission queue, 2 to 4096; 0 for 32
	CQEntries int    // of the admin completion queue; 0 for as many
	Page      uint64 // memory page size in bytes; 0 for the smallest
}

// Capabilities returns CAP as it was when the controller was enabled last.
func (c *Controller) Capabilities() Capabilities { return c.caps }

// Page returns the memory page size in bytes.
func (c *Controller) Page() uint64 { return c.page }

// Enable sets the admin queue up and enables the controller, which must be
// disabled (section 7.6.1 "Initialization").
func (c *Controller) Enable(ctx context.Context, s Setup) error {
	if err := c.enable(ctx, s); err != nil {
		return fmt.Errorf("nvme: enable: %w", err)
	}
	return nil
}

func (c *Controller) enable(ctx context.Context, s Setup) error {
	if err := c.prepare(ctx, &s); err != nil {
		return err
	}
	admin, err := c.newQueue(ctx, QueueSetup{Size: s.Entries, CQSize: s.CQEntries})
	if err != nil {
		return err
	}
	err = errors.Join(
		AQA.Write(ctx, c.Regs, AdminQueueSizes(s.Entries, s.CQEntries)),
		ASQ.Write(ctx, c.Regs, admin.SQ.memory.Address),
		ACQ.Write(ctx, c.Regs, admin.CQ.memory.Address),
		CC.Write(ctx, c.Regs, ConfigEN|EntrySizes|PageSize(s.Page)),
	)
	if err == nil {
		err = c.waitReady(ctx, true)
	}
	if err != nil {
		return errors.Join(err, admin.Free())
	}
	c.Admin = admin
	return nil
}

// prepare reads what the controller can do and fills the setup's gaps.
func (c *Controller) prepare(ctx context.Context, s *Setup) error {
	caps, err := CAP.Read(ctx, c.Regs)
	if err != nil {
		return err
	}
	c.caps = caps
	if err := c.waitReady(ctx, false); err != nil {
		return err
	}
	if s.Entries == 0 {
		s.Entries = 32
	}
	if s.CQEntries == 0 {
		s.CQEntries = s.Entries
	}
	if s.Page == 0 {
		s.Page = caps.MinPage()
	}
	c.page = s.Page
	return nil
}

// Disable disables the controller, which resets it, and gives the admin queue's
// memory back (section 7.3.2 "Controller Level Reset"). I/O queues are gone; their
// memory is their owner's.
func (c *Controller) Disable(ctx context.Context) error {
	err := CC.Modify(ctx, c.Regs, ConfigEN, 0)
	if err == nil {
		err = c.waitReady(ctx, false)
	}
	if c.Admin != nil {
		err = errors.Join(err, c.Admin.Free())
		c.Admin = nil
	}
	if err != nil {
		return fmt.Errorf("nvme: disable: %w", err)
	}
	return nil
}

// Shutdown notifies the controller of a shutdown, how being [ShutdownNormal] or
// [ShutdownAbrupt], and waits until it is complete (section 7.6.2 "Shutdown"). The
// controller must be disabled before it is used again.
func (c *Controller) Shutdown(ctx context.Context, how Configuration) error {
	err := CC.Modify(ctx, c.Regs, ConfigSHN, how)
	if err == nil {
		err = c.Machine.Wait(ctx, "CSTS.SHST to say that the shutdown is complete", func(ctx context.Context) (bool, error) {
			s, err := CSTS.Read(ctx, c.Regs)
			return s&StatusSHST == ShutdownComplete, err
		})
	}
	if err != nil {
		return fmt.Errorf("nvme: shut down: %w", err)
	}
	return nil
}

// readyStep is how far the clock goes between two looks at CSTS.RDY.
const readyStep = time.Millisecond

// waitReady lets as much virtual time pass as CAP.TO allows until CSTS.RDY is as
// wanted. A fatal status ends the wait for a controller that is to become ready.
func (c *Controller) waitReady(ctx context.Context, ready bool) error {
	caps := c.caps
	if caps == 0 { // never enabled
		var err error
		if caps, err = CAP.Read(ctx, c.Regs); err != nil {
			return err
		}
	}
	for waited := time.Duration(0); ; waited += readyStep {
		s, err := CSTS.Read(ctx, c.Regs)
		switch {
		case err != nil:
			return err
		case ready && s&StatusCFS != 0:
			return fmt.Errorf("CSTS is %v: %w", s, ErrFatal)
		case (s&StatusRDY != 0) == ready:
			return nil
		case waited >= caps.Timeout():
			return fmt.Errorf("CSTS is %v after %v: %w", s, waited, ErrTimeout)
		}
		if _, err := c.Machine.Clock().ClockStep(ctx, readyStep); err != nil {
			return err
		}
	}
}

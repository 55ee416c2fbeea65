package nvme

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
)

// Controller is an NVM Express controller. If all unexported fields are zero, it
// is not enabled.
type Controller struct {
	Regs    reg.Space      // BAR 0
	Machine *guest.Machine // its memory holds queues and data
	Admin   *Queue         // the admin queue; nil unless enabled by [Controller.Enable]
	caps    Capabilities
	page    uint64 // memory page size in bytes
}

// Errors that this package's errors wrap.
var (
	ErrFatal   = errors.New("the controller reports a fatal error")
	ErrTimeout = errors.New("the transition took longer than CAP.TO allows")
	ErrFull    = errors.New("the submission queue is full")
)

// Setup describes how to enable a controller.
type Setup struct {
	Entries   int    // of the admin submission queue, 2 to 4096; 0 for 32
	CQEntries int    // of the admin completion queue; 0 for as many as Entries
	Page      uint64 // memory page size in bytes; 0 for the smallest
}

// Capabilities returns CAP as read when the controller was last enabled.
func (c *Controller) Capabilities() Capabilities { return c.caps }

// Page returns the memory page size in bytes.
func (c *Controller) Page() uint64 { return c.page }

// Enable sets up the admin queue and enables the controller, which must be
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

// prepare reads the capabilities of the controller and fills in the setup's
// defaults.
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

// Disable disables the controller, which resets it, and frees the admin queue's
// memory (section 7.3.2 "Controller Level Reset"). The I/O queues no longer exist;
// their owners free their memory.
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

// Shutdown notifies the controller of a shutdown and waits until it is complete
// (section 7.6.2 "Shutdown"). how is [ShutdownNormal] or [ShutdownAbrupt]. The
// controller must be disabled before it is used again.
func (c *Controller) Shutdown(ctx context.Context, how Configuration) error {
	err := CC.Modify(ctx, c.Regs, ConfigSHN, how)
	if err == nil {
		err = c.Machine.Wait(ctx, "CSTS.SHST to report a complete shutdown", func(ctx context.Context) (bool, error) {
			s, err := CSTS.Read(ctx, c.Regs)
			return s&StatusSHST == ShutdownComplete, err
		})
	}
	if err != nil {
		return fmt.Errorf("nvme: shut down: %w", err)
	}
	return nil
}

// readyStep is the step of the clock between two reads of CSTS.RDY.
const readyStep = time.Millisecond

// waitReady waits until CSTS.RDY equals ready, for as much virtual time as CAP.TO
// allows. A fatal status ends the wait for a controller to become ready.
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
		if err := c.Machine.Pass(ctx, readyStep); err != nil {
			return err
		}
	}
}

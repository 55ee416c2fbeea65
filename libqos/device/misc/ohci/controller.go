package ohci

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/qtest"
)

// Driver is the node of the device model.
var Driver = graph.NewDriver[*Controller]("pci-ohci")

// Bus returns the name of the controller's USB bus. QEMU names it after the
// device's id, which is the node's name.
func Bus() string { return Driver.Name() + ".0" }

// Reset values (sections 7.1.1 "HcRevision Register", 7.3.1 "HcFmInterval
// Register" and 7.3.5 "HcLSThreshold Register").
const (
	Revision      = 0x10   // release 1.0
	FrameInterval = 0x2edf // bit times of a frame, less one; bits 13:0 of HcFmInterval
	LSThreshold   = 0x628
)

// PCIModel returns the configuration space according to the specification (appendix
// A "PCI Interface"). The BAR has 256 bytes instead of 4 KiB.
func PCIModel() pci.Model {
	return pci.Model{
		Name:  Driver.Name(),
		ID:    pci.EmulatedID(0x106b, 0x003f), // Apple's KeyLargo
		Class: pci.ClassUSBOpenHost,
		Pin:   pci.INTA,
		Fixed: true,
		BARs:  []pci.BAR{{Index: 0, Kind: pci.Memory32, Size: 256}},
		Landmarks: []pci.Landmark{
			{Name: "HcRevision", BAR: 0, Offset: uint64(HcRevision), Width: qtest.Width32, Value: Revision},
			{Name: "HcLSThreshold", BAR: 0, Offset: uint64(HcLSThreshold), Width: qtest.Width32, Value: LSThreshold},
		},
	}
}

// Controller is a host controller on a PCI bus.
type Controller struct {
	PCI     *pci.Device
	Regs    reg.Space
	Machine *guest.Machine
	hcca    uint64 // guest-physical address; 0 if not started

	toggle, wantToggle bool // see DataToggle
}

// New returns the controller at the bus's slot, enabled and with its registers
// mapped.
func New(ctx context.Context, bus *pci.Bus) (*Controller, error) {
	dev, regs, err := bus.Open(ctx, PCIModel(), 0)
	if err != nil {
		return nil, fmt.Errorf("ohci: %w", err)
	}
	return &Controller{PCI: dev, Regs: regs, Machine: bus.Machine()}, nil
}

// Reset resets the controller, which suspends the bus (section 7.1.3
// "HcCommandStatus Register", HCR).
func (c *Controller) Reset(ctx context.Context) error {
	if err := HcCommandStatus.Write(ctx, c.Regs, HostControllerReset); err != nil {
		return fmt.Errorf("ohci: reset: %w", err)
	}
	err := c.Machine.Wait(ctx, "OHCI reset", func(ctx context.Context) (bool, error) {
		v, err := HcCommandStatus.Read(ctx, c.Regs)
		return v&HostControllerReset == 0, err
	})
	if err != nil {
		return fmt.Errorf("ohci: reset: %w", err)
	}
	return nil
}

// The host controller communications area (section 4.4 "Host Controller
// Communications Area").
const (
	hccaSize        = 256
	hccaFrameNumber = 0x80
	hccaDoneHead    = 0x84
)

// Start resets the controller, gives it memory, powers all ports and starts sending
// frames (section 5.1.1 "Initialization"). It enables all lists, but no interrupt.
func (c *Controller) Start(ctx context.Context) error {
	if err := c.Reset(ctx); err != nil {
		return err
	}
	hcca, err := c.Machine.AllocZeroed(ctx, hccaSize, hccaSize)
	if err != nil {
		return fmt.Errorf("ohci: start: %w", err)
	}
	const (
		largestPacket = FrameInterval - 210 // section 5.4 "FrameInterval Counter"
		periodicStart = FrameInterval * 9 / 10
	)
	err = errors.Join(
		HcHCCA.Write(ctx, c.Regs, uint32(hcca)),
		HcFmInterval.Write(ctx, c.Regs, FrameInterval|largestPacket*6/7<<16),
		HcPeriodicStart.Write(ctx, c.Regs, periodicStart),
		HcControl.Write(ctx, c.Regs, StateOperational|ControlListEnable|BulkListEnable|PeriodicListEnable),
		HcRhStatus.Write(ctx, c.Regs, SetGlobalPower),
	)
	if err != nil {
		return fmt.Errorf("ohci: start: %w", errors.Join(err, c.Machine.Alloc.Free(hcca)))
	}
	c.hcca = hcca
	return nil
}

// Stop resets the controller and frees its memory.
func (c *Controller) Stop(ctx context.Context) error {
	if err := c.Reset(ctx); err != nil {
		return err
	}
	hcca := c.hcca
	c.hcca = 0
	return c.Machine.Alloc.Free(hcca)
}

// FrameNumber returns the frame number that the controller last wrote to its
// communications area.
func (c *Controller) FrameNumber(ctx context.Context) (uint16, error) {
	v, err := c.word(ctx, c.hcca+hccaFrameNumber)
	return uint16(v), err
}

// Ports returns the number of ports of the root hub.
func (c *Controller) Ports(ctx context.Context) (int, error) {
	v, err := HcRhDescriptorA.Read(ctx, c.Regs)
	return int(v & NumberDownstreamPorts), err
}

// AwaitPort lets virtual time pass until the status of a port has the values of
// want in the bits of mask. Ports are counted from 0.
func (c *Controller) AwaitPort(ctx context.Context, port int, mask, want PortStatus) error {
	return c.Machine.Wait(ctx, fmt.Sprintf("status %v of port %d", want, port), func(ctx context.Context) (bool, error) {
		v, err := HcRhPortStatus(port).Read(ctx, c.Regs)
		return v&mask == want, err
	})
}

// ResetPort resets the device in a port, which enables the port, and clears the
// port's change bit.
func (c *Controller) ResetPort(ctx context.Context, port int) error {
	if err := HcRhPortStatus(port).Write(ctx, c.Regs, SetPortReset); err != nil {
		return fmt.Errorf("ohci: reset port %d: %w", port, err)
	}
	if err := c.AwaitPort(ctx, port, PortInReset|PortEnabled|ResetChange, PortEnabled|ResetChange); err != nil {
		return fmt.Errorf("ohci: reset port %d: %w", port, err)
	}
	return HcRhPortStatus(port).Write(ctx, c.Regs, ResetChange)
}

// word reads a little-endian word of guest memory.
func (c *Controller) word(ctx context.Context, addr uint64) (uint32, error) {
	return reg.Reg[uint32](0).Read(ctx, c.memory(addr))
}

// memory returns guest memory as seen by the controller, little-endian.
func (c *Controller) memory(addr uint64) reg.Space {
	return c.Machine.Window(addr, binary.LittleEndian)
}

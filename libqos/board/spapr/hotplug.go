package spapr

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/qgraph/qgraph/libqos/base/fdt"
	"github.com/qgraph/qgraph/libqos/base/hotplug"
	"github.com/qgraph/qgraph/libqos/bus/pci"
)

// isolationState is the indicator for the guest's use of the device at a dynamic
// reconfiguration connector (QEMU 11.1, docs/specs/ppc-spapr-hotplug.rst,
// "set-indicator").
const (
	isolationState = 9001
	isolate        = 0
	unisolate      = 1
)

// CanPlug reports whether the address is on the host bridge's own bus. All of
// its slots support hot plug.
func (h *Host) CanPlug(at pci.Address) bool { return at.Bus == 0 }

// Plug plugs in a device at an address and takes it into use.
func (h *Host) Plug(ctx context.Context, at pci.Address, d hotplug.Device) error {
	if err := pci.HotAdd(ctx, h.machine.Monitor, h.bus, at, d); err != nil {
		return err
	}
	if err := h.isolation(ctx, at, unisolate); err != nil {
		return err
	}
	return h.configure(ctx, at)
}

// Unplug removes the device at an address: QEMU sends the guest an event, and the
// guest isolates the connector.
func (h *Host) Unplug(ctx context.Context, at pci.Address) error {
	id, err := hotplug.PCIDevice(ctx, h.machine.Monitor, at.Bus, at.Device, at.Function)
	if err != nil {
		return err
	}
	return hotplug.Remove(ctx, h.machine.Monitor, id, func(ctx context.Context) error {
		return h.isolation(ctx, at, isolate)
	})
}

func (h *Host) isolation(ctx context.Context, at pci.Address, state uint32) error {
	index, err := h.connector(at)
	if err != nil {
		return fmt.Errorf("spapr: connector of %v: %w", at, err)
	}
	_, err = h.machine.RTAS.Call(ctx, "set-indicator", 0, isolationState, index, state)
	return err
}

// configure makes the firmware describe the device at the connector, node by
// node and property by property, to the end (LoPAPR 1.1, section 13.5.3.5
// "ibm,configure-connector RTAS Call"). After that the guest uses the device.
func (h *Host) configure(ctx context.Context, at pci.Address) (err error) {
	index, err := h.connector(at)
	if err != nil {
		return fmt.Errorf("spapr: connector of %v: %w", at, err)
	}
	area, err := h.machine.AllocZeroed(ctx, workArea, workArea)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.machine.Alloc.Free(area)) }()
	if err := h.machine.WriteMemory(ctx, area, binary.BigEndian.AppendUint32(nil, index)); err != nil {
		return err
	}
	for status := Status(1); status != Success; {
		if status, _, err = h.machine.RTAS.Try(ctx, "ibm,configure-connector", 0, uint32(area), 0); err != nil {
			return err
		}
		if status < 0 {
			return fmt.Errorf("spapr: configure the connector of %v: %w", at, status)
		}
	}
	return nil
}

// workArea is the size of the firmware's buffer for the description of a
// connector, in bytes.
const workArea = 4096

// connector returns the index of the connector at an address. The host bridge's
// node has two properties for them, in the same order. Each has a number of entries
// and then the entries (LoPAPR 1.1, section 13.5.2 "Properties for Dynamic
// Reconfiguration"). QEMU's name of a connector is C and a number. The low 16 bits
// of the number are the address.
func (h *Host) connector(at pci.Address) (uint32, error) {
	const indexes, names = "ibm,drc-indexes", "ibm,drc-names"
	list, err := h.node.Cells(indexes)
	if err != nil {
		return 0, err
	}
	text, found := h.node.Property(names)
	if !found || len(text) < cell {
		return 0, fmt.Errorf("%s of %v: %w", names, h.node, fdt.ErrNoProperty)
	}
	words := strings.Split(strings.TrimSuffix(string(text[cell:]), "\x00"), "\x00")
	if count := binary.BigEndian.Uint32(text); int(count) != len(words) || len(list) != len(words)+1 {
		return 0, fmt.Errorf("%s of %v has %d entries, but %s has %d: %w", names, h.node, len(words), indexes, len(list)-1, fdt.ErrValue)
	}
	i := slices.IndexFunc(words, func(word string) bool {
		n, err := strconv.ParseUint(strings.TrimPrefix(word, "C"), 10, 32)
		return err == nil && uint16(n) == uint16(at.Bus)<<8|uint16(at.DevFn())
	})
	if i < 0 {
		return 0, fmt.Errorf("%s of %v: %w", names, h.node, pci.ErrNoDevice)
	}
	return list[i+1], nil
}

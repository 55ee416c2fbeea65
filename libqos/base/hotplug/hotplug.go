package hotplug

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"

	"github.com/qgraph/qgraph/qtest/qmp"
)

// Device describes a device to plug in.
type Device struct {
	Driver string // QEMU's device model
	ID     string
	Props  []Prop
}

// Prop is a property of a [Device]. Unlike the command line, QMP needs its
// type.
type Prop struct {
	Name  string
	value json.RawMessage
}

// String is a property that is text, an address or a reference to a backend.
func String(name, value string) Prop {
	// The encoding of a string cannot fail.
	b, _ := json.Marshal(value)
	return Prop{name, b}
}

// Int is a property that is a number.
func Int(name string, value int64) Prop {
	return Prop{name, json.RawMessage(strconv.FormatInt(value, 10))}
}

// Bool is a property that is on or off.
func Bool(name string, value bool) Prop {
	return Prop{name, json.RawMessage(strconv.FormatBool(value))}
}

// Add plugs a device in.
func Add(ctx context.Context, c *qmp.Client, d Device) error {
	args := map[string]json.RawMessage{
		"driver": String("driver", d.Driver).value,
		"id":     String("id", d.ID).value,
	}
	for _, p := range d.Props {
		args[p.Name] = p.value
	}
	if _, err := qmp.Execute[qmp.Empty](ctx, c, "device_add", args); err != nil {
		return fmt.Errorf("hotplug: add %s: %w", d.Driver, err)
	}
	return nil
}

// Remove requests the removal of the device with that id, calls release, and
// waits until the device is deleted. Release is the guest's part and may be
// nil.
func Remove(ctx context.Context, c *qmp.Client, id string, release func(context.Context) error) error {
	if err := remove(ctx, c, id, release); err != nil {
		return fmt.Errorf("hotplug: remove %s: %w", id, err)
	}
	return nil
}

func remove(ctx context.Context, c *qmp.Client, id string, release func(context.Context) error) error {
	events := c.Subscribe("DEVICE_DELETED")
	defer events.Close()
	if _, err := qmp.Execute[qmp.Empty](ctx, c, "device_del", qmp.Args{"id": id}); err != nil {
		return err
	}
	if release != nil {
		if err := release(ctx); err != nil {
			return err
		}
	}
	_, err := events.WaitEvent(ctx, "DEVICE_DELETED", func(e qmp.Event) bool {
		deleted, err := qmp.DecodeEvent[Deleted](e)
		return err == nil && deleted.ID == id
	})
	return err
}

// Deleted is the data of a DEVICE_DELETED event; parts of a device have a path and no id.
type Deleted struct {
	ID string `json:"device"`
}

// Report is OSPM's report on an event of a slot, as QEMU hands it on (QEMU 11.1, QEMU QMP Reference Manual, ACPI_DEVICE_OST).
type Report struct {
	Device string `json:"device"` // the id of the device, "" if it has none
	Type   string `json:"slot-type"`
	Slot   string `json:"slot"`
	Source int    `json:"source"` // ACPI 6.5, section 6.3.5 "_OST (OSPM Status Indication)", argument 0
	Status int    `json:"status"` // argument 1
}

// Reported has OSPM report, by report, and returns the report as it reaches the monitor.
func Reported(ctx context.Context, monitor *qmp.Client, report func()) (Report, error) {
	events := monitor.Subscribe("ACPI_DEVICE_OST")
	defer events.Close()
	report()
	e, err := events.WaitEvent(ctx, "ACPI_DEVICE_OST", nil)
	if err != nil {
		return Report{}, err
	}
	data, err := qmp.DecodeEvent[struct {
		Info Report `json:"info"`
	}](e)
	return data.Info, err
}

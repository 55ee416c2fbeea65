package hotplug_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/base/hotplug"
	"github.com/qgraph/qgraph/qtest/qtestfake"
)

func TestAdd(t *testing.T) {
	q := qtestfake.NewQMP()
	var got map[string]string
	q.On("device_add", func(args json.RawMessage) (string, error) {
		var raw map[string]json.RawMessage
		if err := json.Unmarshal(args, &raw); err != nil {
			return "", err
		}
		got = map[string]string{}
		for name, value := range raw {
			got[name] = string(value)
		}
		return "{}", nil
	})
	err := hotplug.Add(t.Context(), q.Start(t), hotplug.Device{
		Driver: "virtio-net-pci", ID: "net1",
		Props: []hotplug.Prop{hotplug.String("addr", "06.0"), hotplug.Int("vectors", 3), hotplug.Bool("multifunction", true)},
	})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"driver": `"virtio-net-pci"`, "id": `"net1"`, "addr": `"06.0"`, "vectors": "3", "multifunction": "true"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("device_add arguments mismatch (-want +got):\n%s", diff)
	}
}

func TestAddRefused(t *testing.T) {
	q := qtestfake.NewQMP()
	q.On("device_add", func(json.RawMessage) (string, error) {
		return "", errors.New("Bus 'pci.0' does not support hotplugging")
	})
	err := hotplug.Add(t.Context(), q.Start(t), hotplug.Device{Driver: "e1000", ID: "nic"})
	if err == nil || !strings.Contains(err.Error(), "add e1000") || !strings.Contains(err.Error(), "does not support") {
		t.Errorf("Add(): error %v", err)
	}
}

func TestRemove(t *testing.T) {
	q := qtestfake.NewQMP()
	var steps []string
	q.On("device_del", func(args json.RawMessage) (string, error) {
		steps = append(steps, "device_del "+string(args))
		return "{}", nil
	})
	release := func(context.Context) error {
		steps = append(steps, "release")
		return errors.Join(
			q.Emit("DEVICE_DELETED", `{"path": "/machine/peripheral/net1/virtio-backend"}`),
			q.Emit("DEVICE_DELETED", `{"device": "other", "path": "/machine/peripheral/other"}`),
			q.Emit("DEVICE_DELETED", `{"device": "net1", "path": "/machine/peripheral/net1"}`),
		)
	}
	if err := hotplug.Remove(t.Context(), q.Start(t), "net1", release); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{`device_del {"id":"net1"}`, "release"}, steps); diff != "" {
		t.Errorf("steps mismatch (-want +got):\n%s", diff)
	}
}

func TestRemoveFails(t *testing.T) {
	for _, tc := range []struct {
		name    string
		del     error
		release error
		want    string
	}{
		{"refused", errors.New("Device 'net1' not found"), nil, "not found"},
		{"guest's part fails", nil, errors.New("no such port"), "no such port"},
		{"only another device goes", nil, nil, "DEVICE_DELETED"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			q := qtestfake.NewQMP()
			q.On("device_del", func(json.RawMessage) (string, error) { return "{}", tc.del })
			ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
			defer cancel()
			err := hotplug.Remove(ctx, q.Start(t), "net1", func(context.Context) error {
				return errors.Join(tc.release, q.Emit("DEVICE_DELETED", `{"device": "net2", "path": "/machine/peripheral/net2"}`))
			})
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("Remove(): error %v, want %q in it", err, tc.want)
			}
		})
	}
}

func TestPCIDevice(t *testing.T) {
	const buses = `[
		{"bus": 0, "devices": [
			{"bus": 0, "slot": 1, "function": 0, "qdev_id": ""},
			{"bus": 0, "slot": 3, "function": 0, "qdev_id": "port", "pci_bridge": {"bus": {"number": 0, "secondary": 1}, "devices": [
				{"bus": 1, "slot": 0, "function": 0, "qdev_id": "behind"}]}},
			{"bus": 0, "slot": 4, "function": 0, "qdev_id": "nic"},
			{"bus": 0, "slot": 4, "function": 1, "qdev_id": "nic1"}]},
		{"bus": 5, "devices": [{"bus": 5, "slot": 4, "function": 0, "qdev_id": "far"}]}]`
	for _, tc := range []struct {
		name                string
		bus, slot, function uint8
		want                string // "" for an error
	}{
		{"first function", 0, 4, 0, "nic"},
		{"second function", 0, 4, 1, "nic1"},
		{"another bus", 5, 4, 0, "far"},
		{"bridge", 0, 3, 0, "port"},
		{"behind a bridge", 1, 0, 0, "behind"},
		{"part of the machine", 0, 1, 0, ""},
		{"nothing there", 0, 7, 0, ""},
		{"no such bus", 1, 4, 0, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			q := qtestfake.NewQMP()
			q.On("query-pci", func(json.RawMessage) (string, error) { return strings.Join(strings.Fields(buses), " "), nil })
			got, err := hotplug.PCIDevice(t.Context(), q.Start(t), tc.bus, tc.slot, tc.function)
			if got != tc.want || (err == nil) != (tc.want != "") {
				t.Errorf("PCIDevice() = %q, %v, want %q", got, err, tc.want)
			}
		})
	}
}

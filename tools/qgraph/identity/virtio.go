package identity

import (
	"context"
	"fmt"
	"strings"

	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/bus/virtiopci"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtio9p"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtioballoon"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtioblk"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtioiommu"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtionet"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtiorng"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtioscsi"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtioserial"
	"github.com/qgraph/qgraph/qtest"
)

// models returns the virtio devices of libqos.
func models() []virtio.Model {
	return []virtio.Model{
		virtio9p.Model(), virtioballoon.Model(), virtioblk.Model(), virtioiommu.Model(), virtionet.Model(), virtiorng.Model(),
		virtioscsi.Model(), virtioserial.Model(),
	}
}

// modelOf returns the model of a device without a transport of its own, by QEMU's name.
func modelOf(device string) (virtio.Model, error) {
	for _, m := range models() {
		if m.Name+"-device" == device {
			return m, nil
		}
	}
	return virtio.Model{}, fmt.Errorf("identity: %s is no virtio device of libqos", device)
}

// featureNames returns the names of the features of a type of device.
func featureNames(t virtio.Type) []virtio.FeatureName {
	for _, m := range models() {
		if m.Type == t {
			return m.Names
		}
	}
	return nil
}

// maxQueues bounds the number of queues that are asked for their size.
const maxQueues = 1024

// Device IDs of virtio devices on PCI (virtio 1.3, section 4.1.2 "PCI Device Discovery").
const (
	transitionalIDs = 0x1000
	modernIDs       = 0x1040
	lastID          = 0x107f
)

// isVirtio reports whether a function is a virtio device.
func isVirtio(ctx context.Context, d *pci.Device) (bool, error) {
	id, err := d.ID(ctx)
	return id.Vendor == virtiopci.Vendor && transitionalIDs <= id.Device && id.Device <= lastID, err
}

// virtioFunction records a virtio device on PCI through the interfaces that it has.
func virtioFunction(ctx context.Context, p *page, prefix string, d *pci.Device) error {
	id, err := d.ID(ctx)
	if err != nil {
		return err
	}
	_, msix, err := d.Capability(ctx, pci.CapabilityMSIX)
	if err != nil {
		return err
	}
	model := virtiopci.Model{Device: virtio.Model{Name: "virtio"}}
	if msix {
		model.Vectors = 1
	}
	if id.Device < modernIDs {
		model.LegacyID = id.Device
	}
	f, err := virtiopci.New(ctx, d, model)
	if err != nil {
		return err
	}
	return virtioDevice(ctx, p, prefix, f.Virtio())
}

// virtioDevice records a virtio device: features, queues and configuration space by each
// kind of interface.
func virtioDevice(ctx context.Context, p *page, prefix string, h *virtio.Hardware) error {
	seen := map[string]bool{}
	for _, t := range h.Transports {
		kind := "modern/"
		if t.Legacy() {
			kind = "legacy/"
		}
		if seen[kind] { // by another kind of interrupt
			continue
		}
		seen[kind] = true
		if err := transport(ctx, p, prefix+kind, t); err != nil {
			return err
		}
	}
	return nil
}

func transport(ctx context.Context, p *page, prefix string, t virtio.Transport) error {
	id, err := t.Identity(ctx)
	if err != nil {
		return err
	}
	p.set(prefix+"type", "%d, %v", uint16(id.Type), id.Type)
	p.set(prefix+"vendor", "%#x", id.Vendor)
	features, err := t.DeviceFeatures(ctx)
	if err != nil {
		return err
	}
	p.set(prefix+"features", "%s", strings.ReplaceAll(features.Format(featureNames(id.Type)), "|", " "))
	var sizes []string
	for queue := range uint16(maxQueues) {
		size, err := t.QueueSize(ctx, queue)
		if err != nil {
			return err
		}
		if size == 0 {
			break
		}
		sizes = append(sizes, fmt.Sprint(size))
	}
	p.set(prefix+"queues", "%d: %s", len(sizes), runsOf(sizes))
	var bytes []byte
	for {
		v, err := t.Config().Load(ctx, qtest.Width8, uint64(len(bytes)))
		if err != nil { // behind its end, unless QEMU does not answer any more
			if _, gone := t.DeviceFeatures(ctx); gone != nil {
				return err
			}
			break
		}
		bytes = append(bytes, byte(v))
		if len(bytes) == maxConfig {
			break
		}
	}
	bytes = withoutOnes(bytes)
	for at := 0; at < len(bytes); at += 4 {
		p.set(fmt.Sprintf("%sconfig+%02x", prefix, at), "% x", bytes[at:min(at+4, len(bytes))])
	}
	return nil
}

// withoutOnes returns the bytes without those of all ones at their end: there the device
// has no more fields.
func withoutOnes(bytes []byte) []byte {
	for len(bytes) > 0 && bytes[len(bytes)-1] == 0xff {
		bytes = bytes[:len(bytes)-1]
	}
	return bytes
}

// maxConfig bounds the part of device-specific configuration space that is read, in
// bytes: a transport in memory does not know its end.
const maxConfig = 256

// runsOf joins sizes, with the number of equal ones in a row: "2 × 256, 64".
func runsOf(sizes []string) string {
	var parts []string
	for i := 0; i < len(sizes); {
		n := 1
		for i+n < len(sizes) && sizes[i+n] == sizes[i] {
			n++
		}
		if n > 1 {
			parts = append(parts, fmt.Sprintf("%d × %s", n, sizes[i]))
		} else {
			parts = append(parts, sizes[i])
		}
		i += n
	}
	return orNone(parts)
}

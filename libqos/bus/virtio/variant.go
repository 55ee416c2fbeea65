package virtio

import (
	"context"

	"github.com/qgraph/qgraph/graph"
)

// PackedRings lets a device offer packed rings, which QEMU's devices do on request only
// (QEMU 11.1, the property packed). A driver may still use split ones.
func PackedRings() graph.EdgeOption { return graph.Props(graph.P("packed", "on")) }

// variant is a transport by which a driver understands more features than it says.
type variant struct {
	Transport
	name     string
	features Features
}

// With returns the transport t under another name: a driver that opens a device by it
// also accepts these features in [Device.Negotiate], if the device offers them. So one
// test uses a device in several ways, as with split and with packed rings.
func With(t Transport, name string, features ...Feature) Transport {
	v := variant{Transport: t, name: t.String() + " " + name, features: FeaturesOf(features...)}
	if of, ok := t.(variant); ok {
		v.Transport, v.features = of.Transport, v.features.Or(of.features)
	}
	return v
}

// String returns the name of the transport and of the way in which it is used.
func (v variant) String() string { return v.name }

// understood returns the features that a transport adds to those of its driver.
func understood(t Transport) Features {
	v, _ := t.(variant)
	return v.features
}

// located is a transport with registers in memory.
type located interface {
	DoorbellAddress(ctx context.Context, queue uint16) (uint64, error)
	RegistersAddress() uint64
}

// vectored is a transport that may have a table of MSI-X vectors.
type vectored interface {
	VectorAddress(vector int) (addr uint64, ok bool)
}

// DoorbellAddress returns the address at which a device finds the doorbell of one of its own
// queues when it accesses memory; false if the doorbell is a port.
func DoorbellAddress(ctx context.Context, t Transport, queue uint16) (uint64, bool, error) {
	if v, ok := t.(variant); ok {
		t = v.Transport
	}
	l, ok := t.(located)
	if !ok {
		return 0, false, nil
	}
	addr, err := l.DoorbellAddress(ctx, queue)
	return addr, err == nil, err
}

// RegistersAddress returns the address at which a device finds its own registers when it
// accesses memory; false if they are ports.
func RegistersAddress(t Transport) (uint64, bool) {
	if v, ok := t.(variant); ok {
		t = v.Transport
	}
	l, ok := t.(located)
	if !ok {
		return 0, false
	}
	return l.RegistersAddress(), true
}

// VectorAddress returns the address at which a device that was opened finds the entry of one of
// its own MSI-X vectors when it accesses memory; false if it has none.
func VectorAddress(t Transport, vector int) (uint64, bool) {
	if v, ok := t.(variant); ok {
		t = v.Transport
	}
	l, ok := t.(vectored)
	if !ok {
		return 0, false
	}
	return l.VectorAddress(vector)
}

// IsPacked reports whether drivers that open a device by the transport use packed rings.
func IsPacked(t Transport) bool { return understood(t).Has(FeatureRingPacked) }

package virtio

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"time"

	"github.com/qgraph/qgraph/libqos/base/guest"
)

// Device is a device that a driver has opened by one of its transports.
type Device struct {
	hw        *Hardware
	transport Transport
	order     binary.ByteOrder
	status    Status   // as the driver has set it
	features  Features // negotiated
	offered   Features // valid if isOffered
	isOffered bool
	queues    []*Queue
}

// Errors that this package's errors wrap.
var (
	ErrFeatures  = errors.New("the device does not accept these features")
	ErrNoQueue   = errors.New("the device has no such queue")
	ErrQueueFull = errors.New("not enough free descriptors")
	ErrFraming   = errors.New("a device-readable buffer follows a device-writable one")
	ErrDevice    = errors.New("the device violates the specification")

	ErrNoInterrupt = errors.New("the device has used a chain without an interrupt")
)

// Hardware returns the device before it was opened.
func (d *Device) Hardware() *Hardware { return d.hw }

// Machine returns the device's machine.
func (d *Device) Machine() *guest.Machine { return d.hw.Machine }

// Transport returns the transport by which the device was opened.
func (d *Device) Transport() Transport { return d.transport }

// Order returns the byte order of the memory that driver and device share.
func (d *Device) Order() binary.ByteOrder { return d.order }

// String returns the device's name with that of its transport.
func (d *Device) String() string { return fmt.Sprintf("%s (%v)", d.hw.Name, d.transport) }

// wrap adds the device and the operation to err, if it is not nil.
func (d *Device) wrap(what string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("virtio: %s of %v: %w", what, d, err)
}

// Status returns the device status field.
func (d *Device) Status(ctx context.Context) (Status, error) {
	s, err := d.transport.Status(ctx)
	return s, d.wrap("status", err)
}

// AddStatus sets bits of the device status field. Until the device is started its
// status has only the driver's bits; afterwards the device may add its own.
func (d *Device) AddStatus(ctx context.Context, s Status) error {
	if d.status&StatusDriverOK != 0 {
		now, err := d.transport.Status(ctx)
		if err != nil {
			return d.wrap(fmt.Sprintf("set %v in the status", s), err)
		}
		d.status = now
	}
	d.status |= s
	return d.wrap(fmt.Sprintf("set %v in the status", s), d.transport.SetStatus(ctx, d.status))
}

// Reset resets the device and waits until its status is 0 (virtio 1.3, section
// 2.4 "Device Reset"). It removes the device's queues and frees their memory.
func (d *Device) Reset(ctx context.Context) error {
	if err := d.transport.SetStatus(ctx, 0); err != nil {
		return d.wrap("reset", err)
	}
	err := d.hw.Machine.Wait(ctx, "the status of "+d.String()+" to be 0 after a reset", func(ctx context.Context) (bool, error) {
		s, err := d.transport.Status(ctx)
		return s == 0, err
	})
	if err != nil {
		return d.wrap("reset", err)
	}
	return d.Abandon()
}

// Abandon frees the memory of the queues of a device that was reset, or removed.
func (d *Device) Abandon() error {
	d.status, d.features, d.isOffered = 0, Features{}, false
	var errs []error
	for _, q := range d.queues {
		errs = append(errs, q.free())
	}
	d.queues = nil
	return errors.Join(errs...)
}

// Close resets the device, so that it can be opened anew.
func (d *Device) Close(ctx context.Context) error {
	return errors.Join(d.Reset(ctx), d.wrap("interrupts", d.transport.Disable(ctx)))
}

// Offered returns the features that the device offers. They do not change between
// resets, so they are read once.
func (d *Device) Offered(ctx context.Context) (Features, error) {
	if d.isOffered {
		return d.offered, nil
	}
	f, err := d.transport.DeviceFeatures(ctx)
	d.offered, d.isOffered = f, err == nil
	return f, d.wrap("features", err)
}

// Features returns the negotiated features.
func (d *Device) Features() Features { return d.features }

// Has reports whether a feature has been negotiated.
func (d *Device) Has(f Feature) bool { return d.features.Has(f) }

// Negotiate accepts those of the features that the device offers, and those that the
// transport adds ([With]). With a
// modern interface they include [FeatureVersion1], with a legacy interface they
// cannot (virtio 1.3, section 6.1 "Driver Requirements: Reserved Feature Bits").
func (d *Device) Negotiate(ctx context.Context, features Features) error {
	offered, err := d.Offered(ctx)
	if err != nil {
		return err
	}
	features = features.Or(understood(d.transport))
	if d.transport.Legacy() {
		features = features.And(Features{^uint32(0)})
	} else {
		features = features.With(FeatureVersion1)
		if !offered.Has(FeatureVersion1) {
			return d.wrap("features", fmt.Errorf("%w: VERSION_1 is not offered", ErrDevice))
		}
	}
	return d.Accept(ctx, offered.And(features))
}

// Accept writes exactly these features. With a modern interface it then sets
// FEATURES_OK and reads it back; the error wraps [ErrFeatures] if the device did
// not keep it (virtio 1.3, section 3.1.1 "Driver Requirements: Device
// Initialization", steps 4 to 6).
func (d *Device) Accept(ctx context.Context, f Features) error {
	if err := d.transport.SetDriverFeatures(ctx, f); err != nil {
		return d.wrap("features", err)
	}
	if !d.transport.Legacy() {
		if err := d.AddStatus(ctx, StatusFeaturesOK); err != nil {
			return err
		}
		s, err := d.Status(ctx)
		if err != nil {
			return err
		}
		if s&StatusFeaturesOK == 0 {
			return d.wrap("features", fmt.Errorf("%w: %s", ErrFeatures, f.Format(d.hw.Model.Names)))
		}
	}
	d.features = f
	return nil
}

// Start tells the device that its driver is ready: the device may then use its
// queues.
func (d *Device) Start(ctx context.Context) error { return d.AddStatus(ctx, StatusDriverOK) }

// WaitConfigChange waits for the interrupt that reports a change in
// configuration space (virtio 1.3, section 2.3 "Notifications").
func (d *Device) WaitConfigChange(ctx context.Context) error {
	err := d.hw.Machine.Wait(ctx, "a configuration change interrupt from "+d.String(), d.transport.ConfigInterrupt)
	return d.wrap("configuration change", err)
}

// ExpectNoInterrupt lets virtual time pass, in ten steps, and reports any
// interrupt until the end of that time, including earlier ones.
func (d *Device) ExpectNoInterrupt(ctx context.Context, during time.Duration) error {
	const steps = 10
	for range steps {
		if err := d.hw.Machine.Pass(ctx, during/steps); err != nil {
			return d.wrap("expect no interrupt", err)
		}
		raised, err := d.transport.ConfigInterrupt(ctx)
		if err == nil && raised {
			err = errors.New("got one for a change of the configuration")
		}
		if err != nil {
			return d.wrap("expect no interrupt", err)
		}
		for _, q := range d.queues {
			raised, err := d.transport.QueueInterrupt(ctx, q.index)
			if err == nil && raised {
				err = fmt.Errorf("got one for queue %d", q.index)
			}
			if err != nil {
				return d.wrap("expect no interrupt", err)
			}
		}
	}
	return nil
}

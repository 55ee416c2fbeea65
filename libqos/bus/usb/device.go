package usb

import (
	"context"
	"errors"
	"fmt"
)

// Device is a device with an address and a configuration.
type Device struct {
	Host          Host
	Descriptor    DeviceDescriptor
	Configuration Configuration
	Control0      Endpoint // endpoint 0
}

// Open starts the host controller and configures the device in the bus's port: it
// resets the device, assigns an address and selects its first configuration
// (section 9.1.2 "Bus Enumeration").
func Open(ctx context.Context, bus *Bus) (*Device, error) {
	if err := bus.Start(ctx); err != nil {
		return nil, fmt.Errorf("usb: %w", err)
	}
	d, err := enumerate(ctx, bus)
	if err != nil {
		return nil, fmt.Errorf("usb: enumerate the device in port %d: %w", bus.Port, errors.Join(err, bus.Stop(ctx)))
	}
	return d, nil
}

// Close stops the host controller.
func (d *Device) Close(ctx context.Context) error { return d.Host.Stop(ctx) }

func enumerate(ctx context.Context, bus *Bus) (*Device, error) {
	if err := bus.AwaitDevice(ctx, bus.Port); err != nil {
		return nil, err
	}
	speed, err := bus.ResetPort(ctx, bus.Port)
	if err != nil {
		return nil, err
	}
	d := &Device{Host: bus.Host, Control0: Endpoint{Speed: speed, MaxPacket: minMaxPacket}}
	const maxPacketAt = 7
	head, err := d.Control(ctx, GetDescriptor(DescriptorDevice, 0, 0, minMaxPacket), nil)
	if err != nil {
		return nil, err
	}
	if len(head) != minMaxPacket {
		return nil, fmt.Errorf("got %d bytes of the device descriptor, want %d: %w", len(head), minMaxPacket, ErrDescriptor)
	}
	d.Control0.MaxPacket = int(head[maxPacketAt])
	address := uint8(bus.Port + 1)
	if _, err := d.Control(ctx, SetAddress(address), nil); err != nil {
		return nil, err
	}
	d.Control0.Address = address
	return d, d.configure(ctx)
}

// configure reads the descriptors and selects the first configuration.
func (d *Device) configure(ctx context.Context) error {
	b, err := d.Control(ctx, GetDescriptor(DescriptorDevice, 0, 0, DeviceSize), nil)
	if err != nil {
		return err
	}
	if d.Descriptor, err = ParseDevice(b); err != nil {
		return err
	}
	const longest = 1 << 10
	if b, err = d.Control(ctx, GetDescriptor(DescriptorConfiguration, 0, 0, longest), nil); err != nil {
		return err
	}
	if d.Configuration, err = ParseConfiguration(b); err != nil {
		return err
	}
	_, err = d.Control(ctx, SetConfiguration(d.Configuration.Value), nil)
	return err
}

// Control performs a control transfer with endpoint 0.
func (d *Device) Control(ctx context.Context, setup Setup, data []byte) ([]byte, error) {
	return d.Host.Control(ctx, d.Control0, setup, data)
}

// String returns a string of the device; "" for index 0, which means none.
func (d *Device) String(ctx context.Context, index uint8) (string, error) {
	if index == 0 {
		return "", nil
	}
	b, err := d.Control(ctx, GetString(index), nil)
	if err != nil {
		return "", err
	}
	return ParseString(b)
}

// Endpoint returns an endpoint of the device.
func (d *Device) Endpoint(e EndpointDescriptor) *Endpoint {
	return &Endpoint{
		Address: d.Control0.Address, Number: e.Number, In: e.In, Kind: e.Kind,
		Speed: d.Control0.Speed, MaxPacket: e.MaxPacket, Interval: e.Period(d.Control0.Speed),
	}
}

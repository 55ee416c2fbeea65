package virtioserial

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/libqos/bus/virtio"
)

// Message is a control message about a port, from the driver or from the device
// (struct virtio_console_control; virtio 1.3, section 5.3.6.2 "Multiport Device
// Operation").
type Message struct {
	Port  uint32
	Event Event
	Value uint16
	Name  string // of PortName
}

// Event is the event field of a message.
type Event uint16

// Events.
const (
	DeviceReady  Event = 0 // VIRTIO_CONSOLE_DEVICE_READY, by the driver: 1 if it has started the device
	DeviceAdd    Event = 1 // VIRTIO_CONSOLE_DEVICE_ADD, by the device
	DeviceRemove Event = 2 // VIRTIO_CONSOLE_DEVICE_REMOVE, by the device
	PortReady    Event = 3 // VIRTIO_CONSOLE_PORT_READY, by the driver: 1 if it has set up the port's queues
	ConsolePort  Event = 4 // VIRTIO_CONSOLE_CONSOLE_PORT, by the device: 1
	Resize       Event = 5 // VIRTIO_CONSOLE_RESIZE, by the device
	PortOpen     Event = 6 // VIRTIO_CONSOLE_PORT_OPEN, by both: whether the other end is open
	PortName     Event = 7 // VIRTIO_CONSOLE_PORT_NAME, by the device
)

// String returns the specification's name of the event.
func (e Event) String() string {
	names := [...]string{"DEVICE_READY", "DEVICE_ADD", "DEVICE_REMOVE", "PORT_READY", "CONSOLE_PORT", "RESIZE", "PORT_OPEN", "PORT_NAME"}
	if int(e) < len(names) {
		return names[e]
	}
	return fmt.Sprintf("event %d", uint16(e))
}

// String returns the message in words.
func (m Message) String() string {
	s := fmt.Sprintf("%v of port %d, value %d", m.Event, m.Port, m.Value)
	if m.Name != "" {
		s += fmt.Sprintf(", %q", m.Name)
	}
	return s
}

// Sizes in bytes.
const (
	messageSize    = 8
	messageRoom    = 128 // of a receive buffer, including a name
	messageBuffers = 16
)

// post gives the device buffers for messages.
func (c *Console) post(ctx context.Context) error {
	if c.receive == nil {
		return nil
	}
	if len(c.buffers) > messageBuffers/2 {
		return nil
	}
	for len(c.buffers) < messageBuffers {
		addr, err := c.Machine().Alloc.Alloc(messageRoom+guard, 8)
		if err != nil {
			return c.wrap("control receive buffer", err)
		}
		head, err := c.receive.Add(virtio.Writable(addr, messageRoom))
		if err != nil {
			return errors.Join(err, c.Machine().Alloc.Free(addr))
		}
		c.receive.Stage(addr, bytes.Repeat([]byte{virtio.Unwritten}, messageRoom+guard))
		c.buffers[head] = buffer{addr, c.receive.Expect(head, addr, messageRoom+guard)}
	}
	return c.receive.Kick(ctx)
}

// Send sends a message.
func (c *Console) Send(ctx context.Context, m Message) error {
	addr, err := c.Machine().Alloc.Alloc(messageSize, 8)
	if err != nil {
		return c.wrap("control message", err)
	}
	p := make([]byte, messageSize)
	c.Order().PutUint32(p, m.Port)
	c.Order().PutUint16(p[4:], uint16(m.Event))
	c.Order().PutUint16(p[6:], m.Value)
	c.send.Stage(addr, p)
	err = transmit(ctx, c.send, virtio.Readable(addr, messageSize))
	return c.wrap("control message", errors.Join(err, c.Machine().Alloc.Free(addr)))
}

// transmit waits until a device has used a buffer to read.
func transmit(ctx context.Context, q *virtio.Queue, b virtio.Buffer) error {
	head, err := q.Submit(ctx, b)
	if err != nil {
		return err
	}
	used, err := q.WaitShared(ctx)
	if err == nil && used.Head != head {
		err = fmt.Errorf("%w: got used chain %d, want %d", virtio.ErrDevice, used.Head, head)
	}
	return err
}

// Receive waits for the next message, and gives the device another buffer.
func (c *Console) Receive(ctx context.Context) (Message, error) {
	used, err := c.receive.WaitShared(ctx)
	if err != nil {
		return Message{}, c.wrap("control message", err)
	}
	b := c.buffers[used.Head]
	delete(c.buffers, used.Head)
	p, err := b.content(ctx, c.Machine(), used.Size)
	if err == nil && len(p) < messageSize {
		err = fmt.Errorf("%w: got a message of %d bytes, want %d", virtio.ErrDevice, len(p), messageSize)
	}
	if err != nil {
		return Message{}, c.wrap("control message", err)
	}
	m := Message{
		Port:  c.Order().Uint32(p),
		Event: Event(c.Order().Uint16(p[4:])),
		Value: c.Order().Uint16(p[6:]),
		Name:  string(p[messageSize:]),
	}
	return m, c.post(ctx)
}

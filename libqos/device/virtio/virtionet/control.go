package virtionet

import (
	"context"
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
)

// Command is a command on the control queue: its class in the high byte, the
// command in the low one (virtio 1.3, section 5.1.6.5 "Control Virtqueue").
type Command uint16

// Commands, with the feature that each needs.
const (
	RXPromiscuous  Command = 0x0000 // VIRTIO_NET_CTRL_RX_PROMISC: CTRL_RX
	RXAllMulticast Command = 0x0001 // VIRTIO_NET_CTRL_RX_ALLMULTI: CTRL_RX
	RXAllUnicast   Command = 0x0002 // VIRTIO_NET_CTRL_RX_ALLUNI: CTRL_RX_EXTRA
	RXNoMulticast  Command = 0x0003 // VIRTIO_NET_CTRL_RX_NOMULTI: CTRL_RX_EXTRA
	RXNoUnicast    Command = 0x0004 // VIRTIO_NET_CTRL_RX_NOUNI: CTRL_RX_EXTRA
	RXNoBroadcast  Command = 0x0005 // VIRTIO_NET_CTRL_RX_NOBCAST: CTRL_RX_EXTRA
	MACTableSet    Command = 0x0100 // VIRTIO_NET_CTRL_MAC_TABLE_SET: CTRL_RX
	MACAddressSet  Command = 0x0101 // VIRTIO_NET_CTRL_MAC_ADDR_SET: CTRL_MAC_ADDR
	VLANAdd        Command = 0x0200 // VIRTIO_NET_CTRL_VLAN_ADD: CTRL_VLAN
	VLANDelete     Command = 0x0201 // VIRTIO_NET_CTRL_VLAN_DEL: CTRL_VLAN
	AnnounceAck    Command = 0x0300 // VIRTIO_NET_CTRL_ANNOUNCE_ACK: GUEST_ANNOUNCE
	MQPairsSet     Command = 0x0400 // VIRTIO_NET_CTRL_MQ_VQ_PAIRS_SET: MQ
)

// ack is the device's answer to a command.
type ack uint8

const (
	ackOK ack = 0 // VIRTIO_NET_OK
	// ackNone is the initial value of the answer, before the device writes it.
	ackNone ack = 0xff
)

// ErrRefused means that the device answered VIRTIO_NET_ERR to a command.
var ErrRefused = errors.New("device refused the command")

// Execute sends a command to the device. The error wraps [ErrRefused] if the
// device refuses it.
func (n *NIC) Execute(ctx context.Context, c Command, data []byte) error {
	err := n.execute(ctx, c, data)
	if err != nil {
		return fmt.Errorf("virtionet: command %#04x of %v: %w", uint16(c), n.Device, err)
	}
	return nil
}

func (n *NIC) execute(ctx context.Context, c Command, data []byte) error {
	if n.Control == nil {
		return errors.New("CTRL_VQ was not negotiated")
	}
	m := n.Machine()
	request := append([]byte{byte(c >> 8), byte(c)}, data...)
	size := uint32(len(request))
	addr, err := m.Alloc.Alloc(uint64(size)+1, 1)
	if err != nil {
		return err
	}
	err = m.WriteMemory(ctx, addr, append(request, byte(ackNone)))
	if err == nil {
		err = n.command(ctx, addr, size)
	}
	return errors.Join(err, m.Alloc.Free(addr))
}

// command submits a request of size bytes at addr; the answer follows it.
func (n *NIC) command(ctx context.Context, addr uint64, size uint32) error {
	buffers := []virtio.Buffer{virtio.Readable(addr, 2), virtio.Writable(addr+uint64(size), 1)}
	if size > 2 {
		buffers = []virtio.Buffer{buffers[0], virtio.Readable(addr+2, size-2), buffers[1]}
	}
	head, err := n.Control.Add(buffers...)
	if err != nil {
		return err
	}
	used, err := n.Control.Finish(ctx, head)
	if err != nil {
		return err
	}
	if used.Size != 1 {
		return fmt.Errorf("%w: answer of %d bytes, want 1", virtio.ErrDevice, used.Size)
	}
	var answer [1]byte
	if err := n.Machine().ReadMemory(ctx, addr+uint64(size), answer[:]); err != nil {
		return err
	}
	if ack(answer[0]) != ackOK {
		return fmt.Errorf("%w: got answer %d, want 0", ErrRefused, answer[0])
	}
	return nil
}

// Set switches one of the receive filters, an RX command, on or off (virtio
// 1.3, section 5.1.6.5.1 "Packet Receive Filtering").
func (n *NIC) Set(ctx context.Context, filter Command, on bool) error {
	data := []byte{0}
	if on {
		data[0] = 1
	}
	return n.Execute(ctx, filter, data)
}

// SetMACTable sets the addresses received besides the device's own (virtio 1.3,
// section 5.1.6.5.2 "Setting MAC Address Filtering").
func (n *NIC) SetMACTable(ctx context.Context, unicast, multicast []ethernet.MAC) error {
	var data []byte
	for _, list := range [][]ethernet.MAC{unicast, multicast} {
		var count [4]byte
		n.Order().PutUint32(count[:], uint32(len(list)))
		data = append(data, count[:]...)
		for _, mac := range list {
			data = append(data, mac[:]...)
		}
	}
	return n.Execute(ctx, MACTableSet, data)
}

// SetMAC changes the device's own address.
func (n *NIC) SetMAC(ctx context.Context, mac ethernet.MAC) error {
	return n.Execute(ctx, MACAddressSet, mac[:])
}

// SetVLAN makes the device receive or drop the frames of a VLAN, 0 to 4095
// (virtio 1.3, section 5.1.6.5.3 "VLAN Filtering").
func (n *NIC) SetVLAN(ctx context.Context, c Command, id uint16) error {
	var data [2]byte
	n.Order().PutUint16(data[:], id)
	return n.Execute(ctx, c, data[:])
}

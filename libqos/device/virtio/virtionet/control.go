package virtionet

import (
	"context"
	"encoding/binary"
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
	RXPromiscuous    Command = 0x0000 // VIRTIO_NET_CTRL_RX_PROMISC: CTRL_RX
	RXAllMulticast   Command = 0x0001 // VIRTIO_NET_CTRL_RX_ALLMULTI: CTRL_RX
	RXAllUnicast     Command = 0x0002 // VIRTIO_NET_CTRL_RX_ALLUNI: CTRL_RX_EXTRA
	RXNoMulticast    Command = 0x0003 // VIRTIO_NET_CTRL_RX_NOMULTI: CTRL_RX_EXTRA
	RXNoUnicast      Command = 0x0004 // VIRTIO_NET_CTRL_RX_NOUNI: CTRL_RX_EXTRA
	RXNoBroadcast    Command = 0x0005 // VIRTIO_NET_CTRL_RX_NOBCAST: CTRL_RX_EXTRA
	MACTableSet      Command = 0x0100 // VIRTIO_NET_CTRL_MAC_TABLE_SET: CTRL_RX
	MACAddressSet    Command = 0x0101 // VIRTIO_NET_CTRL_MAC_ADDR_SET: CTRL_MAC_ADDR
	VLANAdd          Command = 0x0200 // VIRTIO_NET_CTRL_VLAN_ADD: CTRL_VLAN
	VLANDelete       Command = 0x0201 // VIRTIO_NET_CTRL_VLAN_DEL: CTRL_VLAN
	AnnounceAck      Command = 0x0300 // VIRTIO_NET_CTRL_ANNOUNCE_ACK: GUEST_ANNOUNCE
	MQPairsSet       Command = 0x0400 // VIRTIO_NET_CTRL_MQ_VQ_PAIRS_SET: MQ
	MQRSSConfig      Command = 0x0401 // VIRTIO_NET_CTRL_MQ_RSS_CONFIG: RSS
	GuestOffloadsSet Command = 0x0500 // VIRTIO_NET_CTRL_GUEST_OFFLOADS_SET: CTRL_GUEST_OFFLOADS
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

// Execute sends a command to the device: its number and its data have a descriptor each.
// The error wraps [ErrRefused] if the device refuses it.
func (n *NIC) Execute(ctx context.Context, c Command, data []byte) error {
	return n.ExecuteCut(ctx, c, data, max(len(data), 1))
}

// ExecuteCut is [NIC.Execute] with descriptors of at most size bytes. A legacy device takes
// them with ANY_LAYOUT alone.
func (n *NIC) ExecuteCut(ctx context.Context, c Command, data []byte, size int) error {
	err := n.execute(ctx, c, data, size)
	if err != nil {
		return fmt.Errorf("virtionet: command %#04x of %v: %w", uint16(c), n.Device, err)
	}
	return nil
}

func (n *NIC) execute(ctx context.Context, c Command, data []byte, size int) error {
	if n.Control == nil {
		return errors.New("CTRL_VQ was not negotiated")
	}
	m := n.Machine()
	number := []byte{byte(c >> 8), byte(c)}
	request := append(number, data...)
	addr, err := m.Alloc.Alloc(uint64(len(request))+1, 1)
	if err != nil {
		return err
	}
	err = m.WriteMemory(ctx, addr, append(request, byte(ackNone)))
	if err == nil {
		cut := append(pieces(addr, len(number), max(size, 1)), pieces(addr+uint64(len(number)), len(data), size)...)
		err = n.command(ctx, addr+uint64(len(request)), cut)
	}
	return errors.Join(err, m.Alloc.Free(addr))
}

// pieces returns descriptors of at most size bytes for count bytes at addr.
func pieces(addr uint64, count, size int) (cut []virtio.Buffer) {
	for at := 0; at < count; at += size {
		cut = append(cut, virtio.Readable(addr+uint64(at), uint32(min(size, count-at))))
	}
	return cut
}

// command submits a request; the answer is at addr.
func (n *NIC) command(ctx context.Context, addr uint64, request []virtio.Buffer) error {
	head, err := n.Control.Add(append(request, virtio.Writable(addr, 1))...)
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
	if err := n.Machine().ReadMemory(ctx, addr, answer[:]); err != nil {
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
	return n.Execute(ctx, MACTableSet, n.MACTable(unicast, multicast))
}

// MACTable returns the data of [MACTableSet].
func (n *NIC) MACTable(unicast, multicast []ethernet.MAC) (data []byte) {
	for _, list := range [][]ethernet.MAC{unicast, multicast} {
		var count [4]byte
		n.Order().PutUint32(count[:], uint32(len(list)))
		data = append(data, count[:]...)
		for _, mac := range list {
			data = append(data, mac[:]...)
		}
	}
	return data
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

// SetGuestOffloads chooses the offloads of received frames that are in use: bits with the
// numbers of their features (virtio 1.3, section 5.1.6.5.8 "Offloads State Configuration").
func (n *NIC) SetGuestOffloads(ctx context.Context, offloads uint64) error {
	var data [8]byte
	n.Order().PutUint64(data[:], offloads)
	return n.Execute(ctx, GuestOffloadsSet, data[:])
}

// RSS is the data of [MQRSSConfig], struct virtio_net_rss_config (virtio 1.3, section
// 5.1.6.5.7 "Receive-side scaling (RSS)").
type RSS struct {
	HashTypes    uint32
	Unclassified uint16   // receive queue of frames without a hash: 0 is receiveq1
	Table        []uint16 // a power of two of receive queues
	MaxTX        uint16   // number of transmit queues in use
	Key          []byte
}

// Bytes returns the data of the command, which is little-endian.
func (r RSS) Bytes() []byte {
	data := binary.LittleEndian.AppendUint32(nil, r.HashTypes)
	data = binary.LittleEndian.AppendUint16(data, uint16(len(r.Table)-1))
	data = binary.LittleEndian.AppendUint16(data, r.Unclassified)
	for _, queue := range r.Table {
		data = binary.LittleEndian.AppendUint16(data, queue)
	}
	data = binary.LittleEndian.AppendUint16(data, r.MaxTX)
	return append(append(data, byte(len(r.Key))), r.Key...)
}

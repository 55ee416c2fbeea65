package intelnic

// ExtendedTX is the extended transmit descriptor format: TCP/IP context
// descriptors and TCP/IP data descriptors (82574 datasheet, sections 7.2
// "Transmit Functionality" and 7.2.11 "Extended Transmit Data Descriptor
// Format"; 8254x manual, sections 3.3.6 "TCP/IP Context Transmit Descriptor
// Format" and 3.3.7 "TCP/IP Data Descriptor Format"). The 82576 does not have it.
type ExtendedTX struct{}

// Fields of extended transmit descriptors.
const (
	typeContext uint32 = 0 << 20 // DTYP of the third word
	typeData    uint32 = 1 << 20

	contextTCP uint8 = 1 << 0 // TUCMD
	contextIP  uint8 = 1 << 1 // IPv4
	commandTSE uint8 = 1 << 2 // TUCMD and DCMD
)

// Context returns the TCP/IP context descriptor.
func (ExtendedTX) Context(o Offload, total int) (d Descriptor, needed bool, err error) {
	if !o.context() {
		return d, false, nil
	}
	ip, l4 := o.L2Size, o.L2Size+o.IPSize
	command := TransmitDEXT
	checksum := 16 // offset within a TCP header
	if o.UDP {
		checksum = 6
	} else {
		command |= contextTCP
	}
	d.Put32(0, uint32(ip)) // segmentation finds the header by it, also that of IPv6
	if !o.IPv6 {
		command |= contextIP
		d.Put32(0, uint32(ip)|uint32(ip+10)<<8|uint32(l4-1)<<16)
	}
	d.Put32(4, uint32(l4)|uint32(l4+checksum)<<8) // TUCSE is 0: to the end of the frame
	payload := 0
	if o.TSO {
		command |= commandTSE
		header := l4 + o.L4Size
		payload = total - header
		d.Put32(12, uint32(header)<<8|uint32(o.MSS)<<16)
	}
	d.Put32(8, uint32(payload)|typeContext|uint32(command)<<24)
	return d, true, nil
}

// Data returns the TCP/IP data descriptor of a piece.
func (ExtendedTX) Data(p Piece, o Offload) (d Descriptor) {
	command := TransmitDEXT | o.Command(p.Last)
	if o.TSO {
		command |= commandTSE
	}
	d.Put64(0, p.Buffer)
	d.Put32(8, uint32(p.Size)|typeData|uint32(command)<<24)
	d.Put32(12, o.Options()|uint32(o.Tag)<<16)
	return d
}

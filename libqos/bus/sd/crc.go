package sd

// CRC7 returns the CRC of a command, a response, or a CID or CSD: its generator polynomial is x^7 + x^3 + 1 (section 4.5 "Cyclic
// Redundancy Code (CRC)").
func CRC7(p []byte) uint8 {
	const polynomial = 0x09
	var crc uint8
	for _, b := range p {
		for bit := 7; bit >= 0; bit-- {
			out := crc>>6&1 ^ b>>bit&1
			crc = crc << 1 & 0x7f
			if out != 0 {
				crc ^= polynomial
			}
		}
	}
	return crc
}

// CRC16 returns the CRC of a block: its generator polynomial is x^16 + x^12 + x^5 + 1 (section 4.5 "Cyclic Redundancy Code (CRC)").
func CRC16(p []byte) uint16 {
	const polynomial = 0x1021
	var crc uint16
	for _, b := range p {
		crc ^= uint16(b) << 8
		for range 8 {
			out := crc & 0x8000
			crc <<= 1
			if out != 0 {
				crc ^= polynomial
			}
		}
	}
	return crc
}

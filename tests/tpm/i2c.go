package tpm

import (
	"math/bits"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/swtpm"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/misc/tpm"
	"github.com/qgraph/qgraph/tests/suite/same"
)

// i2cRegisters checks the registers that only the I²C interface has, and the checksum of data (PTP 1.04, "I2C Interface
// Definition").
func i2cRegisters(t *run.T, i *tpm.I2C) {
	m := attach(t)
	t.Step("identity", func() {
		for l := range tpm.Localities {
			reg.ExpectT(t, i.At(l), "TPM_DID_VID", tpm.Identity, identity)
			reg.ExpectT(t, i.At(l), "TPM_RID", tpm.Revision, revision)
		}
	})
	t.Step("TPM_LOC_SEL", func() {
		for l := range uint8(tpm.Localities) {
			reg.KeepsT(t, i.Chip, "TPM_LOC_SEL", tpm.LocalitySelect, l)
		}
		tpm.LocalitySelect.WriteT(t, i.Chip, 1)
		tpm.LocalitySelect.WriteT(t, i.Chip, tpm.Localities)
		reg.ExpectT(t, i.Chip, "TPM_LOC_SEL after a write of a locality that is none", tpm.LocalitySelect, 1)
	})
	t.Step("capabilities", func() {
		reg.IgnoresT(t, i.At(0), "TPM_INT_CAPABILITY", tpm.InterfaceCapability)
		const reserved = 1 << 31
		reg.ExpectBitsT(t, i.Chip, "TPM_I2C_INTERFACE_CAPABILITY, reserved", tpm.I2CCapability, reserved, 0)
		reg.IgnoresT(t, i.Chip, "TPM_I2C_INTERFACE_CAPABILITY", tpm.I2CCapability)
		reg.IgnoresT(t, i.Chip, "TPM_DATA_CSUM", tpm.Checksum)
	})
	t.Step("reserved bits", func() {
		t.Must(i.Open(t.Context()))
		const bit6 = 1 << 6
		reg.ExpectBitsT(t, i.At(0), "TPM_ACCESS, reserved", tpm.Access, bit6|tpm.Seize, 0)
		reg.ExpectBitsT(t, i.At(0), "TPM_STS, reserved", tpm.Status, 1|tpm.ResponseRetry|tpm.Go, 0)
	})
	t.Step("FIFO in one transfer", func() {
		command, response := message(getRandom, 40, 1), message(0, 30, 2)
		t.Must(i.Open(t.Context()))
		t.Must(i.Chip.Write(t.Context(), tpm.I2CFIFO, command...))
		reg.ExpectBitsT(t, i.At(0), "TPM_STS after the command", tpm.Status, phase|tpm.StatusValid, tpm.StatusValid)
		tpm.Status.WriteT(t, i.At(0), tpm.Go)
		taken(t, m, 0, command)
		t.Must(m.Respond(response))
		_, err := i.Await(t.Context(), 0, "the response", tpm.StatusValid|tpm.DataAvailable, tpm.StatusValid|tpm.DataAvailable)
		t.Must(err)
		got := make([]byte, len(response))
		t.Must(i.Chip.Read(t.Context(), tpm.I2CFIFO, got))
		same.Bytes(t, "the response", got, response)
	})
	t.Step("checksum", func() { checksum(t, i, m) })
}

// checksum checks the checksum of the command that was written and of the response that was read: CRC-CCITT, the bits of a byte
// from the lowest on, its high byte first on the bus (PTP 1.04, "Data Checksum").
func checksum(t *run.T, i *tpm.I2C, m *swtpm.Module) {
	t.Must(i.Open(t.Context()))
	reg.KeepsT(t, i.Chip, "TPM_DATA_CSUM_ENABLE", tpm.ChecksumEnable, 1)
	t.Cleanup(func() { reg.KeepsT(t, i.Chip, "TPM_DATA_CSUM_ENABLE", tpm.ChecksumEnable, 0) })
	command, response := message(getRandom, 14, 1), message(0, 12, 2)
	t.Must(i.Write(t.Context(), 0, command))
	reg.ExpectT(t, i.Chip, "TPM_DATA_CSUM of the command", tpm.Checksum, crc(command))
	tpm.Status.WriteT(t, i.At(0), tpm.Go)
	taken(t, m, 0, command)
	t.Must(m.Respond(response))
	got, err := i.Receive(t.Context())
	t.Must(err)
	same.Bytes(t, "the response", got, response)
	reg.ExpectT(t, i.Chip, "TPM_DATA_CSUM of the response", tpm.Checksum, crc(response))
}

// crc returns CRC-CCITT as a little-endian number of the bytes on the bus.
func crc(p []byte) uint16 {
	const polynomial = 0x8408 // x¹⁶ + x¹² + x⁵ + 1, reflected
	var sum uint16
	for _, b := range p {
		sum ^= uint16(b)
		for range 8 {
			if sum&1 != 0 {
				sum = sum>>1 ^ polynomial
			} else {
				sum >>= 1
			}
		}
	}
	return bits.ReverseBytes16(sum)
}

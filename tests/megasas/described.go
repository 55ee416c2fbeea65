package megasas

import (
	"bytes"
	"encoding/binary"
	"testing"
)

// field is a field of data that the firmware describes something with.
type field struct {
	name string
	at   int // offset in the data
	want any // an unsigned integer, or text, which is zero-terminated
}

// describedT checks all of the data: each field, and zeros between them. Nothing is checked in the
// ranges of free, each an offset and a length.
func describedT(t testing.TB, what string, data []byte, fields []field, free ...[2]int) {
	t.Helper()
	left := bytes.Clone(data)
	for _, f := range fields {
		var want []byte
		if text, ok := f.want.(string); ok {
			want = append([]byte(text), 0)
		} else {
			var b bytes.Buffer
			if err := binary.Write(&b, binary.LittleEndian, f.want); err != nil {
				t.Fatalf("%s: %s: %v", what, f.name, err)
			}
			want = b.Bytes()
		}
		got := left[f.at : f.at+len(want)]
		if !bytes.Equal(got, want) {
			t.Errorf("%s: %s = % x, want % x", what, f.name, got, want)
		}
		clear(got)
	}
	for _, r := range free {
		clear(left[r[0] : r[0]+r[1]])
	}
	for i, b := range left {
		if b != 0 {
			t.Errorf("%s: byte %d = %#02x, want 0", what, i, b)
		}
	}
}

// port is the SAS address of the disk's port, QEMU's choice.
const port uint64 = 0x1221000000000000

// Values of fields.
const (
	noEnclosure   uint16 = 0xffff
	offline       uint16 = 0x10   // MFI_PD_OFFLINE: not used by the firmware itself
	partOfVolume  uint32 = 0x0002 // MFI_DDF_PART_OF_VD
	overSAS       uint32 = 0x2000 // MFI_DDF_TYPE_SAS
	jbod          uint32 = 1 << 13
	infoTime             = 1460
	allRates      uint64 = 0x0602041e1e1e1e1e
	bothDirection uint32 = 0x1f // all operations on volumes
)

// infoFields returns the description of the controller, as QEMU 11.1 has it (mfireg.h, struct
// mfi_ctrl_info).
func infoFields(id [4]uint16, commands, elements uint16) []field {
	return []field{
		{"PCI identity", 0, id},
		{"interface to the host: PCIe", 32, uint8(2)},
		{"interface to devices: SAS3G", 104, uint8(2)},
		{"ports of devices", 111, uint8(8)},
		{"address of the first port", 112, port},
		{"image_component_count", 180, uint32(1)},
		{"component: name", 184, "APP"},
		{"component: version", 192, "1.70-QEMU"},
		{"component: build_date", 224, "Apr  1 2014"},
		{"component: build_time", 240, "12:34:56"},
		{"max_arms, max_spans, max_arrays, max_lds", 1340, [4]uint8{32, 8, 128, 64}},
		{"product_name", 1344, "LSI MegaRAID SAS 8708EM2"},
		{"serial_number", 1424, "QEMU123456"},
		{"hw_present", 1456, uint32(0x34)},
		{"max_cmds", 1464, commands},
		{"max_sg_elements", 1466, elements},
		{"max_request_size", 1468, uint32(0xffff)},
		{"lds_present, degraded, offline", 1472, [3]uint16{1}},
		{"pd_present, disks_present, pred_failure, failed", 1478, [4]uint16{1, 1}},
		{"nvram_size, memory_size, flash_size", 1486, [3]uint16{32, 512, 16}},
		{"max_strips_per_io", 1498, elements},
		{"raid_levels, adapter_ops, ld_ops", 1500, [3]uint32{1, 0x3001, bothDirection}},
		{"stripe_sz_ops", 1512, [2]uint8{3, 16}},
		{"pd_ops, pd_mix_support", 1516, [2]uint32{3, 0xb}},
		{"pred_fail_poll_interval", 1538, uint16(300)},
		{"intr_throttle_cnt, intr_throttle_timeout", 1540, [2]uint16{16, 50}},
		{"rates, cache_flush_interval, spinup", 1544, allRates},
		{"ecc_bucket_size", 1557, uint8(15)},
		{"ecc_bucket_leak_rate", 1558, uint16(1440)},
		{"expose_encl_devices", 1561, uint8(1)},
		{"OnOffProperties", 1568, jbod},
		{"package_version", 1600, "2.5+-QEMU"},
	}
}

// listFields returns a list with one disk (mfireg.h, struct mfi_pd_list).
func listFields() []field {
	const head, entry uint32 = 8, 24
	return []field{
		{"size", 0, head + entry},
		{"no_pd", 4, uint32(1)},
		{"enc_id", 10, noEnclosure},
		{"port", 15, uint8(1)},
		{"sas_address", 16, port},
	}
}

// diskFields returns the description of a disk of that size (mfireg.h, struct mfi_pd_details).
// The disk belongs to the firmware, so its INQUIRY data report no device to the host (SPC-4,
// section 6.6 "INQUIRY command", peripheral qualifier 3).
func diskFields(id uint16, sectors uint64) []field {
	const hidden uint8 = 0x7f
	return []field{
		{"id", 0, id},
		{"inq_data", 4, hidden},
		{"inq_page83", 100, hidden},
		{"port, speed", 166, [2]uint8{1, 1}},
		{"fw_state", 184, offline},
		{"link_speed", 187, uint8(1)},
		{"ddf_state", 188, overSAS | partOfVolume},
		{"path: cnt", 192, uint8(1)},
		{"path: sas_addr", 200, port},
		{"size, no_coerce_size, coerce_size", 232, [3]uint64{sectors, sectors, sectors}},
		{"enc_id", 256, noEnclosure},
	}
}

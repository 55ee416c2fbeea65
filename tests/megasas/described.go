package megasas

import "github.com/qgraph/qgraph/libqos/base/field"

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
func infoFields(id [4]uint16, commands, elements uint16) []field.Field {
	return []field.Field{
		field.Little("PCI identity", 0, id),
		field.Little("interface to the host: PCIe", 32, uint8(2)),
		field.Little("interface to devices: SAS3G", 104, uint8(2)),
		field.Little("ports of devices", 111, uint8(8)),
		field.Little("address of the first port", 112, port),
		field.Little("image_component_count", 180, uint32(1)),
		field.Text("component: name", 184, "APP", 8, 0),
		field.Text("component: version", 192, "1.70-QEMU", 32, 0),
		field.Text("component: build_date", 224, "Apr  1 2014", 16, 0),
		field.Text("component: build_time", 240, "12:34:56", 16, 0),
		field.Little("max_arms, max_spans, max_arrays, max_lds", 1340, [4]uint8{32, 8, 128, 64}),
		field.Text("product_name", 1344, "LSI MegaRAID SAS 8708EM2", 80, 0),
		field.Text("serial_number", 1424, "QEMU123456", 32, 0),
		field.Little("hw_present", 1456, uint32(0x34)),
		field.Little("max_cmds", 1464, commands),
		field.Little("max_sg_elements", 1466, elements),
		field.Little("max_request_size", 1468, uint32(0xffff)),
		field.Little("lds_present, degraded, offline", 1472, [3]uint16{1}),
		field.Little("pd_present, disks_present, pred_failure, failed", 1478, [4]uint16{1, 1}),
		field.Little("nvram_size, memory_size, flash_size", 1486, [3]uint16{32, 512, 16}),
		field.Little("max_strips_per_io", 1498, elements),
		field.Little("raid_levels, adapter_ops, ld_ops", 1500, [3]uint32{1, 0x3001, bothDirection}),
		field.Little("stripe_sz_ops", 1512, [2]uint8{3, 16}),
		field.Little("pd_ops, pd_mix_support", 1516, [2]uint32{3, 0xb}),
		field.Little("pred_fail_poll_interval", 1538, uint16(300)),
		field.Little("intr_throttle_cnt, intr_throttle_timeout", 1540, [2]uint16{16, 50}),
		field.Little("rates, cache_flush_interval, spinup", 1544, allRates),
		field.Little("ecc_bucket_size", 1557, uint8(15)),
		field.Little("ecc_bucket_leak_rate", 1558, uint16(1440)),
		field.Little("expose_encl_devices", 1561, uint8(1)),
		field.Little("OnOffProperties", 1568, jbod),
		field.Text("package_version", 1600, "2.5+-QEMU", 96, 0),
	}
}

// listFields returns a list with one disk (mfireg.h, struct mfi_pd_list).
func listFields() []field.Field {
	const head, entry uint32 = 8, 24
	return []field.Field{
		field.Little("size", 0, head+entry),
		field.Little("no_pd", 4, uint32(1)),
		field.Little("enc_id", 10, noEnclosure),
		field.Little("port", 15, uint8(1)),
		field.Little("sas_address", 16, port),
	}
}

// diskFields returns the description of a disk of that size (mfireg.h, struct mfi_pd_details).
// The disk belongs to the firmware, so its INQUIRY data report no device to the host (SPC-4,
// section 6.6 "INQUIRY command", peripheral qualifier 3).
func diskFields(id uint16, sectors uint64) []field.Field {
	const hidden uint8 = 0x7f
	return []field.Field{
		field.Little("id", 0, id),
		field.Little("inq_data", 4, hidden),
		field.Little("inq_page83", 100, hidden),
		field.Little("port, speed", 166, [2]uint8{1, 1}),
		field.Little("fw_state", 184, offline),
		field.Little("link_speed", 187, uint8(1)),
		field.Little("ddf_state", 188, overSAS|partOfVolume),
		field.Little("path: cnt", 192, uint8(1)),
		field.Little("path: sas_addr", 200, port),
		field.Little("size, no_coerce_size, coerce_size", 232, [3]uint64{sectors, sectors, sectors}),
		field.Little("enc_id", 256, noEnclosure),
	}
}

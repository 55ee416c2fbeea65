// Package nvdimm asks QEMU about memory modules that keep their contents, as the method _DSM of the
// ACPI code does: by a page of memory, and a port that takes its address (QEMU 11.1,
// docs/specs/acpi_nvdimm.rst, "QEMU NVDIMM Implementation").
//
//	out, err := nvdimm.Ask(ctx, m, nvdimm.Internal, nvdimm.ReadFIT, nvdimm.Words(0))
//
// Typical path:
//
//	x86_64/q35 → acpi-memory-hotplug → device-plug-tests/nvdimm
package nvdimm

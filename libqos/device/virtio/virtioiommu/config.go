package virtioiommu

import "github.com/qgraph/qgraph/libqos/base/reg"

// Device-specific configuration space (virtio 1.3, section 5.13.4 "Device configuration
// layout").
const (
	ConfigPageSizeMask reg.Reg[uint64] = 0  // page_size_mask: bit n for pages of 2^n bytes
	ConfigInputStart   reg.Reg[uint64] = 8  // input_range.start: the lowest virtual address, with FeatureInputRange
	ConfigInputEnd     reg.Reg[uint64] = 16 // input_range.end: the highest one
	ConfigDomainStart  reg.Reg[uint32] = 24 // domain_range.start, with FeatureDomainRange
	ConfigDomainEnd    reg.Reg[uint32] = 28 // domain_range.end
	ConfigProbeSize    reg.Reg[uint32] = 32 // probe_size, in bytes, with FeatureProbe
	ConfigBypass       reg.Reg[uint8]  = 36 // bypass: 1 lets endpoints without a domain access all memory, with FeatureBypassConfig
)

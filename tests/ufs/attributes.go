package ufs

import (
	"fmt"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/storage/ufs"
)

// attributes checks the attributes of the device (UFS, section 14.3 "Attributes").
func attributes(t *run.T, d *ufs.Device) {
	withList(t, d, func(l *ufs.List) {
		m := ufs.Manager{Transport: l}
		initDevice(t, d, l)
		t.Step("initial values", func() { initialValues(t, m, writeBooster.On(t.Env.Version())) })
		t.Step("writable attributes", func() { writableAttributes(t, m) })
		t.Step("read-only attributes", func() { readOnlyAttributes(t, m) })
		t.Step("errors", func() { attributeErrors(t, m) })
		t.Step("initial values again", func() { initialValues(t, m, writeBooster.On(t.Env.Version())) })
	})
}

// initialValues checks the initial values of attributes: the standard's, or those of
// QEMU's device where the standard leaves them open; b is that of its WriteBooster.
func initialValues(t *run.T, m ufs.Manager, b booster) {
	t.Helper()
	for _, row := range []struct {
		name string
		idn  ufs.Attribute
		want uint32
	}{
		{"bBootLunEn", ufs.AttributeBootLUN, 0},
		{"bActiveICCLevel", ufs.AttributeActiveICCLevel, 0},
		{"bOutOfOrderDataEn", ufs.AttributeOutOfOrder, 0},
		{"bBackgroundOpStatus", ufs.AttributeBackgroundStatus, 0},
		{"bPurgeStatus", ufs.AttributePurgeStatus, 0},
		{"bMaxDataInSize", ufs.AttributeMaxDataIn, 8},
		{"bMaxDataOutSize", ufs.AttributeMaxDataOut, 8},
		{"bRefClkFreq", ufs.AttributeReferenceClock, 1},
		{"bConfigDescrLock", ufs.AttributeConfigLock, 1},
		{"bMaxNumOfRTT", ufs.AttributeMaxRTT, 2},
		{"wExceptionEventControl", ufs.AttributeExceptionControl, 0},
		{"wExceptionEventStatus", ufs.AttributeExceptionStatus, 0},
		{"bDeviceFFUStatus", ufs.AttributeFFUStatus, 0},
		{"dPSADataSize", ufs.AttributePSADataSize, 0},
		{"bDeviceCaseRoughTemperature", ufs.AttributeCaseTemperature, 0},
		{"bDeviceTooHighTempBoundary", ufs.AttributeHighTemperature, 160},
		{"bDeviceTooLowTempBoundary", ufs.AttributeLowTemperature, 60},
		{"bThrottlingStatus", ufs.AttributeThrottling, 0},
		{"bAvailableWBBufferSize", ufs.AttributeAvailableBuffer, b.available},
		{"bWBBufferLifeTimeEst", ufs.AttributeBufferLife, b.life},
		{"bRefreshStatus", ufs.AttributeRefreshStatus, 0},
	} {
		got, err := m.ReadAttribute(t.Context(), row.idn, 0, 0)
		t.Must(err)
		if got != row.want {
			t.Errorf("%s = %#x, want %#x", row.name, got, row.want)
		}
	}
}

// writableAttributes checks that each attribute keeps the value written to it,
// independently of others, and restores it.
func writableAttributes(t *run.T, m ufs.Manager) {
	ctx := t.Context()
	list := []struct {
		name   string
		idn    ufs.Attribute
		values []uint32
	}{
		{"bActiveICCLevel", ufs.AttributeActiveICCLevel, []uint32{1, 0xf}},
		{"bMaxDataInSize", ufs.AttributeMaxDataIn, []uint32{1, 5}},
		{"bMaxDataOutSize", ufs.AttributeMaxDataOut, []uint32{2, 7}},
		{"bRefClkFreq", ufs.AttributeReferenceClock, []uint32{0, 3}},
		{"bMaxNumOfRTT", ufs.AttributeMaxRTT, []uint32{1}},
		{"wExceptionEventControl", ufs.AttributeExceptionControl, []uint32{0x0001, 0x0038}},
		{"dPSADataSize", ufs.AttributePSADataSize, []uint32{0x12345678, 0xfedcba98}},
	}
	before := map[ufs.Attribute]uint32{}
	for _, a := range list {
		v, err := m.ReadAttribute(ctx, a.idn, 0, 0)
		t.Must(err)
		before[a.idn] = v
	}
	holds := func(name string, idn ufs.Attribute, want uint32, when string) {
		got, err := m.ReadAttribute(ctx, idn, 0, 0)
		t.Must(err)
		if got != want {
			t.Errorf("%s = %#x %s, want %#x", name, got, when, want)
		}
	}
	for _, a := range list {
		for i, v := range append(a.values, before[a.idn]) {
			t.Must(m.WriteAttribute(ctx, a.idn, 0, 0, v))
			when := fmt.Sprintf("after %#x was written to %s", v, a.name)
			holds(a.name, a.idn, v, when)
			if i > 0 {
				continue // the first value differs from the initial one
			}
			for _, other := range list {
				if other.idn != a.idn {
					holds(other.name, other.idn, before[other.idn], when)
				}
			}
		}
	}
}

// readOnlyAttributes checks that attributes that only the device changes are
// read-only, and that write-only ones are not readable.
func readOnlyAttributes(t *run.T, m ufs.Manager) {
	for _, a := range []ufs.Attribute{
		ufs.AttributePowerMode, ufs.AttributeBackgroundStatus, ufs.AttributePurgeStatus, ufs.AttributeExceptionStatus,
		ufs.AttributeFFUStatus, ufs.AttributeCaseTemperature, ufs.AttributeHighTemperature, ufs.AttributeLowTemperature,
		ufs.AttributeThrottling, ufs.AttributeFlushStatus, ufs.AttributeAvailableBuffer, ufs.AttributeBufferLife,
		ufs.AttributeCurrentBuffer, ufs.AttributeRefreshStatus,
	} {
		before, err := m.ReadAttribute(t.Context(), a, 0, 0)
		t.Must(err)
		q := ufs.Query{Opcode: ufs.QueryWriteAttribute, IDN: uint8(a), Value: before + 1}
		refusedQuery(t, m, fmt.Sprintf("write attribute %#02x", uint8(a)), q, ufs.QueryNotWriteable)
		after, err := m.ReadAttribute(t.Context(), a, 0, 0)
		t.Must(err)
		if before != after {
			t.Errorf("read-only attribute %#02x changed from %#x to %#x", uint8(a), before, after)
		}
	}
	t.Must(m.WriteAttribute(t.Context(), ufs.AttributeSecondsPassed, 0, 0, 3600))
	refusedQuery(t, m, "read dSecondsPassed", ufs.Query{Opcode: ufs.QueryReadAttribute, IDN: uint8(ufs.AttributeSecondsPassed)}, ufs.QueryNotReadable)
}

// attributeErrors checks that the device refuses nonexistent attributes, values out
// of range, and query functions that do not match the opcode.
func attributeErrors(t *run.T, m ufs.Manager) {
	ops := []ufs.QueryOpcode{ufs.QueryReadAttribute, ufs.QueryWriteAttribute}
	for _, op := range ops {
		for _, idn := range []uint8{0x80, 0xc0, 0xff} {
			refusedQuery(t, m, fmt.Sprintf("attribute %#02x, opcode %#x", idn, uint8(op)), ufs.Query{Opcode: op, IDN: idn}, ufs.QueryInvalidIDN)
		}
	}
	icc := uint8(ufs.AttributeActiveICCLevel)
	for _, v := range []uint32{0x10, 0xff} {
		refusedQuery(t, m, fmt.Sprintf("bActiveICCLevel of %#x", v), ufs.Query{Opcode: ufs.QueryWriteAttribute, IDN: icc, Value: v}, ufs.QueryInvalidValue)
	}
	refusedQuery(t, m, "read attribute as a write request",
		ufs.Query{Opcode: ufs.QueryReadAttribute, IDN: icc, Function: ufs.StandardWrite}, ufs.QueryInvalidOpcode)
	refusedQuery(t, m, "write attribute as a read request",
		ufs.Query{Opcode: ufs.QueryWriteAttribute, IDN: icc, Function: ufs.StandardRead, Value: 1}, ufs.QueryInvalidOpcode)
}

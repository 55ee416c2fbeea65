package ufs

import (
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/storage/ufs"
)

// refusedQuery does a query that must be refused with that code, or one of several.
func refusedQuery(t *run.T, m ufs.Manager, what string, q ufs.Query, want ...ufs.QueryCode) {
	t.Helper()
	_, err := m.Query(t.Context(), q)
	for _, code := range want {
		if errors.Is(err, code) {
			return
		}
	}
	t.Errorf("%s: got %v, want %v", what, err, want)
}

// flags checks the flags of the device (UFS, sections 10.7.8 "QUERY REQUEST UPIU" and
// 14.2 "Flags").
func flags(t *run.T, d *ufs.Device) {
	withList(t, d, func(l *ufs.List) {
		m := ufs.Manager{Transport: l}
		initDevice(t, d, l)
		booster := writeBooster.On(t.Env.Version()).there
		for _, flag := range []struct {
			ufs.Flag
			writable bool
		}{
			{ufs.FlagBackgroundOperations, true},
			{ufs.FlagLifeSpanMode, true},
			{ufs.FlagWriteBooster, booster},
			{ufs.FlagFlush, booster},
		} {
			t.Step(fmt.Sprintf("flag %#02x", uint8(flag.Flag)), func() {
				if flag.writable {
					switches(t, m, flag.Flag)
				} else {
					fixed(t, m, flag.Flag)
				}
			})
		}
		t.Step("read-only flags", func() { readOnlyFlags(t, m) })
		t.Step("errors", func() { flagErrors(t, m) })
		t.Step("overall status of a refused query", func() { statusOfQuery(t, l) })
	})
}

// statusOfQuery reads a flag that does not exist. The controller has executed the request,
// and the device's answer has the reason (UFSHCI, section 6.1.1 "UTP Transfer Request
// Descriptor", Overall Command Status).
func statusOfQuery(t *run.T, l *ufs.List) {
	done, err := l.Do(t.Context(), ufs.Request{UPIU: ufs.Query{Opcode: ufs.QueryReadFlag, IDN: 0xff}.UPIU()})
	t.Must(err)
	if got := ufs.QueryCode(done.UPIU.Response()); got != ufs.QueryInvalidIDN {
		t.Errorf("flag 0xff: answer %v, want %v", got, ufs.QueryInvalidIDN)
	}
	if done.Err() != nil {
		t.Errorf("flag 0xff: %v, want %v", done.OCS, ufs.OCSSuccess)
	}
}

// switches checks that each set, clear and toggle changes exactly that flag.
func switches(t *run.T, m ufs.Manager, f ufs.Flag) {
	t.Helper()
	ctx := t.Context()
	others := otherFlags(t, m, f)
	for i, step := range []struct {
		name   string
		do     func(ufs.Flag) (bool, error)
		want   bool
		others bool // also check the other flags
	}{
		{"clear", func(f ufs.Flag) (bool, error) { return m.ClearFlag(ctx, f) }, false, false},
		{"set", func(f ufs.Flag) (bool, error) { return m.SetFlag(ctx, f) }, true, true},
		{"set", func(f ufs.Flag) (bool, error) { return m.SetFlag(ctx, f) }, true, false},
		{"toggle", func(f ufs.Flag) (bool, error) { return m.ToggleFlag(ctx, f) }, false, false},
		{"toggle", func(f ufs.Flag) (bool, error) { return m.ToggleFlag(ctx, f) }, true, true},
		{"clear", func(f ufs.Flag) (bool, error) { return m.ClearFlag(ctx, f) }, false, true},
		{"clear", func(f ufs.Flag) (bool, error) { return m.ClearFlag(ctx, f) }, false, false},
	} {
		answered, err := step.do(f)
		t.Must(err)
		got, err := m.ReadFlag(ctx, f)
		t.Must(err)
		if answered != step.want || got != step.want {
			t.Errorf("flag %#02x, step %d, %s: answered %t, then read %t, want %t", uint8(f), i, step.name, answered, got, step.want)
		}
		if !step.others {
			continue
		}
		if now := otherFlags(t, m, f); now != others {
			t.Errorf("flag %#02x, step %d, %s: other flags = %s, want %s", uint8(f), i, step.name, now, others)
		}
	}
}

// fixed checks that a flag is clear and not writable.
func fixed(t *run.T, m ufs.Manager, f ufs.Flag) {
	t.Helper()
	for _, op := range []ufs.QueryOpcode{ufs.QuerySetFlag, ufs.QueryClearFlag, ufs.QueryToggleFlag} {
		refusedQuery(t, m, fmt.Sprintf("flag %#02x, opcode %#x", uint8(f), uint8(op)), ufs.Query{Opcode: op, IDN: uint8(f)}, ufs.QueryNotWriteable)
	}
	if set, err := m.ReadFlag(t.Context(), f); set || err != nil {
		t.Errorf("flag %#02x = %t (%v), want false", uint8(f), set, err)
	}
}

// otherFlags returns the values of all readable flags except one.
func otherFlags(t *run.T, m ufs.Manager, but ufs.Flag) string {
	t.Helper()
	var s string
	for _, f := range []ufs.Flag{
		ufs.FlagDeviceInit, ufs.FlagPermanentWriteProtect, ufs.FlagPowerOnWriteProtect, ufs.FlagBackgroundOperations, ufs.FlagLifeSpanMode,
		ufs.FlagBusyRTC, ufs.FlagNoFirmwareUpdate, ufs.FlagWriteBooster, ufs.FlagFlush, ufs.FlagFlushInHibernate,
	} {
		if f == but {
			continue
		}
		v, err := m.ReadFlag(t.Context(), f)
		t.Must(err)
		s += fmt.Sprintf("%#02x=%t ", uint8(f), v)
	}
	return s
}

// readOnlyFlags checks that a flag that only the device changes is read-only, and that
// a command flag is not readable.
func readOnlyFlags(t *run.T, m ufs.Manager) {
	for _, op := range []ufs.QueryOpcode{ufs.QuerySetFlag, ufs.QueryClearFlag, ufs.QueryToggleFlag} {
		q := ufs.Query{Opcode: op, IDN: uint8(ufs.FlagBusyRTC)}
		refusedQuery(t, m, fmt.Sprintf("fBusyRTC, opcode %#x", uint8(op)), q, ufs.QueryNotWriteable)
	}
	for _, op := range []ufs.QueryOpcode{ufs.QueryClearFlag, ufs.QueryToggleFlag} {
		q := ufs.Query{Opcode: op, IDN: uint8(ufs.FlagDeviceInit)}
		refusedQuery(t, m, fmt.Sprintf("fDeviceInit, opcode %#x", uint8(op)), q, ufs.QueryNotWriteable)
	}
	refusedQuery(t, m, "read fPurgeEnable", ufs.Query{Opcode: ufs.QueryReadFlag, IDN: uint8(ufs.FlagPurge)}, ufs.QueryNotReadable)
}

// flagErrors checks that the device refuses nonexistent flags and invalid queries
// (UFS, section 10.7.9 "QUERY RESPONSE UPIU", "Query Response").
func flagErrors(t *run.T, m ufs.Manager) {
	ops := []ufs.QueryOpcode{ufs.QueryReadFlag, ufs.QuerySetFlag, ufs.QueryClearFlag, ufs.QueryToggleFlag}
	for _, op := range ops {
		for _, idn := range []uint8{0x20, 0x7f, 0x80, 0xff} {
			what := fmt.Sprintf("flag %#02x, opcode %#x", idn, uint8(op))
			refusedQuery(t, m, what, ufs.Query{Opcode: op, IDN: idn}, ufs.QueryInvalidIDN)
		}
		// A query function that does not match the opcode.
		q := ufs.Query{Opcode: op, IDN: uint8(ufs.FlagWriteBooster), Function: ufs.StandardRead}
		if op.Function() == ufs.StandardRead {
			q.Function = ufs.StandardWrite
		}
		refusedQuery(t, m, fmt.Sprintf("opcode %#x with query function %#02x", uint8(op), uint8(q.Function)), q, ufs.QueryInvalidOpcode)
	}
	for _, op := range []ufs.QueryOpcode{9, 0xf, 0x80, 0xff} {
		refusedQuery(t, m, fmt.Sprintf("opcode %#x", uint8(op)), ufs.Query{Opcode: op}, ufs.QueryInvalidOpcode)
	}
	refusedQuery(t, m, "query function 2",
		ufs.Query{Opcode: ufs.QueryReadFlag, IDN: uint8(ufs.FlagWriteBooster), Function: 2}, ufs.QueryFailure, ufs.QueryInvalidOpcode)
	if set, err := m.ReadFlag(t.Context(), ufs.FlagWriteBooster); set || err != nil {
		t.Errorf("fWriteBoosterEn after refused queries = %t (%v)", set, err)
	}
}

package rs5c372

import (
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/clock/rs5c372"
	"github.com/qgraph/qgraph/libqos/protocol/rtc"
)

// migrate moves the machine in the last second of a year, with the alarms and the
// trimming set, in the format of 24 hours. It finds a clock that loses the time, the
// format or another register on the way.
func migrate(t *run.T, c *rs5c372.Clock, second run.Instance[*rs5c372.Clock]) {
	ctx := t.Context()
	_, err := t.QEMU().ClockStep(ctx, time.Second)
	t.Must(err)
	t.Must(c.Write(ctx, rs5c372.Control2, byte(rs5c372.Hours24)))
	for r, p := range map[rs5c372.Register][]byte{
		rs5c372.Trimming: {0x35},
		rs5c372.AlarmA:   {rtc.BCD(59), rtc.BCD(7), 0x7f},
		rs5c372.AlarmB:   {rtc.BCD(30), rtc.BCD(11), 0x2a},
	} {
		t.Must(c.Write(ctx, r, p...))
	}
	want := date(t, c, base().Add(time.Second))

	t.Must(t.Env.Migrate(ctx, second.Env, nil))

	got := date(t, c, base().Add(time.Second))
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("registers after the migration (-want +got):\n%s", diff)
	}
	_, err = t.QEMU().ClockStep(ctx, time.Second)
	t.Must(err)
	date(t, c, base().Add(2*time.Second))
}

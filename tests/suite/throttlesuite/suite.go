package throttlesuite

import (
	"fmt"
	"time"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/block"
	"github.com/qgraph/qgraph/qtest"
)

// driveSize is the size of the path's drive, sector that of the smallest request, in bytes.
const (
	driveSize = 4 << 20
	sector    = 512
)

// Drives provides a drive that does its work at once, as [Drive] wants.
func Drives() graph.TestOption { return graph.Provide(block.Drive, block.Null(driveSize)) }

// rule is a limit with the requests that reach it.
type rule struct {
	name     string
	limits   limits
	size     int           // of a request, in bytes
	burst    int           // how many requests the bucket has room for
	interval time.Duration // in which the room for a request leaks from the bucket
	only     kind          // the kind of request that is limited
}

// kind is a kind of request.
type kind int

const (
	all kind = iota
	reads
	writes
)

// rules returns every limit. The bucket has room for a whole number of requests.
func rules() []rule {
	const quarter = time.Second / 4
	return []rule{
		{"requests", limits{"iops": 4, "iops_max": 8}, sector, 8, quarter, all},
		{"reads", limits{"iops_rd": 4, "iops_rd_max": 8}, sector, 8, quarter, reads},
		{"writes", limits{"iops_wr": 4, "iops_wr_max": 8}, sector, 8, quarter, writes},
		{"bytes", limits{"bps": 2048, "bps_max": 4096}, sector, 8, quarter, all},
		{"bytes read", limits{"bps_rd": 2048, "bps_rd_max": 4096}, sector, 8, quarter, reads},
		{"bytes written", limits{"bps_wr": 2048, "bps_wr_max": 4096}, sector, 8, quarter, writes},
		{"bytes in larger requests", limits{"bps": 2048, "bps_max": 6144}, 3 * sector, 4, 3 * quarter, all},
		{"large requests without a size", limits{"iops": 4, "iops_max": 8}, 16 * sector, 8, quarter, all},
		{"requests of twice the size", limits{"iops": 4, "iops_max": 8, "iops_size": sector}, 2 * sector, 4, 2 * quarter, all},
		{"requests of one and a half times the size", limits{"iops": 4, "iops_max": 9, "iops_size": 2 * sector}, 3 * sector, 6, 3 * quarter / 2, all},
		{"requests below the size", limits{"iops": 4, "iops_max": 8, "iops_size": 4096}, sector, 8, quarter, all},
		{"bytes before requests", limits{"bps": 1024, "bps_max": 2048, "iops": 4, "iops_max": 8}, sector, 4, 2 * quarter, all},
		{"requests before bytes", limits{"bps": 8192, "bps_max": 8192, "iops": 4, "iops_max": 8}, sector, 8, quarter, all},
		{"reads and writes apart", limits{"iops_rd": 4, "iops_rd_max": 8, "iops_wr": 400, "iops_wr_max": 800}, sector, 8, quarter, reads},
	}
}

// Limits sets limits of the drive while it is in use, one after the other, and counts the
// requests that end in a burst and after it. It finds a limit that counts the wrong
// requests or bytes, a wrong rate, a bucket that leaks wrongly or has the wrong size, and
// a request that is forgotten.
func Limits(t *run.T, key graph.BackendKey, d Drive, clock qtest.Clock) {
	t.Helper()
	drive, m := nodeName(t, key), newMeter(t, d, clock)
	for _, r := range rules() {
		t.Step(r.name, func() {
			throttle(t, drive, "", r.limits)
			m.holds(r)
		})
	}
	t.Step("longer bursts", func() { m.longBurst(drive) })
	t.Step("no limits", func() {
		defer m.finish()
		throttle(t, drive, "", limits{"iops": 4, "iops_max": 8})
		m.start(load{n: 20, size: sector})
		m.someEnd("at once")
		throttle(t, drive, "", nil)
		m.ends(m.started-m.ended, "when the limits are gone")
		m.start(load{n: 20, size: sector})
		m.ends(20, "without limits")
	})
	t.Step("full bucket", func() {
		throttle(t, drive, "", limits{"iops": 4, "iops_max": 8})
		m.start(load{n: 10, size: sector})
		defer m.finish()
		m.ends(8, "requests to an empty bucket of 8")
	})
	t.Step("no limit of bursts", func() {
		throttle(t, drive, "", limits{"iops": 40})
		m.start(load{n: 50, size: sector})
		defer m.finish()
		m.ends(40, "requests to an empty bucket of 40")
	})
	throttle(t, drive, "", nil)
}

// holds checks a rule. A first request and half an interval have the bucket half a
// request away from a whole number of them: then it never is just full, or just empty.
func (m *meter) holds(r rule) {
	m.Helper()
	defer m.finish()
	one := load{write: r.only == writes, n: 1, size: r.size}
	m.start(one)
	m.ends(1, "a request to an empty bucket")
	m.step(r.interval / 2)
	const late = 3
	if r.only == all {
		m.mixed(r, late)
	} else {
		more := one
		more.n = r.burst + late
		m.start(more)
		m.ends(r.burst, "a burst")
		m.start(load{write: !one.write, n: 3 * r.burst, size: r.size})
		m.ends(3*r.burst, "requests of the kind that has no limit, or a higher one")
	}
	m.endsAfter(r.interval/2, "the first request that waits")
	for i := range late - 1 {
		m.endsAfter(r.interval, fmt.Sprintf("request %d that waits", i+2))
	}
	// Now the bucket has half an interval less than one request above its size.
	m.step(5 * r.interval / 2)
	one.n = 3
	m.start(one)
	m.ends(2, "after two and a half idle intervals")
	m.endsAfter(r.interval/2, "the next request")
}

// mixed has reads fill half of the bucket, and writes the other half. Writes wait.
func (m *meter) mixed(r rule, late int) {
	m.Helper()
	half := r.burst / 2
	m.start(load{n: half, size: r.size})
	m.ends(half, "reads that half fill the bucket")
	m.start(load{write: true, n: r.burst - half + late, size: r.size})
	m.ends(r.burst-half, "writes that fill the bucket")
}

// longBurst has a burst of two seconds of at most ten requests a second, after which there
// are two a second: requests come at the higher rate until the bucket, from which the
// lower rate leaks all the time, has 2 × 10.
func (m *meter) longBurst(drive string) {
	m.Helper()
	defer m.finish()
	const (
		rate, most, length = 2, 10, 2
		size               = most * length
		tenth              = time.Second / most
	)
	throttle(m.T, drive, "", limits{"iops": rate, "iops_max": most, "iops_max_length": length})
	m.start(load{n: size + most, size: sector})
	first := m.someEnd("at once")
	if first > most {
		m.Fatalf("at once: %d requests have ended, want at most %d", first, most)
	}
	level, wait := float64(first), tenth
	for i := range size + most - first { // a fifth of the room leaks meanwhile: the bucket is full before the last requests
		if drop := level - size - rate*tenth.Seconds(); drop > 0 { // the bucket is full
			wait = tenth + time.Duration(drop/rate*float64(time.Second))
		}
		m.endsAfter(wait, fmt.Sprintf("request %d", first+i+1))
		level += 1 - rate*wait.Seconds()
	}
}

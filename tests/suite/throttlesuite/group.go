package throttlesuite

import (
	"fmt"
	"time"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/qtest"
)

// Member is a device with its drive's backend.
type Member struct {
	Key   graph.BackendKey
	Drive Drive
}

// The groups, and the room in the bucket of the first one. A request leaks from it in
// interval.
const (
	group    = "shared"
	another  = "another"
	room     = 8
	interval = time.Second / 4
)

// shared are the limits of the group.
func shared() limits { return limits{"iops": int64(time.Second / interval), "iops_max": room} }

// Group has two drives share limits (docs/throttle.txt, "Applying I/O limits to groups of
// disks"). It finds limits of each drive alone, a drive that gets more than its half, and a
// change that does not reach the other drive, or reaches one outside of the group.
func Group(t *run.T, first, second Member, clock qtest.Clock) {
	t.Helper()
	drives := [2]string{nodeName(t, first.Key), nodeName(t, second.Key)}
	meters := [2]*meter{newMeter(t, first.Drive, clock), newMeter(t, second.Drive, clock)}
	join := func() {
		t.Helper()
		for _, drive := range drives {
			throttle(t, drive, group, shared())
			reportsGroup(t, drive, group)
		}
	}
	t.Step("shared limits", func() { join(); evenly(meters) })
	t.Step("last limits", func() {
		join()
		faster := limits{"iops": 8, "iops_max": room}
		throttle(t, drives[1], "", faster)
		reports(t, drives[0], faster)
		meters[0].holds(rule{limits: faster, size: sector, burst: room, interval: time.Second / 8})
	})
	t.Step("another group", func() {
		join()
		throttle(t, drives[1], another, limits{"iops": 1, "iops_max": 2})
		reportsGroup(t, drives[1], another)
		reportsGroup(t, drives[0], group)
		reports(t, drives[0], shared())
		meters[1].holds(rule{size: sector, burst: 2, interval: time.Second})
		meters[0].holds(rule{size: sector, burst: room, interval: interval})
	})
	t.Step("no limits of one drive", func() {
		join()
		throttle(t, drives[1], "", nil)
		reports(t, drives[0], shared())
		unlimited := load{n: 3 * room, size: sector}
		meters[1].start(unlimited)
		meters[1].ends(unlimited.n, "requests to the drive that has left the group")
		meters[0].holds(rule{size: sector, burst: room, interval: interval})
	})
}

// evenly fills the bucket by requests to both drives, and then has both wait.
func evenly(meters [2]*meter) {
	first, second := meters[0], meters[1]
	first.Helper()
	const waiting = 3 // of each drive
	first.start(load{n: 1, size: sector})
	first.ends(1, "a request to an empty bucket")
	first.step(interval / 2)
	first.start(load{n: room / 2, size: sector})
	first.ends(room/2, "requests that half fill the bucket")
	second.start(load{n: room/2 + waiting, size: sector})
	second.ends(room/2, "requests to the other drive that fill it")
	first.start(load{n: waiting, size: sector})
	for i := range waiting {
		for j := range meters {
			wait := interval
			if i == 0 && j == 0 {
				wait /= 2
			}
			before := first.ended + second.ended
			first.step(wait - 1)
			first.ends(0, "before there is room")
			second.ends(0, "before there is room")
			first.step(1)
			if both(meters); first.ended+second.ended != before+1 {
				first.Fatalf("when there is room for a request: %d have ended, want 1", first.ended+second.ended-before)
			}
		}
		left := [2]int{first.started - first.ended, second.started - second.ended}
		if want := waiting - i - 1; left != [2]int{want, want} {
			first.Errorf("after room for %d requests: %d of the first drive's and %d of the second's wait, want %d each", 2*(i+1), left[0], left[1], want)
		}
	}
}

// both counts the requests of both drives that have ended.
func both(meters [2]*meter) {
	meters[0].Helper()
	before := meters[0].ended + meters[1].ended
	for i := range patience {
		meters[0].look()
		meters[1].look()
		if i+1 >= settled && meters[0].ended+meters[1].ended > before {
			return
		}
	}
}

// reportsGroup checks the group of a drive.
func reportsGroup(t *run.T, drive, want string) {
	t.Helper()
	if got := fmt.Sprint(inserted(t, drive).Inserted["group"]); got != want {
		t.Errorf("query-block: group of %s = %q, want %q", drive, got, want)
	}
}

package ide

import (
	"errors"

	"github.com/qgraph/qgraph/libqos/backend/block"
	"github.com/qgraph/qgraph/libqos/device/storage/ata"
	"github.com/qgraph/qgraph/libqos/protocol/scsi"
	"github.com/qgraph/qgraph/qtest/qmp"
)

// Events and states of a disc (MMC-5, section 6.6 "GET EVENT STATUS NOTIFICATION Command", media event
// descriptor).
const (
	noEvent      = 0
	ejectRequest = 1
	newMedia     = 2
	mediaRemoval = 3

	trayOpen     = 1 << 0
	mediaPresent = 1 << 1
)

// mediaEvents is the class of events of a disc, and its bit in a mask.
const (
	mediaEvents    = 4
	mediaEventsBit = 1 << mediaEvents
)

// getEvents is GET EVENT STATUS NOTIFICATION: polled is 1 for an answer at once.
func getEvents(polled, classes byte) scsi.Command {
	const size = 8
	return scsi.Command{CDB: []byte{0x4a, polled, 0, 0, classes, 0, 0, 0, size, 0}}
}

// event checks the next event of the disc, and its state. The length of the header is that of the
// descriptor behind it; drives differ in whether they count the two bytes between.
func (r *rig) event(when string, event, state byte) {
	r.Helper()
	const size, descriptor, between = 8, 4, 2
	got, _ := r.packet(wholeBlock, getEvents(1, mediaEventsBit))
	if len(got) != size || got[0] != 0 || got[1] != descriptor && got[1] != descriptor+between || got[2] != mediaEvents || got[3]&mediaEventsBit == 0 {
		r.Errorf("%s: events % x, want a header with a length of %d, class %d, and %d bytes", when, got, descriptor, mediaEvents, size)
		return
	}
	if got[4] != event || got[5] != state {
		r.Errorf("%s: event %d, state %#02x, want %d and %#02x", when, got[4], got[5], event, state)
	}
}

// discEvents checks that guest and host learn of what the other does with the disc: the guest by
// GET EVENT STATUS NOTIFICATION, the host by an event of QMP.
func discEvents(r *rig) {
	r.ready()
	for range attentionsAtOne { // those of the start
		r.packet(wholeBlock, getEvents(1, mediaEventsBit))
	}
	drive := block.WatchTray(r.Machine().Monitor, ata.CDID)
	r.Cleanup(drive.Close)
	do := func(command string, more map[string]any) {
		r.Helper()
		r.Must(drive.Do(r.Context(), command, more))
	}
	r.event("at the start", noEvent, mediaPresent)
	r.Step("asynchronous", func() {
		r.senses("a request that is not polled", getEvents(0, mediaEventsBit), scsi.IllegalRequest, wholeCode, scsi.InvalidFieldInCDB)
	})
	r.Step("eject request", func() {
		r.packet(wholeBlock, preventRemoval(1))
		err := drive.Do(r.Context(), "eject", nil)
		if refusal := (*qmp.Error)(nil); !errors.As(err, &refusal) {
			r.Errorf("the host ejects a locked disc: %v, want an error", err)
		}
		r.event("after the host has tried to eject a locked disc", ejectRequest, mediaPresent)
		r.event("after an eject request", noEvent, mediaPresent)
		r.packet(wholeBlock, preventRemoval(0))
	})
	r.Step("opened by the guest", func() {
		r.packet(wholeBlock, moveTray(false))
		r.Must(drive.Moved(r.Context(), true))
		r.packet(wholeBlock, moveTray(true))
		r.Must(drive.Moved(r.Context(), false))
		r.ready()
	})
	r.Step("changed by the host", func() {
		for range attentionsAtOne {
			r.packet(wholeBlock, getEvents(1, mediaEventsBit))
		}
		backend, err := r.Env.Backend(ata.Disc)
		r.Must(err)
		do("blockdev-open-tray", nil)
		r.Must(drive.Moved(r.Context(), true))
		do("blockdev-remove-medium", nil)
		r.Step("removal", func() { r.event("after the host has removed the disc", mediaRemoval, trayOpen) })
		do("blockdev-insert-medium", map[string]any{"node-name": backend.ID})
		do("blockdev-close-tray", nil)
		r.Must(drive.Moved(r.Context(), false))
		r.event("after the host has put a disc in", newMedia, mediaPresent)
		r.event("after the event of a new disc", noEvent, mediaPresent)
		r.ready()
	})
}

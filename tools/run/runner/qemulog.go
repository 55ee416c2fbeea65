package runner

import (
	"fmt"
	"slices"
	"strings"
)

// QEMULog says what QEMU is to log: items of its option -d. The zero QEMULog is nothing.
type QEMULog struct{ text string }

// The items of which a line says that something is wrong. Others are for a person who looks
// into QEMU.
var logged = []string{"guest_errors", "unimp"}

// ParseLog returns the log with these items, as in "guest_errors,unimp".
func ParseLog(items string) (QEMULog, error) {
	if items == "" {
		return QEMULog{}, nil
	}
	for item := range strings.SplitSeq(items, ",") {
		if !slices.Contains(logged, item) {
			return QEMULog{}, fmt.Errorf("runner: QEMU's log %q: want %s, separated by commas", items, strings.Join(logged, " or "))
		}
	}
	return QEMULog{items}, nil
}

// args returns QEMU's arguments for the log.
func (l QEMULog) args() []string {
	if l.text == "" {
		return nil
	}
	return []string{"-d", l.text}
}

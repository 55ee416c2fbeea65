package mc146818rtc

import (
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/clock/mc146818rtc"
)

// QEMU 11.1 differs from the data sheet as follows. The tests leave out only these
// points:
//
//   - With hours from 1 to 12, alarms at some hours come at another hour, or never
//     ([misplacedAlarms]).
//   - A reset leaves UIE as it was ([unresetEnables]).
//   - A reset clears the byte with the reset reason of a PC/AT ([clearedByReset]).
//   - PF is set only while PIE is set (section "Register C": "independent of the state of the
//     PIE bit").
//   - The day of the week follows from the date and is not counted on its own. The tests
//     always set the day that belongs to the date.

// misplacedAlarms returns the hours of the day, 0 to 23, at which an alarm in 12-hour
// mode does not come.
func misplacedAlarms() []int { return []int{0, 12, 16} }

// unresetEnables are the bits of Register B that a reset should clear and does not.
const unresetEnables = mc146818rtc.UIE

// clearedByReset is the byte of RAM that a reset should leave alone and does not.
const clearedByReset reg.Reg[uint8] = 0x0f

package npcmtimer

import "time"

// Dog is the register WTCR of the watchdog.
type Dog uint32

// Bits of WTCR. The flags are cleared by a written 1.
//
//qgraph:bits
const (
	DogRestart      Dog = 1 << 0  // "WTR": begins the time anew, reads as 0
	DogResets       Dog = 1 << 1  // "WTRE": resets the machine some time after the interval
	DogWasReset     Dog = 1 << 2  // "WTRF": the watchdog has reset the machine
	DogExpired      Dog = 1 << 3  // "WTIF": the interval is over
	DogInterval     Dog = 3 << 4  // "WTIS"
	DogInterrupting Dog = 1 << 6  // "WTIE"
	DogEnable       Dog = 1 << 7  // "WTE"
	DogClock        Dog = 3 << 10 // "WTCLK"
)

// DogClocks is how many ticks the watchdog counts as one, by the value of WTCLK.
func DogClocks() []int { return []int{1, 256, 2048, 65536} }

// DogIntervals is after how many of these the interval is over, by the value of WTIS.
func DogIntervals() []int { return []int{1 << 14, 1 << 16, 1 << 18, 1 << 20} }

// DogGrace is after how many of these the watchdog resets the machine, once the interval is over.
const DogGrace = 1024

// DogTime returns the bits of a clock and an interval, by their numbers in [DogClocks] and [DogIntervals], the time of one
// count, and the interval.
func DogTime(clock, interval int) (bits Dog, count, d time.Duration) {
	count = time.Duration(DogClocks()[clock]) * Tick
	return Dog(clock)<<10 | Dog(interval)<<4, count, time.Duration(DogIntervals()[interval]) * count
}

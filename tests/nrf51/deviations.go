package nrf51

import "github.com/qgraph/qgraph/graph"

const manual = "nRF51 Series Reference Manual v3.0.1, chapter "

// deviations are those of the parts.
func deviations() []graph.Deviation {
	return []graph.Deviation{
		graph.Deviates("nrf51-timer-prescaler", graph.Deviation{
			In:     []graph.Place{{Test: "nrf51-timer-tests/registers", Step: "PRESCALER after a reset"}},
			Does:   "PRESCALER is 0 after a reset.",
			Says:   "PRESCALER is 4 after a reset.",
			Clause: graph.NewClause(manual + `18 "Timer/counter (TIMER)", table "PRESCALER"`),
		}),
		graph.Deviates("nrf51-timer-stop", graph.Deviation{
			In:     []graph.Place{{Test: "nrf51-timer-tests/timer", Step: "stopped and started"}},
			Does:   "A timer that is stopped loses the ticks since its counter was last looked at.",
			Says:   "A timer that is stopped and started again goes on with the value that its counter had.",
			Clause: graph.NewClause(manual + `18 "Timer/counter (TIMER)"`),
		}),
		graph.Deviates("nrf51-timer-stop-shortcut", graph.Deviation{
			In:     []graph.Place{{Test: "nrf51-timer-tests/timer", Step: "started after a stop shortcut"}},
			Does:   "A timer that was stopped by a shortcut goes on as if it had never stopped.",
			Says:   "A timer that is stopped and started again goes on with the value that its counter had.",
			Clause: graph.NewClause(manual + `18 "Timer/counter (TIMER)"`),
		}),
		graph.Deviates("microbit-i2c-magnetometer", graph.Deviation{
			In:     []graph.Place{{Test: "microbit-i2c-tests/identities", Step: "magnetometer"}},
			Does:   "Each read of the bus has the bytes of one list, whatever chip and register are addressed.",
			Says:   "WHO_AM_I of the magnetometer is C4h.",
			Clause: graph.NewClause("MAG3110 Three-Axis, Digital Magnetometer, NXP, register WHO_AM_I"),
		}),
		graph.Deviates("microbit-i2c-no-chip", graph.Deviation{
			In:     []graph.Place{{Test: "microbit-i2c-tests/identities", Step: "no chip"}},
			Does:   "Each address is acknowledged.",
			Says:   "A byte that is not acknowledged generates the event ERROR.",
			Clause: graph.NewClause(manual + `28 "I2C compatible Two Wire Interface (TWI)"`),
		}),
		graph.Deviates("nrf51-uicr-written", graph.Deviation{
			In:     []graph.Place{{Test: "nrf51-nvmc-tests/memory", Step: "UICR written"}},
			Does:   "UICR can be written whatever CONFIG says, and a write sets bits, too.",
			Says:   "UICR is written as the flash is: with WEN alone, and a write clears bits.",
			Clause: graph.NewClause(manual + `6 "Non-Volatile Memory Controller (NVMC)", section "Writing to User Information Configuration Registers"`),
		}),
	}
}

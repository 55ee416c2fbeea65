// Package nrf51 is the guest's side of parts of Nordic's nRF51: the pins (GPIO), a timer, the non-volatile memory controller
// (NVMC), the random number generator (RNG) and the I²C controller (TWI). A part has tasks, which a written 1 starts, and events, which read as 1 until a 0
// is written.
//
// It is written from nRF51 Series Reference Manual v3.0.1, Nordic Semiconductor, chapters 6 "Non-Volatile Memory Controller
// (NVMC)", 7 "Factory Information Configuration Registers (FICR)", 14 "General-Purpose Input/Output (GPIO)", 18
// "Timer/counter (TIMER)", 21 "Random Number Generator (RNG)" and 28 "I2C compatible Two Wire Interface (TWI)".
//
//	err := nrf51.DirectionSet.Write(ctx, pins.Regs, 1<<4) // pin 4 is an output
//	err = nrf51.OutputSet.Write(ctx, pins.Regs, 1<<4)
//
// Typical path:
//
//	arm/microbit → nrf51_soc.gpio → nrf51-gpio-tests/registers
package nrf51

// Package nrf51 tests parts of Nordic's nRF51 (see libqos/device/misc/nrf51 for the hardware). Pins are driven and watched
// where they leave the chip. Each path ends in one of
//
//	… → nrf51_soc.gpio → nrf51-gpio-tests/registers
//	… → nrf51_soc.gpio → nrf51-gpio-tests/pins
//	… → nrf51_soc.gpio → nrf51-gpio-tests/detect
//	… → nrf51_soc.timer → nrf51-timer-tests/registers
//	… → nrf51_soc.timer → nrf51-timer-tests/timer
//	… → nrf51_soc.nvm → nrf51-nvmc-tests/memory
//	… → microbit.i2c → microbit-i2c-tests/identities
//	… → nrf51_soc.rng → nrf51-rng-tests/values
package nrf51

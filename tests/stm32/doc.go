// Package stm32 tests the parts that the microcontrollers STM32L4 and STM32F4 have around their pins and clocks (see
// libqos/device/misc/stm32 for the hardware). Pins are driven and watched where they leave the part. Each path ends in one
// of
//
//	… → stm32l4x5-gpio → stm32l4x5-gpio-tests/registers
//	… → stm32l4x5-gpio → stm32l4x5-gpio-tests/pins
//	… → stm32l4x5-syscfg → stm32l4x5-syscfg-tests/registers
//	… → stm32l4x5-syscfg → stm32l4x5-syscfg-tests/sources
//	… → stm32f2xx-syscfg → stm32f2xx-syscfg-tests/registers
//	… → stm32f4xx-syscfg → stm32f4xx-syscfg-tests/registers
//	… → stm32f4xx-syscfg → stm32f4xx-syscfg-tests/sources
//	… → stm32l4x5-exti → stm32l4x5-exti-tests/registers
//	… → stm32l4x5-exti → stm32l4x5-exti-tests/lines
//	… → stm32l4x5-exti → stm32l4x5-exti-tests/pins
//	… → stm32f4xx-exti → stm32f4xx-exti-tests/registers
//	… → stm32f4xx-exti → stm32f4xx-exti-tests/lines
//	… → stm32l4x5-rcc → stm32l4x5-rcc-tests/registers
//	… → stm32l4x5-rcc → stm32l4x5-rcc-tests/clocks
//	… → stm32l4x5-rcc → stm32l4x5-rcc-tests/interrupts
//	… → stm32f2xx-spi → stm32f2xx-spi-tests/registers
//	… → stm32f2xx-timer → stm32f2xx-timer-tests/registers
//	… → stm32f2xx-timer → stm32f2xx-timer-tests/counting
//	… → stm32f2xx-adc → stm32f2xx-adc-tests/registers
//	… → stm32l4x5-usart → stm32l4x5-usart-tests/registers
package stm32

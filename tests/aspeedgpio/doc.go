// Package aspeedgpio tests the general purpose pins of Aspeed's BMC chips (see libqos/device/gpio/aspeedgpio for the
// hardware). The pins are driven and watched at the part. Each path ends in one of
//
//	… → aspeed-gpio → aspeed_gpio-tests/registers
//	… → aspeed-gpio → aspeed_gpio-tests/pins
//	… → aspeed-gpio → aspeed_gpio-tests/interrupts
//	… → aspeed-gpio → aspeed_gpio-tests/migrate
//	… → aspeed.gpio-ast2700 → ast2700-gpio-tests/pins
//	… → aspeed.gpio-ast2700 → ast2700-gpio-tests/interrupts
package aspeedgpio

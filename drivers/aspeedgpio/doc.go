// Package aspeedgpio ties the general purpose pins of Aspeed's BMC chips to the graph (see
// libqos/device/gpio/aspeedgpio for the hardware). Typical path:
//
//	arm/ast2600-evb → aspeed.gpio-ast2600 → aspeed-gpio → aspeed_gpio-tests/pins
package aspeedgpio
